"""A secret as sites show it and people type it: base32 in groups, in either case.

    dropped   blanks of any kind, dashes, `=` wherever they stand
    folded    a to z; no other letter turns into A to Z
    refused   everything else that is not A to Z or 2 to 7

An error tells a position and at most which of the digits 0, 1, 8 and 9 stands there.
"""

from fobctl.sources.new_account import SourceError
from otpfob.core.account import ADVISED_SECRET_BYTES, MAX_SECRET_BYTES
from otpfob.core.base32 import decode
from otpfob.core.errors import BadBase32

_BLANKS = " \t\r\n\f\v\u00a0\u2002\u2003\u2007\u2009\u200b\u202f\u2060\ufeff"
_DASHES = "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2212"
_LOWER = "abcdefghijklmnopqrstuvwxyz"
# Not str.upper(): it makes S of \u017f and I of \u0131, letters that no site showed.
_FOLD = str.maketrans(_LOWER, _LOWER.upper(), _BLANKS + _DASHES + "=")

_DIGITS = {"0": "a 0", "1": "a 1", "8": "an 8"}
_LIKELY = {"0": "the letter O", "1": "the letter I or L", "8": "the letter B"}


def _foreign(text, folded, position):
    counted = "" if len(text) == len(folded) else " (blanks, dashes and = not counted)"
    character = folded[position - 1]
    if character in _LIKELY:
        return (
            f"The secret cannot be read: position {position}{counted} is {_DIGITS[character]};"
            f" did the site show {_LIKELY[character]}?"
        )
    what = "a 9" if character == "9" else "none of them"
    return (
        "The secret cannot be read: it is made of the letters A to Z and the digits 2 to 7,"
        f" and position {position}{counted} is {what}. Copy it again from the site."
    )


def read_secret(text: str) -> tuple[bytes, tuple[str, ...]]:
    """Return the bytes of a base32 secret, and warnings for the user.

    Raises SourceError("secret") when it is empty, not base32, or over 256 bytes.
    """
    folded = text.translate(_FOLD)
    if not folded:
        raise SourceError(
            "The secret is empty: ask the site for its QR code or setup key again.", "secret"
        )
    secret, position = b"", -1
    try:
        secret = decode(folded)
    except BadBase32 as error:
        position = error.position
    # Raised out here: an exception's context would keep the one with the text alive.
    if position > 0:
        raise SourceError(_foreign(text, folded, position), "secret")
    if position == 0:
        raise SourceError(
            f"The secret has {len(folded)} characters, and no base32 text has that length:"
            " a character is missing or one too many. Copy it again from the site.",
            "secret",
        )
    if len(secret) > MAX_SECRET_BYTES:
        raise SourceError(
            f"The secret has {len(secret)} bytes and the token holds up to {MAX_SECRET_BYTES}:"
            " ask the site for a shorter one.",
            "secret",
        )
    if len(secret) < ADVISED_SECRET_BYTES:
        warning = (
            f"The secret has {8 * len(secret)} bits, and RFC 4226 asks for"
            f" {8 * ADVISED_SECRET_BYTES}: it works, but it is weaker than advised."
        )
        return secret, (warning,)
    return secret, ()
