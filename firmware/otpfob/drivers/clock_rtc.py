"""The ESP32's own timer as a clock chip: keeps the time over a reset, not over power loss.

After power-up it starts in the past, which the clock's floor tells from a true time.
"""

from machine import RTC

from otpfob.core import calendar


class RtcChip:
    """Follows the chip of otpfob.clock.token_clock."""

    kind = "rc"
    last_unix_s = calendar.unix(2199, 12, 31, 23, 59, 59)  # no need for more

    def read(self):
        """Return Unix seconds."""
        # Indexed: (year, month, day, weekday, hour, minute, second, subsecond).
        t = RTC().datetime()
        return calendar.unix(t[0], t[1], t[2], t[4], t[5], t[6])

    def write(self, unix_s: int) -> bool:
        """Set the timer, at the moment a second begins; returns whether it took the time."""
        year, month, day, hour, minute, second, weekday = calendar.civil(unix_s)
        RTC().datetime((year, month, day, weekday, hour, minute, second, 0))
        return True
