"""The time as the token knows it, and how wrong it can be at most.

A clock chip keeps the time through sleep and power loss; between two looks at it the
millisecond counter does. The chip is not believed by itself: the last sync says what its time
means and is worth (otpfob.clock.ledger). Without one, or when the chip lost its time since,
codes wait for a sync.

`second` counts from the start of the token, whether the time is known or not. It stays
a small int on the ESP32 (31 bits), where Unix seconds are objects on the heap: what
happens every second compares `second` and allocates nothing.
"""

from micropython import const

from otpfob.clock import chip_watch
from otpfob.clock.chip_watch import ChipWatch
from otpfob.clock.ledger import Ledger
from otpfob.clock.trust import MARKED, REFUSED, trust_of
from otpfob.core.errors import BadField, FobError, Locked, Refused

# A year of 9999 and more has no four digits for the screen, and no clock chip holds it.
MAX_UNIX_S = 253_402_300_799

_SECOND_MS = const(1000)
_LOOK_EVERY_S = const(60)
# Without a sign of the chip for so long the time is given up: 66 s with the slowest turns.
_BLIND_S = const(62)
# A turn that comes later than this after the edge leaves the chip to be set at the next one.
_EDGE_MS = const(50)
_WRITTEN_MS = const(200)  # and so late can it have been when the chip was written
# A turn that comes so late was sleep: what the counter says of it is only roughly right.
_SLEEP_S = const(2)
_SLEEP_ERROR = const(8)  # an eighth: it may count an RC oscillator then
# The chip is set when it is further off than this; else it is remembered how far it is off.
_OFF_MS = const(1000)
_FAR_OFF_MS = 86_400_000


