"""A true time, a chip whose rate follows age and temperature, and a token's clock on it.

Rates are parts per billion. No chip is worse than its kind's data sheet says: clones of a
DS3231 5 ppm, a tuning fork 60 ppm, an RC oscillator 5 %.
"""

import math

from otpfob.clock.token_clock import TokenClock

START_MS = 1_800_000_000_000
RELEASED_S = 1_795_305_600
MINUTE_MS = 60_000
HOUR_MS = 3_600_000
DAY_MS = 86_400_000
YEAR_MS = 365 * DAY_MS
LIMITS_PPB = {"ds3231": 5_000, "crystal": 60_000, "rc": 50_000_000}

_WRAP_MS = 1 << 30
_TURN_MS = 10


def ticks_diff(a, b):
    return (a - b + _WRAP_MS // 2) % _WRAP_MS - _WRAP_MS // 2


class Log:
    """What otpfob.vault.raw_log is on the token."""

    def __init__(self):
        self.entries = []

    def last(self):
        return self.entries[-1] if self.entries else None

    def newest(self, n):
        return self.entries[: -n - 1 : -1]

    def append(self, payload):
        self.entries.append(payload)


class Weather:
    """The temperature of one token: where it lives, the season, the day, and cold or hot trips."""

    def __init__(self, dice):
        self._mean = dice.uniform(17, 26)
        self._season = dice.uniform(1, 8)
        self._day = dice.uniform(0.5, 5)
        self._phase = dice.uniform(0, 2 * math.pi)
        self._dice = dice
        self._trip_until_ms = 0
        self._trip = 0.0

    def at(self, ms):
        if ms >= self._trip_until_ms:
            self._trip = 0.0
            if self._dice.random() < 0.002:  # every few months
                self._trip = self._dice.uniform(-25, 20)
                self._trip_until_ms = ms + self._dice.randrange(DAY_MS, 10 * DAY_MS)
        turn = 2 * math.pi * ms / YEAR_MS + self._phase
        day = 2 * math.pi * ms / DAY_MS
        return (
            self._mean
            + self._season * math.sin(turn)
            + self._day * math.sin(day)
            + self._dice.gauss(0, 1)
            + self._trip
        )


class Rate:
    """By how much the chip of one token is fast."""

    def __init__(self, kind, dice):
        self._limit_ppb = LIMITS_PPB[kind]
        self._weather = Weather(dice)
        self._square_ppb = 0.0  # for a square degree from the best temperature
        self._best = 25.0
        self._until_ms = -1
        self._ppb = 0.0
        if kind == "ds3231":
            clone = dice.random() < 0.2
            self._base_ppb = dice.uniform(-4000, 4000) if clone else dice.gauss(0, 800)
            self._degree_ppb = dice.gauss(0, 30 if clone else 12)
            self._year_ppb = dice.uniform(-1000, 1000)
        elif kind == "crystal":
            self._base_ppb = dice.uniform(-20_000, 20_000)
            self._degree_ppb = 0.0
            self._square_ppb = -dice.uniform(28, 42)
            self._best = dice.uniform(20, 30)
            self._year_ppb = dice.uniform(-3000, 3000)
        else:
            self._base_ppb = dice.uniform(-45_000_000, 45_000_000)
            self._degree_ppb = dice.uniform(-500_000, 500_000)
            self._year_ppb = dice.uniform(-1_000_000, 1_000_000)

    def at(self, ms):
        """Return the rate, which holds for an hour."""
        if ms < self._until_ms:
            return self._ppb
        self._until_ms = ms + HOUR_MS
        degrees = self._weather.at(ms) - self._best
        ppb = (
            self._base_ppb
            + self._degree_ppb * degrees
            + self._square_ppb * degrees * degrees
            + self._year_ppb * ms / YEAR_MS
        )
        self._ppb = max(-self._limit_ppb, min(self._limit_ppb, ppb))
        return self._ppb


class Device:
    """A token. `ms` is the true time since the start; its chip's power may have been lost."""

    last_unix_s = 7_258_118_399

    def __init__(self, kind, dice):
        self.kind = kind
        self.ms = 0
        self._dice = dice
        self._rate = Rate(kind, dice)
        self._awake_ppb = dice.uniform(-20_000, 20_000)  # of the main crystal
        self._asleep_ppb = dice.uniform(-45_000_000, 45_000_000)  # of the counter in sleep
        self._chip_ms = None
        self._ticks_ms = float(dice.randrange(_WRAP_MS))
        self.log = Log()
        self.restart()

    # The chip.

    def read(self):
        return None if self._chip_ms is None else int(self._chip_ms // 1000)

    def write(self, unix_s):
        self._chip_ms = unix_s * 1000.0
        return True

    def lose_power(self):
        self._chip_ms = None

    # The token.

    def restart(self):
        self.clock = TokenClock(self, ticks_diff, RELEASED_S, self.now_ms(), self.log)

    def now_ms(self):
        return int(self._ticks_ms) % _WRAP_MS

    def true_ms(self):
        return START_MS + int(self.ms)

    def wrong_ms(self):
        return self.clock.unix_ms(self.now_ms()) - self.true_ms()

    def bound_ms(self):
        return self.clock.bound_ms(self.now_ms())

    def sleep(self, for_ms):
        """Let time pass asleep, and wake. An RC chip runs wild; others do not care."""
        ppb = self._rate.at(self.ms)
        counter_ppb = ppb if self.kind == "rc" else self._asleep_ppb
        self._pass(for_ms, ppb, counter_ppb)
        self.clock.poll(self.now_ms())

    def off(self, for_ms):
        """Let time pass in deep sleep, from which the token starts anew."""
        self._pass(for_ms, self._rate.at(self.ms), 0)
        self.restart()

    def turn(self, for_ms=_TURN_MS):
        """Let time pass awake, and the clock turn once."""
        ppb = self._awake_ppb if self.kind == "rc" else self._rate.at(self.ms)
        self._pass(for_ms, ppb, self._awake_ppb)
        self.clock.poll(self.now_ms())

    def find_the_second(self):
        """Turn often around two changes of the chip's second, and of the token's."""
        for _ in range(2):
            self._turn_around(self.clock.unix_ms(self.now_ms()))
            self._turn_around(self._chip_ms)

    def _turn_around(self, clock_ms):
        if clock_ms is None:
            return
        before_ms = 1000 - int(clock_ms) % 1000 - 12
        if before_ms > 0:
            self.turn(before_ms)
        for _ in range(3):
            self.turn()

    def sync(self, bound_ms, source):
        """Tell the time, wrong by up to `bound_ms`. Returns whether a person was asked."""
        error_ms = self._dice.randint(-bound_ms, bound_ms)
        unix_ms, now_ms = self.true_ms() + error_ms, self.now_ms()
        asked = self.clock.needs_confirmation(unix_ms, bound_ms, now_ms)
        (self.clock.set if asked else self.clock.correct)(unix_ms, now_ms, source, bound_ms)
        for _ in range(2):  # found, set, found again, kept
            self.find_the_second()
        return asked

    def _pass(self, for_ms, chip_ppb, counter_ppb):
        self.ms += for_ms
        if self._chip_ms is not None:
            self._chip_ms += for_ms + for_ms * chip_ppb / 1e9
        self._ticks_ms += for_ms + for_ms * counter_ppb / 1e9
