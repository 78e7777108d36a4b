"""The ESP32's own timer of the date, from 2000-01-01 at power-up, and its memory.

Both are kept over a reset and deep sleep.
"""

from __future__ import annotations

from collections.abc import Callable

from otpfob.core import calendar

_START_UNIX_S = calendar.unix(2000, 1, 1)


class Esp32Rtc:
    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._offset_ms = 0
        self.memory = b""  # kept over a reset, like the time
        self.power_up()

    def power_up(self) -> None:
        self.memory = b""
        self._offset_ms = _START_UNIX_S * 1000 - self._now_ms()

    def get(self) -> tuple[int, int, int, int, int, int, int, int]:
        """Return the eight fields of machine.RTC.datetime(); the last are microseconds."""
        unix_s, rest_ms = divmod(self._now_ms() + self._offset_ms, 1000)
        year, month, day, hour, minute, second, weekday = calendar.civil(unix_s)
        return year, month, day, weekday, hour, minute, second, rest_ms * 1000

    def set(self, fields: tuple[int, ...]) -> None:
        """Take the eight fields; the weekday is computed, as on the chip."""
        unix_s = calendar.unix(*fields[:3], *fields[4:7])
        self._offset_ms = unix_s * 1000 + fields[7] // 1000 - self._now_ms()
