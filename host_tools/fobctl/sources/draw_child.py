"""Draws a PDF, an SVG or a HEIC picture: a program of its own, which drawn.py runs.

argument         pdf, svg or heic
standard input   the file
standard output  for each page its width and height, 4 bytes each, little endian, then its
                 pixels, from the top, 3 bytes each: red, green, blue
exit status      0, or one of those below
"""

import contextlib
import io
import math
import struct
import sys
from collections.abc import Iterator

from PIL import Image

DAMAGED = 10
ENCRYPTED = 11
TOO_MANY_PAGES = 12
TOO_LARGE = 13

HEAD = "<II"
MAX_PAGES = 100

_MEMORY_BYTES = 2 << 30
_MAX_PIXELS = 100_000_000
# A code of 2 cm with 41 modules a side has 4 pixels a module.
_PDF_DPI = 200
_PDF_PIXELS = 16_000_000
_PDF_LEAST_SIDE = 1000  # of the longer one: a label is drawn larger
_PDF_MOST_SIDE = 10_000
# The largest code, of 177 modules and a quiet zone, has 6 pixels a module.
_SVG_SIDE = 1200
_UNITS = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96}


class _Refused(Exception):
    def __init__(self, status):
        super().__init__()
        self.status = status


def _pdf(data) -> Iterator[Image.Image]:
    import pypdfium2
    from pypdfium2.raw import FPDF_ERR_PASSWORD

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == FPDF_ERR_PASSWORD
        raise _Refused(ENCRYPTED if locked else DAMAGED) from None
    if len(document) > MAX_PAGES:
        raise _Refused(TOO_MANY_PAGES)
    for number in range(len(document)):
        page = document[number]
        width, height = page.get_size()
        scale = min(_PDF_DPI / 72, math.sqrt(_PDF_PIXELS / (width * height)))
        longer = max(width, height)
        scale = min(max(scale, _PDF_LEAST_SIDE / longer), _PDF_MOST_SIDE / longer)
        yield page.render(scale=scale).to_pil()  # pyright: ignore[reportArgumentType]
        page.close()


def _length(text):
    """Return a length of SVG in pixels, or None for one that depends on the page it is on."""
    number = text.strip().lower()
    unit = number.lstrip("0123456789.+-")
    try:
        return float(number[: len(number) - len(unit)]) * _UNITS[unit]
    except (KeyError, ValueError):
        return None


def _fitted(root):
    """Have the picture drawn _SVG_SIDE pixels large, whatever size it says it has."""
    width, height = (_length(root.get(name, "")) for name in ("width", "height"))
    box = root.get("viewBox", "").replace(",", " ").split()
    if len(box) == 4:
        width, height = _length(box[2]), _length(box[3])
    if not width or not height or min(width, height) <= 0 or math.isinf(width * height):
        raise _Refused(DAMAGED)
    if len(box) != 4:
        root.set("viewBox", f"0 0 {width} {height}")
    scale = _SVG_SIDE / max(width, height)
    root.set("width", str(max(1, width * scale)))
    root.set("height", str(max(1, height * scale)))


def _svg(data) -> Iterator[Image.Image]:
    from xml.etree.ElementTree import ParseError, tostring

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring
    from resvg_py import svg_to_bytes

    try:
        # A DTD names the version of SVG in many files; entities in it are refused.
        root = fromstring(data)
    except (DefusedXmlException, ParseError, ValueError, LookupError):
        raise _Refused(DAMAGED) from None
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            # The drawing may refer to itself and hold pictures: no file and no address.
            is_reference = name.rpartition("}")[2].lower() == "href"
            if is_reference and not value.lstrip().startswith(("#", "data:image/")):
                del element.attrib[name]
    _fitted(root)
    try:
        png = svg_to_bytes(
            svg_string=tostring(root, encoding="unicode"),
            background="white",
            skip_system_fonts=True,
        )
    except ValueError:
        raise _Refused(DAMAGED) from None
    yield Image.open(io.BytesIO(png), formats=["PNG"])


def _heic(data) -> Iterator[Image.Image]:
    import pillow_heif

    try:
        file = pillow_heif.open_heif(io.BytesIO(data))
        if len(file) > MAX_PAGES:
            raise _Refused(TOO_MANY_PAGES)
        for picture in file:
            if picture.size[0] * picture.size[1] > _MAX_PIXELS:
                raise _Refused(TOO_LARGE)
            yield picture.to_pillow()
    except (OSError, ValueError, RuntimeError, EOFError, SyntaxError):
        raise _Refused(DAMAGED) from None


_READERS = {"pdf": _pdf, "svg": _svg, "heic": _heic}


def main() -> None:
    """Draw what standard input holds."""
    # Windows has no such limit, and not every system lets it be set.
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    out = sys.stdout.buffer
    try:
        for page in _READERS[sys.argv[1]](sys.stdin.buffer.read()):
            pixels = page.convert("RGB")
            out.write(struct.pack(HEAD, *pixels.size))
            out.write(pixels.tobytes())
            out.flush()
    except _Refused as refused:
        sys.exit(refused.status)
    except MemoryError:
        sys.exit(TOO_LARGE)
