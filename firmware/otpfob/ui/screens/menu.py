"""A menu: one of a few entries.

NEXT goes down, DO takes the selected one, NEXT held goes back.
"""

from otpfob.ui import gestures
from otpfob.ui.screen import DONE, REDRAW, STAY
from otpfob.ui.screens.rows import Rows

BACK = -1


class MenuScreen:
    """`entries` are phrases, one or more. `result` is the position of the one taken, or BACK.

    Of values to choose from, `now` is the one that holds, or -1: it is marked, and selected.
    `note` stands at the right of the title.
    """

    def __init__(self, title, entries, now: "int | None" = None, note="") -> None:
        self._title = title
        self._note = note
        self._entries = entries
        self._now = now
        self._rows = Rows(max(0, now or 0))
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
        now = self._now

        def text_at(position):
            text = canvas.string(self._entries[position])
            return text if now is None else ("✓ " if position == now else "  ") + text

        self._rows.draw(canvas, top, len(self._entries), text_at)
