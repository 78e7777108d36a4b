"""A token's clock with a chip and a true time of its own."""

from otpfob.clock.token_clock import TokenClock

WRAP_MS = 1 << 30
TURN_MS = 10
FLOOR_S = 1_700_000_000
NOW_S = 1_800_000_000


def ticks_diff(a, b):
    """Do what time.ticks_diff does on the ESP32, where ticks_ms wraps at 2^30."""
    return (a - b + WRAP_MS // 2) % WRAP_MS - WRAP_MS // 2


class Bench:
    """A clock, its chip and the true time. `ms` is the true time since the start.

    The chip's second began `phase_ms` before the start; it is `ppm` fast.
    """

    def __init__(self, chip_s=NOW_S, phase_ms=0, ppm=0, ticks_ms=0, floor_s=FLOOR_S):
        self.ms = 0
        self._ticks_ms = ticks_ms
        self.ppm = ppm
        self.chip_ms = None if chip_s is None else chip_s * 1000 + phase_ms  # at the start
        self.stopped = False
        self.deaf = False  # takes no time that is written
        self.last_unix_s = 1 << 40
        self.written = []
        self.clock = TokenClock(self, ticks_diff, floor_s, self.now_ms())

    def now_ms(self):
        return (self._ticks_ms + self.ms) % WRAP_MS

    def chip_now_ms(self):
        if self.stopped:
            return self.chip_ms
        return self.chip_ms + self.ms + self.ms * self.ppm // 1_000_000

    def read(self):
        return None if self.chip_ms is None else self.chip_now_ms() // 1000

    def write(self, unix_s):
        """Start a second of the chip, as a DS3231 does when its seconds are written."""
        if self.deaf:
            return False
        self.written.append((self.ms, unix_s))
        self.chip_ms = unix_s * 1000 - self.ms - self.ms * self.ppm // 1_000_000
        return True

    def turns(self, for_ms):
        """Let time pass in turns; return at how many of them a second began."""
        end_ms = self.ms + for_ms
        begun = 0
        while self.ms < end_ms:
            self.ms += TURN_MS
            begun += self.clock.poll(self.now_ms())
        return begun

    def pause(self, for_ms):
        """A turn that comes late."""
        self.ms += for_ms
        return self.clock.poll(self.now_ms())

    def set(self, unix_ms):
        self.clock.set(unix_ms, self.now_ms(), "host")

    def clock_ms(self):
        return self.clock.unix_ms(self.now_ms())

    def error_ms(self):
        return self.clock_ms() - self.chip_now_ms()
