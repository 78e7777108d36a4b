"""What may lie behind an account's record: its picture, then its recovery codes, each as a part.

    offset  size  field (numbers big-endian)
    0       4     CRC-32 of the content
    4       n     content, 1 to 400 bytes; n is in the record
    ...     ...   zeros to the next multiple of 16

The longest part is as long as the longest record, so one buffer serves for both. The CRC finds
flash that rots after the file's MAC was checked. Codes are secrets: buffers are wiped by
whoever they belong to.
"""

import struct
from binascii import crc32

from otpfob.core.errors import Damaged
from otpfob.vault.container import padded

PICTURE = 0
CODES = 1
PARTS = (PICTURE, CODES)

MAX_PART_BYTES = 400

_CRC = ">I"
CONTENT_AT = 4


def part_size(size: int) -> int:
    """Return the bytes of the part with `size` bytes of content; no content is no part."""
    return padded(CONTENT_AT + size) if size else 0


def encode_part(content, buffer: bytearray) -> int:
    """Write a part to the beginning of `buffer`. Returns the size of the content."""
    end = CONTENT_AT + len(content)
    struct.pack_into(_CRC, buffer, 0, crc32(content) & 0xFFFFFFFF)
    buffer[CONTENT_AT:end] = content
    for i in range(end, part_size(len(content))):
        buffer[i] = 0
    return len(content)


def read_part(read, at: int, sizes, which: int, buffer: bytearray) -> int:
    """Copy a part to `buffer`, checked; returns the size of its content, 0 when there is none.

    `read(offset, view)` fills a view; the parts, whose contents have `sizes`, begin at `at`.
    Raises Damaged, and what `read` does.
    """
    for before in range(which):
        at += part_size(sizes[before])
    size = sizes[which]
    if size:
        part = memoryview(buffer)[: part_size(size)]
        read(at, part)
        _check(part, CONTENT_AT + size)
    return size


def _check(part, end):
    if crc32(part[CONTENT_AT:end]) & 0xFFFFFFFF != struct.unpack_from(_CRC, part)[0]:
        raise Damaged
    for i in range(end, len(part)):
        if part[i]:
            raise Damaged
