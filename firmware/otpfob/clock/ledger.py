"""What the syncs taught, applied to what the chip says: the time it means and how wrong that is.

A sync is opened when the time is set and closed when it is known where the chip's second
begins. Only then is its record complete and kept.
"""

from micropython import const

from otpfob.clock import consent, discipline
from otpfob.clock.history import History
from otpfob.clock.oscillator import oscillator
from otpfob.clock.record import MAX_BOUND_MS, SYNCS, Record
from otpfob.core.errors import BadField, FobError

# What the chip may seem to have gone back by: it tells whole seconds.
_BACK_MS = const(2000)


class Ledger:
    """`log` as in otpfob.clock.history. All times in ms; `chip_ms` is what the chip says."""

    def __init__(self, kind: str, log, earliest_unix_s: int) -> None:
        self._oscillator = oscillator(kind)
        self._history = History(log)
        self._earliest_unix_s = earliest_unix_s
        record = self._history.last()
        if record is None or record.kind != kind:
            record = Record(kind)
        self.record = record  # of the last sync
        self.trusted = False  # whether it holds for what the chip says
        self.is_open = False  # whether a sync is
        self._uncounted = False  # whether the chip did not count from the sync before to it
        self._chip_set = False
        self._dark_ms = 0  # since the last sync, of which the token saw nothing

    @property
    def source(self) -> str:
        """Who told the time; "chip": the chip, and no sync vouches for it."""
        return self.record.source if self.trusted else "chip"

    @property
    def awaits_chip(self) -> bool:
        """Whether a sync is open for which the chip was not set yet."""
        return self.is_open and not self._chip_set

    def newest(self) -> list:
        return self._history.newest()

    def begin(self, chip_ms: int) -> None:
        """The token starts: believe what the chip says, or not."""
        record = self.record
        self._dark_ms = chip_ms - record.off_ms - record.unix_ms
        self.trusted = record.source in SYNCS and self._dark_ms >= -_BACK_MS

    def slept(self, for_ms: int) -> None:
        """The token saw nothing of this time."""
        self._dark_ms += for_ms

    def unix_ms(self, chip_ms: int) -> int:
        """Return the time that the chip means."""
        return discipline.corrected(self.record, chip_ms) if self.trusted else chip_ms

    def bound_ms(self, chip_ms: int):
        """Return how wrong unix_ms() can be, or None: nobody can say."""
        if not self.trusted:
            return None
        record = self.record
        run_ms = chip_ms - record.off_ms - record.unix_ms
        return discipline.bound_ms(self._oscillator, record, run_ms, self._dark_ms)

    def needs_confirmation(self, unix_ms, bound_ms, our_ms, our_bound_ms, chip_ms) -> bool:
        """Return whether a person must confirm `unix_ms` (otpfob.clock.consent)."""
        if not self.trusted:
            return True
        times = (our_ms, our_bound_ms, chip_ms, unix_ms, bound_ms)
        return consent.is_needed(self._oscillator, self.record, *times)

    def check(self, source: str, bound_ms: int) -> None:
        """Raise BadField for what no sync has."""
        if source not in SYNCS:
            raise BadField("source")
        if not 0 <= bound_ms <= MAX_BOUND_MS:
            raise BadField("bound")

    def distrust_chip(self) -> None:
        """The chip is about to be set: whoever starts meanwhile must not believe it.

        Raises StorageFailed.
        """
        record = self.record.copy()
        record.source = "setting"
        self._history.append(record)

    def open(self, unix_ms, off_ms, source, bound_ms, by_person, counted, step_ms) -> None:
        """Take a sync. `counted`: the chip ran since the last one; `step_ms` as in Record."""
        record = self.record.copy()
        if self.is_open:
            # One right after another is kept in its place: what both changed.
            before_ms = record.step_ms
            step_ms = None if before_ms is None or step_ms is None else before_ms + step_ms
        record.step_ms = step_ms
        record.source = source
        record.unix_ms = unix_ms
        record.bound_ms = bound_ms
        record.off_ms = off_ms
        # A sync right after another one counts from before both.
        self._uncounted = not (counted and self.trusted) or (self.is_open and self._uncounted)
        if by_person:
            record.confirmed_unix_s = unix_ms // 1000
            record.confirmed_off_ms = off_ms
            # Also downwards: who typed 2062 by mistake must not wait for it.
            record.floor_unix_s = self._earliest_unix_s
        self.record = record
        self.trusted = True
        self.is_open = True
        self._chip_set = False
        self._dark_ms = 0

    def chip_set(self, off_ms: int) -> None:
        """The chip, `off_ms` ahead of the sync that is open, was set: close() knows to what."""
        self.record.off_ms = off_ms
        self._chip_set = True

    def doubt(self, by_ms: int) -> None:
        """The sync that is open was not watched as it should: it is worth less by so much."""
        self.record.bound_ms += by_ms
        self._uncounted = True

    def close(self, off_ms: int, grain_ms: int) -> None:
        """Keep the sync: the chip is `off_ms` ahead, give or take `grain_ms`."""
        record = self.record
        self.is_open = False
        if self._chip_set:
            # What the chip was ahead by at the syncs before moves with it.
            record.start_off_ms += off_ms - record.off_ms
            record.confirmed_off_ms += off_ms - record.off_ms
        record.off_ms = off_ms
        record.bound_ms = min(MAX_BOUND_MS, record.bound_ms + grain_ms)
        if self._uncounted:
            discipline.start_here(record)
        else:
            discipline.learn(self._oscillator, record)
        surely_s = (record.unix_ms - record.bound_ms) // 1000
        record.floor_unix_s = max(record.floor_unix_s, surely_s)
        self._keep()

    def forget(self) -> None:
        """The chip gives no time. When it does again, a sync that was closed still holds."""
        if self.is_open:
            self.record.source = "none"
        self.is_open = False
        self.trusted = False

    def lose(self) -> None:
        """The chip has lost the time: nothing holds until the next sync."""
        believed = self.trusted
        self.forget()
        self.record.source = "none"
        if believed:
            self._keep()

    def _keep(self):
        try:
            self._history.append(self.record)
        except FobError:
            pass  # the token goes on; a restart knows what was kept before
