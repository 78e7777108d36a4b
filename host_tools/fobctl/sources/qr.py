"""QR codes in pictures: screenshots, photographs, saved images.

An error never repeats what a code holds.
"""

import io
import re
import struct
import warnings
import zlib
from contextlib import contextmanager
from pathlib import Path

import zxingcpp
from PIL import Image

from fobctl.sources.new_account import SourceError
from fobctl.sources.retry_ladder import rungs
from fobctl.sources.start_of_file import start_of_file
from fobctl.sources.structured_append import is_part

_KEYS = ("otpauth://", "steam://")
_EXPORTS = (*_KEYS, "otpauth-migration://")

MAX_PIXELS = 100_000_000
MAX_FILE_BYTES = 256 * 1024 * 1024

# No EPS: to read one, Pillow runs Ghostscript.
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "PPM", "WEBP")
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

_WEB_ADDRESS = "a web address: look for the code that the site shows for an authenticator app"
_CONTACT = "a contact: look for the code of the site"
_KINDS = {
    "otpauth-migration://": (
        "an export of Google Authenticator: give the pictures of all its codes to"
        " fobctl accounts import"
    ),
    "phonefactor://": (
        "a sign-up for Microsoft's own app: choose a different authenticator app on the site"
    ),
    "fido:/": "a passkey sign-in: choose an authenticator app on the site instead",
    "http://": _WEB_ADDRESS,
    "https://": _WEB_ADDRESS,
    "wifi:": "the password of a wireless network: look for the code of the site",
    "begin:vcard": _CONTACT,
    "mecard:": _CONTACT,
}


@contextmanager
def _pixel_limit():
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


def read_qr(image: Image.Image) -> list[str]:
    """Return the texts of all QR codes in a picture, each once; none is an empty list.

    Raises SourceError when one of them is only a part of a text.
    """
    for picture, binarizer in rungs(image):
        found = zxingcpp.read_barcodes(
            picture,
            formats=zxingcpp.BarcodeFormat.QRCode,  # pyright: ignore[reportArgumentType]
            text_mode=zxingcpp.TextMode.Plain,
            binarizer=binarizer,
        )
        if any(is_part(barcode) for barcode in found):
            raise SourceError(
                "The QR code is one part of a text spread over several codes (Structured"
                " Append), which fobctl does not put together: ask the site for the key as text."
            )
        texts = list(dict.fromkeys(barcode.text for barcode in found if barcode.text))
        if texts:
            return texts
    return []


def _open(data, name):
    try:
        image = Image.open(io.BytesIO(data), formats=_FORMATS)
    except _DAMAGED:
        raise SourceError(
            f"{name} is no picture that fobctl can read: save it as PNG or JPEG, or take a"
            " screenshot of it."
        ) from None
    try:
        image.load()
    except _DAMAGED:
        raise SourceError(
            f"{name} is a picture, but damaged or cut off: save or download it again."
        ) from None
    return image


def is_picture(start: bytes) -> bool:
    """Return whether a file that starts so, with 16 bytes or more, is a picture."""
    if start.startswith(b"BM"):  # as a text may start, too
        return start[6:10] == bytes(4)
    if start.startswith(b"RIFF"):
        return start[8:12] == b"WEBP"
    return start.startswith(_STARTS) or _PPM.match(start) is not None


def read_bytes(data: bytes, name: str) -> list[str]:
    """Return the texts of all QR codes in the picture `data`; `name` is for errors.

    Raises SourceError when it is no whole picture, too large, or without a QR code.
    """
    try:
        with _pixel_limit():
            texts = read_qr(_open(data, name))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise SourceError(
            f"{name} is too large: it may have up to {MAX_PIXELS // 1_000_000} megapixels."
            " Cut the QR code out and try again."
        ) from None
    if not texts:
        raise SourceError(
            f"No QR code was found in {name}: show it larger, with some white around it, sharp"
            " and not tilted, or cut out everything else."
        )
    return texts


def read_file(path: str | Path) -> list[str]:
    """Return the texts of all QR codes in a picture file. Raises SourceError."""
    data = start_of_file(path, MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise SourceError(
            f"{path} is too large: it may have up to {MAX_FILE_BYTES >> 20} MiB. Take a screenshot."
        )
    return read_bytes(data, str(path))


def otpauth_texts(texts: list[str]) -> list[str]:
    """Return those of the texts that are otpauth or steam URIs.

    Raises SourceError when none is, saying what they are instead.
    """
    return _picked(texts, _KEYS)


def export_texts(texts: list[str]) -> list[str]:
    """Return the same, and the parts of a Google Authenticator export. Raises SourceError."""
    return _picked(texts, _EXPORTS)


def _picked(texts, schemes):
    starts = [text.lstrip().lower() for text in texts]
    keys = [text for text, start in zip(texts, starts, strict=True) if start.startswith(schemes)]
    if keys:
        return keys
    if not texts:
        raise SourceError("No QR code was found: show it larger, sharp and not tilted.")
    for prefix, what in _KINDS.items():
        if any(start.startswith(prefix) for start in starts):
            raise SourceError(f"The QR code holds no otpauth key but {what}.")
    raise SourceError(
        "The QR code holds plain text, not an otpauth key: look for the code that the site"
        " shows for an authenticator app."
    )
