"""The versions of a picture in which a QR code is looked for, one after the other.

Measured on tests/qr_corpus, the share that one version alone reads and its ms of a megapixel:

    as it is                   89 %   6     sharper              90 %  10
    more contrast              91 %   8     twice as large       92 %  50
    half as large              80 %   3     border               88 %   6
    thresholds, low to high    77 %   7     channels             88 %   6

A version has its place for what nothing before it reads: thresholds for low contrast, sharper
for a blur of half a module, channels for two colours of one brightness. `make bench` says what
all of them together read.
"""

from collections.abc import Iterator
from math import ceil, sqrt

import zxingcpp
from PIL import Image, ImageFilter, ImageOps

_BORDER_PX = 20
# Changed versions cost time and memory: larger pictures are made smaller first.
_WORK_PIXELS = 16_000_000
# An enlarged picture may have so many: it costs ten times as much as the others.
_TWICE_PIXELS = 9_000_000
_THRICE_PIXELS = 3_000_000
_BLUR_PX = 6
_WHITE, _BLACK = "white", "black"


def _is_deep(image):
    return image.mode[0] in "IF"


def _has_alpha(image):
    return image.has_transparency_data and not _is_deep(image)


def _flat(image, background):
    """Put the picture on a background: what is transparent has any colour at all."""
    picture = image if image.mode == "RGBA" else image.convert("RGBA")
    ground = Image.new("RGB", picture.size, background)
    ground.paste(picture, mask=picture.getchannel("A"))  # needs the least memory
    return ground


def _plain(image):
    """Return the picture as RGB or L, without transparency."""
    if _has_alpha(image):
        return _flat(image, _WHITE)
    if _is_deep(image):
        # 16 or 32 bits deep: Pillow's own conversion to L cuts off all above 255.
        deep = image if image.mode == "F" else image.convert("I")
        low, high = deep.getextrema()
        scale = 255 / (high - low) if high > low else 1
        return deep.convert("F").point(lambda v: v * scale - low * scale).convert("L")
    if image.mode == "LAB":
        return image.getchannel("L")
    return image.convert("L" if image.mode in ("1", "L") else "RGB")


def _smaller(image):
    factor = ceil(sqrt(image.width * image.height / _WORK_PIXELS))
    return image.reduce(factor) if factor > 1 else image


def _larger(gray, factor, most_pixels):
    if gray.width * gray.height * factor**2 > most_pixels:
        return []
    return [gray.resize((gray.width * factor, gray.height * factor), Image.Resampling.BILINEAR)]


def _sharper(gray):
    """Undo a blur of about half a module: go away from the blurred picture, not towards it."""
    return Image.blend(gray.filter(ImageFilter.BoxBlur(_BLUR_PX)), gray, 4)


def _at_level(gray, level):
    """Return what is darker than a level of 255 as black: dark from darker, light from lighter."""
    return ImageOps.autocontrast(gray).point(lambda v: 255 if v > level else 0)


def _cheap(gray):
    usual = zxingcpp.Binarizer.LocalAverage
    yield ImageOps.autocontrast(gray), usual
    yield gray.reduce(2), usual
    yield ImageOps.expand(gray, _BORDER_PX, 255), usual
    yield gray, zxingcpp.Binarizer.GlobalHistogram
    for level in (40, 80, 170):
        yield _at_level(gray, level), zxingcpp.Binarizer.FixedThreshold
    yield _sharper(gray), usual


def _costly(gray):
    for radius in (1, 3):
        yield gray.filter(ImageFilter.BoxBlur(radius))
    yield from _larger(gray, 2, _TWICE_PIXELS)
    yield from _larger(gray, 3, _THRICE_PIXELS)
    for large in _larger(gray, 2, _THRICE_PIXELS):
        yield _sharper(large)


def rungs(image: Image.Image) -> Iterator[tuple[Image.Image, zxingcpp.Binarizer]]:
    """Yield what to read and how, cheapest and likeliest first."""
    usual = zxingcpp.Binarizer.LocalAverage
    plain = _plain(image)
    yield plain.convert("L"), usual
    if _has_alpha(image):
        # White modules on nothing, made for dark pages.
        yield _smaller(_flat(image, _BLACK)).convert("L"), usual
    plain = _smaller(plain)
    gray = plain.convert("L")
    yield from _cheap(gray)
    if plain.mode == "RGB":
        for channel in plain.split():
            yield channel, usual
    for changed in _costly(gray):
        yield changed, usual