class TokenClock:
    """`chip` has read() -> Unix seconds or None (it lost power), write(unix_s) -> whether it
    took the time, `last_unix_s`, the last second that it can hold, and `kind`, one of
    otpfob.clock.oscillator.KINDS.

    `earliest_unix_s` is the day of the release: a chip that says less has lost its time.
    `ticks_diff(a, b)` returns a - b in milliseconds for a counter that may wrap: poll at
    least every few days, also while asleep. `log` as in otpfob.clock.history.
    """

    def __init__(self, chip, ticks_diff, earliest_unix_s: int, now_ms: int, log=None) -> None:
        self._chip = chip
        self._ticks_diff = ticks_diff
        self.earliest_unix_s = earliest_unix_s
        self._watch = ChipWatch(chip, ticks_diff, earliest_unix_s, MAX_UNIX_S)
        self._ledger = Ledger(chip.kind, log, earliest_unix_s)
        self.has_time = False  # whether a time is known, however well. Codes ask `refused`
        self.second = 0
        self.era = 0  # one more whenever the time was set or corrected
        self.source = "none"  # of the last sync; "chip": a time that no sync vouches for
        self.trust = REFUSED  # of otpfob.clock.trust; judged once a minute
        self._second_began_ms = now_ms
        self._base_unix_s = 0  # Unix time at `second` 0
        self._lead_ms = 0  # by how much the chip is ahead of the token's time
        self._seen_s = 0  # `second` of the last sign that the chip runs
        self._look_due_s = 0
        self._chip_counts = False  # whether the chip runs from a time that is known
        self._write_due = False
        self._start(now_ms)

    @property
    def refused(self) -> bool:
        """Whether no code by time may be made."""
        return self.trust == REFUSED

    @property
    def marked(self) -> bool:
        """Whether a code by time is shown with a mark."""
        return self.trust == MARKED

    @property
    def latest_unix_s(self) -> int:
        """The last second that the chip can hold and the glass can show."""
        return min(self._chip.last_unix_s, MAX_UNIX_S)

    @property
    def unix_s(self):
        """Unix seconds, or None while nobody has told the token the time. Allocates on ESP32."""
        return self._base_unix_s + self.second if self.has_time else None

    def unix_ms(self, now_ms: int):
        """Unix milliseconds, or None."""
        return self._unix_ms(now_ms) if self.has_time else None

    def _unix_ms(self, now_ms):
        unix_s = self._base_unix_s + self.second
        return unix_s * _SECOND_MS + self._ticks_diff(now_ms, self._second_began_ms)

    def bound_ms(self, now_ms: int):
        """Return how wrong unix_ms() can be, either way; None: nobody can say."""
        if not self.has_time:
            return None
        bound_ms = self._ledger.bound_ms(self._chip_ms(now_ms))
        if bound_ms is None or self._ledger.is_open:
            return bound_ms  # the time was told: it does not come from the chip
        return bound_ms + self._watch.grain_ms

    @property
    def age_s(self):
        """Seconds since the last sync, or None."""
        if not self.has_time or not self._ledger.trusted:
            return None
        return self._base_unix_s + self.second - self._ledger.record.unix_ms // _SECOND_MS

    @property
    def rate_ppb(self) -> int:
        """By how much the chip is fast, as learned; 0 with a sigma of 0: not yet."""
        return self._ledger.record.rate_ppb

    @property
    def rate_sigma_ppb(self) -> int:
        return self._ledger.record.sigma_ppb

    @property
    def rejected_ppb(self) -> int:
        """The last estimate of the rate, if it was too large to be true; else 0."""
        return self._ledger.record.rejected_ppb

    def history(self) -> list:
        """Return up to eight otpfob.clock.record.Record, the newest first. Reads flash."""
        return self._ledger.newest()

    def poll(self, now_ms: int) -> bool:
        """Follow the millisecond counter. Returns whether a new second has begun.

        It takes no longer after a long sleep.
        """
        late_ms = self._ticks_diff(now_ms, self._second_began_ms)
        begun = late_ms >= _SECOND_MS
        if begun or late_ms <= -_SLEEP_S * _SECOND_MS:
            seconds = late_ms // _SECOND_MS if begun else 0
            self.second += seconds
            # Adding could leave the range of a wrapping counter; the difference cannot.
            self._second_began_ms = now_ms - late_ms % _SECOND_MS
            if self.has_time and not 0 < seconds <= _SLEEP_S:
                self._wake(seconds, now_ms)
        if not self.has_time:
            if begun and self.second >= self._look_due_s:
                self._start(now_ms)
        elif self._watch.is_open:
            self._watch_chip(now_ms)
        elif self._write_due:
            if begun:
                self._write_chip(now_ms)
        elif self._ledger.is_open:
            self._close_sync(now_ms)
        elif begun and self.second >= self._look_due_s:
            self._watch.resume(self.second - self._seen_s)
            self._watch_chip(now_ms)
        if begun and self.has_time and self.second - self._seen_s > _BLIND_S:
            self._look_for_the_last_time(now_ms)
        return begun

    def check(self, unix_ms: int) -> None:
        """Raise BadField("set") for a time before the release, or that the chip cannot hold."""
        if not self.earliest_unix_s <= unix_ms // _SECOND_MS <= self.latest_unix_s:
            raise BadField("set")

    def needs_confirmation(self, unix_ms: int, bound_ms: int, now_ms: int) -> bool:
        """Return whether a person must confirm this time before set(); else correct() takes it."""
        if not self.has_time:
            return True
        return self._ledger.needs_confirmation(
            unix_ms,
            bound_ms,
            self._unix_ms(now_ms),
            self.bound_ms(now_ms),
            self._chip_ms(now_ms),
        )

    def set(
        self, unix_ms: int, now_ms: int, source: str, bound_ms: int = 1000, allowed: bool = True
    ) -> None:
        """Set the time as a person confirmed it, also backwards and past the floor.

        `source` is "host", "sntp" or "user", `bound_ms` how wrong the time can be, `allowed`
        that the token is not locked. Raises Locked, BadField as check() does, StorageFailed;
        then nothing changed.
        """
        self._take(unix_ms, now_ms, source, bound_ms, allowed, True)

    def correct(
        self, unix_ms: int, now_ms: int, source: str, bound_ms: int = 1000, allowed: bool = True
    ) -> None:
        """Set the time without asking anybody. Raises Refused, too: a person must confirm it."""
        self._take(unix_ms, now_ms, source, bound_ms, allowed, False)

    def _take(self, unix_ms, now_ms, source, bound_ms, allowed, by_person):
        if not allowed:
            raise Locked
        self.check(unix_ms)
        self._ledger.check(source, bound_ms)
        if not by_person and self.needs_confirmation(unix_ms, bound_ms, now_ms):
            raise Refused
        counts = self._chip_counts
        off_ms = self._chip_ms(now_ms) - unix_ms if counts else 0
        step_ms = unix_ms - self._unix_ms(now_ms) if self.has_time else None
        write_due = not counts or abs(off_ms) > _OFF_MS
        if write_due:
            self._ledger.distrust_chip()
        self._ledger.open(unix_ms, off_ms, source, bound_ms, by_person, counts, step_ms)
        self._write_due = write_due
        self._seen_s = self.second
        self._lead_ms = off_ms
        self._second_began_ms = now_ms - unix_ms % _SECOND_MS
        self._base_unix_s = unix_ms // _SECOND_MS - self.second
        self.has_time = True
        self.source = source
        self.era += 1
        self._judge(now_ms)

    def _write_chip(self, now_ms):
        """Set the chip at the edge: writing the seconds restarts its own second."""
        late_ms = self._ticks_diff(now_ms, self._second_began_ms)
        # A chip that did not take it would bring the old time back: try again.
        if late_ms > _EDGE_MS or not self._chip.write(self._base_unix_s + self.second):
            return
        self._ledger.chip_set(self._lead_ms)
        self._lead_ms = -late_ms
        self._write_due = False
        self._chip_counts = True
        self._watch.restart(_WRITTEN_MS)
        self._seen(now_ms)

    def _close_sync(self, now_ms):
        self._ledger.close(self._lead_ms, self._watch.grain_ms)
        self._judge(now_ms)

    def _start(self, now_ms):
        """Believe the chip as far as the last sync goes."""
        self._look_due_s = self.second + _LOOK_EVERY_S
        unix_s = self._watch.read()
        if unix_s is None:
            return
        chip_ms = unix_s * _SECOND_MS + _SECOND_MS // 2
        self._ledger.begin(chip_ms)
        self.source = self._ledger.source
        self.has_time = True
        self._chip_counts = True
        self._follow(chip_ms, now_ms)
        self._watch.restart(_SECOND_MS)
        self._seen(now_ms)

    def _wake(self, seconds, now_ms):
        """After sleep: the chip says how long it was, if that can be."""
        self._ledger.slept(seconds * _SECOND_MS)
        if self._ledger.is_open:
            if not self._chip_counts or abs(self._lead_ms) > _FAR_OFF_MS:
                # The time that was told went on by the counter alone.
                self._distrust_chip(seconds * _SECOND_MS // _SLEEP_ERROR)
                return
            self._write_due = False
            self._close_sync(now_ms)
        unix_s = self._watch.read_again()
        if unix_s is None:
            self._forget()
            return
        guess_ms = self._chip_ms(now_ms)
        chip_ms = _nearest(guess_ms, unix_s)
        # At 0 seconds the counter wrapped.
        allowed_ms = seconds * _SECOND_MS // _SLEEP_ERROR + 2 * _SECOND_MS
        if seconds and abs(chip_ms - guess_ms) > allowed_ms:
            self._lose()
            return
        self._follow(chip_ms, now_ms)
        self._watch.restart(_SECOND_MS)
        self._seen(now_ms)

    def _watch_chip(self, now_ms):
        guess_ms = self._chip_ms(now_ms)
        if not self._watch.has_work(guess_ms):
            return
        answer = self._watch.turn(guess_ms, now_ms)
        if answer == chip_watch.SEEN:
            self._seen_s = self.second
        elif answer == chip_watch.ALIGNED:
            shift_ms = self._watch.shift_ms
            self._watch.moved(shift_ms)
            if self._ledger.is_open:
                self._lead_ms += shift_ms  # the time was told: it is the chip that is elsewhere
            else:
                self._follow(self._chip_ms(now_ms) + shift_ms, now_ms)
            self._seen(now_ms)
        elif self._ledger.awaits_chip and answer in (chip_watch.SILENT, chip_watch.WRONG):
            self._set_anyway()
        elif answer == chip_watch.SILENT:
            self._forget()
        elif answer == chip_watch.WRONG:
            self._lose()

    def _set_anyway(self):
        """The chip is wrong, but the time was just told: it is set."""
        if not self._write_due:
            try:
                self._ledger.distrust_chip()
            except FobError:
                self._lose()
                return
            self._write_due = True
        self._distrust_chip(0)

    def _distrust_chip(self, doubt_ms):
        """Set the chip without asking it how far it was off."""
        self._chip_counts = False
        self._watch.close()
        self._ledger.doubt(doubt_ms)

    def _look_for_the_last_time(self, now_ms):
        """Give the time up, unless the chip tells it this very moment."""
        unix_s = None if self._write_due else self._watch.read_again()
        if unix_s is None:
            self._forget()
            return
        guess_ms = self._chip_ms(now_ms)
        if abs(_nearest(guess_ms, unix_s) - guess_ms) > _SECOND_MS:
            self._lose()
        else:
            self._seen_s = self.second

    def _seen(self, now_ms):
        self._seen_s = self.second
        self._look_due_s = self.second + _LOOK_EVERY_S
        self._judge(now_ms)

    def _chip_ms(self, now_ms):
        """Return what the chip would say if it told milliseconds."""
        return self._unix_ms(now_ms) + self._lead_ms

    def _follow(self, chip_ms, now_ms):
        """Let the token's time be what the chip's means."""
        unix_ms = self._ledger.unix_ms(chip_ms)
        self._lead_ms = chip_ms - unix_ms
        into_ms = unix_ms - (self._base_unix_s + self.second) * _SECOND_MS
        if -_SECOND_MS < into_ms < 2 * _SECOND_MS:
            # The second that runs is made longer or shorter.
            self._second_began_ms = now_ms - into_ms
        else:
            self._base_unix_s += into_ms // _SECOND_MS
            self._second_began_ms = now_ms - into_ms % _SECOND_MS
            self.era += 1

    def _judge(self, now_ms):
        self.trust = trust_of(self.bound_ms(now_ms))

    def _forget(self):
        """The chip gives no time."""
        self._ledger.forget()
        self._give_up()

    def _lose(self):
        """The chip lost the time: it tells another one, or stands still."""
        self._ledger.lose()
        self._give_up()

    def _give_up(self):
        self._write_due = False
        self._chip_counts = False
        self._watch.close()
        self._look_due_s = self.second + _LOOK_EVERY_S
        self._base_unix_s = 0
        self.has_time = False
        self.trust = REFUSED
        self.source = "none"
        self.era += 1


def _nearest(guess_ms, unix_s):
    """Return the moment within a second of the chip that is nearest to the guess."""
    return max(unix_s * _SECOND_MS, min(guess_ms, unix_s * _SECOND_MS + _SECOND_MS - 1))
