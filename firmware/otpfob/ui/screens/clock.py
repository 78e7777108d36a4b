"""What the token knows of the time: UTC, who told it, how wrong it can be, what last changed it.

NEXT goes to the next page, DO to the one before, NEXT held goes back, DO held opens the menu of
the clock.
"""

from otpfob.ui import amounts, gestures
from otpfob.ui.screen import DONE, REDRAW, STAY

BACK = 0
MENU = 1

_TITLE = "Clock, UTC"
_CHANGES = "Changes"
_LOST = "none"  # the source of a record that says that the time was lost
_BY = {"host": "PC", "sntp": "Wi-Fi", "user": "hand"}


class ClockScreen:
    """`clock` is as in ui.screen, and has `source`, `rate_ppb`, `rate_sigma_ppb`,
    `rejected_ppb`, bound_ms(now_ms) and history() -> records with `source`, `unix_ms` and
    `step_ms`, by how much the time was changed (None: there was none before), the newest
    first. now_ms() returns what bound_ms takes.

    The history is asked for when the screen is made and when a page is turned: it lies in
    flash. `result` is MENU or BACK.
    """

    def __init__(self, clock, now_ms) -> None:
        self._clock = clock
        self._now_ms = now_ms
        self._changes = _changes(clock)
        self._page = 0
        self._pages = 1  # as drawn last
        self._ticking = True  # what was drawn last changes with the time
        self.result = BACK

    def on_tick(self, clock) -> int:
        return REDRAW if self._ticking else STAY

    def on_gesture(self, event: int) -> int:
        is_do = gestures.button_of(event) == gestures.DO
        if gestures.gesture_of(event) == gestures.HOLD:
            self.result = MENU if is_do else BACK
            return DONE
        self._changes = _changes(self._clock)
        self._page = (self._page + (-1 if is_do else 1)) % self._pages
        return REDRAW

    def draw(self, canvas) -> None:
        small, name = canvas.fonts.small, canvas.fonts.name
        top = small.height + (2 if canvas.height >= 64 else 0)
        bottom = canvas.height - small.height
        state = _state(self._clock, self._now_ms)
        beside = (bottom - top - name.height) // small.height
        in_page = (canvas.height - top) // small.height
        pages = [state[:beside]] + _paged(state[beside:], in_page)
        ticking = len(pages)
        pages += _paged(self._changes, in_page)
        self._pages = len(pages)
        self._page = min(self._page, self._pages - 1)
        self._ticking = self._page < ticking
        title = _TITLE if self._ticking else _CHANGES
        y = canvas.title(title, "%d/%d" % (self._page + 1, self._pages))
        if not self._page:
            unix_s = self._clock.unix_s
            canvas.centred(y, "Not set" if unix_s is None else amounts.utc(unix_s), name)
            keys = canvas.keys
            canvas.ends(bottom, keys.next + " more", keys.hold_do + " menu")
            y = bottom - beside * small.height
        for left, right in pages[self._page]:
            canvas.ends(y, left, right)
            y += small.height


def _state(clock, now_ms):
    """Return rows, (left, right), of what holds now."""
    age_s = clock.age_s
    if age_s is None:
        told = ("Chip's own time" if clock.has_time else "No time", "no sync")
    else:
        told = ("Set by " + _BY.get(clock.source, clock.source), amounts.age(age_s) + " ago")
    bound_ms = clock.bound_ms(now_ms())
    error = "unknown" if bound_ms is None else amounts.bound(bound_ms)
    if clock.refused:
        error += ", no codes"
    elif clock.marked:
        error += ", marked"
    sigma_ppb = clock.rate_sigma_ppb
    drift = amounts.rate(clock.rate_ppb, sigma_ppb) if sigma_ppb else "not learned"
    rows = [told, ("Error", error), ("Drift", drift)]
    if clock.rejected_ppb:
        rows.append(("Rejected", amounts.whole_ppm(clock.rejected_ppb)))
    return rows


def _changes(clock):
    """Return rows of what happened to the time, the newest first."""
    rows = []
    for record in clock.history():
        if record.source == _LOST:
            rows.append(("Time lost", ""))  # it knows only the sync before, not when
        else:
            day = amounts.day(record.unix_ms // 1000)
            by = _BY.get(record.source, record.source)
            step_ms = record.step_ms
            rows.append((day + " " + by, "set" if step_ms is None else amounts.change(step_ms)))
    return rows or [("None kept", "")]


def _paged(rows, in_page):
    return [rows[i : i + in_page] for i in range(0, len(rows), in_page)]
