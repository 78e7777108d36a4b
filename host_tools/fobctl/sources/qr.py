"""QR codes in pictures: screenshots, photographs, saved images.

An error never repeats what a code holds.
"""

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
            # No Micro QR codes: no key fits into one, and noise can look like their smallest.
            formats=zxingcpp.BarcodeFormat.QRCodeModel2,  # pyright: ignore
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


def read_bytes(data: bytes, name: str) -> list[str]:
    """Return the texts of all QR codes in the picture `data`, on whatever page; each once.

    `name` is for errors. Raises SourceError when it is no whole picture, too large, or without
    a QR code.
    """
    texts: dict[str, None] = {}
    for page in pages(data, name):
        texts.update(dict.fromkeys(read_qr(page)))
    if not texts:
        raise SourceError(
            f"No QR code was found in {name}: show it larger, with some white around it, sharp"
            " and not tilted, or cut out everything else."
        )
    return list(texts)


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
