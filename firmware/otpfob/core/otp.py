"""One-time passwords: HOTP (RFC 4226), TOTP (RFC 6238) and Steam's own.

Pure: no clock, no storage, no hardware. Callers pass the counter or the time in,
which is what lets the same file run on the token, in the simulator and in the
host's tests.
"""

from otpfob.core.account import (
    MAX_COUNTER,
    MAX_DIGITS,
    MIN_DIGITS,
    STEAM,
    STEAM_DIGITS,
    Account,
)
from otpfob.core.errors import BadField
from otpfob.core.hmac import SHA1, digest

# Steam Guard: five characters, base 26, least significant first, no vowels and no look-alikes.
STEAM_ALPHABET = "23456789BCDFGHJKMNPQRTVWXY"


def truncate(mac: bytes) -> int:
    """RFC 4226 5.3: 31 bits from where the low nibble of the last byte points."""
    i = mac[-1] & 0x0F
    return (mac[i] & 0x7F) << 24 | mac[i + 1] << 16 | mac[i + 2] << 8 | mac[i + 3]


def decimal(number: int, digits: int) -> str:
    """Return the last `digits` digits of a truncated `number`, zero-padded."""
    text = str(number % 10**digits)
    missing = digits - len(text)
    return "0" * missing + text if missing else text


def steam_text(number: int, digits: int = STEAM_DIGITS) -> str:
    """Return the characters Steam makes of a truncated `number`."""
    text = ""
    for _ in range(digits):
        text += STEAM_ALPHABET[number % 26]
        number //= 26
    return text


def _number(secret, counter, hash_id):
    if not 0 <= counter <= MAX_COUNTER:
        raise BadField("counter")
    return truncate(digest(secret, counter.to_bytes(8, "big"), hash_id))


def hotp(secret: bytes, counter: int, digits: int = MIN_DIGITS, hash_id: int = SHA1) -> str:
    """Return the code for `counter`, zero-padded to `digits`.

    Raises BadField for `digits` outside 6 to 10 and `counter` outside 64 bits.
    """
    if not MIN_DIGITS <= digits <= MAX_DIGITS:
        raise BadField("digits")
    return decimal(_number(secret, counter, hash_id), digits)


def steam(secret: bytes, counter: int, hash_id: int = SHA1) -> str:
    """Return Steam's five characters for `counter` (the TOTP step)."""
    return steam_text(_number(secret, counter, hash_id))


def step(unix_s: int, period_s: int) -> int:
    """Return the counter of a TOTP account at `unix_s` (RFC 6238, 4.2, with T0 = 0)."""
    return unix_s // period_s


def seconds_left(unix_s: int, period_s: int) -> int:
    """Return how long the code of `unix_s` stays the same, 1 to `period_s`."""
    return period_s - unix_s % period_s


def code(account: Account, counter: int) -> str:
    """Return the code of `account` for `counter`: a HOTP counter or a TOTP step."""
    if account.kind == STEAM:
        return steam(account.secret, counter, account.hash_id)
    return hotp(account.secret, counter, account.digits, account.hash_id)
