"""The time as the token knows it: Unix seconds, or that nobody has told it.

A clock chip keeps the time through sleep and power loss; between two looks at it the
millisecond counter does. The chip gives whole seconds only, so it is read again and
again around a change of its second: then the two agree to the length of one turn of
the event loop.

`second` counts from the start of the token, whether the time is known or not. It stays
a small int on the ESP32 (31 bits), where Unix seconds are objects on the heap: what
happens every second compares `second` and allocates nothing.
"""

from otpfob.core.errors import BadField

# A year of 9999 and more has no four digits for the screen, and no clock chip holds it.
MAX_UNIX_S = 253_402_300_799

_SECOND_MS = 1000
_ALIGN_EVERY_S = 60
_MISSES = 5  # so often must the chip give no time, one look after the other
# A turn that comes later than this after the edge leaves the chip to be set at the next one.
_EDGE_MS = 50
# A chip whose second does not change for this long is not running.
_ALIGN_LIMIT_MS = 2500


class TokenClock:
    """`chip` has read() -> Unix seconds or None (it lost power), write(unix_s) -> whether it
    took the time, and `last_unix_s`, the last second that it can hold.

    `earliest_unix_s` is the floor: a chip that says less has lost its time.
    `ticks_diff(a, b)` returns a - b in milliseconds for a counter that may wrap.
    """

    def __init__(self, chip, ticks_diff, earliest_unix_s: int, now_ms: int) -> None:
        self._chip = chip
        self._ticks_diff = ticks_diff
        self._earliest_unix_s = earliest_unix_s
        self.second = 0
        self.era = 0  # one more whenever the time was set or corrected
        self.source = "none"
        self._second_began_ms = now_ms
        self._base_unix_s = None  # Unix time at `second` 0
        self._write_due = False
        self._align_due = 0
        self._align_read = None
        self._align_began_ms = now_ms
        self._misses = 0
        self._start(now_ms)

    def _start(self, now_ms):
        unix_s = self._read_chip()
        if unix_s is not None:
            self._base_unix_s = unix_s - self.second
            self.source = "chip"
            self.era += 1
            self._begin_align(unix_s, now_ms)

    def _read_chip(self):
        unix_s = self._chip.read()
        if unix_s is None or not self._earliest_unix_s <= unix_s <= MAX_UNIX_S:
            return None
        return unix_s

    @property
    def has_time(self) -> bool:
        return self._base_unix_s is not None

    @property
    def unix_s(self):
        """Unix seconds, or None while nobody has told the token the time. Allocates on ESP32."""
        if self._base_unix_s is None:
            return None
        return self._base_unix_s + self.second

    def unix_ms(self, now_ms: int):
        """Unix milliseconds, or None."""
        unix_s = self.unix_s
        if unix_s is None:
            return None
        return unix_s * _SECOND_MS + self._ticks_diff(now_ms, self._second_began_ms)

    def poll(self, now_ms: int) -> bool:
        """Follow the millisecond counter. Returns whether a new second has begun."""
        begun = False
        while self._ticks_diff(now_ms, self._second_began_ms) >= _SECOND_MS:
            # Adding could leave the range of a wrapping counter; the difference cannot.
            self._second_began_ms = now_ms - (
                self._ticks_diff(now_ms, self._second_began_ms) - _SECOND_MS
            )
            self.second += 1
            begun = True
        if self._write_due:
            # At the edge: writing the seconds restarts the chip's own second.
            if begun and self._ticks_diff(now_ms, self._second_began_ms) <= _EDGE_MS:
                # A chip that did not take it would bring the old time back: try again.
                self._write_due = not self._chip.write(self.unix_s)
                self._align_due = self.second + _ALIGN_EVERY_S
        elif self._align_read is not None:
            self._align(now_ms)
        elif begun and self.second >= self._align_due:
            self._look_at_chip(now_ms)
        return begun

    def _look_at_chip(self, now_ms):
        """Begin to agree with the chip, or to believe it (again)."""
        if self._base_unix_s is None:
            self._align_due = self.second + _ALIGN_EVERY_S
            self._start(now_ms)
            return
        for _ in range(_MISSES):
            unix_s = self._read_chip()
            if unix_s is not None:
                self._begin_align(unix_s, now_ms)
                return
        self._forget()

    def _missed(self):
        """Forget the time when the chip goes on giving none: once may be the bus."""
        self._misses += 1
        if self._misses >= _MISSES:
            self._forget()

    def check(self, unix_ms: int) -> None:
        """Raise BadField("set") for a time before the floor, or that the chip cannot hold."""
        last_unix_s = min(self._chip.last_unix_s, MAX_UNIX_S)
        if not self._earliest_unix_s <= unix_ms // _SECOND_MS <= last_unix_s:
            raise BadField("set")

    def set(self, unix_ms: int, now_ms: int, source: str) -> None:
        """Set the time. Raises BadField as check() does."""
        self.check(unix_ms)
        unix_s, rest_ms = divmod(unix_ms, _SECOND_MS)
        self._second_began_ms = now_ms - rest_ms
        self._base_unix_s = unix_s - self.second
        self.source = source
        self.era += 1
        self._align_read = None
        self._write_due = True

    def _forget(self):
        self._align_read = None
        self._align_due = self.second + _ALIGN_EVERY_S
        self._misses = 0
        self._base_unix_s = None
        self.source = "none"
        self.era += 1

    def _begin_align(self, unix_s, now_ms):
        self._misses = 0
        self._align_read = unix_s
        self._align_began_ms = now_ms

    def _align(self, now_ms):
        unix_s = self._read_chip()
        if unix_s is None:
            self._missed()
            return
        self._misses = 0
        if unix_s == self._align_read:
            if self._ticks_diff(now_ms, self._align_began_ms) > _ALIGN_LIMIT_MS:
                self._forget()
            return
        self._align_read = None
        self._align_due = self.second + _ALIGN_EVERY_S
        # Here and now the chip's second began.
        self._second_began_ms = now_ms
        if self.unix_s != unix_s:
            self._base_unix_s = unix_s - self.second
            self.era += 1
