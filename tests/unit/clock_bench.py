"""A token's clock with a chip and a true time of its own."""

from otpfob.clock.token_clock import TokenClock
from otpfob.core.errors import StorageFailed

WRAP_MS = 1 << 30
TURN_MS = 10
FLOOR_S = 1_700_000_000
NOW_S = 1_800_000_000
_HALF_MS = 1 << 29
_MASK = (1 << 30) - 1
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


def ticks_diff(a, b):
    """Do what time.ticks_diff does on the ESP32, where ticks_ms wraps at 2^30."""
    # Small numbers only: 2^30 itself is an object on the heap of a chip with 31-bit ints.
    return (a - b + _HALF_MS & _MASK) - _HALF_MS


class RamLog:
    """An append-only log. `failing`: the flash takes and gives nothing."""

    def __init__(self):
        self.entries = []
        self.failing = False

    def last(self):
        return self.newest(1)[0] if self.newest(1) else None

    def newest(self, n):
        if self.failing:
            raise StorageFailed
        return [bytes(entry) for entry in reversed(self.entries[-n:])]

    def append(self, payload):
        if self.failing:
            raise StorageFailed
        self.entries.append(payload)


class Bench:
    """A clock, its chip and the true time. `ms` is the true time since the start.

    The chip's second began `phase_ms` before the start; it is `ppm` fast, the token's counter
    `ticks_ppm`.
    """

    def __init__(
        self, chip_s=NOW_S, phase_ms=0, ppm=0, ticks_ms=0, floor_s=FLOOR_S, kind="ds3231", log=None
    ):
        self.ms = 0
        self._ticks_ms = ticks_ms
        self.ppm = ppm
        self.chip_ms = None if chip_s is None else chip_s * 1000 + phase_ms  # at the start
        self.stopped = False
        self.deaf = False  # takes no time that is written
        self.last_unix_s = 1 << 40
        self.kind = kind
        self.floor_s = floor_s
        self.written = []
        self.reads = 0
        self.log = RamLog() if log is None else log
        self.restart()

    def restart(self):
        """Start the token again; its chip went on."""
        self.clock = TokenClock(self, ticks_diff, self.floor_s, self.now_ms(), self.log)

    def now_ms(self):
        return (self._ticks_ms + self.ms) % WRAP_MS

    def chip_now_ms(self):
        if self.stopped:
            return self.chip_ms
        return self.chip_ms + self.ms + self.ms * self.ppm // 1_000_000

    def stop(self):
        """Let the chip stand still."""
        self.chip_ms, self.stopped = self.chip_now_ms(), True

    def run_at(self, ppm):
        """Let the chip be so much fast from now on."""
        now_ms = self.chip_now_ms()
        self.ppm = ppm
        self.chip_ms += now_ms - self.chip_now_ms()

    def read(self):
        self.reads += 1
        return None if self.chip_ms is None else self.chip_now_ms() // 1000

    def write(self, unix_s):
        """Start a second of the chip, as a DS3231 does when its seconds are written."""
        if self.deaf:
            return False
        self.written.append((self.ms, unix_s))
        self.chip_ms = unix_s * 1000 - self.ms - self.ms * self.ppm // 1_000_000
        return True

    def turns(self, for_ms, turn_ms=TURN_MS):
        """Let time pass in turns; return at how many of them a second began."""
        end_ms = self.ms + for_ms
        begun = 0
        while self.ms < end_ms:
            self.ms += turn_ms
            begun += self.clock.poll(self.now_ms())
        return begun

    def pause(self, for_ms):
        """A turn that comes late."""
        self.ms += for_ms
        return self.clock.poll(self.now_ms())

    def sleep(self, for_ms):
        """Sleep for days: turns so rare that the counter just does not wrap unseen."""
        while for_ms > 0:
            part_ms = min(for_ms, 5 * DAY_MS)
            self.pause(part_ms)
            for_ms -= part_ms

    def off(self, for_ms):
        """Turn the token off for a time."""
        self.ms += for_ms
        self.restart()

    def true_ms(self):
        """The time in the world: the chip's at the start."""
        return NOW_S * 1000 + self.ms

    def set(self, unix_ms, bound_ms=1000, source="host"):
        self.clock.set(unix_ms, self.now_ms(), source, bound_ms)

    def correct(self, unix_ms, bound_ms=20, source="sntp"):
        self.clock.correct(unix_ms, self.now_ms(), source, bound_ms)

    def sync(self, bound_ms=20, error_ms=0):
        """Tell the true time, and let the clock find the second of its chip."""
        self.set(self.true_ms() + error_ms, bound_ms)
        self.turns(5000)

    def clock_ms(self):
        return self.clock.unix_ms(self.now_ms())

    def bound_ms(self):
        return self.clock.bound_ms(self.now_ms())

    def error_ms(self):
        """By how much the clock is ahead of its chip."""
        return self.clock_ms() - self.chip_now_ms()

    def wrong_ms(self):
        """By how much the clock is ahead of the world."""
        return self.clock_ms() - self.true_ms()
