"""Issuer and name above a code, scrolled when they are long."""

# What the screen below it was left for.
BACK = 0
NEXT_ACCOUNT = 1
ACCOUNT_MENU = 2

_STEP_PX = 24


class Heading:
    """Two lines on a tall display, one on a low one."""

    def __init__(self, issuer: str, name: str) -> None:
        self._issuer = issuer or name
        self._name = name if issuer else ""
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
            text = self._issuer + (" " + self._name if self._name else "")
            self._line(canvas, 0, text, fonts.small, room_px)
            return fonts.small.height
        self._line(canvas, 0, self._issuer, fonts.name, room_px)
        if self._name:
            self._line(canvas, fonts.name.height, self._name, fonts.small, canvas.width)
        return fonts.name.height + fonts.small.height

    def _line(self, canvas, y, text, font, room_px):
        overflow = canvas.text_width(text, font) - room_px
        if overflow <= 0:
            canvas.text(0, y, text, font)
            return
        self.overlong = True
        # One step past the end: it stands still there, as it does at the start.
        turn = (overflow + 2 * _STEP_PX) // _STEP_PX * _STEP_PX
        canvas.scrolled(0, y, text, font, room_px, min(self._offset_px % turn, overflow))
