"""What a chip's time is worth: its rate as learned from syncs, and the bound on the error.

All in integers: milliseconds, and parts per billion (ppb). The rate is that of the chip as it
runs, not of the corrected time.
"""

from micropython import const

from otpfob.clock.oscillator import Oscillator
from otpfob.clock.record import MAX_SIGMA_PPB, Record

_BILLION = 1_000_000_000
_DAY_MS = 86_400_000
_WEEK_MS = 7 * _DAY_MS
# A sync with a larger bound counts whole seconds.
_FINE_MS = const(100)
# The error of a sync is taken as even over its bound: sigma is bound / sqrt(3).
_SIGMA_OF_BOUND = const(577)
# An estimate that is so many times implausible speaks of a wrong sync, not of the chip.
_ABSURD = const(4)


def corrected(record: Record, chip_ms: int) -> int:
    """Return Unix ms when the chip says `chip_ms`."""
    run_ms = chip_ms - record.off_ms - record.unix_ms
    return record.unix_ms + run_ms - run_ms * record.rate_ppb // _BILLION


def uncertainty_ppb(oscillator: Oscillator, record: Record) -> int:
    """Return how far the corrected time may be fast or slow."""
    limit_ppb = oscillator.limit_ppb + abs(record.rate_ppb)
    if record.sigma_ppb:
        limit_ppb = min(limit_ppb, oscillator.wander_ppb + 3 * record.sigma_ppb)
    measured_ppb = abs(record.rejected_ppb)
    if oscillator.plausible_ppb < measured_ppb <= _ABSURD * oscillator.plausible_ppb:
        # This one chip is worse than its kind: nothing better is known of it.
        limit_ppb = max(limit_ppb, measured_ppb + abs(record.rate_ppb) + oscillator.wander_ppb)
    return limit_ppb


def bound_ms(oscillator: Oscillator, record: Record, run_ms: int, dark_ms: int) -> int:
    """Return the bound `run_ms` after the sync; nobody was awake for `dark_ms` of them."""
    rate_ppb = uncertainty_ppb(oscillator, record)
    run_ms = max(run_ms, 0)
    dark_ms = max(0, min(dark_ms, run_ms))
    grown = dark_ms * rate_ppb + (run_ms - dark_ms) * min(rate_ppb, oscillator.awake_ppb)
    return record.bound_ms + grown // _BILLION + 1


def learn(oscillator: Oscillator, record: Record) -> None:
    """Learn from the start to this sync, if they are far enough apart. Changes the record."""
    apart_ms = record.unix_ms - record.start_unix_ms
    if oscillator.plausible_ppb == 0 or apart_ms <= 0:
        start_here(record)
        return
    coarse = max(record.bound_ms, record.start_bound_ms) > _FINE_MS
    sigma_ppb = _sigma_ms(record) * _BILLION // apart_ms + 1
    if apart_ms < (_WEEK_MS if coarse else _DAY_MS) or sigma_ppb >= MAX_SIGMA_PPB:
        if record.bound_ms * 4 <= record.start_bound_ms:
            start_here(record)  # from so good a sync it takes less time
        return
    rate_ppb = (record.off_ms - record.start_off_ms) * _BILLION // apart_ms
    start_here(record)
    if abs(rate_ppb) > oscillator.plausible_ppb:
        record.rejected_ppb = rate_ppb
        return
    record.rejected_ppb = 0
    _combine(record, rate_ppb, sigma_ppb, oscillator.wander_ppb // 3)


def start_here(record: Record) -> None:
    """Let the next estimate start at this sync."""
    record.start_unix_ms = record.unix_ms
    record.start_off_ms = record.off_ms
    record.start_bound_ms = record.bound_ms


def _sigma_ms(record):
    squares = record.bound_ms * record.bound_ms + record.start_bound_ms * record.start_bound_ms
    return _root(squares) * _SIGMA_OF_BOUND // 1000 + 1


def _combine(record, rate_ppb, sigma_ppb, aged_ppb):
    """Weigh the old estimate, which has aged, and the new one by their variances."""
    new = sigma_ppb * sigma_ppb
    if record.sigma_ppb:
        old = record.sigma_ppb * record.sigma_ppb + aged_ppb * aged_ppb
        rate_ppb = (rate_ppb * old + record.rate_ppb * new) // (old + new)
        sigma_ppb = _root(old * new // (old + new))
    record.rate_ppb = rate_ppb
    record.sigma_ppb = max(1, sigma_ppb)


def _root(square):
    """Return the whole part of a square root (Newton's steps, from above)."""
    guess = 1
    while guess * guess < square:
        guess *= 2
    while guess * guess > square:
        guess = (guess + square // guess) // 2
    return guess
