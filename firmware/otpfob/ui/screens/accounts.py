"""The list of accounts.

NEXT goes down, PREV up, DO opens the selected one, MENU the menu. SCROLL goes on while a button is
down, and LEAP to the next account that begins with another letter; both say how far it is.
"""

from micropython import const

from otpfob.ui import actions, picture
from otpfob.ui.screen import ASK, DONE, REDRAW, STAY
from otpfob.ui.screens.rows import Rows

MENU = -1

_PLACE_TICKS = const(2)  # how long the place in the list is shown after it was scrolled

# Letters whose other case lies elsewhere than that of their neighbours.
_SMALL_APART = "ÿάέήίόύώ"
_LARGE_APART = "ŸΆΈΉΊΌΎΏ"

_T_NO_ACCOUNTS = const(0xA8C06)
_T_ADD_ON_THE_PC = const(0xD6549)
_T_MENU_BY = const(0xDE4FA)


def joined(issuer: str, name: str) -> str:
    """Return issuer and name as one line."""
    if issuer and name:
        return issuer + ": " + name
    return issuer or name


def row_of(accounts, position: int):
    """Return the line of an account in a list, good until another one is asked for."""
    issuer, name = accounts.labels_at(position)
    return picture.line(accounts.picture_at(position), issuer, name, ": ")


def initial(text: str) -> int:
    """Return the first character of a label as a number, the same for both of its cases.

    Latin, Greek and Cyrillic: MicroPython's upper() knows ASCII only.
    """
    point = ord(text[0])
    apart = _SMALL_APART.find(text[0])
    if apart >= 0:
        return ord(_LARGE_APART[apart])
    if 0x61 <= point <= 0x7A or 0xE0 <= point <= 0xFE or 0x3B1 <= point <= 0x3CB:
        return point - 0x20
    if 0x430 <= point <= 0x44F:
        return point - 0x20
    if 0x450 <= point <= 0x45F:
        return point - 0x50
    if 0x100 <= point <= 0x137 or 0x14A <= point <= 0x177:
        return point & ~1
    if 0x460 <= point <= 0x4BF or 0x4D0 <= point <= 0x52F:
        return point & ~1
    if 0x139 <= point <= 0x148 or 0x179 <= point <= 0x17E:
        return (point + 1) & ~1
    return point


class AccountsScreen:
    """`accounts` has `count`, `labels_at(position)` -> (issuer, name), and picture_at(position).

    A picture, or nothing, is good until the next call: no copy is made of it.

    `battery` is None, or shows its charge with draw_sign(canvas, y): where rows leave room for it.

    Answers ASK, with the position to open in `result`, or DONE with MENU.
    """

    def __init__(self, accounts, selected: int = 0, battery=None) -> None:
        self._battery = battery
        self._accounts = accounts
        self._rows = Rows(selected)
        self._drawn_count = -1
        self._place_ticks = 0
        self.result = selected

    def on_tick(self, clock) -> int:
        if self._drawn_count != self._accounts.count:
            return REDRAW
        if self._place_ticks:
            self._place_ticks -= 1
            return STAY if self._place_ticks else REDRAW
        if self._rows.overlong:
            self._rows.scroll()
            return REDRAW
        return STAY

    def on_action(self, action: int) -> int:
        count = self._accounts.count
        if action & actions.MENU:
            self.result = MENU
            return DONE
        if not count:
            return STAY
        if action & actions.DO:
            self.result = self._rows.selected
            return ASK
        way = -1 if action & actions.UP else 1
        if action & actions.LEAP:
            self.select(self._other_letter(count, way))
        else:
            steps = way if action & actions.SCROLL else actions.steps(action)
            if not steps:
                return STAY
            self.select((self._rows.selected + steps) % count)
        if action & (actions.LEAP | actions.SCROLL):
            self._place_ticks = _PLACE_TICKS
        return REDRAW

    def select(self, position: int) -> None:
        """Move the selection."""
        self._rows.select(position)
        self._place_ticks = 0

    def draw(self, canvas) -> None:
        self._drawn_count = self._accounts.count
        rows = self._rows
        count = self._drawn_count
        if count:
            scrolled = self._place_ticks > 0
            rows.note = "%d/%d" % (min(rows.selected + 1, count), count) if scrolled else ""
            rows.draw(canvas, 0, count, self._row_at)
            if canvas.height < 64 and self._battery is not None:
                self._battery.draw_sign(canvas, canvas.height - 7)
            return
        rows.overlong = False
        small = canvas.fonts.small
        canvas.centred(canvas.height // 4 - small.height, _T_NO_ACCOUNTS, small)
        y = canvas.height // 2 - small.height
        canvas.wrapped(y, _T_ADD_ON_THE_PC, small, 2, centred=True)
        canvas.centred(canvas.height - small.height, _T_MENU_BY, small)

    def _other_letter(self, count, step):
        """Return the next position whose text begins with another letter, or the same one."""
        selected = min(self._rows.selected, count - 1)
        first = initial(self._text_at(selected))
        for i in range(1, count):
            position = (selected + i * step) % count
            if initial(self._text_at(position)) != first:
                return position
        return selected

    def _row_at(self, position):
        return row_of(self._accounts, position)

    def _text_at(self, position):
        issuer, name = self._accounts.labels_at(position)
        return joined(issuer, name)
