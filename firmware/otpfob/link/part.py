"""A part of a backup as a message has it: base64 (RFC 4648, section 4)."""

from binascii import a2b_base64, b2a_base64

from otpfob.core.errors import BadField
from otpfob.link.terms import PART_BYTES


def part_text(data: bytes) -> str:
    """Return the text of a part of a backup: the `data` of a message."""
    return str(b2a_base64(data), "ascii").rstrip()


def part_bytes(text: str) -> bytes:
    """Return the bytes of a part of a backup. Raises BadField("data"), for a longer one too."""
    size = len(text) // 4 * 3 - text[-2:].count("=")
    try:
        if size > PART_BYTES or len(text) % 4:
            raise ValueError
        data = a2b_base64(text.encode())
        # What is no base64 is skipped by it.
        if len(data) != size:
            raise ValueError
    except ValueError:
        raise BadField("data")
    return data
