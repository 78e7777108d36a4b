"""A flash partition without a filesystem: blocks that are read, programmed and erased.

NOR flash: programming can only clear bits, erasing sets a whole block to 0xFF. Who calls
says what is erased and when, to the byte and in that order.
"""

from esp32 import Partition
from micropython import const

from otpfob.core.errors import NoStorage, StorageFailed

_COUNT = const(4)  # ioctl of MicroPython's block devices: number of blocks
_SIZE = const(5)  # bytes in a block
_ERASE = const(6)


class RawStore:
    """`blocks` blocks of `block_bytes` each. Raises NoStorage without a partition of that name."""

    def __init__(self, label: str = "keys") -> None:
        found = Partition.find(Partition.TYPE_DATA, label=label)
        if not found:
            raise NoStorage
        self._partition = found[0]
        self.blocks = self._partition.ioctl(_COUNT, 0)
        self.block_bytes = self._partition.ioctl(_SIZE, 0)

    def read(self, block: int, offset: int, buffer) -> None:
        """Fill `buffer` from `offset` in `block`. Raises StorageFailed."""
        try:
            self._partition.readblocks(block, buffer, offset)
        except OSError:
            raise StorageFailed

    def program(self, block: int, offset: int, data) -> None:
        """Clear the bits that are 0 in `data`; nothing is erased. Raises StorageFailed."""
        try:
            self._partition.writeblocks(block, data, offset)
        except OSError:
            raise StorageFailed

    def erase(self, block: int) -> None:
        """Set every byte of `block` to 0xFF. Raises StorageFailed."""
        try:
            self._partition.ioctl(_ERASE, block)
        except OSError:
            raise StorageFailed
