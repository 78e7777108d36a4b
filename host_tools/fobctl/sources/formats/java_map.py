"""A java.util.HashMap of texts as Java's ObjectOutputStream writes it.

    AC ED 00 05           magic and version
    73 72                 object, class description: name (16-bit length, UTF-8), serial
                          version (8), flags (1), fields: count (2), each type (1) and name
    78 70                 end of the description, no superclass
    fields                4 bytes each (float, int)
    77 08                 block of 8 bytes: capacity (4), size (4)
    key, value, ...       74 text (16-bit length), 7C long text (64-bit), 71 one given before
                          (4 bytes: 0x7E0000 and a number counted from the first description)
    78                    end

Only this is read: no class is loaded, nothing is made but texts.
"""

from fobctl.sources.formats.json_text import damaged

MAGIC = b"\xac\xed\x00\x05"

_WHERE = "Java object"
_CLASS = b"java.util.HashMap"
_FIRST_HANDLE = 0x7E0000
_MAX_PAIRS = 100_000


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        # Texts by handle. The description and the map itself have one, and no text.
        self._handles: list[str | None] = []

    def take(self, size: int) -> bytes:
        if size > len(self._data) - self._at:
            raise damaged(_WHERE)
        self._at += size
        return self._data[self._at - size : self._at]

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def expect(self, data: bytes) -> None:
        if self.take(len(data)) != data:
            raise damaged(_WHERE)

    def head(self) -> int:
        """Read up to the first key; return the number of pairs."""
        self.expect(MAGIC + b"\x73\x72")
        self.expect(len(_CLASS).to_bytes(2, "big") + _CLASS)
        self.take(8 + 1)
        count = self.number(2)
        for _ in range(count):
            if self.take(1) not in (b"F", b"I"):
                raise damaged(_WHERE)
            # The name of a field of a simple type has no handle.
            self.take(self.number(2))
        self.expect(b"\x78\x70")
        self._handles = [None, None]
        self.take(4 * count)
        self.expect(b"\x77\x08")
        self.take(4)
        return self.number(4)

    def text(self) -> str:
        mark = self.take(1)
        if mark == b"\x71":
            handle = self.number(4) - _FIRST_HANDLE
            found = self._handles[handle] if 0 <= handle < len(self._handles) else None
            if found is None:
                raise damaged(_WHERE)
            return found
        if mark not in (b"\x74", b"\x7c"):
            raise damaged(_WHERE)
        found = _modified_utf8(self.take(self.number(2 if mark == b"\x74" else 8)))
        self._handles.append(found)
        return found


def _modified_utf8(data):
    # NUL has two bytes there, and a character beyond 16 bits is two halves of three bytes.
    text = None
    try:
        halves = data.replace(b"\xc0\x80", b"\0").decode("utf-8", "surrogatepass")
        text = halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeError:
        pass
    if text is None:
        raise damaged(_WHERE)
    return text


def read_pairs(data: bytes) -> dict[str, str]:
    """Return the map. Raises SourceError."""
    reader = _Reader(data)
    size = reader.head()
    if size > _MAX_PAIRS:
        raise damaged(_WHERE)
    found: dict[str, str] = {}
    for _ in range(size):
        key = reader.text()
        if key in found:
            raise damaged(_WHERE)
        found[key] = reader.text()
    reader.expect(b"\x78")
    return found
