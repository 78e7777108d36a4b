"""The simulated chip's milliseconds: they run by themselves, or only when told to."""

from __future__ import annotations

import time


class RunningTime:
    """Runs as fast as the PC's own monotonic clock."""

    stepped = False

    def __init__(self) -> None:
        self._start_ns = time.monotonic_ns()

    def now_ms(self) -> int:
        return (time.monotonic_ns() - self._start_ns) // 1_000_000


class SteppedTime:
    """Stands still until somebody moves it: what tests need."""

    stepped = True

    def __init__(self) -> None:
        self._now_ms = 0

    def now_ms(self) -> int:
        return self._now_ms

    def move_to(self, now_ms: int) -> None:
        if now_ms < self._now_ms:
            raise ValueError("time does not go back")
        self._now_ms = now_ms
