"""NOR flash in RAM as a block device of MicroPython, whose power can be cut at any write.

Programming only clears bits, erasing sets a block to 0xFF. The cut hits the n-th program or
erase from now, in one of four ways:

    none  nothing of it happens
    half  the first half of its bytes is done
    bits  a random part of the bits that would change does change
    done  it is complete, then the power goes

A device that lost its power goes on working on a ghost of its own: files that were open
write again when they are closed or collected, and none of that may reach the bytes that
the power cut left, nor fail. It allocates nothing: the heap is locked while files are
collected. What the power cut left is in the image that was handed over.
"""

BLOCK_BYTES = 4096
WAYS = ("none", "half", "bits", "done")

_BLOCK_COUNT = 4  # requests to ioctl()
_BLOCK_SIZE = 5
_ERASE = 6
_EINVAL = 22
_BLANK = b"\xff" * BLOCK_BYTES


class PowerCut(BaseException):
    """No `except` of the firmware may catch it."""


class NotNor(Exception):
    """A write wanted to set bits without erasing."""


def blank(blocks: int) -> bytearray:
    """Return the image of an erased flash."""
    return bytearray(b"\xff" * (blocks * BLOCK_BYTES))


class Device:
    """Works on `image` itself; whoever wants to keep the old one copies it first."""

    def __init__(self, image: bytearray) -> None:
        self._image = image
        self.operations = 0
        self.erases = 0
        self.alive = True
        self._cut_at = -1
        self._way = "none"
        self._random = 0

    def cut(self, n: int, way: str) -> None:
        """Cut the power at the `n`-th operation from now, the next one being 1."""
        self._cut_at = self.operations + n
        self._way = way
        self._random = n

    def readblocks(self, block, buffer, offset=0):
        start = block * BLOCK_BYTES + offset
        if self.alive:
            buffer[:] = memoryview(self._image)[start : start + len(buffer)]
            return
        for i in range(len(buffer)):
            buffer[i] = self._image[start + i]

    def writeblocks(self, block, buffer, offset=None):
        if offset is None:  # without an offset, the ESP32 erases first
            self.ioctl(_ERASE, block)
            offset = 0
        start = block * BLOCK_BYTES + offset
        if not self.alive:
            for i in range(len(buffer)):
                self._image[start + i] = buffer[i]
            return
        old = bytes(self._image[start : start + len(buffer)])
        if old != _BLANK[: len(old)]:
            for i in range(len(old)):
                if buffer[i] & ~old[i]:
                    raise NotNor
        self._change(start, old, bytes(buffer))

    def ioctl(self, request, argument):
        if request == _BLOCK_COUNT:
            return len(self._image) // BLOCK_BYTES
        if request == _BLOCK_SIZE:
            return BLOCK_BYTES
        if request == _ERASE and self.alive:
            start = argument * BLOCK_BYTES
            self.erases += 1
            self._change(start, bytes(self._image[start : start + BLOCK_BYTES]), _BLANK)
        return 0

    def _change(self, start, old, new):
        self.operations += 1
        if self.operations != self._cut_at:
            self._image[start : start + len(new)] = new
            return
        self._image[start : start + len(new)] = self._left(old, new)
        self.alive = False
        self._image = bytearray(self._image)  # the ghost
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


class Window:
    """`blocks` blocks of `device` from `first_block` on: a partition.

    Partitions of one device share its count of operations and its power: a cut takes both.
    A block outside is refused, as by esp32.Partition.
    """

    def __init__(self, device: Device, first_block: int, blocks: int) -> None:
        self._device = device
        self._first_block = first_block
        self._blocks = blocks

    def _in_device(self, block):
        if not 0 <= block < self._blocks:
            raise OSError(_EINVAL)
        return self._first_block + block

    def readblocks(self, block, buffer, offset=0):
        self._device.readblocks(self._in_device(block), buffer, offset)

    def writeblocks(self, block, buffer, offset=None):
        self._device.writeblocks(self._in_device(block), buffer, offset)

    def ioctl(self, request, argument):
        if request == _BLOCK_COUNT:
            return self._blocks
        if request == _ERASE:
            argument = self._in_device(argument)
        return self._device.ioctl(request, argument)
