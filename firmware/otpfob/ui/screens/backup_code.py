"""The code of a backup, to be written down.

In groups of four, each line with the number of its first character, so that "character 17" is
found. A tall display shows 32 characters at once, a low one 16. DO goes on, NEXT or PREV a page
back, BACK gives up.
"""

from micropython import const

from otpfob.ui import actions
from otpfob.ui.screen import DONE, REDRAW, STAY

_T_BACKUP_CODE = const(0x708E8)
_T_BACK_BY = const(0x23218)
_T_ON_BY = const(0x2BAD1)
_T_DONE_BY = const(0x7D5D0)

_GROUP = const(4)
_NUMBER_PX = const(14)


class CodePages:
    """`code` is ASCII bytes, which stay the caller's to overwrite.

    `result` is True when the last page was left with DO, False when the person gave up.
    """

    def __init__(self, code) -> None:
        self._code = code
        self._page = 0
        self._pages = 0  # as drawn last
        self.result = False

    def on_tick(self, clock) -> int:
        return STAY if self._pages else REDRAW

    def on_action(self, action: int) -> int:
        if action & actions.DO:
            return self._go_on() if self._pages else STAY
        if action & actions.BACK:
            return DONE
        if not self._page or not action & (actions.NEXT | actions.PREV):
            return STAY
        self._page -= 1
        return REDRAW

    def _go_on(self):
        if self._page + 1 < self._pages:
            self._page += 1
            return REDRAW
        self.result = True
        return DONE

    def draw(self, canvas) -> None:
        small, name = canvas.fonts.small, canvas.fonts.name
        tall = canvas.height >= 64
        lines = 4 if tall else 1
        in_line = _GROUP * (2 if tall else 4)
        in_page = lines * in_line
        self._pages = (len(self._code) + in_page - 1) // in_page
        canvas.title(_T_BACKUP_CODE, "%d/%d" % (self._page + 1, self._pages))
        y = small.height + (0 if tall else 2)
        start = self._page * in_page
        for _ in range(lines):
            if start < len(self._code):
                canvas.text(canvas.margin, y + 2, str(start + 1), small)
                part = memoryview(self._code)[start : start + in_line]
                canvas.grouped(_NUMBER_PX, y, part, _GROUP, name)
            start += in_line
            y += name.height
        back = _T_BACK_BY if self._page else ""
        on = _T_ON_BY if self._page + 1 < self._pages else _T_DONE_BY
        canvas.ends(canvas.height - small.height, back, on)
