"""Is this QR code one part of a text spread over several (ISO/IEC 18004, Structured Append)?

zxing-cpp 3.1 gives such a part as if it were the whole text, and its Python binding
does not say how many there are. A cut URI can have a cut secret that is base32 all
the same, so the mark is read from the modules: the first four bits of the data,
in the bottom right corner, are 0011. They are as in the picture, before error
correction: where dirt lies on this corner, a part is not recognized, and a whole text can look
like a part. So a picture that needed correction is compared with what its text as a whole
would look like; the data of a part lie 20 bits further on, and half of the modules differ.
"""

# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportGeneralTypeIssues=false
# pyright: reportIndexIssue=false
# zxing-cpp's stubs do not know Barcode.extra and that its images are buffers.

import segno
import zxingcpp

# Of the modules that agree: of a whole text nearly all, of a part about half.
_ALIKE = 0.8

_STRUCTURED_APPEND = 0b0011
# In a mirrored picture rows and columns change places, and with them the two bits between.
_MIRRORED = 0b0101

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
    # FNC1 codes (GS1) begin with 0101 too.
    if barcode.content_type == zxingcpp.ContentType.GS1:
        return False
    modules = memoryview(barcode.to_image(scale=1, add_quiet_zones=False))
    side = len(modules)
    mask = _MASKS[barcode.extra["DataMask"]]
    bits = 0
    for i, j in ((-1, -1), (-1, -2), (-2, -1), (-2, -2)):
        dark = modules[side + i, side + j] == 0
        bits = bits << 1 | (dark ^ mask(side + i, side + j))
    if bits not in (_STRUCTURED_APPEND, _MIRRORED):
        return False
    # UEC: the share of the correction that was not needed.
    return barcode.extra.get("UEC") == 1 or not _looks_whole(barcode, modules)


def _looks_whole(barcode, modules):
    """Return whether the modules are those of the text in one code."""
    side = len(modules)
    rows = [[modules[i, j] == 0 for j in range(side)] for i in range(side)]
    for eci in (False, True):
        try:
            symbol = segno.make(
                barcode.text,
                version=int(barcode.extra["Version"]),
                error=barcode.extra["ECLevel"],
                mask=barcode.extra["DataMask"],
                eci=eci,
                encoding="utf-8" if eci else None,
                boost_error=False,
            )
        except ValueError:
            continue  # does not fit: it is no text of such a code
        whole = [[bool(dark) for dark in row] for row in symbol.matrix]
        for seen in (rows, list(zip(*rows, strict=True))):
            same = sum(
                a == b for x, y in zip(seen, whole, strict=True) for a, b in zip(x, y, strict=True)
            )
            if same > _ALIKE * side**2:
                return True
    return False
