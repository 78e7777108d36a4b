"""What the screens of a code have in common: issuer and name above it, and what they end with.

NEXT and PREV go to another account, BACK goes back to the list, MENU opens the account's menu.
"""

from micropython import const

from otpfob.ui import actions
from otpfob.ui.picture import Pictured, line

# What such a screen was left for, or else how many accounts to go on (actions.steps).
BACK = 0
ACCOUNT_MENU = 2

_STEP_PX = const(24)


def result_of(action: int) -> "int | None":
    """Return what an action leaves the screen of a code for, or None: it does not."""
    if action & actions.MENU:
        return ACCOUNT_MENU
    if action & actions.BACK:
        return BACK
    if action & (actions.NEXT | actions.PREV | actions.TWICE):
        return actions.steps(action)
    return None


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
        margin = canvas.margin
        room_px -= margin
        overflow = canvas.text_width(text, font) - room_px
        if overflow <= 0:
            if is_pictured:
                draw(margin, y, text, font, room_px)
            else:
                canvas.text(margin, y, text, font)
            return height
        self.overlong = True
        # One step past the end: it stands still there, as it does at the start.
        turn = (overflow + 2 * _STEP_PX) // _STEP_PX * _STEP_PX
        draw(margin, y, text, font, room_px, min(self._offset_px % turn, overflow))
        return height
