"""The millisecond counter. It wraps: subtract with diff() only."""

from time import ticks_diff, ticks_ms


class Ticks:
    now_ms = staticmethod(ticks_ms)
    diff = staticmethod(ticks_diff)
