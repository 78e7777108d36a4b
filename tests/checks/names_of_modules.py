"""The names in a .mpy file: MicroPython puts them into its table when it loads the module.

The head of the file, as tools/mpy-tool.py of MicroPython describes it: four bytes, two counts, and
for each name its length and whether it is one that every MicroPython has.
"""

from __future__ import annotations


def names(module: bytes) -> set[str]:
    """Return the names in a .mpy file that not every MicroPython has."""
    reader = _Reader(module, 4)
    count, _objects = reader.number(), reader.number()
    found = (reader.name() for _ in range(count))
    return {name for name in found if name is not None}


def packages(path: str) -> set[str]:
    """Return what importing the module at a path adds: its name and those in it."""
    parts = path.removesuffix(".mpy").split("/")
    return {".".join(parts[: i + 1]) for i in range(len(parts))} | set(parts)


class _Reader:
    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self._at = at

    def number(self) -> int:
        """Return an unsigned number: seven bits a byte, the highest first."""
        number = 0
        while True:
            byte = self._data[self._at]
            self._at += 1
            number = number << 7 | byte & 0x7F
            if not byte & 0x80:
                return number

    def name(self) -> str | None:
        size = self.number()
        if size & 1:
            return None
        start, self._at = self._at, self._at + (size >> 1) + 1
        return self._data[start : self._at - 1].decode()
