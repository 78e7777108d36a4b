"""Date and time set by hand, in UTC: year, month, day, hour, minute.

NEXT counts the field that is marked up, from its last value to its first, PREV down; DO goes on to
the next field, BACK to the one before, from the first it gives up. After the minute DO is pressed
when that minute begins.
"""

from micropython import const

from otpfob.core import calendar
from otpfob.ui import actions
from otpfob.ui.screen import DONE, REDRAW, STAY

_T_SET_YEAR = const(0x722F6)
_T_SET_MONTH = const(0x9F7B9)
_T_SET_DAY = const(0xF737C)
_T_SET_HOUR = const(0xB408F)
_T_SET_MINUTE = const(0x5BA87)
_T_SET_CLOCK = const(0x4592D)
_T_UTC = const(0x4BD33)
_T_FULL_MINUTE = const(0x65C33)
_T_UP_BY = const(0x4155E)
_T_ON_BY = const(0x2BAD1)
_T_BACK_BY_HOLDING = const(0x6205D)
_T_GIVE_UP_BY_HOLDING = const(0x58059)

_TITLES = (_T_SET_YEAR, _T_SET_MONTH, _T_SET_DAY, _T_SET_HOUR, _T_SET_MINUTE, _T_SET_CLOCK)
_FIELDS = 5
# Where they stand in "2027-01-15 14:02": first column, columns.
_COLUMNS = ((0, 4), (5, 2), (8, 2), (11, 2), (14, 2))
_LOWEST = (1970, 1, 1, 0, 0)
_MINUTE_S = const(60)


class SetTimeScreen:
    """Begins with `unix_s`, or the earliest time when that is None.

    No time outside of `earliest_unix_s`..`latest_unix_s` can be entered. `result` is the Unix
    seconds that it was when DO was pressed last, or None when the person gave up.
    """

    def __init__(self, unix_s, earliest_unix_s: int, latest_unix_s: int) -> None:
        earliest_unix_s = (earliest_unix_s + _MINUTE_S - 1) // _MINUTE_S * _MINUTE_S
        if unix_s is None:
            unix_s = earliest_unix_s
        self._earliest = _fields(earliest_unix_s)
        self._latest = _fields(latest_unix_s)
        self._fields = _fields(max(earliest_unix_s, min(unix_s, latest_unix_s)))
        self._at = 0  # the field that is marked; past the last: all are set
        self._drawn = False
        self.result = None

    def on_tick(self, clock) -> int:
        return STAY if self._drawn else REDRAW

    def on_action(self, action: int) -> int:
        if action & actions.DO:
            return self._go_on()
        if action & actions.BACK:
            return self._go_back()
        steps = actions.steps(action)
        if not steps or self._at == _FIELDS:
            return STAY
        self._count(steps)
        return REDRAW

    def _go_on(self):
        if self._at == _FIELDS:
            self.result = calendar.unix(*self._fields)
            return DONE
        self._at += 1
        return REDRAW

    def _go_back(self):
        if not self._at:
            return DONE
        self._at -= 1
        return REDRAW

    def _count(self, steps):
        fields = self._fields
        first, last = self._limits(self._at)
        fields[self._at] = first + (fields[self._at] - first + steps) % (last - first + 1)
        # The 31st of a month that has 30 days, or a time past the limits.
        for i in range(self._at + 1, _FIELDS):
            first, last = self._limits(i)
            fields[i] = max(first, min(fields[i], last))

    def _limits(self, i):
        """Return the first and the last value of a field, as those before it are."""
        before = self._fields[:i]
        first = self._earliest[i] if before == self._earliest[:i] else _LOWEST[i]
        last = self._latest[i] if before == self._latest[:i] else self._highest(i)
        return first, last

    def _highest(self, i):
        if i == 2:
            return _days_in(self._fields[0], self._fields[1])
        return (9999, 12, 31, 23, 59)[i]

    def draw(self, canvas) -> None:
        self._drawn = True
        small, name = canvas.fonts.small, canvas.fonts.name
        tall = canvas.height >= 64
        setting = self._at < _FIELDS
        y = canvas.title(_TITLES[self._at], _T_UTC)
        y += 5 if tall else 1
        text = "%04d-%02d-%02d %02d:%02d" % tuple(self._fields)
        canvas.centred(y, text, name)
        if setting:
            column, columns = _COLUMNS[self._at]
            x = (canvas.width - canvas.text_width(text, name)) // 2 + column * name.width
            # Between two marks there is a blank, and the glyphs keep to the left of their cells.
            canvas.invert(x - 1, y, columns * name.width + 1, name.height)
        bottom = canvas.height - small.height
        if not setting:
            y = bottom - (2 * small.height if tall else 0)
            canvas.centred(y, _T_FULL_MINUTE, small)
        else:
            y = bottom - (small.height if tall else 0)
            canvas.ends(y, _T_UP_BY, _T_ON_BY)
        if tall:
            canvas.ends(bottom, _T_BACK_BY_HOLDING if self._at else _T_GIVE_UP_BY_HOLDING, "")


def _fields(unix_s):
    return list(calendar.civil(unix_s)[:5])


def _days_in(year, month):
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31
