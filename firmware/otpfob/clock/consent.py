"""Which changes of the time a person must confirm: all that a right clock does not need."""

from micropython import const

from otpfob.clock.oscillator import Oscillator
from otpfob.clock.record import Record

_BILLION = 1_000_000_000
# No sync may claim more than this to widen what it may change.
_SYNC_MS = const(1000)
_CONFIRMED_MS = const(2000)  # how wrong what a person confirmed may have been


def is_needed(
    oscillator: Oscillator,
    record: Record,
    our_ms: int,
    our_bound_ms: int,
    chip_ms: int,
    unix_ms: int,
    bound_ms: int,
) -> bool:
    """Return whether `unix_ms` needs a person, when our time is `our_ms` and the chip's `chip_ms`.

    It does when it is further off than both bounds allow, or before the floor; and when it is
    further from the last confirmed sync, by the chip, than any chip of the kind runs: so
    nobody can move the clock in small steps.
    """
    sync_ms = min(bound_ms, _SYNC_MS)
    if abs(unix_ms - our_ms) > our_bound_ms + sync_ms:
        return True
    if unix_ms // 1000 < record.floor_unix_s:
        return True
    moved_ms = chip_ms - unix_ms - record.confirmed_off_ms
    apart_ms = max(0, unix_ms - record.confirmed_unix_s * 1000)
    rate_ppb = oscillator.plausible_ppb or oscillator.limit_ppb
    return abs(moved_ms) > _CONFIRMED_MS + sync_ms + apart_ms * rate_ppb // _BILLION
