"""What a key as typed can mean: most sites show base32, some hexadecimal or the bytes themselves.

reading       the key is
base32        RFC 4648, as fobctl.sources.secret_text reads it
hexadecimal   two characters a byte
text          the characters themselves, in UTF-8
lower case    the same, in lower case: apps fold base32 to upper case
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fobctl.sources.new_account import SourceError
from fobctl.sources.secret_text import read_secret
from otpfob.core.account import MAX_SECRET_BYTES

BASE32 = "base32"
HEXADECIMAL = "hexadecimal"
TEXT = "text"
LOWER_CASE = "lower case text"

_BLANKS = re.compile(r"[\s\u200b\u2060\ufeff-]+")
_HEXADECIMAL = re.compile("(?:[0-9A-Fa-f]{2})+")


@dataclass(frozen=True)
class Key:
    """One reading of a key, and the secret that it gives."""

    reading: str
    secret: bytes = field(repr=False)


def readings(text: str) -> tuple[Key, ...]:
    """Return every key that `text` can mean, base32 first if it can be that.

    Raises SourceError("secret") when it is empty or longer than any key.
    """
    bare = _BLANKS.sub("", text)
    if not bare:
        raise SourceError("The key is empty: copy it again from the site.", "secret")
    if len(bare) > 2 * MAX_SECRET_BYTES:
        raise SourceError("The key is longer than any that a token holds.", "secret")
    found = []
    base32 = _base32(text)
    if base32 is not None:
        found.append(Key(BASE32, base32))
    digits = bare.removeprefix("0x").replace(":", "")
    if _HEXADECIMAL.fullmatch(digits):
        found.append(Key(HEXADECIMAL, bytes.fromhex(digits)))
    for reading, characters in ((TEXT, bare), (LOWER_CASE, bare.lower())):
        found.append(Key(reading, characters.encode()))
    different = {key.secret: key for key in reversed(found) if len(key.secret) <= MAX_SECRET_BYTES}
    return tuple(key for key in found if different.get(key.secret) is key)


def _base32(text: str) -> bytes | None:
    try:
        return read_secret(text)[0]
    except SourceError:
        return None
