"""What codes by time do, by the bound on the clock's error (a site takes 30 s either way)."""

SHOWN = 0
MARKED = 1  # shown with a mark and the age of the last sync
REFUSED = 2  # not shown: the screen says what to do

_SHOWN_MS = 10_000
_MARKED_MS = 30_000


def trust_of(bound_ms) -> int:
    """Return SHOWN, MARKED or REFUSED; None: nobody can say how wrong the clock is."""
    if bound_ms is None or bound_ms > _MARKED_MS:
        return REFUSED
    return SHOWN if bound_ms <= _SHOWN_MS else MARKED
