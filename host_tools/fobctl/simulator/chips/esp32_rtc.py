"""The ESP32's own timer of the date, from 2000-01-01 at power-up, and its memory.

Both are kept over a reset and deep sleep. In deep sleep an RC oscillator counts, which is off by
`sleep_ppm`: field reports speak of 6,400 to 50,000.
"""

from __future__ import annotations

from collections.abc import Callable

from otpfob.core import calendar

_START_UNIX_S = calendar.unix(2000, 1, 1)


class Esp32Rtc:
    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._offset_ms = 0
        self._asleep_at_ms: int | None = None
        self.sleep_ppm = 0
        self.memory = b""  # kept over a reset, like the time
        self.power_up()

    def power_up(self) -> None:
        self.memory = b""
        self._asleep_at_ms = None
        self._offset_ms = _START_UNIX_S * 1000 - self._now_ms()

    def fall_asleep(self) -> None:
        """Deep sleep begins."""
        self._asleep_at_ms = self._now_ms()

    def wake_up(self) -> None:
        """Deep sleep ends, if there was any."""
        if self._asleep_at_ms is not None:
            slept_ms = self._now_ms() - self._asleep_at_ms
            self._offset_ms += slept_ms * self.sleep_ppm // 1_000_000
            self._asleep_at_ms = None

    def get(self) -> tuple[int, int, int, int, int, int, int, int]:
        """Return the eight fields of machine.RTC.datetime(); the last are microseconds."""
        unix_s, rest_ms = divmod(self._now_ms() + self._offset_ms, 1000)
        year, month, day, hour, minute, second, weekday = calendar.civil(unix_s)
        return year, month, day, weekday, hour, minute, second, rest_ms * 1000

    def set(self, fields: tuple[int, ...]) -> None:
        """Take the eight fields; the weekday is computed, as on the chip."""
        unix_s = calendar.unix(*fields[:3], *fields[4:7])
        self._offset_ms = unix_s * 1000 + fields[7] // 1000 - self._now_ms()
