"""Rows of texts, one of them selected, and where they are among all: a list, a menu.

The selected row is inverted, and scrolls when it is long. A bar at the right tells the position
when not all of them fit.
"""

from micropython import const

from otpfob.ui.picture import Pictured

_BAR_WIDTH = const(3)
_STEP_PX = const(24)


class Rows:
    """`selected` is a position from 0; `overlong` says whether its text scrolls, as drawn last.

    `note` stands at the right end of the selected row; its text has the room that is left.
    """

    def __init__(self, selected: int) -> None:
        self.selected = selected
        self.overlong = False
        self.note = ""
        self._offset_px = 0

    def select(self, position: int) -> None:
        """Move the selection."""
        self.selected = position
        self._offset_px = 0

    def scroll(self) -> None:
        """Go on to the next part of a selected text that does not fit."""
        self._offset_px += _STEP_PX

    def draw(self, canvas, top: int, count: int, text_at) -> None:
        """Draw what fits below `top` of `count` phrases, 1 or more; text_at(position) returns one.

        Or a Pictured, which is drawn before the next one is asked for. A selection past the end
        moves to the last.
        """
        if self.selected >= count:
            self.select(count - 1)
        self.overlong = False
        row_px = canvas.fonts.name.height
        rows = (canvas.height - top) // row_px
        first = min(max(0, self.selected - rows // 2), max(0, count - rows))
        for row in range(min(rows, count)):
            position = first + row
            self._draw_row(canvas, top + row * row_px, text_at(position), position == self.selected)
        _draw_bar(canvas, top + 1, count, rows, first)

    def _draw_row(self, canvas, y, text, is_selected):
        font = canvas.fonts.name
        margin = canvas.margin
        width = canvas.width - _BAR_WIDTH - 1
        room = width - margin - 1
        is_pictured = isinstance(text, Pictured)
        if not is_pictured:
            text = canvas.string(text)
        if not is_selected:
            if is_pictured:
                canvas.pictured(margin, y + 1, text, font, room)
            else:
                canvas.text(margin, y, text, font, room)
            return
        if self.note:
            room -= self._draw_note(canvas, y, width)
        overflow = canvas.text_width(text, font) - room
        if overflow > 0:
            self.overlong = True
            if self._offset_px > overflow + _STEP_PX:
                self._offset_px = 0
        draw = canvas.pictured if is_pictured else canvas.scrolled
        if overflow > 0 or is_pictured:
            offset_px = min(self._offset_px, max(0, overflow))
            draw(margin, y + is_pictured, text, font, room, offset_px)
        else:
            canvas.text(margin, y, text, font)
        # Not its first row, which letters leave blank: it keeps apart from what is above it.
        canvas.invert(0, y + 1, width, font.height - 1)

    def _draw_note(self, canvas, y, right):
        """Draw the note; returns the columns it took."""
        small = canvas.fonts.small
        width = canvas.text_width(self.note, small)
        y += canvas.fonts.name.height - small.height - 1  # both stand on the same line
        canvas.text(right - width, y, self.note, small)
        return width + small.width


def _draw_bar(canvas, top, count, rows, first):
    if count <= rows:
        return
    x = canvas.width - _BAR_WIDTH
    height = canvas.height - top
    canvas.fill(x + 1, top, 1, height)
    size = max(4, height * rows // count)
    canvas.fill(x, top + (height - size) * first // (count - rows), _BAR_WIDTH, size)
