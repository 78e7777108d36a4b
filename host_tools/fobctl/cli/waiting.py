"""Waiting for people. Tests replace pause()."""

from __future__ import annotations

import time
from collections.abc import Iterator

from fobctl.link.errors import TokenError

_TURN_S = 0.5
_MOST_TURNS = 3600  # half an hour, for whoever looks for a pencil first


def pause(seconds: float) -> None:
    time.sleep(seconds)


def turns() -> Iterator[None]:
    """Yield twice a second. Raises TokenError when that went on for half an hour."""
    for _ in range(_MOST_TURNS):
        yield
        pause(_TURN_S)
    raise TokenError("timed_out", "Nobody finished this on the token in half an hour.")
