"""A question before a change: what will happen, and DO for yes, NEXT or BACK for no.

It answers itself with no when nobody does. A question that destroys wants MENU: DO held.
"""

from micropython import const

from otpfob.ui import actions
from otpfob.ui.picture import Pictured
from otpfob.ui.screen import DONE, NO, NOBODY, REDRAW, STAY, YES

_T_SECONDS_LEFT = const(0x5FD7D)
_T_NO_BY = const(0xEF404)
_T_YES_BY = const(0x022B3)
_T_YES_BY_HOLDING = const(0x9F614)

_PAGE_S = const(2)  # how long each part of what does not fit at once is shown
_STEP_PX = const(24)


class ConfirmScreen:
    """`lines` say what will happen: phrases of the token, in as many lines as they take, and
    strings that somebody else wrote, or Pictured, which scroll when they are long. `limit_s` None:
    it waits for ever.

    `follows_changes`: it is about what the host can change meanwhile.

    `result` is YES, NO or NOBODY.
    """

    def __init__(
        self, title, lines, limit_s: "int | None", hold: bool = False, follows_changes: bool = False
    ) -> None:
        self.follows_changes = follows_changes
        self._title = title
        self._lines = lines
        self._limit_s = limit_s
        self._hold = hold
        self._began_at = -1
        self._left_s = limit_s
        self._ticks = 0
        self._moving = False  # not all of it fits at once, as drawn last
        self.result = NOBODY

    @property
    def keeps_awake(self) -> bool:
        """Whether it goes away by itself."""
        return self._limit_s is not None

    def on_tick(self, clock) -> int:
        if self._began_at < 0:
            self._began_at = clock.second
            return REDRAW
        self._ticks += 1
        if self._limit_s is None:
            return REDRAW if self._moving else STAY
        # A second more: the first one had begun before the question came.
        self._left_s = self._limit_s + 1 - (clock.second - self._began_at)
        return DONE if self._left_s <= 0 else REDRAW

    def on_action(self, action: int) -> int:
        if action & (actions.MENU if self._hold else actions.DO):
            self.result = YES
        elif action & (actions.NEXT | actions.BACK):
            self.result = NO
        else:
            return STAY
        return DONE

    def draw(self, canvas) -> None:
        small = canvas.fonts.small
        bottom = canvas.height - small.height
        lines = self._placed(canvas, bottom)
        pages = lines[-1][0] + 1
        self._moving = pages > 1
        page = self._ticks // _PAGE_S % pages
        right = "%d/%d" % (page + 1, pages) if pages > 1 else ""
        if self._limit_s is not None:
            right = (_T_SECONDS_LEFT, min(self._left_s or 0, self._limit_s))
        canvas.title(self._title, right)
        for on_page, y, line, whole in lines:
            if on_page != page:
                continue
            if whole is None:
                self._draw_line(canvas, y, line)
            else:
                canvas.line(y, line, whole, small)
        canvas.ends(bottom, _T_NO_BY, _T_YES_BY_HOLDING if self._hold else _T_YES_BY)

    def _placed(self, canvas, bottom):
        """Return the lines, each with its page and row: (page, y, a string, the whole that it is
        a line of; None: what somebody else wrote).
        """
        small = canvas.fonts.small
        lines = []
        for phrase in self._lines:
            if isinstance(phrase, (str, Pictured)):
                lines.append((phrase, None))
                continue
            whole = canvas.string(phrase)
            for line in canvas.lines(whole, small):
                lines.append((line, whole))
                whole = ""
        placed = []
        page, y = 0, canvas.title_px
        for line, whole in lines:
            height = canvas.row_px
            if isinstance(line, Pictured):
                height += line.height(small) - small.height
            if y + height > bottom:
                page, y = page + 1, canvas.title_px
            placed.append((page, y, line, whole))
            y += height
        return placed

    def _draw_line(self, canvas, y, line):
        small = canvas.fonts.small
        margin = canvas.margin
        room_px = canvas.width - margin
        overflow = max(0, canvas.text_width(line, small) - room_px)
        if overflow:
            self._moving = True
        turn = (overflow + 2 * _STEP_PX) // _STEP_PX
        offset_px = min(self._ticks % turn * _STEP_PX, overflow)
        if isinstance(line, Pictured):
            canvas.pictured(margin, y, line, small, room_px, offset_px)
        elif overflow:
            canvas.scrolled(margin, y, line, small, room_px, offset_px)
        else:
            canvas.text(margin, y, line, small)
