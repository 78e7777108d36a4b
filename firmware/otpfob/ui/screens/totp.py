"""The code of a TOTP account and how long it stays valid. Never a code without a time.

NEXT goes to the next account, held it goes back to the list.
"""

from otpfob.core import otp
from otpfob.ui import gestures
from otpfob.ui.screen import DONE, REDRAW, STAY
from otpfob.ui.screens.heading import Heading

_BAR_HEIGHT = 3
_NO_TIME_TITLE = "Clock not set"
_NO_TIME_TEXT = "On the PC: fobctl time set"


class TotpScreen:
    """`result` is 1 to go to the next account, 0 to go back."""

    def __init__(self, account) -> None:
        self._account = account
        self._heading = Heading(account.issuer, account.name)
        self._era = -1
        self._ends_at = 0  # clock.second at which the code is over
        self._left_s = 0
        self._step = -1
        self._code = ""
        self.result = 0

    def on_tick(self, clock) -> int:
        if not clock.has_time:
            # A code that was on the glass goes with the time.
            self._code = ""
            self._step = -1
            changed = self._era != clock.era
            self._era = clock.era
            return REDRAW if changed else STAY
        if self._era != clock.era or clock.second >= self._ends_at:
            self._renew(clock)
        self._left_s = self._ends_at - clock.second
        self._heading.scroll()
        return REDRAW

    def _renew(self, clock):
        unix_s = clock.unix_s
        period_s = self._account.period_s
        self._era = clock.era
        self._ends_at = clock.second + otp.seconds_left(unix_s, period_s)
        step = otp.step(unix_s, period_s)
        if step != self._step:
            self._step = step
            self._code = otp.code(self._account, step)

    def on_gesture(self, event: int) -> int:
        if gestures.button_of(event) != gestures.NEXT:
            return STAY
        self.result = 1 if gestures.gesture_of(event) == gestures.CLICK else 0
        return DONE

    def draw(self, canvas) -> None:
        top = self._heading.draw(canvas)
        if not self._code:
            room = canvas.height - top
            y = top + max(0, room // 2 - canvas.fonts.small.height)
            canvas.centred(y, _NO_TIME_TITLE, canvas.fonts.small)
            canvas.wrapped(y + canvas.fonts.small.height + 1, _NO_TIME_TEXT, canvas.fonts.small, 2)
            return
        bar_y = canvas.height - _BAR_HEIGHT
        canvas.big_code(top, self._code, bar_y - top)
        canvas.bar(0, bar_y, canvas.width, _BAR_HEIGHT, self._left_s, self._account.period_s)
