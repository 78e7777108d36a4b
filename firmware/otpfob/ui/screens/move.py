"""The list of accounts as it would be with one of them in another place.

NEXT takes it a place down, from the last to the first; DO leaves it there, BACK gives up.
"""

from micropython import const

from otpfob.ui.screens.accounts import row_of
from otpfob.ui.screens.choice import Choice

_T_MOVE = const(0xBDACC)
_T_PLACE = const(0x9917D)


class MoveScreen(Choice):
    """`accounts` as AccountsScreen has them. `result` is the new position, or None."""

    follows_changes = True  # the positions it knows are those of the list as it was

    def __init__(self, accounts, position: int) -> None:
        super().__init__(position, None)
        self._accounts = accounts
        self._from = position

    def _count(self) -> int:
        return self._accounts.count

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
