"""A text entered with a wheel of characters: a PIN, the code of a backup, an answer to a quiz.

NEXT turns the wheel by one, PREV back, DO takes what stands in its middle. Behind the characters
stand "<", which takes the last one back (with none: gives up), and "OK" as soon as there are
enough. When no more fit, only these two are left. BACK is "<" and MENU is "OK", wherever the wheel
stands.

A wheel of more than 12 characters turns in two stages: first a row of eight ("A-H", "I-P", "Q-X",
"Y-7" of base32), then the character in it, where "<" leads back to the rows. That is 7 presses a
character on average, at most 12, where one wheel of 32 takes 17 and 32: 180 for a backup's code.

What is masked is shown as asterisks, and its wheel begins at a random place for each character:
displays of this kind tell through the current they draw what they show (CVE-2019-14353), and
whoever counts presses learns nothing.
"""

from micropython import const

from otpfob.core.hmac import wipe
from otpfob.ui import actions
from otpfob.ui.screen import DONE, REDRAW, STAY

_T_TURN_BY = const(0x59561)
_T_TAKE_BY = const(0x3A71E)
_T_TAKE_BACK_BY = const(0x9D720)
_T_OK_BY = const(0xC4AE3)

_ONE_STAGE = const(12)  # characters at most
_ROW = const(8)
_GAP_PX = const(6)


class WheelScreen:
    """Takes `shortest` to `longest` of the ASCII bytes in `alphabet`.

    A text of at most one character is ready when it is taken, without "OK". below(n) returns a
    random number of 0..n - 1. `hint`, at most 25 characters, is shown as long as nothing is taken;
    on a low display, what the buttons do. Texts that are not masked are shown in groups of `group`.

    `result` is a bytearray, or None when the person gave up. Wipe the screen when it is left: that
    overwrites `result` too.
    """

    def __init__(
        self,
        title,
        alphabet: bytes,
        shortest: int,
        longest: int,
        below,
        masked: bool = False,
        hint: "int | str" = "",
        group: int = 4,
    ) -> None:
        self._title = title
        self._alphabet = alphabet
        self._shortest = shortest
        self._longest = longest
        self._below = below
        self._masked = masked
        self._hint = hint
        self._group = group
        self._taken = bytearray(longest)
        self._count = 0
        self._drawn = False
        self.result = None
        self._begin()

    def wipe(self) -> None:
        """Overwrite all that was taken."""
        wipe(self._taken)
        self._count = 0
        if self.result is not None:
            wipe(self.result)

    def on_tick(self, clock) -> int:
        return STAY if self._drawn else REDRAW

    def on_action(self, action: int) -> int:
        if action & actions.DO:
            return self._take()
        if action & actions.MENU:
            return self._finish()
        if action & actions.BACK:
            return self._take_back()
        steps = actions.steps(action)
        if not steps:
            return STAY
        self._place = (self._place + steps) % self._size()
        return REDRAW

    def _begin(self):
        """Put what can be chosen now on the wheel."""
        count = len(self._alphabet) if self._count < self._longest else 0
        self._turn(0, count, _ROW if len(self._alphabet) > _ONE_STAGE else 1)
        self._in_row = False

    def _turn(self, start, end, step):
        """Put the characters start..end - 1 on the wheel, `step` of them at each place."""
        self._start = start
        self._end = end
        self._step = step
        places = self._places()
        if not places:
            self._place = 1  # "OK"
        else:
            self._place = self._below(places) if self._masked else 0

    def _places(self):
        """Return how many places of the wheel have characters; "<" is behind them."""
        return (self._end - self._start + self._step - 1) // self._step

    def _size(self):
        is_enough = self._count >= self._shortest and not self._in_row
        return self._places() + (2 if is_enough else 1)

    def _take(self):
        beyond = self._place - self._places()
        if beyond == 0:
            return self._take_back()
        if beyond > 0:
            return self._finish()
        first = self._start + self._place * self._step
        if self._step > 1:
            self._turn(first, min(first + self._step, self._end), 1)
            self._in_row = True
            return REDRAW
        self._taken[self._count] = self._alphabet[first]
        self._count += 1
        if self._longest == 1:
            return self._finish()
        self._begin()
        return REDRAW

    def _take_back(self):
        if not self._in_row:
            if not self._count:
                return DONE
            self._count -= 1
            self._taken[self._count] = 0
        self._begin()
        return REDRAW

    def _finish(self):
        if self._count < self._shortest:
            return STAY
        self.result = self._taken[: self._count]
        wipe(self._taken)
        return DONE

    def draw(self, canvas) -> None:
        self._drawn = True
        small, name = canvas.fonts.small, canvas.fonts.name
        long = self._longest > 1 and not self._masked
        y = canvas.title(self._title, "%d/%d" % (self._count, self._longest) if long else "")
        if canvas.height >= 64:
            self._draw_taken(canvas, y, 2)
            self._draw_keys(canvas, canvas.height - 2 * small.height)
            self._draw_wheel(canvas, y + 2 * small.height + 3)
            return
        if self._count:
            self._draw_taken(canvas, y, 1)
        else:
            canvas.ends(y, _T_TURN_BY, _T_TAKE_BY)
        self._draw_wheel(canvas, canvas.height - name.height - 2)

    def _draw_taken(self, canvas, y, lines):
        """Draw the last `lines` lines of what was taken, or the hint."""
        small = canvas.fonts.small
        if not self._count:
            if self._hint:
                canvas.text(canvas.margin, y, self._hint, small)
            return
        columns = canvas.width // small.width
        in_line = (columns + 1) // (self._group + 1) * self._group
        start = max(0, (self._count - 1) // in_line - lines + 1) * in_line
        taken = memoryview(b"*" * self._count if self._masked else self._taken)
        while start < self._count:
            end = min(start + in_line, self._count)
            canvas.grouped(canvas.margin, y, taken[start:end], self._group, small)
            start = end
            y += small.height

    def _draw_keys(self, canvas, y):
        canvas.ends(y, _T_TURN_BY, _T_TAKE_BY)
        ok = _T_OK_BY if self._count >= self._shortest else ""
        canvas.ends(y + canvas.fonts.small.height, _T_TAKE_BACK_BY, ok)

    def _draw_wheel(self, canvas, y):
        """Draw what stands in the middle, and as many of its neighbours as fit on each side."""
        font = canvas.fonts.name
        text = "[" + self._label(self._place) + "]"
        left = (canvas.width - canvas.text_width(text, font)) // 2
        right = left + canvas.text(left, y, text, font)
        canvas.invert(left, y, right - left, font.height)
        size = self._size()
        for i in range(1, size // 2 + 1):
            right += _GAP_PX
            right += self._draw_label(canvas, right, y, self._place + i)
        for i in range(1, (size - 1) // 2 + 1):
            left -= _GAP_PX + canvas.text_width(self._label(self._place - i), font)
            self._draw_label(canvas, left, y, self._place - i)

    def _draw_label(self, canvas, x, y, place):
        """Draw the label of a place, if it fits; returns its width."""
        font = canvas.fonts.name
        label = self._label(place)
        width = canvas.text_width(label, font)
        if x >= 0 and x + width <= canvas.width:
            canvas.text(x, y, label, font)
        return width

    def _label(self, place):
        place %= self._size()
        beyond = place - self._places()
        if beyond >= 0:
            return "OK" if beyond else "<"
        first = self._start + place * self._step
        label = chr(self._alphabet[first])
        if self._step > 1:
            label += "-" + chr(self._alphabet[min(first + self._step, self._end) - 1])
        return label
