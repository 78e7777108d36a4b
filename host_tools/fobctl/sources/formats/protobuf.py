"""The wire format of Protocol Buffers, as far as the export of Google Authenticator uses it.

tag     varint: field number << 3 | wire type
type 0  varint, up to 10 bytes, 64 bits     type 2  length (varint), bytes
type 1  8 bytes                             type 5  4 bytes
"""

from collections.abc import Iterator

from fobctl.sources.formats.json_text import damaged

_WHERE = "export data"
_FIXED = {1: 8, 5: 4}
_LAST_64 = (1 << 64) - 1


def _varint(data, at):
    value = shift = 0
    while shift < 70:
        if at >= len(data):
            raise damaged(_WHERE)
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at += 1
        shift += 7
        if byte < 0x80:
            if value > _LAST_64:
                raise damaged(_WHERE)
            return value, at
    raise damaged(_WHERE)


def read_fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield (field number, unsigned integer or bytes). Raises SourceError."""
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        number, wire = tag >> 3, tag & 7
        if number == 0:
            raise damaged(_WHERE)
        if wire == 0:
            value, at = _varint(data, at)
            yield number, value
            continue
        if wire == 2:
            size, at = _varint(data, at)
        elif wire in _FIXED:
            size = _FIXED[wire]
        else:
            raise damaged(_WHERE)
        if size > len(data) - at:
            raise damaged(_WHERE)
        yield number, data[at : at + size]
        at += size


def signed(value: int, bits: int) -> int:
    """Return a varint as the signed integer it stands for: a negative int32 has 64 bits too."""
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> (bits - 1) else value
