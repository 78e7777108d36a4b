"""A wait that nobody can shorten, counted down: after a wrong PIN."""

from micropython import const

from otpfob.ui.screen import DONE, REDRAW, STAY

_T_WAIT = const(0xB6E51)


class CountdownScreen:
    """Answers DONE once `seconds` have passed since it came to the front, and not before."""

    keeps_awake = True

    def __init__(self, title, text, seconds: int) -> None:
        self._title = title
        self._text = text
        self._seconds = seconds
        self._began_at = -1
        self._left_s = seconds

    def on_tick(self, clock) -> int:
        if self._began_at < 0:
            self._began_at = clock.second
            return REDRAW if self._seconds > 0 else DONE
        # A second more: the first one had begun before this screen came.
        left_s = min(self._seconds, self._seconds + 1 - (clock.second - self._began_at))
        if left_s <= 0:
            return DONE
        changed = left_s != self._left_s
        self._left_s = left_s
        return REDRAW if changed else STAY

    def on_action(self, action: int) -> int:
        return STAY

    def draw(self, canvas) -> None:
        small = canvas.fonts.small
        font = canvas.fonts.name if canvas.height >= 64 else small
        y = canvas.title(self._title)
        bottom = canvas.height - font.height
        canvas.wrapped(y, self._text, small, (bottom - y) // canvas.row_px)
        canvas.centred(bottom, (_T_WAIT, self._left_s), font)
