"""Codes of one account at full speed: what depends on its secret alone is computed once."""

from otpfob.core.account import STEAM, Account
from otpfob.core.errors import BadField
from otpfob.core.hmac import keyed
from otpfob.core.otp import decimal, steam_text, truncate


class CodeMaker:
    """Makes the codes of `account`. Holds what is as secret as the account's secret: wipe it."""

    def __init__(self, account: Account) -> None:
        self._key = keyed(account.secret, account.hash_id)
        self._text = steam_text if account.kind == STEAM else decimal
        self._digits = account.digits

    def code(self, counter: int) -> str:
        """Return the code for `counter`: a HOTP counter or a TOTP step."""
        if counter >> 64:  # nothing is left of any unsigned 64-bit number
            raise BadField("counter")
        return self._text(truncate(self._key.counter_digest(counter)), self._digits)

    def wipe(self) -> None:
        """Forget the secret. No code can be made after it."""
        self._key.wipe()
        del self._key
