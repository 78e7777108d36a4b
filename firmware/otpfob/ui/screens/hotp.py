"""The code of a HOTP account: nothing until DO asks for one; DO again gives the next."""

from micropython import const

from otpfob.ui.actions import DO
from otpfob.ui.screen import ASK, DONE, REDRAW, STAY
from otpfob.ui.screens.heading import BACK, Heading, result_of

_T_ASK_FOR_A_CODE = const(0x85BD4)
_T_COUNTER = const(0x76A62)


class HotpScreen:
    """Answers ASK for a code; the app saves the counter first and then calls show().

    `result` is as otpfob.ui.screens.heading says. Wipe it when it is left.
    """

    follows_changes = True

    def __init__(self, issuer: str, name: str, picture=b"") -> None:
        self._heading = Heading(issuer, name, picture)
        self._counter = ""
        self._code = ""
        self._drawn = False
        self.result = BACK

    def wipe(self) -> None:
        """Forget the code."""
        self._counter = self._code = ""

    def show(self, counter: int, code: str) -> None:
        """Show a code and the counter it was made from."""
        self._counter = str(counter)
        self._code = code

    def on_tick(self, clock) -> int:
        if self._heading.overlong:
            self._heading.scroll()
            return REDRAW
        return STAY if self._drawn else REDRAW

    def on_action(self, action: int) -> int:
        if action & DO:
            return ASK
        result = result_of(action)
        if result is None:
            return STAY
        self.result = result
        return DONE

    def draw(self, canvas) -> None:
        self._drawn = True
        small = canvas.fonts.small
        top = self._heading.draw(canvas, canvas.width)
        if not self._code:
            y = (top + canvas.height - small.height) // 2
            canvas.centred(y, _T_ASK_FOR_A_CODE, small)
            return
        if canvas.height < 64:
            # No room for a line of its own: the code matters, the counter is in the list.
            canvas.big_code(top, self._code, canvas.height - top)
            return
        bottom = canvas.height - small.height
        canvas.big_code(top, self._code, bottom - top)
        counter = canvas.string((_T_COUNTER, self._counter))
        if canvas.text_width(counter, small) > canvas.width:
            counter = self._counter  # of 18 digits and more
        canvas.centred(bottom, counter, small)
