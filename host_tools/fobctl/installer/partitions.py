"""The ESP32's partition table, as bytes and as a list.

ESP-IDF, "Partition Tables": 32 bytes an entry, at most 95 of them in 0xC00 bytes; after the
last, 0xEB 0xEB, fourteen 0xFF and the MD5 of all entries; the rest is 0xFF.

    offset  size  field
    0       2     0xAA 0x50
    2       1     type: 0 app, 1 data
    3       1     subtype
    4       4     offset in flash
    8       4     size
    12      16    label, filled with zeros
    28      4     flags
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from hashlib import md5

OFFSET = 0x8000  # in flash
SIZE = 0x1000  # the sector that holds it

APP = 0
DATA = 1
FAT = 0x81  # what MicroPython calls all its filesystems
ROMFS = 0x8F
UNDEFINED = 0x06

_ENTRY = "<2sBBLL16sL"
_ENTRY_BYTES = 32
_MAGIC = b"\xaa\x50"
_MD5 = b"\xeb\xeb" + b"\xff" * 14


@dataclass(frozen=True)
class Partition:
    label: str
    type: int
    subtype: int
    offset: int
    size: int
    flags: int = 0

    @property
    def end(self) -> int:
        return self.offset + self.size


def parse(table: bytes) -> list[Partition]:
    """Return the partitions in `table`. Raises ValueError on bytes that are no table."""
    found = []
    for start in range(0, len(table) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
        entry = table[start : start + _ENTRY_BYTES]
        if entry.startswith(_MAGIC):
            _, type_, subtype, offset, size, label, flags = struct.unpack(_ENTRY, entry)
            name = label.rstrip(b"\0").decode("ascii")
            found.append(Partition(name, type_, subtype, offset, size, flags))
        elif found and entry == _MD5 + md5(table[:start], usedforsecurity=False).digest():
            return found
        else:
            break
    raise ValueError("no partition table")


def serialize(partitions: list[Partition]) -> bytes:
    """Return the table, SIZE bytes. Raises ValueError when two partitions overlap."""
    ordered = sorted(partitions, key=lambda partition: partition.offset)
    for first, second in zip(ordered, ordered[1:], strict=False):
        if first.end > second.offset:
            raise ValueError(f"{first.label} overlaps {second.label}")
    table = b"".join(
        struct.pack(
            _ENTRY,
            _MAGIC,
            partition.type,
            partition.subtype,
            partition.offset,
            partition.size,
            partition.label.encode("ascii"),
            partition.flags,
        )
        for partition in ordered
    )
    table += _MD5 + md5(table, usedforsecurity=False).digest()
    return table.ljust(SIZE, b"\xff")
