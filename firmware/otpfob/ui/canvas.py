"""Draws texts, codes and bars.

The one way of text onto the glass: it fits it, and tells a trace, through which tests read
the glass as words. Texts only set pixels: clear what is under them first.
"""

from micropython import const

from otpfob.core.pixels import point_at, put, write
from otpfob.ui.picture import ROWS, Pictured
from otpfob.ui.raster import Raster

# A blank at which no line ends: a command stays in one piece.
_HARD_BLANK = "\u00a0"

# Before which digits a code has a gap, by its length.
_GAPS = {6: (3,), 7: (3,), 8: (4,), 9: (3, 6), 10: (5,)}
_BLANK = const(0x20)


class Canvas(Raster):
    """A raster that writes. `fonts` has `small`, `name` and `digits` (see ui.font.Fonts).

    What is drawn is a phrase of `texts` (see ui.texts), which is put into words here, so that a
    screen speaks the language of the moment. When given, `trace` is called with every text drawn,
    whole however little of it fits, and with None when the canvas is cleared.

    `row_px` is from one line of small texts to the next, `title_px` from the top to the first row
    below a title.
    """

    # What texts keep from the left edge: of 128 columns, 25 small letters leave three.
    margin = 2

    def __init__(self, buffer, width: int, height: int, fonts, texts, trace=None) -> None:
        super().__init__(buffer, width, height)
        self.fonts = fonts
        self.texts = texts
        self.string = texts.string
        self._leading = 1 if height >= 64 else 0
        self.row_px = fonts.small.height + self._leading
        self.title_px = fonts.small.height + (3 if height >= 64 else 0)
        self._code_fonts = tuple(fonts.digits) + (fonts.name, fonts.small)
        self._trace = trace

    def clear(self) -> None:
        """Turn every pixel off."""
        super().clear()
        self._say(None)

    def title(self, title, right="") -> int:
        """Draw the inverted line at the top of a screen; returns the first row below it.

        A title is a phrase, or a Pictured, which is higher, and cut where it does not fit.
        """
        small = self.fonts.small
        if not isinstance(title, Pictured):
            self.ends(0, title, right)
            self.invert(0, 0, self.width, small.height)
            return self.title_px
        self.ends(0, "", right)
        room_px = self.width - self.text_width(self.string(right), small)
        self.pictured(self.margin, 0, title, small, room_px - self.margin)
        self.invert(0, 0, self.width, ROWS)
        return self.title_px + ROWS - small.height

    def ends(self, y: int, left, right) -> None:
        """Draw a small text at each end of the line at y; an empty one is none."""
        small = self.fonts.small
        right = self.string(right)
        if left:
            self.text(self.margin, y, left, small)
        if right:
            self.text(self.width - 1 - self.text_width(right, small), y, right, small)

    def badge(self, phrase) -> int:
        """Draw a small inverted text into the top right corner; returns the columns left of it."""
        string = self.string(phrase)
        small = self.fonts.small
        # A column more at its left: the glyphs have their blank one at the right.
        x = self.width - self.text_width(string, small) - 1
        self.text(x + 1, 0, string, small)
        self.invert(x, 0, self.width - x, small.height)
        return x - small.width

    def bar(self, x: int, y: int, w: int, h: int, part: int, whole: int) -> None:
        """Draw part / whole as a bar on a thin line, over whatever was there."""
        done = 0
        if whole > 0:
            # Rounded up: a bar is empty only when nothing is left.
            done = (w * max(0, min(part, whole)) + whole - 1) // whole
        self.fill(x, y, done, h)
        self.fill(x + done, y, w - done, h, 0)
        self.fill(x + done, y + h // 2, w - done, 1)

    def text_width(self, line, font) -> int:
        """Return how many columns a string, or a Pictured, takes when nothing cuts it."""
        return line.width(font) if isinstance(line, Pictured) else len(line) * font.width

    def text(self, x: int, y: int, phrase, font, max_width: "int | None" = None) -> int:
        """Draw a phrase from (x, y) down; it ends in "…" when it does not fit.

        Returns the width drawn.
        """
        # No locals of its own: with two more, MicroPython would put its frame on the heap.
        phrase = self.string(phrase)
        self._say(phrase)
        if max_width is None or max_width > self.width - x:
            max_width = self.width - x
        return self._fit(x, y, phrase, font, max_width)

    def centred(self, y: int, phrase, font) -> int:
        """Draw a phrase in the middle of the line at y; returns the width drawn."""
        string = self.string(phrase)
        x = (self.width - self.text_width(string, font)) // 2
        return self.text(max(0, x), y, string, font)

    def scrolled(self, x: int, y: int, string: str, font, max_width: int, offset_px: int) -> None:
        """Draw the `max_width` columns of `string` that begin `offset_px` columns in."""
        self._say(string)
        self._draw(x - offset_px, y, string, len(string), font, x, x + max_width)

    def pictured(self, x: int, y: int, line, font, max_width: int, offset_px: int = 0) -> None:
        """Draw the `max_width` columns of a Pictured that begin `offset_px` columns in."""
        self._say(line.text)
        right = x + max_width
        at = x - offset_px
        for piece in line.pieces:
            if isinstance(piece, str):
                self._draw(at, y + ROWS - font.height, piece, len(piece), font, x, right)
                at += len(piece) * font.width
            else:
                self.window(x, right)
                put(self.buffer, self._window, at, y, piece, 0, len(piece), len(piece) // 2)
                at += len(piece) // 2

    def lines(self, phrase, font) -> list:
        """Return a phrase in lines, broken at blanks."""
        return _lines(self.string(phrase), self._columns(font))

    def line(self, y: int, string: str, whole: str, font) -> None:
        """Draw one of the lines of `whole`, which the trace is told, unless it is empty."""
        if whole:
            self._say(whole)
        self._fit(self.margin, y, string, font, self.width - self.margin)

    def wrapped(self, y: int, phrase, font, max_lines: int, centred: bool = False) -> int:
        """Draw a phrase in lines broken at blanks; returns how many it took.

        When `max_lines` are not enough, the last one ends in "…".
        """
        string = self.string(phrase)
        self._say(string)
        lines = _lines(string, self._columns(font))
        x = self.margin
        shown = min(len(lines), max_lines)
        for i in range(shown):
            line = lines[i]
            if i + 1 == max_lines < len(lines):
                line += "…"
            if centred:
                x = (self.width - self.text_width(line, font)) // 2
            self._fit(x, y, line, font, self.width - x)
            y += font.height + self._leading
        return shown

    def grouped(self, x: int, y: int, characters, group: int, font) -> None:
        """Draw ASCII bytes with a gap after each `group` of them.

        No string is made of them, unless there is a trace: they may be a secret.
        """
        if self._trace is not None:
            self._trace(_in_groups(characters, group))
        self.window(0, self.width)
        for i in range(len(characters)):
            if i and not i % group:
                x += font.width
            self._put(x, y, font, characters[i])
            x += font.width

    def big_code(self, y: int, code: str, height_limit: int) -> int:
        """Draw `code` grouped, as large as fits, in the middle of `height_limit` rows from y.

        Returns the height of its digits.
        """
        self._say(code)
        gaps = _GAPS.get(len(code), ())
        font = self._code_font(len(code), len(gaps), height_limit)
        x = (self.width - _code_width(font, len(code), len(gaps))) // 2
        y += (height_limit - font.height + 1) // 2
        if y & 7 == 7 and font.height < height_limit - 1:
            y += 1  # its first row would be a page of the display more, to be sent with each code
        self.window(0, self.width)
        for i in range(len(code)):
            if i in gaps:
                x += _gap(font)
            self._put(x, y, font, point_at(code, i) >> 3)
            x += font.width
        return font.height

    def _code_font(self, digits, gaps, height_limit):
        for font in self._code_fonts:
            if font.height <= height_limit and _code_width(font, digits, gaps) <= self.width:
                return font
        return self._code_fonts[-1]

    def _columns(self, font):
        return (self.width - self.margin) // font.width

    def _say(self, text):
        if self._trace is not None:
            self._trace(text and text.replace(_HARD_BLANK, " "))

    def _fit(self, x, y, string, font, room):
        """Draw as much of `string` as `room` columns hold; returns the width drawn."""
        count = room // font.width
        if count < 1:
            return 0
        right = x + room
        if len(string) <= count:
            self._draw(x, y, string, len(string), font, x, right)
            return self.text_width(string, font)
        end = self._draw(x, y, string, count - 1, font, x, right)
        return self._draw(end, y, "…", 1, font, end, right) - x

    def _draw(self, x, y, string, count, font, left, right):
        """Draw `count` characters from x, leaving alone what is outside left..right.

        Returns the column after the last of them that is no blank.
        """
        self.window(left, right)
        if font.memory is not None:
            return write(self.buffer, self._window, x, y, string, count, font.memory)
        end = x
        place = 0
        for _ in range(count):
            if x >= right:
                break
            point = point_at(string, place)
            place += point & 7
            if x + font.width > left:
                self._put(x, y, font, point >> 3)
            x += font.width
            if point >> 3 != _BLANK:
                end = x
        return end

    def _put(self, x, y, font, point):
        put(self.buffer, self._window, x, y, font.glyph(point), 0, font.size, font.width)


def _in_groups(characters, group):
    text = ""
    for i in range(len(characters)):
        text += (" " if i and not i % group else "") + chr(characters[i])
    return text


def _gap(font):
    # Two thirds of a digit: ten of them at 12 pixels then fill 128 exactly.
    return font.width * 2 // 3


def _code_width(font, digits, gaps):
    return font.width * digits + _gap(font) * gaps


def _lines(string, columns):
    """Return `string` in lines of at most `columns` characters."""
    lines = []
    start = 0
    while start < len(string):
        end = _line_end(string, start, columns)
        lines.append(string[start:end])
        start = _line_start(string, end)
    return lines


def _line_end(string, start, columns):
    """Return where the line that begins at `start` ends, of at most `columns` characters."""
    end = string.find("\n", start)
    if end < 0:
        end = len(string)
    if end - start <= columns:
        return end
    blank = string.rfind(" ", start, start + columns + 1)
    return blank if blank > start else start + columns


def _line_start(string, end):
    """Return where the line after the one that ends at `end` begins."""
    if string[end : end + 1] == "\n":
        return end + 1
    while string[end : end + 1] == " ":
        end += 1
    return end
