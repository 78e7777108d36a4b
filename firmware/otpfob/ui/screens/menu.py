"""A menu: one of a few entries.

NEXT goes down, DO takes the selected one, NEXT held goes back.
"""

from otpfob.ui import gestures
from otpfob.ui.screen import DONE, REDRAW, STAY
from otpfob.ui.screens.rows import Rows

BACK = -1


class MenuScreen:
    """`entries` are texts, one or more. `result` is the position of the one taken, or BACK.

    `note` stands at the right of the title.
    """

    def __init__(self, title: str, entries, selected: int = 0, note: str = "") -> None:
        self._title = title
        self._note = note
        self._entries = entries
        self._rows = Rows(selected)
        self._drawn = False
        self.result = BACK

    def on_tick(self, clock) -> int:
        if self._rows.overlong:
            self._rows.scroll()
            return REDRAW
        return STAY if self._drawn else REDRAW

    def on_gesture(self, event: int) -> int:
        is_do = gestures.button_of(event) == gestures.DO
        if gestures.gesture_of(event) != gestures.CLICK:
            return STAY if is_do else DONE
        if is_do:
            self.result = self._rows.selected
            return DONE
        self._rows.select((self._rows.selected + 1) % len(self._entries))
        return REDRAW

    def draw(self, canvas) -> None:
        self._drawn = True
        top = canvas.title(self._title, self._note)
        self._rows.draw(canvas, top, len(self._entries), self._text_at)

    def _text_at(self, position):
        return self._entries[position]
