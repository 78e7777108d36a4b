"""A recovery code of an account: one at a time, a used one crossed out.

DO says that it was used, NEXT goes to the next one, PREV to the one before, BACK goes back.
"""

from micropython import const

from otpfob.ui import actions
from otpfob.ui.screen import DONE, REDRAW, STAY

_T_RECOVERY_CODE = const(0x02865)
_T_NEXT_ONE_BY = const(0xE9329)
_T_USED = const(0x28EAC)
_T_USED_BY = const(0x6D63E)

# What the screen was left for, or else how many codes to go on (actions.steps).
BACK = 0
CROSS_OFF = 2


class RecoveryScreen:
    """`code` is ASCII bytes, which stay the caller's to overwrite. `result` is as above."""

    follows_changes = True  # another code may have its number

    def __init__(self, code, number: int, count: int, used: bool) -> None:
        self._code = code
        self._place = "%d/%d" % (number, count)
        self._used = used
        self._drawn = False
        self.result = BACK

    def on_tick(self, clock) -> int:
        return STAY if self._drawn else REDRAW

    def on_action(self, action: int) -> int:
        if action & actions.BACK:
            return DONE
        if action & actions.DO and not self._used:
            self.result = CROSS_OFF
        else:
            self.result = actions.steps(action)
        return DONE if self.result else STAY

    def draw(self, canvas) -> None:
        self._drawn = True
        small = canvas.fonts.small
        canvas.title(_T_RECOVERY_CODE, self._place)
        bottom = canvas.height - small.height
        font = canvas.fonts.name if canvas.height >= 64 else small
        in_line = (canvas.width - canvas.margin) // font.width
        lines = (len(self._code) + in_line - 1) // in_line
        y = small.height + (bottom - small.height - lines * font.height) // 2
        for start in range(0, len(self._code), in_line):
            part = memoryview(self._code)[start : start + in_line]
            width = len(part) * font.width
            x = (canvas.width - width) // 2 if lines == 1 else canvas.margin
            # In one group: where a code has gaps, they are its own.
            canvas.grouped(x, y, part, in_line, font)
            if self._used:
                canvas.fill(x, y + font.height // 2, width, 1)
            y += font.height
        canvas.ends(bottom, _T_NEXT_ONE_BY, _T_USED if self._used else _T_USED_BY)
