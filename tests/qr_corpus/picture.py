"""A picture of the corpus, and the codes that are drawn into it."""

import io
from base64 import b32encode
from dataclasses import dataclass
from random import Random
from urllib.parse import quote

import segno
from PIL import Image

_ISSUERS = ("Acme", "Bank", "Portal of Examples", "GitHub", "Müller & Söhne", "Банк", "Mail")
_NAMES = ("ann", "bob@example.com", "carl.long-name@portal.example.org", "dora", "Жанна")


@dataclass(frozen=True)
class Picture:
    """The bytes of a file, and the texts of all codes in it."""

    data: bytes
    texts: frozenset[str]
    pixels: int


def uri(rng: Random, secret_bytes: int = 20) -> str:
    """Return the URI of an account that nobody has."""
    issuer, name = rng.choice(_ISSUERS), rng.choice(_NAMES)
    key = b32encode(rng.randbytes(secret_bytes)).decode().rstrip("=")
    label = f"{quote(issuer)}:{quote(name)}"
    text = f"otpauth://totp/{label}?secret={key}&issuer={quote(issuer)}"
    return text + rng.choice(("", "", "&digits=6&period=30", "&algorithm=SHA1&digits=6&period=30"))


def code(text, scale=4, border=4, error="m", colors=("black", "white"), **given) -> Image.Image:
    """Return the QR code of a text, in RGB; `scale` may be a pair of width and height."""
    symbol = segno.make(text, error=error, micro=False, boost_error=False, **given)
    side = symbol.symbol_size(1, border)[0]
    modules = bytes(0 if dark else 255 for row in symbol.matrix_iter(1, border) for dark in row)
    across, down = scale if isinstance(scale, tuple) else (scale, scale)
    size = (round(side * across), round(side * down))
    mask = Image.frombytes("L", (side, side), modules).resize(size, Image.Resampling.NEAREST)
    dark, light = (Image.new("RGB", size, color) for color in colors)
    return Image.composite(light, dark, mask)


def saved(image, texts, kind="PNG", **given) -> Picture:
    """Return the picture as a file of this kind."""
    out = io.BytesIO()
    image.save(out, kind, **given)
    texts = [texts] if isinstance(texts, str) else texts
    return Picture(out.getvalue(), frozenset(texts), image.width * image.height)
