"""The code of a HOTP account: nothing until DO asks for one; DO again gives the next.

A site may ask for two in a row, to find its place: so the code before stays in sight below the
new one, with its counter, when that is the one before.
"""

from micropython import const

from otpfob.core.account import MAX_DIGITS
from otpfob.core.hmac import wipe
from otpfob.ui.actions import DO
from otpfob.ui.screen import ASK, DONE, REDRAW, STAY
from otpfob.ui.screens.heading import BACK, Heading, result_of

_T_ASK_FOR_A_CODE = const(0x85BD4)
_T_COUNTER = const(0x76A62)
_T_AGAIN_BY = const(0xD3748)
_T_CODE_BEFORE = const(0x3AE78)

# How many digits stand together in a small code, by its length.
_GROUPS = {6: 3, 8: 4, 9: 3, 10: 5}


class HotpScreen:
    """Answers ASK for a code; the app saves the counter first and then calls show().

    `battery` is None, or shows its charge with draw_sign(canvas, y).

    `result` is as otpfob.ui.screens.heading says. Wipe it when it is left.
    """

    follows_changes = True

    def __init__(self, issuer: str, name: str, picture=b"", battery=None) -> None:
        self._battery = battery
        self._heading = Heading(issuer, name, picture)
        self._counter = -1
        self._code = ""
        self._before = bytearray(MAX_DIGITS)  # the code before, 0 from its end on
        self._drawn = False
        self.result = BACK

    def wipe(self) -> None:
        """Forget the codes."""
        self._counter = -1
        self._code = ""
        wipe(self._before)

    def show(self, counter: int, code: str) -> None:
        """Show a code and the counter it was made from."""
        wipe(self._before)
        if counter == self._counter + 1:  # not one that the host has taken meanwhile
            for i in range(len(self._code)):
                self._before[i] = ord(self._code[i])
        self._counter = counter
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
        tall = canvas.height >= 64
        bottom = canvas.height - (small.height if tall else 0)
        both = self._before[0] != 0
        if both and not tall:
            # In place of the name: who asks for a second code knows whose it is.
            self._draw_before(canvas, 0)
            top = small.height
        else:
            top = self._heading.draw(canvas, canvas.width)
        if not self._code:
            y = (top + canvas.height - small.height) // 2
            canvas.centred(y, _T_ASK_FOR_A_CODE, small)
            return
        # Where a code by time has its place, too.
        code_bottom = bottom - (small.height if tall else 0)
        if tall and self._battery is not None:
            self._battery.draw_sign(canvas, code_bottom + 1)
        canvas.big_code(top, self._code, code_bottom - top)
        if both and tall:
            self._draw_before(canvas, bottom)
        elif tall:
            self._draw_counter(canvas, bottom)

    def _draw_counter(self, canvas, y):
        counter = canvas.string((_T_COUNTER, str(self._counter)))
        again = canvas.string(_T_AGAIN_BY)
        if _fits(canvas, len(counter) + 1 + len(again)):
            canvas.ends(y, counter, again)
        elif _fits(canvas, len(counter)):
            canvas.ends(y, counter, "")
        else:
            canvas.centred(y, str(self._counter), canvas.fonts.small)  # 18 digits and more

    def _draw_before(self, canvas, y):
        """Draw the code before and the counters of both, as far as there is room for them."""
        font = canvas.fonts.small
        digits = len(self._code)
        group = _GROUPS.get(digits, digits)
        label = "%d:" % (self._counter - 1)
        counter = canvas.string((_T_COUNTER, str(self._counter)))
        letters = 1 + digits + (digits - 1) // group
        if not _fits(canvas, len(label) + letters):
            label = canvas.string(_T_CODE_BEFORE)
        if not _fits(canvas, len(label) + letters + 1 + len(counter)):
            counter = ""
        canvas.ends(y, label, counter)
        x = canvas.margin + (len(label) + 1) * font.width
        canvas.grouped(x, y, memoryview(self._before)[:digits], group, font)


def _fits(canvas, letters):
    return canvas.margin + letters * canvas.fonts.small.width <= canvas.width
