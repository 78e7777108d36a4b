"""Rectangles and glyphs in the memory of a one-bit display.

The buffer is the display driver's own, in the layout of the SSD1306 (MONO_VLSB): pages of
8 rows, one byte a column, bit 0 at the top. Everything is clipped to it, nothing is
allocated, and nothing is sent anywhere from here.
"""

import struct

from otpfob.core.pixels import paint

_CLEAR, _SET, _INVERT = 0, 1, 2


class Raster:
    """A drawing surface over `buffer`, which has width * height // 8 bytes.

    Raises ValueError when it has another size.
    """

    def __init__(self, buffer, width: int, height: int) -> None:
        if height % 8 or len(buffer) != width * height // 8:
            raise ValueError("buffer")
        self.buffer = buffer
        self.width = width
        self.height = height
        # For otpfob.core.pixels.put.
        self._window = bytearray((width, height >> 3, 0, width))
        self._all = f"{len(buffer)}s"

    def clear(self) -> None:
        """Turn every pixel off."""
        # pack_into fills with zeros what the empty string leaves: a memset without garbage.
        struct.pack_into(self._all, self.buffer, 0, b"")

    def fill(self, x: int, y: int, w: int, h: int, on: int = 1) -> None:
        """Turn the pixels of a rectangle on or off."""
        self._paint(x, y, w, h, _SET if on else _CLEAR)

    def invert(self, x: int, y: int, w: int, h: int) -> None:
        """Swap on and off in a rectangle."""
        self._paint(x, y, w, h, _INVERT)

    def frame(self, x: int, y: int, w: int, h: int) -> None:
        """Draw the outline of a rectangle, one pixel thick."""
        self.fill(x, y, w, 1)
        self.fill(x, y + h - 1, w, 1)
        self.fill(x, y, 1, h)
        self.fill(x + w - 1, y, 1, h)

    def window(self, left: int, right: int) -> None:
        """Let the glyphs that follow touch only the columns left..right - 1."""
        self._window[2] = min(self.width, max(0, left))
        self._window[3] = min(self.width, max(0, right))

    def _paint(self, x, y, w, h, how):
        """Set, clear or invert a rectangle."""
        left = max(0, x)
        right = min(self.width, x + w)
        top = max(0, y)
        bottom = min(self.height, y + h)
        if top >= bottom:
            return
        for page in range(top >> 3, (bottom + 7) >> 3):
            mask = 0xFF << max(0, top - 8 * page) & 0xFF
            mask &= 0xFF >> max(0, 8 * page + 8 - bottom)
            keep = 0xFF if how == _INVERT else ~mask & 0xFF
            flip = 0 if how == _CLEAR else mask
            at = page * self.width
            paint(self.buffer, at + left, at + right, keep, flip)
