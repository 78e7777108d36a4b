"""A canvas whose words can be read, and a clock that says what it is told, for screen tests."""

from unit_paths import FONTS, TEXTS

from otpfob.ui.canvas import Canvas
from otpfob.ui.font import Font, Fonts
from otpfob.ui.texts import LANGUAGES, Texts

SIZES = (64, 32)
BOARDS = (1, 2, 3)


def _font(name):
    return Font(open(FONTS + "/" + name + ".font", "rb"))


_DIGITS = ("digits32", "digits28", "digits24", "digits20")
_fonts = Fonts(_font("small"), _font("name"), tuple([_font(name) for name in _DIGITS]))


def _open_texts(language):
    return open(TEXTS + "/" + language + ".texts", "rb")


# One of each, by the number of buttons: MicroPython does not close files by itself.
TEXTS_OF = {
    (buttons, language): Texts(_open_texts, buttons, language)
    for buttons in BOARDS
    for language in LANGUAGES
}


def said(phrase, language="en"):
    """Return what a phrase says on a board with two buttons."""
    return TEXTS_OF[2, language].string(phrase)


class StrictCanvas(Canvas):
    """Fails when a text is cut, leaves the glass, or covers another. `scrolled` may be longer.

    With `cuts` a text may end in "…". `of` is what a failure names.
    """

    cuts = False
    of = ""

    def __init__(self, height, buttons=2, trace=None, language="en"):
        buffer = bytearray(128 * height // 8)
        super().__init__(buffer, 128, height, _fonts, TEXTS_OF[buttons, language], trace)
        self._boxes = []

    def clear(self):
        super().clear()
        self._boxes = []

    def drawn(self):
        """Return what was drawn, line by line, whatever the trace was told."""
        return [box[4] for box in self._boxes]

    def ends(self, y, left, right):
        letters = len(self.string(left)) + len(self.string(right))
        # With a blank between them they are two.
        assert (letters + 1) * self.fonts.small.width <= self.width, (self.of, left, right)
        super().ends(y, left, right)

    def scrolled(self, x, y, string, font, max_width, offset_px):
        self._claim(x, y, max_width, font.height, string)
        super().scrolled(x, y, string, font, max_width, offset_px)

    def pictured(self, x, y, line, font, max_width, offset_px=0):
        self._claim(x, y, max_width, line.height(font), line.text)
        super().pictured(x, y, line, font, max_width, offset_px)

    def wrapped(self, y, string, font, max_lines, centred=False):
        lines = super().wrapped(y, string, font, 99, centred)
        assert lines <= max_lines, (self.of, string)
        return lines

    def grouped(self, x, y, characters, group, font):
        count = len(characters)
        columns = count + (count - 1) // group
        self._claim(x, y, columns * font.width, font.height, "a group")
        super().grouped(x, y, characters, group, font)

    def bar(self, x, y, w, h, part, whole):
        self._claim(x, y, w, h, "the bar")
        super().bar(x, y, w, h, part, whole)

    def _fit(self, x, y, string, font, room):
        width = len(string) * font.width
        assert self.cuts or width <= room, (self.of, string)
        self._claim(x, y, min(width, room), font.height, string)
        return super()._fit(x, y, string, font, room)

    def _claim(self, x, y, w, h, what):
        on_glass = x >= 0 and y >= 0 and x + w <= self.width and y + h <= self.height
        assert on_glass, (self.of, what, x, y)
        for ax, ay, aw, ah, other in self._boxes:
            apart = x + w <= ax or ax + aw <= x or y + h <= ay or ay + ah <= y
            assert apart, (self.of, what, other)
        self._boxes.append((x, y, w, h, what))


def a_canvas(height=64, buttons=2, trace=None, language="en"):
    """Return a canvas that draws as the token's own."""
    buffer = bytearray(128 * height // 8)
    return Canvas(buffer, 128, height, _fonts, TEXTS_OF[buttons, language], trace)


def words(screen, height=64, buttons=2, language="en"):
    """Return the texts that a screen draws."""
    drawn = []
    canvas = a_canvas(height, buttons, drawn.append, language)
    canvas.clear()
    screen.draw(canvas)
    return [text for text in drawn if text is not None]


def strict_words(screen, height=64, buttons=2, language="en"):
    """Return the texts that a screen draws, having found each of them whole and by itself."""
    drawn = []
    canvas = StrictCanvas(height, buttons, drawn.append, language)
    screen.draw(canvas)
    return drawn


class Record:
    """A sync as it is kept: the fields that the screens read."""

    def __init__(self, source, unix_s, step_ms=0):
        self.source = source
        self.unix_ms = 1000 * unix_s
        self.step_ms = step_ms


class Clock:
    """`set` gives it a time, `go` lets seconds pass, `trust` says what codes do."""

    def __init__(self, unix_s=None):
        self.second = 100
        self.era = 1
        self.unix_s = unix_s
        self.refused = unix_s is None
        self.marked = False
        self.age_s = None
        self.source = "none"
        self.error_ms = None
        self.rate_ppb = self.rate_sigma_ppb = self.rejected_ppb = 0
        self.records = []

    @property
    def has_time(self):
        return self.unix_s is not None

    def bound_ms(self, now_ms):
        return None if self.error_ms is None else self.error_ms + now_ms

    def history(self):
        return self.records

    def set(self, unix_s):
        self.unix_s = unix_s
        self.refused = unix_s is None
        self.era += 1

    def trust(self, marked=False, refused=False):
        self.marked = marked
        self.refused = refused

    def go(self, seconds=1):
        self.second += seconds
        if self.unix_s is not None:
            self.unix_s += seconds
        if self.age_s is not None:
            self.age_s += seconds


def inverted(screen, height, x, y):
    """Return whether the blank of a text at (x, y) is lit: its background is."""
    canvas = StrictCanvas(height)
    screen.draw(canvas)
    return bool(canvas.buffer[y // 8 * 128 + x] >> y % 8 & 1)
