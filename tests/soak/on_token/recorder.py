"""Records what a change does to the flash, and makes of it what every power cut leaves.

A cut at the n-th program or erase leaves what the n - 1 before it did, and a part of the
n-th: nothing of that depends on what runs after it. So the change runs once, and every cut
of it costs a copy of the image. (vault_cuts.py really cuts some and compares.)
"""

from random import randrange

from flash_model import BLOCK_BYTES, WAYS, NotNor
from made_up import some_bytes

_BLOCK_COUNT = 4
_BLOCK_SIZE = 5
_ERASE = 6
_BLANK = b"\xff" * BLOCK_BYTES
_masks = []  # of random bits; made once, cut anew at every use


class Recorder:
    """A block device over `image`. `journal`, if any, gets (start, old, new) of every operation."""

    def __init__(self, image: bytearray, journal=None) -> None:
        self.image = image
        self._journal = journal

    def readblocks(self, block, buffer, offset=0):
        start = block * BLOCK_BYTES + offset
        buffer[:] = memoryview(self.image)[start : start + len(buffer)]

    def writeblocks(self, block, buffer, offset=None):
        if offset is None:
            self.ioctl(_ERASE, block)
            offset = 0
        start = block * BLOCK_BYTES + offset
        old = self.image[start : start + len(buffer)]
        if old != _BLANK[: len(old)]:
            for i in range(len(old)):
                if buffer[i] & ~old[i]:
                    raise NotNor
        self._change(start, bytes(buffer))

    def ioctl(self, request, argument):
        if request == _BLOCK_COUNT:
            return len(self.image) // BLOCK_BYTES
        if request == _BLOCK_SIZE:
            return BLOCK_BYTES
        if request == _ERASE:
            self._change(argument * BLOCK_BYTES, _BLANK)
        return 0

    def _change(self, start, new):
        end = start + len(new)
        if self._journal is not None:
            self._journal.append((start, bytes(self.image[start:end]), new))
        self.image[start:end] = new


def left(old: bytes, new: bytes, way: str) -> bytes:
    """Return what a cut of the program or erase from `old` to `new` leaves; see flash_model."""
    if way == "none":
        return old
    if way == "half":
        half = len(new) // 2
        return new[:half] + old[half:]
    if way == "done":
        return new
    if not _masks:
        _masks.append(some_bytes(4 * BLOCK_BYTES))
    at = randrange(3 * BLOCK_BYTES)
    mask = int.from_bytes(_masks[0][at : at + len(new)], "big")
    was = int.from_bytes(old, "big")
    return (was ^ (was ^ int.from_bytes(new, "big")) & mask).to_bytes(len(new), "big")


def every_cut(before: bytes, journal):
    """Yield (n, way, image) for every cut; the image is the same buffer again and again."""
    so_far = bytearray(before)
    image = bytearray(before)
    for n in range(len(journal)):
        start, old, new = journal[n]
        for way in WAYS:
            image[:] = so_far
            image[start : start + len(new)] = left(old, new, way)
            yield n + 1, way, image
        so_far[start : start + len(new)] = new


def random_cuts(before: bytes, journal, count: int):
    """Yield as every_cut() does, but only `count` of them."""
    chosen = {}
    for _ in range(count if journal else 0):
        n = randrange(len(journal))
        chosen.setdefault(n, []).append(WAYS[randrange(len(WAYS))])
    so_far = bytearray(before)
    image = bytearray(before)
    for n in range(len(journal)):
        start, old, new = journal[n]
        for way in chosen.get(n, ()):
            image[:] = so_far
            image[start : start + len(new)] = left(old, new, way)
            yield n + 1, way, image
        so_far[start : start + len(new)] = new
