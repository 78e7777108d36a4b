"""Reader of the token's bitmap fonts, as `firmware/fonts/make_fonts.py` writes them.

A font stays in its file. In RAM are the table of its ranges and the glyph read last; of a file
that lies in memory as it is, as in ROMFS, only the glyph.
All numbers are big-endian.

    offset  size  field
    0       4     magic "fobF"
    4       1     format version, 1
    5       1     W: width of every cell in pixels, 1 to 32
    6       1     H: height of every cell in pixels, 1 to 64
    7       2     R: number of ranges, 1 to 256
    9       2     G: number of glyphs, 1 to 8192
    11      6*R   ranges by rising code point: first code point, how many follow on
                  each other, number of the first one's glyph (2 bytes each)
    then    G*S   glyphs of S = W * ((H + 7) // 8) bytes; number 0 is the box that
                  stands for a character the font does not have
    then    4     CRC-32 of everything before

A glyph lies as it will lie in the memory of the SSD1306 (MONO_VLSB): strips of 8 rows,
W bytes each, one byte a column, bit 0 at the top. Bits below H are 0.
"""

import binascii
import struct
from array import array

from otpfob.core.errors import Damaged
from otpfob.core.pixels import find

_HEADER = ">4sBBBHH"
_HEADER_BYTES = 11
_MAGIC = b"fobF"
_VERSION = 1
_CHUNK_BYTES = 128


class Fonts:
    """The fonts of a canvas: two for texts, and a tuple for codes, the largest first.

    `whole`: none of them stands in for another.
    """

    def __init__(self, small, name, digits, whole: bool = True) -> None:
        self.small = small
        self.name = name
        self.digits = digits
        self.whole = whole


class Font:
    """One font in an open binary file, which stays open as long as the font is used.

    `memory`: its bytes where they lie, if the filesystem can tell; or None.
    """

    def __init__(self, file, memory=None) -> None:
        """Read the table. Raises Damaged when a byte of the file is not what was written."""
        self._file = file
        self.memory = memory
        header = _read(file, _HEADER_BYTES)
        magic, version, self.width, self.height, ranges, glyphs = struct.unpack(_HEADER, header)
        if magic != _MAGIC or version != _VERSION:
            raise Damaged("font")
        if not (1 <= self.width <= 32 and 1 <= self.height <= 64):
            raise Damaged("font")
        if not (1 <= ranges <= 256 and 1 <= glyphs <= 8192):
            raise Damaged("font")
        self.size = self.width * ((self.height + 7) // 8)  # bytes of a glyph
        self._glyph = bytearray(self.size)
        self._range = 0  # the one that was found last
        self._number = -1
        self._start = _HEADER_BYTES + 6 * ranges
        table = _read(file, 6 * ranges)
        self._ranges = array("H", struct.unpack(f">{3 * ranges}H", table))
        crc = binascii.crc32(table, binascii.crc32(header))
        _check_rest(file, glyphs * self.size, crc)
        _check_ranges(self._ranges, glyphs)
        if memory is not None:
            self._ranges = None

    def has(self, character: str) -> bool:
        """Tell whether `character` has a glyph of its own."""
        return self._find(ord(character)) != 0

    def load(self, character: str) -> bytearray:
        """Return the glyph of `character`, as glyph() does."""
        return self.glyph(ord(character))

    def glyph(self, point: int) -> bytearray:
        """Return the glyph of a code point, or the box; valid until the next call.

        Allocates nothing. Raises Damaged when the file has become shorter.
        """
        number = self._find(point)
        if number != self._number:
            self._number = -1
            self._file.seek(self._start + number * self.size)
            if self._file.readinto(self._glyph) != self.size:
                raise Damaged("font")
            self._number = number
        return self._glyph

    # Both have few enough locals that MicroPython keeps their frame off the heap.

    def _find(self, code_point):
        """Return the number of a glyph, 0 when there is none."""
        if self._ranges is None:
            return find(self.memory, code_point)
        i = self._range
        after_first = code_point - self._ranges[i]
        # Most characters of a text are of the same range.
        if 0 <= after_first < self._ranges[i + 1]:
            return self._ranges[i + 2] + after_first
        i = _search(self._ranges, code_point)
        if i < 0:
            return 0
        self._range = i
        return self._ranges[i + 2] + code_point - self._ranges[i]


def _search(ranges, code_point):
    """Return where the range of a code point is in the table, -1 when there is none."""
    low = 0
    high = len(ranges) // 3
    while low < high:
        middle = (low + high) // 2
        if code_point < ranges[3 * middle]:
            high = middle
        elif code_point >= ranges[3 * middle] + ranges[3 * middle + 1]:
            low = middle + 1
        else:
            return 3 * middle
    return -1


def _read(file, size):
    data = file.read(size)
    if len(data) != size:
        raise Damaged("font")
    return data


def _check_rest(file, size, crc):
    """Compare the CRC of the `size` bytes that follow, and that the file ends there."""
    chunk = memoryview(bytearray(_CHUNK_BYTES))
    while size:
        count = min(size, _CHUNK_BYTES)
        if file.readinto(chunk[:count]) != count:
            raise Damaged("font")
        crc = binascii.crc32(chunk[:count], crc)
        size -= count
    if _read(file, 4) != crc.to_bytes(4, "big") or file.read(1):
        raise Damaged("font")


def _check_ranges(ranges, glyphs):
    """Refuse a table that would make the search miss, or read outside the glyphs."""
    free = 0
    for i in range(0, len(ranges), 3):
        if ranges[i] < free or ranges[i + 1] < 1 or ranges[i + 2] + ranges[i + 1] > glyphs:
            raise Damaged("font")
        free = ranges[i] + ranges[i + 1]
