"""The code of a TOTP account and how long it stays valid. Never a code without a time.

Nor one of a time that can be too wrong; a time that is nearly so is marked: "? 3 d" in the
corner, three days since the last sync.

A code is made once a step, and the next one in the last seconds of the step before: what
happens at the edge is a redraw.
"""

from micropython import const

from otpfob.core import otp
from otpfob.core.code_maker import CodeMaker
from otpfob.ui import amounts
from otpfob.ui.screen import DONE, REDRAW, STAY
from otpfob.ui.screens.heading import BACK, Heading, result_of

_BAR_HEIGHT = const(3)
_LOW_BAR_HEIGHT = const(2)  # on a low display, and a row above it blank
_NEXT_S = const(5)  # how long before its time the next code is made and shown
_NEXT_CODE = "→ "  # a word would be another 20 bytes to the display when the code changes
_AGE_S = const(60)  # how often the age in the mark is made anew

_T_NOT_SET = const(0x9A158)
_T_SET_ON_THE_PC = const(0x5FE7C)
_T_TOO_WRONG = const(0x2C390)
_T_SYNC_IT = const(0xF6CBC)
_T_MARK = const(0x11FC5)

# Why there is no code, and what to do; None while there is one.
_NOT_SET = (_T_NOT_SET, _T_SET_ON_THE_PC)
_TOO_WRONG = (_T_TOO_WRONG, _T_SYNC_IT)


class TotpScreen:
    """`battery` is None, or shows its charge with draw_sign(canvas, y).

    `result` is as otpfob.ui.screens.heading says. Wipe it when it is left.
    """

    follows_changes = True

    def __init__(self, account, picture=b"", battery=None) -> None:
        self._battery = battery
        self._maker = CodeMaker(account)
        self._period_s = account.period_s
        self._heading = Heading(account.issuer, account.name, picture)
        self._era = -1
        self._ends_at = 0  # clock.second at which the code is over
        self._left_s = 0
        self._step = -1
        self._code = ""
        self._next = ""
        self._why_not = None
        self._mark = ""
        self._mark_due = 0  # clock.second at which the mark is made anew
        self.result = BACK

    def wipe(self) -> None:
        """Forget the secret, and what was made with it."""
        self._maker.wipe()
        self._code = self._next = ""

    def on_tick(self, clock) -> int:
        if clock.refused or not clock.has_time:
            return self._refuse(_TOO_WRONG if clock.has_time else _NOT_SET)
        self._why_not = None
        if self._era != clock.era or clock.second >= self._ends_at:
            self._renew(clock)
        self._left_s = self._ends_at - clock.second
        if self._left_s <= _NEXT_S and not self._next:
            self._next = self._maker.code(self._step + 1)
        if not clock.marked:
            self._mark = ""
        elif not self._mark or clock.second >= self._mark_due:
            age_s = clock.age_s
            self._mark = "?" if age_s is None else (_T_MARK, amounts.short_age(age_s))
            self._mark_due = clock.second + _AGE_S
        self._heading.scroll()
        return REDRAW

    def _refuse(self, why):
        # A code that was on the glass goes with the time.
        self._code = self._next = self._mark = ""
        self._step = self._era = -1
        changed = self._why_not is not why
        self._why_not = why
        if self._heading.overlong:
            self._heading.scroll()
            return REDRAW
        return REDRAW if changed else STAY

    def _renew(self, clock):
        unix_s = clock.unix_s
        step = otp.step(unix_s, self._period_s)
        self._era = clock.era
        self._mark_due = clock.second
        self._ends_at = clock.second + otp.seconds_left(unix_s, self._period_s)
        if step == self._step:
            return
        made = self._next and step == self._step + 1
        self._code = self._next if made else self._maker.code(step)
        self._next = ""
        self._step = step

    def on_action(self, action: int) -> int:
        result = result_of(action)
        if result is None:
            return STAY
        self.result = result
        return DONE

    def draw(self, canvas) -> None:
        small = canvas.fonts.small
        tall = canvas.height >= 64
        if not isinstance(self._mark, str):
            self._mark = canvas.string(self._mark)  # once: it is drawn every second
        room_px = canvas.badge(self._mark) if self._mark else canvas.width
        if self._next and not tall:
            text = _NEXT_CODE + self._next
            canvas.text((room_px - canvas.text_width(text, small)) // 2, 0, text, small)
            top = small.height
        else:
            top = self._heading.draw(canvas, room_px)
        if not self._code:
            if self._why_not is not None:
                _draw_why_not(canvas, top, *self._why_not)
            return
        bar_height = _BAR_HEIGHT if tall else _LOW_BAR_HEIGHT
        bar_y = canvas.height - bar_height
        bottom = bar_y - 1
        if tall:
            # The line for the next code is kept free, so that this one stays in its place. It is a
            # page of the display: when it goes, one page is sent.
            bottom = (bottom - small.height) & ~7
        canvas.big_code(top, self._code, bottom - top)
        if tall and self._battery is not None:
            self._battery.draw_sign(canvas, bottom + 1)
        if self._next and tall:
            canvas.centred(bottom, _NEXT_CODE + self._next, small)
        canvas.bar(0, bar_y, canvas.width, bar_height, self._left_s, self._period_s)


def _draw_why_not(canvas, top, title, text):
    small = canvas.fonts.small
    y = top + (canvas.height - top - 3 * canvas.row_px) // 2
    canvas.centred(y, title, small)
    canvas.wrapped(y + canvas.row_px, text, small, 2, centred=True)
