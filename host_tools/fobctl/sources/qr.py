"""QR codes in pictures: screenshots, photographs, saved images.

An error never repeats what a code holds.
"""

from collections.abc import Iterable
from pathlib import Path

import zxingcpp
from PIL import Image

from fobctl.sources.new_account import SourceError
from fobctl.sources.picture_file import pages
from fobctl.sources.retry_ladder import rungs
from fobctl.sources.start_of_file import start_of_file
from fobctl.sources.structured_append import is_part

_KEYS = ("otpauth://", "steam://")
_EXPORTS = (*_KEYS, "otpauth-migration://")

MAX_FILE_BYTES = 256 * 1024 * 1024
# Of all pages and frames: a hundred pages of A4 have 390 million.
MAX_PIXELS = 500_000_000
# No Micro QR codes: no key fits into one, and noise can look like their smallest.
_FORMAT = zxingcpp.BarcodeFormat.QRCodeModel2

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


def read_qr(image: Image.Image) -> list[str]:
    """Return the texts of all QR codes in a picture, each once; none is an empty list.

    Looks until a code holds a key: there may be others, which are easier to see. Raises
    SourceError when one of them is only a part of a text.
    """
    texts: dict[str, None] = {}
    for picture, binarizer in rungs(image):
        found = zxingcpp.read_barcodes(
            picture,
            formats=_FORMAT,  # pyright: ignore[reportArgumentType]
            text_mode=zxingcpp.TextMode.Plain,
            binarizer=binarizer,
        )
        if any(is_part(barcode) for barcode in found):
            raise SourceError(
                "The QR code is one part of a text spread over several codes (Structured"
                " Append), which fobctl does not put together: ask the site for the key as text."
            )
        texts.update((barcode.text, None) for barcode in found if barcode.text)
        if any(text.lstrip().lower().startswith(_EXPORTS) for text in texts):
            break
    return list(texts)


def _is_there(image):
    """Return whether there is a QR code in a picture, even one that cannot be read."""
    first, binarizer = next(rungs(image))
    found = zxingcpp.read_barcodes(first, formats=_FORMAT, binarizer=binarizer, return_errors=True)  # pyright: ignore
    return bool(found)


def read_pictures(pictures: Iterable[Image.Image], where: str) -> list[str]:
    """Return the texts of all QR codes in several pictures, each once.

    `where` is for errors: "in this", "on that". Raises SourceError when there is none, or when
    the pictures are too many megapixels together.
    """
    texts: dict[str, None] = {}
    left, is_there = MAX_PIXELS, False
    for picture in pictures:
        left -= picture.width * picture.height
        if left < 0:
            raise SourceError(
                f"There is too much to look through {where}: more than"
                f" {MAX_PIXELS // 1_000_000} megapixels. Give the pages with QR codes only."
            )
        found = read_qr(picture)
        texts.update(dict.fromkeys(found))
        is_there = is_there or not found and _is_there(picture)
    if texts:
        return list(texts)
    if is_there:
        raise SourceError(
            f"A QR code was found {where}, but it is damaged, blurred or covered: take another"
            " picture, sharp and straight, or ask the site for the key as text."
        )
    raise SourceError(
        f"No QR code was found {where}: show it larger, with some white around it, sharp"
        " and not tilted, or cut out everything else."
    )


def read_bytes(data: bytes, name: str) -> list[str]:
    """Return the texts of all QR codes in the picture `data`, on whatever page; each once.

    `name` is for errors. Raises SourceError when it is no whole picture, too large, or without
    a QR code.
    """
    return read_pictures(pages(data, name), f"in {name}")


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
