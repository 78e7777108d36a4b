"""The versions of a picture in which a QR code is looked for, one after the other.

In this order 95 % of 285 test pictures were read; the picture as it is gives 89 %.
"""

from collections.abc import Iterator
from math import ceil, sqrt

import zxingcpp
from PIL import Image, ImageFilter, ImageOps

_BORDER_PX = 20
# Changed versions cost time and memory: larger pictures are made smaller first.
_WORK_PIXELS = 16_000_000
_WHITE, _BLACK = "white", "black"


def _is_deep(image):
    return image.mode[0] in "IF"


def _has_alpha(image):
    return image.has_transparency_data and not _is_deep(image)


def _flat(image, background):
    """Put the picture on a background: what is transparent has any colour at all."""
    picture = image.convert("RGBA")
    ground = Image.new("RGBA", picture.size, background)
    return Image.alpha_composite(ground, picture).convert("RGB")


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


def _larger(gray, factor):
    if gray.width * gray.height * factor**2 > _WORK_PIXELS:
        return []
    return [gray.resize((gray.width * factor, gray.height * factor), Image.Resampling.BICUBIC)]


def _changed(gray):
    yield ImageOps.expand(gray, _BORDER_PX, 255)
    yield from _larger(gray, 2)
    yield gray.reduce(2)
    yield ImageOps.autocontrast(gray)
    yield from _larger(gray, 3)


def _softened(gray):
    for radius in (1.5, 3, 5):
        yield gray.filter(ImageFilter.GaussianBlur(radius))
    for large in _larger(gray, 2):
        yield large.filter(ImageFilter.UnsharpMask(radius=2, percent=200))


def rungs(image: Image.Image) -> Iterator[tuple[Image.Image, zxingcpp.Binarizer]]:
    """Yield what to read and how, cheapest and likeliest first."""
    usual = zxingcpp.Binarizer.LocalAverage
    plain = _plain(image)
    yield plain.convert("L"), usual
    plain = _smaller(plain)
    gray = plain.convert("L")
    for changed in _changed(gray):
        yield changed, usual
    if plain.mode == "RGB":
        for channel in plain.split():
            yield channel, usual
    yield gray, zxingcpp.Binarizer.GlobalHistogram
    yield gray, zxingcpp.Binarizer.FixedThreshold
    for softened in _softened(gray):
        yield softened, usual
    if _has_alpha(image):
        # White modules on nothing, made for dark pages.
        yield _smaller(_flat(image, _BLACK)).convert("L"), usual
