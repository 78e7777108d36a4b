"""MicroPython's own font of 8 x 8 pixels: it stands in for one whose file is missing or damaged.

It has ASCII only; framebuf draws a filled cell for any other character.
"""

import framebuf
from micropython import const

_SIZE = const(8)


class BuiltInFont:
    """As otpfob.ui.font.Font, without a file."""

    width = height = size = _SIZE
    memory = None

    def __init__(self) -> None:
        self._glyph = bytearray(_SIZE)
        self._cell = framebuf.FrameBuffer(self._glyph, _SIZE, _SIZE, framebuf.MONO_VLSB)

    def has(self, character: str) -> bool:
        """Tell whether `character` has a glyph of its own."""
        return 32 <= ord(character) < 127

    def load(self, character: str) -> bytearray:
        """Return the glyph of `character`, or the filled cell; valid until the next call."""
        return self.glyph(ord(character))

    def glyph(self, point: int) -> bytearray:
        """Return the glyph of a code point, as load() does."""
        self._cell.fill(0)
        self._cell.text(chr(point), 0, 0)
        return self._glyph
