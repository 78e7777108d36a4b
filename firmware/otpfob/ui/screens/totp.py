"""The code of a TOTP account and how long it stays valid. Never a code without a time.

A code is made once a step, and the next one in the last seconds of the step before: what
happens at the edge is a redraw. NEXT goes to the next account, held it goes back to the list.
"""

from otpfob.core import otp
from otpfob.core.code_maker import CodeMaker
from otpfob.ui import gestures
from otpfob.ui.screen import DONE, REDRAW, STAY
from otpfob.ui.screens.heading import Heading

_BAR_HEIGHT = 3
_NEXT_S = 5  # how long before its time the next code is made and shown
_NO_TIME_TITLE = "Clock not set"
_NO_TIME_TEXT = "On the PC: fobctl time set"


class TotpScreen:
    """`result` is 1 to go to the next account, 0 to go back. Wipe it when it is left."""

    follows_changes = True

    def __init__(self, account) -> None:
        self._maker = CodeMaker(account)
        self._period_s = account.period_s
        self._heading = Heading(account.issuer, account.name)
        self._era = -1
        self._ends_at = 0  # clock.second at which the code is over
        self._left_s = 0
        self._step = -1
        self._code = ""
        self._next = ""
        self.result = 0

    def wipe(self) -> None:
        """Forget the secret, and what was made with it."""
        self._maker.wipe()
        self._code = self._next = ""

    def on_tick(self, clock) -> int:
        if not clock.has_time:
            # A code that was on the glass goes with the time.
            self._code = self._next = ""
            self._step = -1
            changed = self._era != clock.era
            self._era = clock.era
            return REDRAW if changed else STAY
        if self._era != clock.era or clock.second >= self._ends_at:
            self._renew(clock)
        self._left_s = self._ends_at - clock.second
        if self._left_s <= _NEXT_S and not self._next:
            self._next = self._maker.code(self._step + 1)
        self._heading.scroll()
        return REDRAW

    def _renew(self, clock):
        unix_s = clock.unix_s
        step = otp.step(unix_s, self._period_s)
        self._era = clock.era
        self._ends_at = clock.second + otp.seconds_left(unix_s, self._period_s)
        if step == self._step:
            return
        made = self._next and step == self._step + 1
        self._code = self._next if made else self._maker.code(step)
        self._next = ""
        self._step = step

    def on_gesture(self, event: int) -> int:
        if gestures.button_of(event) != gestures.NEXT:
            return STAY
        self.result = 1 if gestures.gesture_of(event) == gestures.CLICK else 0
        return DONE

    def draw(self, canvas) -> None:
        small = canvas.fonts.small
        if self._next and canvas.height < 64:
            canvas.centred(0, "next " + self._next, small)
            top = small.height
        else:
            top = self._heading.draw(canvas)
        if not self._code:
            room = canvas.height - top
            y = top + max(0, room // 2 - small.height)
            canvas.centred(y, _NO_TIME_TITLE, small)
            canvas.wrapped(y + small.height + 1, _NO_TIME_TEXT, small, 2)
            return
        bar_y = canvas.height - _BAR_HEIGHT
        canvas.big_code(top, self._code, bar_y - top)
        if self._next and canvas.height >= 64:
            canvas.centred(bar_y - small.height - 1, "next " + self._next, small)
        canvas.bar(0, bar_y, canvas.width, _BAR_HEIGHT, self._left_s, self._period_s)
