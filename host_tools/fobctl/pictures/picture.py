"""The bytes of a picture, as the token's firmware reads them (otpfob/ui/picture.py).

    offset  size  field
    0       1     version, 1
    1       1     i: columns of the issuer, 0: the token's own fonts have it
    2       1     n: columns of the name, the same
    3       2*i   the issuer: rows 0 to 7, a byte a column, bit 0 at the top; then rows 8 to 10
    3+2*i   2*n   the name, the same

There is room for 198 columns, 15 to 18 ideographs. Of more, each line gets what the other one
leaves, half of it at least, and ends in "…".
"""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from fobctl.pictures import has_all
from fobctl.pictures.line import ROWS, NotDrawn, draw, from_right
from otpfob.core.account import MAX_PICTURE_BYTES

_VERSION = 1
_HEADER_BYTES = 3
MOST_COLUMNS = (MAX_PICTURE_BYTES - _HEADER_BYTES) // 2

_BOXES = "; the token will show boxes. Then run `fobctl accounts edit` with the same"
_DOTS = "#.#.#"  # an ellipsis, in the lowest row
_DOTS_ROOM = len(_DOTS) + 2


@dataclass(frozen=True)
class Drawn:
    """A picture, empty where none is needed, and what to tell the person about it."""

    picture: bytes
    warnings: tuple[str, ...] = ()


def drawn(issuer: str, name: str) -> Drawn:
    """Return the picture of an issuer and a name, of those that the token's fonts lack."""
    lines: list[Image.Image | None] = []
    warnings = []
    for field, text in (("issuer", issuer), ("name", name)):
        line = None
        if not has_all(text):
            try:
                line = draw(text)
            except NotDrawn as why:
                warnings.append(f"the {field} cannot be drawn. {why}{_BOXES} --{field}.")
        lines.append(line)
    first, second = lines
    rooms = _rooms(first.width if first else 0, second.width if second else 0)
    for i, (field, room) in enumerate(zip(("issuer", "name"), rooms, strict=True)):
        line = lines[i]
        if line is not None and line.width > room:
            lines[i] = _cut(line, room, from_right((issuer, name)[i]))
            warnings.append(f"the {field} is too long for its picture: the token shows its start.")
    if not any(lines):
        return Drawn(b"", tuple(warnings))
    head = bytes([_VERSION, *(line.width if line else 0 for line in lines)])
    return Drawn(head + b"".join(_strips(line) for line in lines if line), tuple(warnings))


def _rooms(first: int, second: int) -> tuple[int, int]:
    """Return the columns that each of two lines gets."""
    half = MOST_COLUMNS // 2
    if first + second <= MOST_COLUMNS:
        return first, second
    if second < half:
        return MOST_COLUMNS - second, second
    first = min(first, half)
    return first, MOST_COLUMNS - first


def _cut(line: Image.Image, room: int, at_left: bool) -> Image.Image:
    """Return the beginning of a line, with an ellipsis at its end, which may be the left one."""
    start = line.width - room if at_left else 0
    image = line.crop((start, 0, start + room, ROWS))
    blank = 0 if at_left else room - _DOTS_ROOM
    image.paste(0, (blank, 0, blank + _DOTS_ROOM, ROWS))
    for i, dot in enumerate(_DOTS):
        if dot == "#":
            image.putpixel((i if at_left else room - len(_DOTS) + i, ROWS - 1), 1)
    return image


def _strips(line: Image.Image) -> bytes:
    return bytes(
        sum(1 << y - top for y in range(top, min(top + 8, ROWS)) if line.getpixel((x, y)))
        for top in (0, 8)
        for x in range(line.width)
    )
