"""A choice among rows: NEXT and PREV select, DO takes the selected one, BACK takes none."""

from otpfob.ui import actions
from otpfob.ui.screen import DONE, REDRAW, STAY
from otpfob.ui.screens.rows import Rows


class Choice:
    """What menus have in common. A subclass draws `_rows`, and says so in `_drawn`.

    `result` is the position of the row that was taken, or `none`.
    """

    def __init__(self, selected: int, none) -> None:
        self._rows = Rows(selected)
        self._drawn = False
        self.result = none

    def _count(self) -> int:
        raise NotImplementedError

    def on_tick(self, clock) -> int:
        if self._rows.overlong:
            self._rows.scroll()
            return REDRAW
        return STAY if self._drawn else REDRAW

    def on_action(self, action: int) -> int:
        if action & actions.BACK:
            return DONE
        if action & actions.DO:
            self.result = self._rows.selected
            return DONE
        steps = actions.steps(action)
        if not steps:
            return STAY
        self._rows.select((self._rows.selected + steps) % self._count())
        return REDRAW
