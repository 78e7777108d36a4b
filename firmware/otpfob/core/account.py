"""An account: what one site and one person share, but for the counter.

    field    limit
    kind     TOTP, HOTP or STEAM
    issuer   UTF-8, up to 64 bytes
    name     UTF-8, up to 64 bytes; issuer and name are not both empty
    secret   1 to 256 bytes
    hash_id  SHA1, SHA256 or SHA512
    digits   6 to 10; a STEAM account has 5 of its own alphabet
    period   1 to 86400 s

The HOTP counter changes with every code and lives apart from the account. So do its picture, at
most MAX_PICTURE_BYTES that the host drew for a name in a script the fonts lack, and its
recovery codes (recovery.py).
"""

from otpfob.core.errors import BadField
from otpfob.core.hmac import HASH_NAMES, SHA1, wipe

TOTP = 0
HOTP = 1
STEAM = 2
KIND_NAMES = ("totp", "hotp", "steam")

MAX_TEXT_BYTES = 64
MAX_SECRET_BYTES = 256
MAX_PICTURE_BYTES = 400
# RFC 4226 section 4, R6: a shared secret has at least 128 bits. Shorter ones exist and work.
ADVISED_SECRET_BYTES = 16
MIN_DIGITS = 6
MAX_DIGITS = 10
STEAM_DIGITS = 5
MAX_PERIOD_S = 86_400
MAX_COUNTER = (1 << 64) - 1


def _check_text(text, field):
    if not isinstance(text, str):
        raise BadField(field)
    size = 0
    for character in text:
        # Control characters have no picture: they could hide what the screen asks.
        # Half of a surrogate pair is no character at all, nor is what is beyond Unicode.
        point = ord(character)
        if point < 32 or 127 <= point < 160 or 0xD800 <= point < 0xE000 or point > 0x10FFFF:
            raise BadField(field)
        size += 1 + (point > 0x7F) + (point > 0x7FF) + (point > 0xFFFF)
    # Other than that it is where MicroPython took a longer form than needed: no host would.
    if size > MAX_TEXT_BYTES or size != len(text.encode()):
        raise BadField(field)


def _check_number(value, low, high, field):
    # bool is an int in Python, and `true` is no number of digits.
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise BadField(field)


class Account:
    """One account. Plain class: a tuple or dataclass would print the secret in its repr.

    Raises BadField, naming the field, for what is out of the limits above.
    """

    def __init__(
        self,
        kind: int,
        issuer: str,
        name: str,
        secret: bytes,
        hash_id: int = SHA1,
        digits: int = MIN_DIGITS,
        period_s: int = 30,
    ) -> None:
        _check_number(kind, 0, len(KIND_NAMES) - 1, "kind")
        _check_text(issuer, "issuer")
        _check_text(name, "name")
        if not issuer and not name:
            raise BadField("name")
        if not isinstance(secret, (bytes, bytearray)) or not 1 <= len(secret) <= MAX_SECRET_BYTES:
            raise BadField("secret")
        _check_number(hash_id, 0, len(HASH_NAMES) - 1, "hash")
        if kind == STEAM:
            _check_number(digits, STEAM_DIGITS, STEAM_DIGITS, "digits")
        else:
            _check_number(digits, MIN_DIGITS, MAX_DIGITS, "digits")
        _check_number(period_s, 1, MAX_PERIOD_S, "period")
        self.kind = kind
        self.issuer = issuer
        self.name = name
        self.secret = secret
        self.hash_id = hash_id
        self.digits = digits
        self.period_s = period_s

    def wipe(self) -> None:
        """Overwrite the secret, if it is a bytearray, and let go of it. Twice does no harm."""
        if not hasattr(self, "secret"):
            return
        secret = self.secret
        if isinstance(secret, bytearray):
            wipe(secret)
        # Gone, not empty or zero: HMAC takes any key, and would make a wrong code of it.
        del self.secret


def check_counter(counter: int) -> None:
    """Raise BadField("counter") unless `counter` is an unsigned 64-bit number."""
    _check_number(counter, 0, MAX_COUNTER, "counter")
