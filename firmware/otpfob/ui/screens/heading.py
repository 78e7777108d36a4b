"""Issuer and name above a code, scrolled when they are long."""

from otpfob.ui.picture import Pictured, line

# What the screen below it was left for.
BACK = 0
NEXT_ACCOUNT = 1
ACCOUNT_MENU = 2

_STEP_PX = 24


class Heading:
    """Two lines on a tall display, one on a low one. `picture`: of both, or empty."""

    def __init__(self, issuer: str, name: str, picture=b"") -> None:
        self._both = line(picture, issuer, name, " ")
        self._issuer = line(picture, issuer, "" if issuer else name)
        self._name = line(picture, "", name) if issuer and name else ""
        self._offset_px = 0
        self.overlong = False  # as drawn last

    def scroll(self) -> None:
        """Go on to the next part of a text that does not fit."""
        self._offset_px += _STEP_PX

    def draw(self, canvas, room_px: int) -> int:
        """Draw it at the top, its first line in `room_px` columns; returns the rows it took."""
        self.overlong = False
        fonts = canvas.fonts
        if canvas.height < 64:
            return self._line(canvas, 0, self._both, fonts.small, room_px)
        top = self._line(canvas, 0, self._issuer, fonts.name, room_px)
        if self._name:
            return top + self._line(canvas, top, self._name, fonts.small, canvas.width)
        return top + fonts.small.height

    def _line(self, canvas, y, text, font, room_px):
        """Draw a line, whole or a part of it; returns the rows it took."""
        is_pictured = isinstance(text, Pictured)
        draw = canvas.pictured if is_pictured else canvas.scrolled
        height = text.height(font) if is_pictured else font.height
        overflow = canvas.text_width(text, font) - room_px
        if overflow <= 0:
            if is_pictured:
                draw(0, y, text, font, room_px)
            else:
                canvas.text(0, y, text, font)
            return height
        self.overlong = True
        # One step past the end: it stands still there, as it does at the start.
        turn = (overflow + 2 * _STEP_PX) // _STEP_PX * _STEP_PX
        draw(0, y, text, font, room_px, min(self._offset_px % turn, overflow))
        return height
