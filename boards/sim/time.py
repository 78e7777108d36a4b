"""The simulated chip's own time: the simulator may run it, hold it or jump ahead."""

import wire
from utime import ticks_add, ticks_diff  # noqa: F401


def ticks_ms():
    wire.call(84, 0)  # T
    return wire.number()


def ticks_us():
    """The simulator's time has whole milliseconds."""
    return ticks_ms() * 1000


def sleep_ms(limit_ms):
    """Sleep, and be woken by nothing."""
    began_ms = ticks_ms()
    left_ms = limit_ms
    while left_ms > 0:
        wire.put_number(left_ms)
        wire.call(122, 4)  # z
        left_ms = limit_ms - ticks_diff(ticks_ms(), began_ms)
