"""A canvas whose words can be read, and a clock that says what it is told, for screen tests."""

from unit_paths import FONTS

from otpfob.ui.canvas import Canvas
from otpfob.ui.font import Font, Fonts


def _font(name):
    return Font(open(FONTS + "/" + name + ".font", "rb"))


_DIGITS = ("digits32", "digits28", "digits24", "digits20")
_fonts = Fonts(_font("small"), _font("name"), tuple(_font(name) for name in _DIGITS))


def words(screen, height=64):
    """Return the texts that a screen draws."""
    drawn = []
    canvas = Canvas(bytearray(128 * height // 8), 128, height, _fonts, drawn.append)
    canvas.clear()
    screen.draw(canvas)
    return [text for text in drawn if text is not None]


class Clock:
    """`set` gives it a time, `go` lets seconds pass."""

    def __init__(self, unix_s=None):
        self.second = 100
        self.era = 1
        self.unix_s = unix_s

    @property
    def has_time(self):
        return self.unix_s is not None

    def set(self, unix_s):
        self.unix_s = unix_s
        self.era += 1

    def go(self, seconds=1):
        self.second += seconds
        if self.unix_s is not None:
            self.unix_s += seconds
