"""A stand-in for the ESP32's `machine` on the PC's interpreter.

Time stands still unless it is moved. The I2C bus counts what goes over it, takes everything, and
a DS3231 answers.
"""

# 2026-11-22 01:20:00 in BCD, from the register of the seconds on.
_TIME = b"\x00\x20\x01\x07\x22\x11\x26"


class Time:
    """In the shape of otpfob.drivers.ticks.Ticks."""

    ms = 0

    def now_ms(self):
        return self.ms

    def diff(self, a, b):
        return a - b


time = Time()


class I2C:
    """`bits` went over every bus: nine a byte, and start and stop of each transfer."""

    bits = 0

    def __init__(self, bus, *, scl, sda, freq):
        pass

    def writeto(self, address, buffer):
        I2C.bits += 9 * (len(buffer) + 1) + 2

    def readfrom_mem_into(self, address, memory, buffer):
        I2C.bits += 9 * (len(buffer) + 3) + 3
        if memory:
            buffer[0] = 0  # the status: it runs
            return
        buffer[:] = _TIME
        second = time.ms // 1000
        buffer[1] += second // 60
        buffer[0] = second % 60 // 10 << 4 | second % 10


class Pin:
    IN, OUT, PULL_UP = 0, 1, 2
    down = 0  # the number of the pin whose button is down

    def __init__(self, number, mode=IN, pull=None, value=None):
        self._number = number

    def value(self):
        return self._number != Pin.down


PWRON_RESET, HARD_RESET, DEEPSLEEP_RESET, SOFT_RESET = 1, 2, 4, 5


def reset_cause():
    return PWRON_RESET


def unique_id():
    return bytes(6)


def freq(hertz):
    pass


class ADC:
    """There is no battery."""


class RTC:
    """There is a DS3231."""
