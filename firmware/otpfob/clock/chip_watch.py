"""Finds where in its second the chip is, by looking at it around a change of its second.

The chip tells whole seconds only. The token guesses what it would say with milliseconds;
`early_ms` and `late_ms` are by how much the chip may be ahead of the guess, at least and at
most. Every look narrows the two. A look is judged in the turn after it: only then is known how
long the turn took, so how old the guess was when the chip was read.
"""

from micropython import const

# What turn() returns.
NOTHING = 0  # the chip was not judged, or did not fit the guess: no proof that it runs
SEEN = 1  # the chip says what was expected
ALIGNED = 2  # and it is known where its second begins: call moved() with the shift
SILENT = 3  # it gave no time, one look after the other
WRONG = 4  # it says another time, one look after the other

_SECOND_MS = const(1000)
_MISSES = const(5)
_NARROW_MS = const(60)
_NEAR_MS = const(25)  # two turns: the change of the second is waited for from here on
# Looks come late when the turns are long: then so many seconds of the chip must do.
_SECONDS = const(3)
# A guess that is so little wrong is made anew: the token was busy.
_SLIP_MS = const(500)
# The token's counter and the chip part by no more than 200 ppm: 1 ms in 5 s.
_SPREAD_S = const(5)
_BETWEEN_MS = const(13)


class ChipWatch:
    """`chip` has read() -> Unix seconds or None. Less than the floor is none, too."""

    def __init__(self, chip, ticks_diff, earliest_unix_s: int, last_unix_s: int) -> None:
        self._chip = chip
        self._ticks_diff = ticks_diff
        self._earliest_unix_s = earliest_unix_s
        self._last_unix_s = last_unix_s
        self.early_ms = 0
        self.late_ms = 0
        self.is_open = False
        self._misses = 0
        self._first_s = None  # what the chip said when this watch was opened
        self._last_s = None  # and when it was last judged
        self._read_s = None  # and in the turn before
        self._read_ms = 0

    @property
    def grain_ms(self) -> int:
        """How wrong the guess can be until the next watch."""
        return max(self.late_ms, -self.early_ms) + _BETWEEN_MS

    @property
    def shift_ms(self) -> int:
        """What the guess is best moved by."""
        return (self.early_ms + self.late_ms) // 2

    def read(self):
        """Look once. Returns Unix seconds or None."""
        unix_s = self._chip.read()
        if unix_s is None or not self._earliest_unix_s <= unix_s <= self._last_unix_s:
            return None
        return unix_s

    def read_again(self):
        """Look until the chip gives a time, a few times. Returns Unix seconds or None."""
        for _ in range(_MISSES):
            unix_s = self.read()
            if unix_s is not None:
                return unix_s
        return None

    def restart(self, by_ms: int) -> None:
        """Begin with a guess that is wrong by no more than `by_ms`."""
        self._widen_to(by_ms)
        self._open()

    def resume(self, elapsed_s: int) -> None:
        """Begin with the guess of `elapsed_s` ago."""
        spread_ms = elapsed_s // _SPREAD_S + 1
        self.early_ms -= spread_ms
        self.late_ms += spread_ms
        self._open()

    def close(self) -> None:
        self.is_open = False

    def moved(self, by_ms: int) -> None:
        """The guess is now `by_ms` later."""
        self.early_ms -= by_ms
        self.late_ms -= by_ms

    def has_work(self, guess_ms: int) -> bool:
        """Whether to call turn(). The chip is left alone while its second surely goes on."""
        return self._read_s is not None or self._may_change(guess_ms)

    def _may_change(self, guess_ms):
        return self._last_s != (guess_ms + self.late_ms + _NEAR_MS) // _SECOND_MS

    def turn(self, guess_ms: int, now_ms: int) -> int:
        """Judge the last look, and look again if need be. `guess_ms` is for now."""
        answer = NOTHING
        if self._read_s is not None:
            turn_ms = self._ticks_diff(now_ms, self._read_ms)
            answer = self._judge(self._read_s, guess_ms - turn_ms, turn_ms)
        if answer in (ALIGNED, WRONG):
            self.is_open = False
            return answer
        self._read_s = None
        if not self._may_change(guess_ms):
            return answer
        self._read_s = self.read()
        self._read_ms = now_ms
        if self._read_s is None:
            self._last_s = None
            self._misses += 1
            if self._misses >= _MISSES:
                self.is_open = False
                return SILENT
        return answer

    def _judge(self, unix_s, guess_ms, turn_ms):
        # The look was anywhere in that turn.
        ahead_ms = unix_s * _SECOND_MS - guess_ms
        early_ms = max(self.early_ms, ahead_ms - turn_ms)
        late_ms = min(self.late_ms, ahead_ms + _SECOND_MS - 1)
        if early_ms > late_ms:
            self._last_s = None
            return self._contradicted(early_ms - late_ms)
        self.early_ms, self.late_ms = early_ms, late_ms
        self._misses = 0
        self._last_s = unix_s
        if self._first_s is None:
            self._first_s = unix_s
        passed = unix_s - self._first_s
        if passed and (late_ms - early_ms <= _NARROW_MS or passed >= _SECONDS):
            return ALIGNED
        return SEEN

    def _contradicted(self, by_ms):
        if by_ms <= _SLIP_MS:
            self._widen_to(2 * _SECOND_MS)
            self._first_s = None
            return NOTHING
        self._misses += 1
        return WRONG if self._misses >= _MISSES else NOTHING

    def _widen_to(self, by_ms):
        self.early_ms = -by_ms
        self.late_ms = by_ms

    def _open(self):
        self.is_open = True
        self._misses = 0
        self._first_s = None
        self._last_s = None
        self._read_s = None
