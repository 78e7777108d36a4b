"""What is written of an account besides its record, and what changes of one that is there."""

from otpfob.core.account import MAX_PICTURE_BYTES, Account
from otpfob.core.errors import BadField
from otpfob.vault.keys import wipe
from otpfob.vault.parts import PICTURE, encode_part
from otpfob.vault.records import NO_EXTRAS, Extras


def check_picture(picture) -> None:
    """Raise BadField("picture") for what is too large."""
    if len(picture) > MAX_PICTURE_BYTES:
        raise BadField("picture")


class NewParts:
    """The parts of an account that is added: at most a picture. Not the favourite."""

    favourite = False

    def __init__(self, picture: bytes = b"") -> None:
        check_picture(picture)
        self._picture = picture
        self.extras = Extras(len(picture)) if picture else NO_EXTRAS

    def read_part(self, which: int, buffer: bytearray) -> int:
        """Write a part to `buffer`. Returns the size of its content, 0 when there is none."""
        return encode_part(self._picture, buffer) if which == PICTURE else 0


class Change:
    """A change of one account of `vault`, which Vault.change() writes. Holds secrets: wipe it.

    `account` and `extras` are the new ones; a part that was not put stays as it is.
    """

    def __init__(self, vault, account_id: int) -> None:
        self.index = vault.index_of(account_id)
        old = vault.details_at(self.index).extras
        self.extras = Extras(old.picture_size, old.codes_size, old.count, old.used)
        self._vault = vault
        self._picture = None
        self._codes = None
        self.account = vault.account_at(self.index)

    def describe(self, issuer: str, name: str, digits: int, period_s: int) -> None:
        """Change what the account is called, and how it makes codes. Raises BadField."""
        old = self.account
        self.account = Account(old.kind, issuer, name, old.secret, old.hash_id, digits, period_s)

    def put_picture(self, picture: bytes) -> None:
        """Change the picture; an empty one is none. Raises BadField."""
        check_picture(picture)
        self._picture = picture
        self.extras.picture_size = len(picture)

    def put_codes(self, codes: bytearray, count: int) -> None:
        """Change the recovery codes (recovery.py); an empty buffer is none."""
        self._codes = codes
        self.extras.codes_size = len(codes)
        self.extras.count = count

    def read_part(self, which: int, buffer: bytearray) -> int:
        """Do as NewParts does."""
        new = self._picture if which == PICTURE else self._codes
        if new is None:
            return self._vault.part_at(self.index, which, buffer)
        return encode_part(new, buffer)

    def wipe(self) -> None:
        """Overwrite the secrets."""
        self.account.wipe()
        if self._codes is not None:
            wipe(self._codes)


def edit(vault, account_id: int, new: dict) -> None:
    """Change what of an account is in `new`: issuer, name, digits, period, picture, and
    favourite, whether it opens first. With another name and no picture, the old one goes.

    The counter stays. Raises NoAccount, BadField, VaultFull.
    """
    change = Change(vault, account_id)
    try:
        old = change.account
        issuer, name = new.get("issuer", old.issuer), new.get("name", old.name)
        digits, period_s = new.get("digits", old.digits), new.get("period", old.period_s)
        change.describe(issuer, name, digits, period_s)
        if "picture" in new or issuer != old.issuer or name != old.name:
            change.put_picture(new.get("picture", b""))
        favourite = vault.favourite
        if new.get("favourite"):
            favourite = account_id
        elif "favourite" in new and favourite == account_id:
            favourite = 0
        vault.change(change, favourite)
    finally:
        change.wipe()
