"""A sentence. Any press takes it away, unless it stays for good.

What does not fit a low display at once is shown in parts.
"""

from otpfob.ui import actions
from otpfob.ui.screen import DONE, REDRAW, STAY

_PAGE_S = 4  # how long each part is shown


class MessageScreen:
    """`result` says whether it was MENU, for messages that offer something then."""

    def __init__(self, title, text, stays: bool = False) -> None:
        self._title = title
        self._text = text
        self._stays = stays
        self._pages = 0  # as drawn last
        self._ticks = 0
        self.result = False

    def on_tick(self, clock) -> int:
        if not self._pages:
            return REDRAW
        if self._pages == 1:
            return STAY
        self._ticks += 1
        return STAY if self._ticks % _PAGE_S else REDRAW

    def on_action(self, action: int) -> int:
        if action == actions.TWICE:
            return STAY  # the clicks it was made of counted
        self.result = bool(action & actions.MENU)
        return STAY if self._stays and not self.result else DONE

    def draw(self, canvas) -> None:
        small = canvas.fonts.small
        y = canvas.title(self._title)
        rows = (canvas.height - y) // small.height
        self._pages = canvas.paged(y, self._text, small, rows, self._ticks // _PAGE_S)
