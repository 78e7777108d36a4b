"""A sentence. Any click takes it away, unless it stays for good."""

from otpfob.ui import gestures
from otpfob.ui.screen import DONE, REDRAW, STAY


class MessageScreen:
    """`held` in `result` says whether DO was held, for screens that offer something then."""

    def __init__(self, title: str, text: str, stays: bool = False) -> None:
        self._title = title
        self._text = text
        self._stays = stays
        self._drawn = False
        self.result = False

    def on_tick(self, clock) -> int:
        return STAY if self._drawn else REDRAW

    def on_gesture(self, event: int) -> int:
        held = gestures.gesture_of(event) == gestures.HOLD
        self.result = held and gestures.button_of(event) == gestures.DO
        return STAY if self._stays and not self.result else DONE

    def draw(self, canvas) -> None:
        self._drawn = True
        small = canvas.fonts.small
        canvas.text(0, 0, self._title, small)
        canvas.invert(0, 0, canvas.width, small.height)
        y = small.height + (2 if canvas.height >= 64 else 0)
        canvas.wrapped(y, self._text, small, (canvas.height - y) // small.height)
