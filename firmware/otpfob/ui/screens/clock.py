"""What the token knows of the time: UTC, who told it, how wrong it can be, what last changed it.

NEXT goes to the next page, DO or PREV to the one before, BACK goes back, MENU opens the menu of the
clock.
"""

from micropython import const

from otpfob.ui import actions, amounts
from otpfob.ui.screen import DONE, REDRAW, STAY

BACK = 0
MENU = 1

_T_CLOCK_UTC = const(0x39311)
_T_CHANGES = const(0x54627)
_T_NO_TIME = const(0x09B14)
_T_NOT_SET_CLOCK = const(0xDCDF8)
_T_MORE_BY = const(0xFEA80)
_T_MENU_BY_HOLDING = const(0x73247)
_T_OWN_TIME = const(0x941FA)
_T_NEVER_SYNCED = const(0x83F33)
_T_SET_BY = const(0xC396C)
_T_AGO = const(0x2BB26)
_T_UNKNOWN = const(0x359DD)
_T_NO_CODES = const(0x544E4)
_T_MARKED = const(0x35229)
_T_DRIFT = const(0xB059C)
_T_NOT_LEARNED = const(0x28239)
_T_CLOCK_ERROR = const(0xD3289)
_T_REJECTED = const(0x9C049)
_T_TIME_LOST = const(0xBBC6C)
_T_DAY_BY = const(0x57552)
_T_FIRST_SET = const(0xCFD99)
_T_NONE_KEPT = const(0xF8935)
_T_BY_PC = const(0xA98EF)
_T_BY_WIFI = const(0x82AE8)
_T_BY_HAND = const(0x9CA2C)

_LOST = "none"  # the source of a record that says that the time was lost
_BY = {"host": _T_BY_PC, "sntp": _T_BY_WIFI, "user": _T_BY_HAND}


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

    def on_action(self, action: int) -> int:
        if action & (actions.MENU | actions.BACK):
            self.result = MENU if action & actions.MENU else BACK
            return DONE
        steps = -1 if action & actions.DO else actions.steps(action)
        if not steps:
            return STAY
        self._changes = _changes(self._clock)
        self._page = (self._page + steps) % self._pages
        return REDRAW

    def draw(self, canvas) -> None:
        small, name = canvas.fonts.small, canvas.fonts.name
        top = small.height + (3 if canvas.height >= 64 else 0)
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
        title = _T_CLOCK_UTC if self._ticking else _T_CHANGES
        y = canvas.title(title, "%d/%d" % (self._page + 1, self._pages))
        if not self._page:
            unix_s = self._clock.unix_s
            canvas.centred(y, _T_NOT_SET_CLOCK if unix_s is None else amounts.utc(unix_s), name)
            canvas.ends(bottom, _T_MORE_BY, _T_MENU_BY_HOLDING)
            y = bottom - beside * small.height
        for left, right in pages[self._page]:
            canvas.ends(y, left, right)
            y += small.height


def _state(clock, now_ms):
    """Return rows, (left, right), of what holds now."""
    age_s = clock.age_s
    if age_s is None:
        told = (_T_OWN_TIME if clock.has_time else _T_NO_TIME, _T_NEVER_SYNCED)
    else:
        told = ((_T_SET_BY, _by(clock.source)), (_T_AGO, amounts.age(age_s)))
    bound_ms = clock.bound_ms(now_ms())
    error = (_T_UNKNOWN,) if bound_ms is None else amounts.bound(bound_ms)
    if clock.refused:
        error = _T_NO_CODES, error
    elif clock.marked:
        error = _T_MARKED, error
    sigma_ppb = clock.rate_sigma_ppb
    drift = amounts.rate(clock.rate_ppb, sigma_ppb) if sigma_ppb else _T_NOT_LEARNED
    rows = [told, (_T_CLOCK_ERROR, error), (_T_DRIFT, drift)]
    if clock.rejected_ppb:
        rows.append((_T_REJECTED, amounts.whole_ppm(clock.rejected_ppb)))
    return rows


def _changes(clock):
    """Return rows of what happened to the time, the newest first."""
    rows = []
    for record in clock.history():
        if record.source == _LOST:
            rows.append((_T_TIME_LOST, ""))  # it knows only the sync before, not when
        else:
            day = amounts.day(record.unix_ms // 1000)
            step_ms = record.step_ms
            changed = _T_FIRST_SET if step_ms is None else amounts.change(step_ms)
            rows.append(((_T_DAY_BY, day, _by(record.source)), changed))
    return rows or [(_T_NONE_KEPT, "")]


def _by(source):
    """Return who told the time, as part of a phrase."""
    return (_BY[source],) if source in _BY else source


def _paged(rows, in_page):
    return [rows[i : i + in_page] for i in range(0, len(rows), in_page)]
