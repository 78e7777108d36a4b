"""Base32 of RFC 4648, section 6, as sites hand out secrets.

Strict: upper-case letters and the digits 2 to 7, no padding, no blanks. Whoever
reads what people type folds case and drops blanks, dashes and `=` first.
"""

from otpfob.core.errors import BadBase32

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

# Characters left over after whole groups of eight that no number of bytes makes.
_IMPOSSIBLE_REST = (1, 3, 6)


def decode(text: str) -> bytes:
    """Return the bytes of `text`.

    Raises BadBase32 with the position (from 1) of the first character that is not in
    the alphabet, or with position 0 when no bytes encode to this length. Bits left
    over in the last character are ignored, as every phone app does.
    """
    result = bytearray()
    bits = 0
    size = 0
    for i in range(len(text)):
        value = _ALPHABET.find(text[i])
        if value < 0:
            raise BadBase32(i + 1)
        bits = (bits << 5 | value) & 0xFFF
        size += 5
        if size >= 8:
            size -= 8
            result.append(bits >> size & 0xFF)
    if not text or len(text) % 8 in _IMPOSSIBLE_REST:
        raise BadBase32(0)
    return bytes(result)


def encode(data: bytes) -> str:
    """Return `data` in base32 without padding."""
    text = ""
    bits = 0
    size = 0
    for byte in data:
        bits = (bits << 8 | byte) & 0xFFF
        size += 8
        while size >= 5:
            size -= 5
            text += _ALPHABET[bits >> size & 31]
    if size:
        text += _ALPHABET[bits << (5 - size) & 31]
    return text
