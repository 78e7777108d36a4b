"""Files that may hold pictures: recognised by their first bytes, opened within bounds.

PNG, JPEG, GIF, WebP, BMP, TIFF and PPM are Pillow's; what is drawn first (PDF, SVG) and HEIC
come from drawn.py. Every frame and every page is a picture: an app that shows its export as
an animation, or prints one code a page, is read in one go.
"""

import io
import re
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image

from fobctl.sources import drawn
from fobctl.sources.new_account import SourceError

MAX_PIXELS = 100_000_000
# As many bytes of a file as `is_picture` wants to see.
START_BYTES = 4096

# No EPS: to read one, Pillow runs Ghostscript.
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "PPM", "WEBP")
# A JPEG's further pictures are previews of its first.
_ANIMATED = ("PNG", "GIF", "TIFF", "WEBP")
_STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
_PPM = re.compile(rb"P[1-6]\s")
# What Pillow raises for damaged files, beside its own decompression-bomb error.
_DAMAGED = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    ArithmeticError,
    NotImplementedError,
    struct.error,
    zlib.error,
)


def _too_large(name):
    return SourceError(
        f"{name} is too large: it may have up to {MAX_PIXELS // 1_000_000} megapixels."
        " Cut the QR code out and try again."
    )


def _damaged(name):
    return SourceError(f"{name} is a picture, but damaged or cut off: save or download it again.")


@contextmanager
def pixel_limit():
    """Let Pillow refuse by our limit. Its own is a warning, and an error at twice as much."""
    before = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with warnings.catch_warnings():
            # Other warnings are about the file's metadata, and nobody could act on them.
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    finally:
        Image.MAX_IMAGE_PIXELS = before


def is_picture(start: bytes) -> bool:
    """Return whether a file that starts so, with START_BYTES if it has as many, is a picture."""
    if start.startswith(b"BM"):  # as a text may start, too
        return start[6:10] == bytes(4)
    if start.startswith(b"RIFF"):
        return start[8:12] == b"WEBP"
    if drawn.kind_of(start) is not None:
        return True
    return start.startswith(_STARTS) or _PPM.match(start) is not None


def pages(data: bytes, name: str) -> Iterator[Image.Image]:
    """Yield every page or frame of the file `data`; `name` is for errors.

    Raises SourceError when it is no whole picture, or too large, or has too many pages.
    """
    kind = drawn.kind_of(data[:START_BYTES])
    if kind is not None:
        yield from drawn.pages(kind, data, name)
        return
    number = 0
    while True:
        with pixel_limit():
            image = _frame(data, name, number)
        if image is None:
            return
        yield image
        if image.format not in _ANIMATED or not getattr(image, "is_animated", False):
            return
        number += 1
        if number == drawn.MAX_PAGES:
            raise drawn.too_many_pages(name)


def _frame(data, name, number):
    """Return the frame of this number, or None behind the last."""
    try:
        image = Image.open(io.BytesIO(data), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large(name) from None
    except _DAMAGED:
        raise SourceError(
            f"{name} is no picture that fobctl can read: save it as PNG or JPEG, or take a"
            " screenshot of it."
        ) from None
    try:
        if number:
            image.seek(number)
        image.load()
    except EOFError:
        if number:
            return None
        raise _damaged(name) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise _too_large(name) from None
    except _DAMAGED:
        raise _damaged(name) from None
    return image
