"""One line of a picture: a text in black and white, 11 rows high.

A font that has all of the text draws it, letters joined and ordered as the script wants it. Where
none has, each draws the part it has; of a text that runs from right to left the parts are put
in that order, each is ordered in itself.
"""

from __future__ import annotations

import itertools
import unicodedata

from PIL import Image, ImageDraw

from fobctl.pictures import fonts
from fobctl.pictures.fonts import Font

ROWS = 11

_RIGHT_TO_LEFT = ("R", "AL")
# A lost blank between two strokes, in pixels that only move.
_JOINED = 8
# Room around a text: marks hang over its box.
_AROUND_PX = 16


class NotDrawn(Exception):
    """No font of this PC has all of a text, or nothing here can join its letters.

    The text of the error says what to install.
    """


def draw(text: str) -> Image.Image:
    """Return a text as an image of mode 1 that is ROWS high. Raises NotDrawn."""
    # An e with a mark behind it is é, which more fonts have.
    text = unicodedata.normalize("NFC", text)
    if not fonts.shapes() and any(_is_shaped(character) for character in text):
        raise NotDrawn("The library libfribidi is missing (Debian: libfribidi0)")
    runs = _runs(text)
    if from_right(text):
        runs.reverse()
    parts = [_fitted(font, run) for run, font in runs]
    line = Image.new("1", (sum(part.width for part in parts), ROWS))
    x = 0
    for part in parts:
        line.paste(part, (x, (ROWS - part.height) // 2))
        x += part.width
    ink = line.getbbox()
    if ink is None:
        raise NotDrawn("There is nothing to be seen of it")
    return line.crop((ink[0], 0, ink[2], ROWS))


def _is_shaped(character: str) -> bool:
    bidirectional = unicodedata.bidirectional(character)
    return bidirectional in (*_RIGHT_TO_LEFT, "AN") or unicodedata.category(character)[0] == "M"


def from_right(text: str) -> bool:
    """Tell whether a text runs from right to left: its first letter says (Unicode UAX 9, P2)."""
    for character in text:
        bidirectional = unicodedata.bidirectional(character)
        if bidirectional in (*_RIGHT_TO_LEFT, "L"):
            return bidirectional != "L"
    return False


def _runs(text: str) -> list[tuple[str, Font]]:
    """Return the text in parts, each with the font that draws it. Raises NotDrawn."""
    known = list(fonts.known())
    for font in known:
        if all(_has(font, character) for character in text):
            return [(text, font)]
    runs = []
    for font, characters in itertools.groupby(_with_fonts(text, known), key=lambda pair: pair[0]):
        runs.append(("".join(character for _, character in characters), font))
    return runs


def _with_fonts(text: str, known: list[Font]) -> list[tuple[Font, str]]:
    found: list[tuple[Font, str]] = []
    for character in text:
        before = found[-1][0] if found else None
        if before is not None and _has(before, character):
            found.append((before, character))
            continue
        font = next((font for font in known if _has(font, character)), fonts.matched(character))
        if font is None:
            raise NotDrawn(f"No font here has U+{ord(character):04X} (Debian: {fonts.PACKAGES})")
        found.append((font, character))
    return found


def _has(font: Font, character: str) -> bool:
    """Tell whether a font can draw a character; blanks, joiners and selectors have no glyph."""
    return (
        unicodedata.category(character) in ("Zs", "Cf")
        or _selects(character)
        or font.has(character)
    )


def _selects(character: str) -> bool:
    return 0xFE00 <= ord(character) <= 0xFE0F


def _fitted(font: Font, text: str) -> Image.Image:
    """Return a text in the largest size that has no more than ROWS rows of ink.

    What has more in all sizes, with marks above and below, is squeezed.
    """
    for size_px in font.sizes_px:
        image = _drawn(font, text, size_px)
        if image.height <= ROWS:
            return image
    return _squeezed(_drawn(font, text, font.sizes_px[0]))


def _squeezed(image: Image.Image) -> Image.Image:
    """Return an image with ROWS rows: two that make one with the least harm become one."""
    rows = [_row(image, y) for y in range(image.height)]
    while len(rows) > ROWS:
        y = min(range(1, len(rows)), key=lambda y: _harm(rows, y))
        rows[y - 1 : y + 1] = [rows[y - 1] | rows[y]]
    result = Image.new("1", (image.width, ROWS))
    for y, row in enumerate(rows):
        for x in range(image.width):
            result.putpixel((x, y), row >> x & 1)
    return result


def _row(image: Image.Image, y: int) -> int:
    """Return a row as a number, the first column in bit 0."""
    return sum(1 << x for x in range(image.width) if image.getpixel((x, y)))


def _harm(rows: list[int], y: int) -> int:
    """Return what is lost when a row becomes one with the row above it."""
    upper, lower = rows[y - 1], rows[y]
    above = rows[y - 2] if y > 1 else 0
    below = rows[y + 1] if y + 1 < len(rows) else 0
    # Where a stroke and the next one had a blank between them, they are one afterwards.
    joined = above & ~upper & lower | upper & ~lower & below
    return _JOINED * joined.bit_count() + (upper ^ lower).bit_count()


def _drawn(font: Font, text: str, size_px: int) -> Image.Image:
    """Return a text as wide as its letters go, and as high as its ink."""
    sized = font.sized(size_px)
    left, top, right, bottom = (int(edge) for edge in sized.getbbox(text, mode="1"))
    size = right - left + 2 * _AROUND_PX, bottom - top + 2 * _AROUND_PX
    image = Image.new("1", size)
    pen = ImageDraw.Draw(image)
    pen.fontmode = "1"
    pen.text((_AROUND_PX - left, _AROUND_PX - top), text, font=sized, fill=1)
    ink = image.getbbox() or (_AROUND_PX, 0, _AROUND_PX, 0)
    end = _AROUND_PX - left + int(sized.getlength(text, mode="1"))
    return image.crop((min(ink[0], _AROUND_PX - left), ink[1], max(ink[2], end), ink[3]))
