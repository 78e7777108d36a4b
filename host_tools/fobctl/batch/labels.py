"""A sheet of labels to print, as SVG: for each token its user, its serial number, and that as QR.

A4 with 3 x 8 labels of 70 x 37 mm, of which label paper is made without any margin. The QR code
holds the serial number and no more: a label is no secret. A page holds one sheet.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

import segno

from fobctl.batch.job import Given

COLUMNS = 3
ROWS = 8
# All in millimetres.
_PAGE = (210, 297)
_LABEL = (70, 37)
_QR_SIDE = 22
_MARGIN = 5
_TEXT_X = _MARGIN + _QR_SIDE + 3
_TEXT_ROOM = _LABEL[0] - _TEXT_X - _MARGIN
_FONT = 'font-family="DejaVu Sans, Arial, sans-serif"'
_SIZES = {"user": 3.2, "issuer": 2.8, "serial": 3.0}
# How wide a character is at the most, in parts of the font's size: wide letters of DejaVu Sans.
_CHARACTER = 0.7


def sheets(given: Sequence[Given]) -> list[str]:
    """Return a page for each 24 tokens."""
    whole = COLUMNS * ROWS
    return [_page(given[i : i + whole]) for i in range(0, len(given), whole)]


def _page(given: Sequence[Given]) -> str:
    top = (_PAGE[1] - ROWS * _LABEL[1]) / 2
    labels = []
    for i, token in enumerate(given):
        x, y = i % COLUMNS * _LABEL[0], top + i // COLUMNS * _LABEL[1]
        labels.append(f'<g transform="translate({x} {y:g})">{"".join(_label(token))}</g>')
    width, height = _PAGE
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
        f'viewBox="0 0 {width} {height}">\n<rect width="{width}" height="{height}" fill="#fff"/>\n'
        + "\n".join(labels)
        + "\n</svg>\n"
    )


def _label(token: Given) -> Iterator[str]:
    yield _qr(token.serial)
    y = _MARGIN + 4.0
    for kind, text in (("user", token.user), ("issuer", token.issuer), ("serial", token.serial)):
        if text:
            yield _text(y, text, _SIZES[kind], bold=kind == "user")
            y += 6


def _qr(text: str) -> str:
    code = segno.make(text, error="m", micro=False)
    modules = code.symbol_size(border=4)[0]
    out = io.BytesIO()
    code.save(
        out, kind="svg", scale=_QR_SIDE / modules, border=4, xmldecl=False, svgns=False, nl=False
    )
    inner = out.getvalue().decode()
    return f'<g transform="translate({_MARGIN} {_MARGIN})">{inner}</g>'


def _text(y: float, text: str, size: float, *, bold: bool) -> str:
    weight = ' font-weight="bold"' if bold else ""
    # A long text is squeezed to the room there is: never cut off.
    squeeze = ""
    if len(text) * size * _CHARACTER > _TEXT_ROOM:
        squeeze = f' textLength="{_TEXT_ROOM}" lengthAdjust="spacingAndGlyphs"'
    return (
        f'<text x="{_TEXT_X}" y="{y:g}" font-size="{size:g}" {_FONT}{weight}{squeeze}>'
        f"{escape(text)}</text>"
    )
