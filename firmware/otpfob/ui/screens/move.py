"""The list of accounts as it would be with one of them in another place.

NEXT takes it a place down, from the last to the first; DO leaves it there, NEXT held gives up.
"""

from micropython import const

from otpfob.ui import gestures
from otpfob.ui.screen import DONE, REDRAW, STAY
from otpfob.ui.screens.accounts import row_of
from otpfob.ui.screens.rows import Rows

_T_MOVE = const(0xBDACC)
_T_PLACE = const(0x9917D)


class MoveScreen:
    """`accounts` as AccountsScreen has them. `result` is the new position, or None."""

    def __init__(self, accounts, position: int) -> None:
        self._accounts = accounts
        self._from = position
        self._rows = Rows(position)
        self._drawn = False
        self.result = None

    def on_tick(self, clock) -> int:
        if self._rows.overlong:
            self._rows.scroll()
            return REDRAW
        return STAY if self._drawn else REDRAW

    def on_gesture(self, event: int) -> int:
        is_do = gestures.button_of(event) == gestures.DO
        if gestures.gesture_of(event) != gestures.CLICK:
            return STAY if is_do else DONE
        if is_do:
            self.result = self._rows.selected
            return DONE
        self._rows.select((self._rows.selected + 1) % self._accounts.count)
        return REDRAW

    def draw(self, canvas) -> None:
        self._drawn = True
        top = canvas.title(_T_MOVE, (_T_PLACE, self._rows.selected + 1))
        self._rows.draw(canvas, top, self._accounts.count, self._row_at)

    def _row_at(self, place):
        to = self._rows.selected
        if place == to:
            position = self._from
        else:
            position = place if place < to else place - 1
            position += position >= self._from
        return row_of(self._accounts, position)
