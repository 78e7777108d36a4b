"""Of the simulated chip: its flash, as esp32.Partition gives it, and what ends its deep sleep."""

import wire

_EINVAL = 22

WAKEUP_ALL_LOW = False
WAKEUP_ANY_HIGH = True


def _arm(source, pins, level):
    wire.send("Y", bytes([source, level] + [pin.number for pin in pins]))


def wake_on_ext0(pin, level):
    _arm(0, [pin], level)


def wake_on_ext1(pins, level):
    _arm(1, pins, level)


def wake_on_gpio(pins, level):
    _arm(2, pins, level)


def _place(block, offset):
    wire.payload[0] = block >> 8
    wire.payload[1] = block & 255
    wire.payload[2] = offset >> 8
    wire.payload[3] = offset & 255


class Partition:
    TYPE_DATA = 1

    def __init__(self, label):
        wire.send("N", label.encode())
        answer = wire.answer
        self._blocks = answer[0] << 8 | answer[1]
        self._block_size = answer[2] << 8 | answer[3]
        self._first = answer[4] << 8 | answer[5]

    @staticmethod
    def find(type=TYPE_DATA, subtype=255, label=None):
        try:
            return [Partition(label)]
        except OSError:
            return []

    def _in_flash(self, block):
        """Return the block of the flash that is `block` of this partition."""
        if not 0 <= block < self._blocks:
            raise OSError(_EINVAL)
        return self._first + block

    def readblocks(self, block, buffer, offset=0):
        size = len(buffer)
        _place(self._in_flash(block), offset)
        wire.payload[4] = size >> 8
        wire.payload[5] = size & 255
        wire.call(114, 6)  # r
        buffer[:] = wire.answer[:size]

    def writeblocks(self, block, buffer, offset=None):
        if offset is None:  # without an offset, the ESP32 erases first
            self.ioctl(6, block)
            offset = 0
        size = len(buffer)
        _place(self._in_flash(block), offset)
        wire.payload[4 : 4 + size] = buffer
        wire.call(119, 4 + size)  # w

    def ioctl(self, request, argument):
        if request == 4:
            return self._blocks
        if request == 5:
            return self._block_size
        if request == 6:
            _place(self._in_flash(argument), 0)
            wire.call(101, 2)  # e
        return 0
