"""The list of accounts.

NEXT goes down, DO opens the selected one.
"""

from otpfob.ui import gestures
from otpfob.ui.screen import ASK, REDRAW, STAY

_BAR_WIDTH = 3
_EMPTY_TITLE = "No accounts yet"
_EMPTY_TEXT = "On the PC: fobctl accounts add"


def joined(issuer: str, name: str) -> str:
    """Return issuer and name as one line."""
    if issuer and name:
        return issuer + ": " + name
    return issuer or name


class AccountsScreen:
    """`accounts` has `count` and `labels_at(position)` -> (issuer, name).

    Its result is the position that was opened.
    """

    def __init__(self, accounts, selected: int = 0) -> None:
        self._accounts = accounts
        self._selected = selected
        self._drawn_count = -1
        self._offset_px = 0
        self._overlong = False
        self.result = selected

    def on_tick(self, clock) -> int:
        if self._drawn_count != self._accounts.count:
            return REDRAW
        if self._overlong:
            self._offset_px += 24
            return REDRAW
        return STAY

    def on_gesture(self, event: int) -> int:
        if not self._accounts.count or gestures.gesture_of(event) != gestures.CLICK:
            return STAY
        if gestures.button_of(event) == gestures.DO:
            self.result = self._selected
            return ASK
        self.select((self._selected + 1) % self._accounts.count)
        return REDRAW

    def select(self, position: int) -> None:
        """Move the selection."""
        self._selected = position
        self._offset_px = 0

    def draw(self, canvas) -> None:
        count = self._accounts.count
        self._drawn_count = count
        self._overlong = False
        if not count:
            canvas.centred(canvas.height // 4 - 4, _EMPTY_TITLE, canvas.fonts.small)
            canvas.wrapped(canvas.height // 2, _EMPTY_TEXT, canvas.fonts.small, 2)
            return
        if self._selected >= count:
            self.select(count - 1)
        row_px = canvas.fonts.name.height
        rows = canvas.height // row_px
        first = min(max(0, self._selected - rows // 2), max(0, count - rows))
        for row in range(min(rows, count)):
            self._draw_row(canvas, first + row, row * row_px)
        self._draw_position(canvas, count, rows, first)

    def _draw_row(self, canvas, position, y):
        issuer, name = self._accounts.labels_at(position)
        text = joined(issuer, name)
        font = canvas.fonts.name
        width = canvas.width - _BAR_WIDTH - 1
        if position != self._selected:
            canvas.text(1, y, text, font, width - 1)
            return
        overflow = canvas.text_width(text, font) - (width - 2)
        if overflow > 0:
            self._overlong = True
            if self._offset_px > overflow + 24:
                self._offset_px = 0
            canvas.scrolled(1, y, text, font, width - 2, min(self._offset_px, overflow))
        else:
            canvas.text(1, y, text, font)
        canvas.invert(0, y, width, font.height)

    def _draw_position(self, canvas, count, rows, first):
        if count <= rows:
            return
        x = canvas.width - _BAR_WIDTH
        canvas.fill(x + 1, 0, 1, canvas.height)
        size = max(4, canvas.height * rows // count)
        top = (canvas.height - size) * first // (count - rows)
        canvas.fill(x, top, _BAR_WIDTH, size)
