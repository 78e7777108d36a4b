"""Draws every screen on every glass, under MicroPython; `make_screens.py` starts it.

Prints a line a picture: topic, name, language, height, buttons and pixels (hexadecimal, in the
layout of the display), with a tab between them.
"""

from binascii import hexlify

from ui.glass import BOARDS, SIZES, a_canvas
from ui.shown.every import TOPICS

from otpfob.ui.built_in_font import BuiltInFont
from otpfob.ui.canvas import Canvas
from otpfob.ui.font import Fonts
from otpfob.ui.texts import LANGUAGES

# What is drawn once more without any font of ours.
_WITHOUT_FONTS = ("accounts: a few", "code: 6 digits", "menu", "fonts damaged")


def without_fonts(canvas):
    """Return a canvas like this one, of a token whose fonts are all damaged."""
    fonts = Fonts(BuiltInFont(), BuiltInFont(), (), whole=False)
    return Canvas(canvas.buffer, canvas.width, canvas.height, fonts, canvas.texts)


def draw(canvas, where, shown):
    """Print all parts of a screen."""
    for _ in shown.parts(canvas):
        print("\t".join(where + (str(hexlify(canvas.buffer), "ascii"),)))


def main():
    for language in LANGUAGES:
        for height in SIZES:
            for buttons in BOARDS:
                canvas = a_canvas(height, buttons, None, language)
                bare = without_fonts(canvas)
                for topic, screens in TOPICS:
                    for shown in screens:
                        where = (shown.name, language, str(height), str(buttons))
                        draw(canvas, (topic,) + where, shown)
                        if shown.name in _WITHOUT_FONTS:
                            draw(bare, ("fonts",) + where, shown)


main()
