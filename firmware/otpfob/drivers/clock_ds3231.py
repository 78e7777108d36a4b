"""The DS3231 clock chip on I2C (Maxim 19-5170 Rev 10).

Register (page 11)  content
0x00..0x06          seconds, minutes, hours, weekday, date, century and month, year; BCD
0x0F                status; bit 7, OSF: the oscillator stopped, so the time is not to be trusted

The century bit is 0 for 2000 to 2099 and 1 for 2100 to 2199.
"""

from micropython import const

from otpfob.core import calendar

_ADDRESS = const(0x68)
_TIME = const(0x00)
_STATUS = const(0x0F)
_OSF = const(0x80)
_CENTURY = const(0x80)


def _from_bcd(value):
    return (value >> 4) * 10 + (value & 15)


def _to_bcd(value):
    return value // 10 << 4 | value % 10


class Ds3231:
    """Follows the chip of otpfob.clock.token_clock. An absent chip is one that lost power."""

    kind = "ds3231"
    last_unix_s = calendar.unix(2199, 12, 31, 23, 59, 59)

    def __init__(self, i2c) -> None:
        self._i2c = i2c
        self._time = bytearray(7)
        self._status = bytearray(1)

    def present(self) -> bool:
        """Return whether a chip answers."""
        try:
            self._i2c.readfrom_mem_into(_ADDRESS, _STATUS, self._status)
        except OSError:
            return False
        return True

    def read(self):
        """Return Unix seconds, or None when the chip lost power, is away or makes no sense.

        Read twice: a bit that flips on the bus must not become an hour.
        """
        first = self._read_once()
        second = self._read_once()
        if first is None or second is None or not 0 <= second - first <= 1:
            return None
        return second

    def _read_once(self):
        try:
            self._i2c.readfrom_mem_into(_ADDRESS, _STATUS, self._status)
            self._i2c.readfrom_mem_into(_ADDRESS, _TIME, self._time)
        except OSError:
            return None
        t = self._time
        if self._status[0] & _OSF or t[2] & 0x40:  # 0x40: 12-hour mode, which write() never sets
            return None
        month = _from_bcd(t[5] & 0x1F)
        if not 1 <= month <= 12:
            return None
        year = (2100 if t[5] & _CENTURY else 2000) + _from_bcd(t[6])
        return calendar.unix(
            year, month, _from_bcd(t[4]), _from_bcd(t[2]), _from_bcd(t[1]), _from_bcd(t[0])
        )

    def write(self, unix_s: int) -> bool:
        """Set the chip, at the moment a second begins; returns whether it took the time."""
        year, month, day, hour, minute, second, weekday = calendar.civil(unix_s)
        t = self._time
        t[0] = _to_bcd(second)
        t[1] = _to_bcd(minute)
        t[2] = _to_bcd(hour)
        t[3] = weekday + 1
        t[4] = _to_bcd(day)
        t[5] = _to_bcd(month) | (_CENTURY if year >= 2100 else 0)
        t[6] = _to_bcd(year % 100)
        try:
            self._i2c.writeto_mem(_ADDRESS, _TIME, t)
            self._i2c.readfrom_mem_into(_ADDRESS, _STATUS, self._status)
            self._status[0] &= ~_OSF & 0xFF
            self._i2c.writeto_mem(_ADDRESS, _STATUS, self._status)
        except OSError:
            return False
        return self.read() in (unix_s, unix_s + 1)
