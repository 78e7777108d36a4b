"""Two columns of small text, page by page: NEXT and PREV turn pages, DO and BACK leave."""

from otpfob.ui import actions
from otpfob.ui.screen import DONE, REDRAW, STAY


class PagesScreen:
    """`rows` are pairs of phrases that fit a line together, one pair or more.

    `offer`: what DO is for, said at the bottom. `result` says whether it was left with DO.
    """

    def __init__(self, title, rows, offer: "int | str" = "") -> None:
        self._title = title
        self._rows = rows
        self._offer = offer
        self._page = 0
        self._pages = 0  # as drawn last
        self.result = False

    def on_tick(self, clock) -> int:
        return STAY if self._pages else REDRAW

    def on_action(self, action: int) -> int:
        if action & (actions.DO | actions.BACK):
            self.result = bool(action & actions.DO)
            return DONE
        steps = actions.steps(action)
        if not steps or self._pages < 2:
            return STAY
        self._page = (self._page + steps) % self._pages
        return REDRAW

    def draw(self, canvas) -> None:
        small = canvas.fonts.small
        row_px = canvas.row_px
        top = small.height + (3 if canvas.height >= 64 else 0)
        bottom = canvas.height - (small.height if self._offer else 0)
        in_page = (bottom - top + row_px - small.height) // row_px
        self._pages = (len(self._rows) + in_page - 1) // in_page
        y = canvas.title(self._title, "%d/%d" % (self._page + 1, self._pages))
        first = self._page * in_page
        for left, right in self._rows[first : first + in_page]:
            canvas.ends(y, left, right)
            y += row_px
        canvas.ends(bottom, "", self._offer)
