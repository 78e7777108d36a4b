"""The chip of the simulated board: forwards to the simulator, where chip models answer.

As much of MicroPython's `machine` (ESP32 port) as the firmware uses, and with its names.
"""

import struct

import wire


class Pin:
    IN = 1
    PULL_UP = 2

    def __init__(self, number, mode=IN, pull=None):
        self.number = number

    def value(self):
        wire.payload[0] = self.number
        wire.call(80, 1)  # P
        return wire.answer[0]


class ADC:
    ATTN_11DB = 3

    def __init__(self, pin, *, atten):
        self._pin = pin

    def read_uv(self):
        wire.payload[0] = self._pin.number
        wire.call(86, 1)  # V
        return wire.number()


class I2C:
    def __init__(self, bus, *, scl, sda, freq=400_000):
        self._pins = scl, sda

    def writeto(self, address, buffer, stop=True):
        wire.payload[0] = address
        size = len(buffer)
        wire.payload[1 : 1 + size] = buffer
        wire.call(73, 1 + size)  # I
        return size

    def readfrom_into(self, address, buffer, stop=True):
        size = len(buffer)
        wire.payload[0] = address
        wire.payload[1] = size >> 8
        wire.payload[2] = size & 255
        wire.call(105, 3)  # i
        buffer[:] = wire.answer[:size]

    def readfrom_mem_into(self, address, memory, buffer):
        self.writeto(address, bytes((memory,)), False)
        self.readfrom_into(address, buffer)

    def writeto_mem(self, address, memory, buffer):
        self.writeto(address, bytes((memory,)) + bytes(buffer))


class RTC:
    def memory(self, data=None):
        if data is None:
            return bytes(wire.answer[: wire.call(77, 0)])  # M
        wire.send("m", data)
        return None

    def datetime(self, fields=None):
        if fields is None:
            wire.call(67, 0)  # C
            return struct.unpack_from(">HBBBBBBI", wire.answer)
        wire.send("c", struct.pack(">HBBBBBBI", *fields))
        return None


def freq(hertz):
    """The simulated chip is as fast as the PC: without effect on that."""
    wire.put_number(hertz)
    try:
        wire.call(70, 4)  # F
    except OSError:
        raise ValueError


def unique_id():
    size = wire.call(85, 0)  # U
    return bytes(wire.answer[:size])


PWRON_RESET = 1
HARD_RESET = 2
DEEPSLEEP_RESET = 4
SOFT_RESET = 5


def reset_cause():
    wire.call(75, 0)  # K
    return wire.answer[0]


def reset():
    wire.send("R", b"h")


def soft_reset():
    wire.send("R", b"s")


def lightsleep(limit_ms):
    """Sleep; a button that goes down ends it."""
    wire.put_number(limit_ms)
    wire.call(76, 4)  # L


def deepsleep(limit_ms=0):
    """Sleep until the time is over, or what was armed ends it, and start again. 0: no time."""
    wire.send("D", struct.pack(">I", limit_ms))
