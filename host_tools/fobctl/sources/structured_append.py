"""Is this QR code one part of a text spread over several (ISO/IEC 18004, Structured Append)?

zxing-cpp 3.1 gives such a part as if it were the whole text, and its Python binding
does not say how many there are. A cut URI can have a cut secret that is base32 all
the same, so the mark is read from the modules: the first four bits of the data,
in the bottom right corner, are 0011. They are as in the picture, before error
correction: where dirt lies on this corner, a part is not recognized.
"""

# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportGeneralTypeIssues=false
# zxing-cpp's stubs do not know Barcode.extra and that its images are buffers.

import zxingcpp

_STRUCTURED_APPEND = 0b0011
# In a mirrored picture rows and columns change places, and with them the two bits between.
_MIRRORED = 0b0101
# The smallest one; Micro QR codes are smaller and have no parts.
_SMALLEST_SIDE = 21

# ISO/IEC 18004, table 10: modules at (row i, column j) are inverted where this is true.
_MASKS = (
    lambda i, j: (i + j) % 2 == 0,
    lambda i, j: i % 2 == 0,
    lambda i, j: j % 3 == 0,
    lambda i, j: (i + j) % 3 == 0,
    lambda i, j: (i // 2 + j // 3) % 2 == 0,
    lambda i, j: i * j % 2 + i * j % 3 == 0,
    lambda i, j: (i * j % 2 + i * j % 3) % 2 == 0,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2 == 0,
)


def is_part(barcode: zxingcpp.Barcode) -> bool:
    """Return whether this QR code holds only a part of a text."""
    mask = barcode.extra.get("DataMask")
    # FNC1 codes (GS1) begin with 0101 too.
    if mask is None or barcode.content_type == zxingcpp.ContentType.GS1:
        return False
    modules = memoryview(barcode.to_image(scale=1, add_quiet_zones=False))
    rows, columns = modules.shape
    if rows != columns or rows < _SMALLEST_SIDE:
        return False
    bits = 0
    for i, j in ((-1, -1), (-1, -2), (-2, -1), (-2, -2)):
        dark = modules[rows + i, columns + j] == 0
        bits = bits << 1 | (dark ^ _MASKS[mask](rows + i, columns + j))
    return bits in (_STRUCTURED_APPEND, _MIRRORED)
