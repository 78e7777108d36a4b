"""Issuer and name as the host drew them, where the fonts lack their script.

A picture is at most 400 bytes (otpfob.core.account), and these:

    offset  size  field
    0       1     version, 1
    1       1     i: columns of the issuer, 0: it is drawn with the fonts
    2       1     n: columns of the name, the same
    3       2*i   the issuer, in two strips of 8 rows, a byte a column, bit 0 at the top
    3+2*i   2*n   the name, the same

A line has 11 rows; bits 3 to 7 of a lower strip are 0. So a list with rows of 12 keeps them apart,
and a large code has room under both lines. What is no picture of this version is none: the
fonts then draw boxes. fobctl.pictures makes them.
"""

from micropython import const

ROWS = 11

_VERSION = const(1)
_HEADER_BYTES = const(3)


class Pictured:
    """A line of pieces: texts, and strips of a picture. `text` is what all of it says."""

    def __init__(self, text: str, pieces) -> None:
        self.text = text
        self.pieces = pieces

    def width(self, font) -> int:
        """Return its columns, when `font` draws what is text in it."""
        width = 0
        for piece in self.pieces:
            width += len(piece) * font.width if isinstance(piece, str) else len(piece) // 2
        return width

    def height(self, font) -> int:
        """Return its rows."""
        return max(ROWS, font.height)


def line(picture, issuer: str, name: str, between: str = ""):
    """Return a line of issuer and name; an empty one is not in it.

    A str when nothing in `picture` is of use for it, otherwise Pictured.
    """
    if not (issuer and name):
        between = ""
    text = "".join((issuer, between, name))  # one new string, not two: that takes long
    if not _is_picture(picture):
        return text
    pieces = []
    start = _HEADER_BYTES
    for i in range(2):
        string = name if i else issuer
        end = start + 2 * picture[1 + i]
        if i and between:
            pieces.append(between)
        if string:
            pieces.append(memoryview(picture)[start:end] if end > start else string)
        start = end
    for piece in pieces:
        if not isinstance(piece, str):
            return Pictured(text, pieces)
    return text


def _is_picture(picture):
    if len(picture) < _HEADER_BYTES or picture[0] != _VERSION:
        return False
    return len(picture) == _HEADER_BYTES + 2 * (picture[1] + picture[2])
