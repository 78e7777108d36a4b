"""A sentence. Any press takes it away, unless it stays for good.

What does not fit a low display at once is shown in parts.
"""

from micropython import const

from otpfob.ui import actions
from otpfob.ui.screen import DONE, REDRAW, STAY

_T_ANY_BUTTON = const(0xA67D6)

_PAGE_S = const(4)  # how long each part is shown


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
        tall = canvas.height >= 64
        bottom = canvas.height - (small.height if tall else 0)
        rows = (bottom - small.height) // canvas.row_px
        whole = canvas.string(self._text)
        lines = canvas.lines(whole, small)
        self._pages = pages = max(1, (len(lines) + rows - 1) // rows)
        page = self._ticks // _PAGE_S % pages
        y = canvas.title(self._title, "%d/%d" % (page + 1, pages) if pages > 1 else "")
        for line in lines[page * rows : (page + 1) * rows]:
            canvas.line(y, line, whole, small)
            whole = ""
            y += canvas.row_px
        if tall and not self._stays:
            canvas.ends(bottom, "", _T_ANY_BUTTON)
