"""The token's clock as the host sees it: read against this PC's, set, synced by Wi-Fi."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from fobctl.answer_fields import count, one_of, text, whole
from otpfob.link.messages import DONE, MAX_SET_BOUND_MS, SOURCES, SYNC_STATES, TRUSTS

# One exchange in eight is hardly ever held up by the line, by a redraw or by this PC.
EXCHANGES = 8
# How wrong this PC's own clock may be. One that NTP keeps is right to some ten milliseconds;
# whether NTP does is told by every operating system in its own way, and by some not at all.
PC_BOUND_MS = 500
# Both ends tell whole milliseconds.
_GRAIN_MS = 2
# Ages are whole seconds, and what a clock learns moves them a little.
_AGE_S = 2
# The year 10000: no clock of a token goes so far.
_END_MS = 253_402_300_800_000


@dataclass(frozen=True)
class Reading:
    """The token's clock, and by how much it is ahead of this PC's; None while it is not set.

    The offset is wrong by half the round trip at most.
    """

    unix_ms: int | None
    offset_ms: int | None
    round_trip_ms: int


@dataclass(frozen=True)
class Clock(Reading):
    """A reading, and what the token says of its clock (otpfob.link.messages).

    `bound_ms` is None when nobody can say how wrong it is, `age_s` when there was no sync.
    """

    source: str
    bound_ms: int | None
    age_s: int | None
    rate_ppb: int
    sigma_ppb: int
    rejected_ppb: int
    trust: str

    def synced_since(self, before: Clock) -> bool:
        """Return whether time servers have set the clock since `before` was read."""
        if self.source != "sntp":
            return False
        ours, theirs = self._synced_s(), before._synced_s()
        return before.source != "sntp" or theirs is None or abs((ours or 0) - theirs) > _AGE_S

    def _synced_s(self) -> int | None:
        """Return the Unix second of the last sync."""
        if self.unix_ms is None or self.age_s is None:
            return None
        return self.unix_ms // 1000 - self.age_s


@dataclass(frozen=True)
class SyncState:
    """How far a sync over Wi-Fi is; `state` is one of otpfob.link.messages.SYNC_STATES."""

    state: str
    reason: str
    says: str
    bound_ms: int | None


def timed(request: Callable[[], dict]) -> tuple[dict, Reading]:
    """Return an answer with `unix_ms`, and the reading it gives: the round trip halved.

    Raises what `request` raises, and ValueError for an answer without a time.
    """
    before_ms = time.time_ns() // 1_000_000
    began_ns = time.monotonic_ns()
    answer = request()
    round_trip_ms = -(-(time.monotonic_ns() - began_ns) // 1_000_000)
    unix_ms = answer.get("unix_ms")
    if unix_ms is None:
        return answer, Reading(None, None, round_trip_ms)
    if not 0 <= whole(unix_ms) < _END_MS:
        raise ValueError
    return answer, Reading(unix_ms, unix_ms - before_ms - round_trip_ms // 2, round_trip_ms)


def clock_of(answer: dict, reading: Reading) -> Clock:
    """Return what an answer to `time` says. Raises one of answer_fields.NOT_A_FIELD."""
    return Clock(
        unix_ms=reading.unix_ms,
        offset_ms=reading.offset_ms,
        round_trip_ms=reading.round_trip_ms,
        source=one_of(SOURCES, answer["source"]),
        bound_ms=None if answer["bound_ms"] is None else count(answer["bound_ms"]),
        # A chip that tells whole seconds can seem to be before its own sync.
        age_s=None if answer["age_s"] is None else max(0, whole(answer["age_s"])),
        rate_ppb=whole(answer["rate_ppb"]),
        sigma_ppb=count(answer["sigma_ppb"]),
        rejected_ppb=whole(answer["rejected_ppb"]),
        trust=one_of(TRUSTS, answer["trust"]),
    )


def sync_state_of(answer: dict) -> SyncState:
    """Return what an answer to `sync_state` says. Raises one of answer_fields.NOT_A_FIELD."""
    state = one_of(SYNC_STATES, answer["state"])
    bound_ms = answer["bound_ms"]
    return SyncState(
        state=state,
        reason=text(answer["reason"]),
        says=text(answer["says"]),
        bound_ms=count(bound_ms) if state == DONE or bound_ms is not None else None,
    )


def to_set(best: Reading) -> dict[str, int]:
    """Return the fields that set a token's clock to this PC's, now, after the best exchange."""
    half_ms = best.round_trip_ms // 2
    return {
        "set": time.time_ns() // 1_000_000 + half_ms,
        "bound_ms": min(half_ms + _GRAIN_MS + PC_BOUND_MS, MAX_SET_BOUND_MS),
    }


def is_late(best: Reading, after: Reading) -> bool:
    """Return whether a time was on its way for longer than `best` had promised the token.

    A frame that was lost is sent again, most of a second later.
    """
    if after.offset_ms is None:
        return False  # it took no time, and says so
    surely_off_ms = abs(after.offset_ms) - -(-after.round_trip_ms // 2)
    return surely_off_ms > best.round_trip_ms // 2 + _GRAIN_MS
