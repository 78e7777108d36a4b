"""NOR flash in RAM as the vault's raw blocks, whose power can be cut at any program or erase.

Programming only clears bits, erasing sets a block to 0xFF. The cut hits the n-th program or
erase from now, in one of four ways:

    none  nothing of it happens
    half  the first half of its bytes is done
    bits  a random part of the bits that would change does change
    done  it is complete, then the power goes

What the power cut left is in `image`: start again with a RamStore of it.
"""

from otpfob.core.errors import StorageFailed

BLOCK_BYTES = 4096
BLOCKS = 10
WAYS = ("none", "half", "bits", "done")

_ERASED = 0xFF


class PowerCut(BaseException):
    """No `except` of the firmware may catch it."""


class NotNor(Exception):
    """A write wanted to set bits without erasing."""


class RamStore:
    """Works on `image` itself; whoever wants to keep the old one copies it first."""

    blocks = BLOCKS
    block_bytes = BLOCK_BYTES

    def __init__(self, image=None) -> None:
        self.image = bytearray(b"\xff" * (BLOCKS * BLOCK_BYTES)) if image is None else image
        self.operations = 0
        self.alive = True
        self.log = []  # ("program" or "erase", block), in order
        self.failing = ()  # names of the methods that raise StorageFailed
        self.forgetful = ()  # names of the methods that do nothing and say nothing
        self._cut_at = -1
        self._way = "none"
        self._random = 0

    def cut(self, n, way):
        """Cut the power at the `n`-th operation from now, the next one being 1."""
        self._cut_at = self.operations + n
        self._way = way
        self._random = n

    def read(self, block, offset, buffer):
        self._may("read", block)
        start = block * BLOCK_BYTES + offset
        assert offset + len(buffer) <= BLOCK_BYTES
        buffer[:] = memoryview(self.image)[start : start + len(buffer)]

    def program(self, block, offset, data):
        self._may("program", block)
        start = block * BLOCK_BYTES + offset
        assert offset + len(data) <= BLOCK_BYTES
        old = bytes(self.image[start : start + len(data)])
        for i in range(len(data)):
            if data[i] & ~old[i]:
                raise NotNor
        self._change("program", block, start, old, bytes(data))

    def erase(self, block):
        self._may("erase", block)
        start = block * BLOCK_BYTES
        old = bytes(self.image[start : start + BLOCK_BYTES])
        self._change("erase", block, start, old, b"\xff" * BLOCK_BYTES)

    def block(self, block):
        """Return the bytes of a block."""
        return bytes(self.image[block * BLOCK_BYTES : (block + 1) * BLOCK_BYTES])

    def flip(self, block, offset, bit):
        """Rot: change a bit in one way or the other."""
        self.image[block * BLOCK_BYTES + offset] ^= 1 << bit

    def _may(self, what, block):
        assert 0 <= block < BLOCKS, block
        if not self.alive:
            raise PowerCut
        if what in self.failing:
            raise StorageFailed

    def _change(self, what, block, start, old, new):
        self.operations += 1
        self.log.append((what, block))
        if what in self.forgetful:
            return
        if self.operations != self._cut_at:
            self.image[start : start + len(new)] = new
            return
        self.image[start : start + len(new)] = self._left(old, new)
        self.alive = False
        raise PowerCut

    def _left(self, old, new):
        if self._way == "none":
            return old
        if self._way == "half":
            half = len(new) // 2
            return new[:half] + old[half:]
        if self._way == "done":
            return new
        mixed = bytearray(old)
        for i in range(len(new)):
            self._random = (self._random * 1103515245 + 12345) & 0x3FFFFFFF
            mixed[i] ^= (old[i] ^ new[i]) & (self._random >> 16)
        return bytes(mixed)
