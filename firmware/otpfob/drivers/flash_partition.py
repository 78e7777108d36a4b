"""The vault's own flash partition, with littlefs 2 on it.

Its own, so that the filesystem of the firmware, which MicroPython may format by itself,
is another one; and mounted by nobody else.
"""

from esp32 import Partition
from micropython import const
from vfs import VfsLfs2

from otpfob.core.errors import NoStorage, StorageFailed

_COUNT = const(4)  # ioctl of MicroPython's block devices: number of blocks
_SIZE = const(5)  # bytes in a block
_ERASE = const(6)
_ERASED = const(0xFF)
# Revision, and the beginning of the first commit: its check sum is wrong without them.
_KILLED_BYTES = const(32)


class VaultPartition:
    """Raises NoStorage when the flash has no partition of that name."""

    def __init__(self, label: str = "vault") -> None:
        found = Partition.find(Partition.TYPE_DATA, label=label)
        if not found:
            raise NoStorage
        self._partition = found[0]

    def is_blank(self) -> bool:
        """Return whether every block is erased: nothing can be lost by formatting.

        Raises StorageFailed.
        """
        buffer = bytearray(256)
        blank = bytes((_ERASED,)) * len(buffer)
        try:
            for block in range(self._partition.ioctl(_COUNT, 0)):
                for offset in range(0, self._partition.ioctl(_SIZE, 0), len(buffer)):
                    self._partition.readblocks(block, buffer, offset)
                    if buffer != blank:
                        return False
        except OSError:
            raise StorageFailed
        return True

    def erase(self) -> None:
        """Erase every block and look whether it is. Raises StorageFailed.

        First the two blocks with littlefs's root are made unreadable, the older one before the
        newer, by zeros over the first commit in each: a cut in the middle of an erase could
        leave an older state of the vault readable, with used counters in it.
        """
        try:
            older = self._older_root()
            for block in (older, 1 - older):
                self._partition.writeblocks(block, bytes(_KILLED_BYTES), 0)
            for block in range(self._partition.ioctl(_COUNT, 0)):
                self._partition.ioctl(_ERASE, block)
        except OSError:
            raise StorageFailed
        if not self.is_blank():
            raise StorageFailed

    def mount(self):
        """Return the filesystem. Raises StorageFailed when there is none that can be read."""
        try:
            return VfsLfs2(self._partition)
        except OSError:
            raise StorageFailed

    def _older_root(self):
        """Return 0 or 1: which of the first blocks has the older revision (littlefs SPEC.md).

        A metadata block begins with its revision, 32 bits, little-endian, which may wrap.
        """
        revisions = []
        for block in (0, 1):
            revision = bytearray(4)
            self._partition.readblocks(block, revision, 0)
            revisions.append(int.from_bytes(revision, "little"))
        return 1 if (revisions[0] - revisions[1]) & 0xFFFFFFFF < 0x80000000 else 0

    def format(self) -> None:
        """Make an empty filesystem. Only ever called when a person has asked for it.

        What was there is erased first: a cut must not bring an older state of it back.
        """
        if not self.is_blank():
            self.erase()
        try:
            VfsLfs2.mkfs(self._partition)
        except OSError:
            raise StorageFailed
