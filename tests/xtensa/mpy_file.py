"""Reads the machine code of viper functions out of a `.mpy` file.

The format, version 6 (MicroPython's docs/reference/mpyfiles.rst), numbers as base-128,
high group first:

    'M', version, flags (bits 0-1 sub-version, 2-5 architecture, 6 more flags follow), int bits
    number of qstrs, number of constant objects, the qstrs, the objects
    the raw code of the module, its children inside it

    qstr       length * 2 + (1: this is the index of a built-in one, and no text follows)
    raw code   length * 8 + has children * 4 + kind, then that many bytes;
               native kinds: scope flags, a prelude or a signature; then the children
"""

_VERSION = 6
_SUB_VERSION = 3
_MORE_FLAGS = 0x40
ARCHITECTURES = {2: "x64", 10: "xtensawin", 11: "rv32imc"}

_BYTECODE = 0
_VIPER = 2

# Kinds of constant objects without a length: None, False, True, ..., the function table.
_BARE_OBJECTS = (0, 1, 2, 3, 4)
_TUPLE = 10


class RawCode:
    """One function: its kind, its bytes, the functions defined in it."""

    def __init__(self, kind, code, flags, children):
        self.kind = kind
        self.code = code
        self.flags = flags
        self.children = children


class _Reader:
    def __init__(self, data):
        self._data = data
        self._at = 0

    def bytes(self, size):
        part = self._data[self._at : self._at + size]
        if len(part) != size:
            raise ValueError("the .mpy file ends early")
        self._at += size
        return part

    def byte(self):
        return self.bytes(1)[0]

    def number(self):
        value = 0
        while True:
            byte = self.byte()
            value = value << 7 | byte & 0x7F
            if byte < 0x80:
                return value

    def at_end(self):
        return self._at == len(self._data)


class MpyFile:
    """`functions` are the viper functions in the order of the source."""

    def __init__(self, data):
        reader = _Reader(data)
        if reader.byte() != ord("M") or reader.byte() != _VERSION:
            raise ValueError("no .mpy file of version 6")
        flags = reader.byte()
        if flags & 3 != _SUB_VERSION:
            raise ValueError(f"sub-version {flags & 3}, not {_SUB_VERSION}")
        self.architecture = ARCHITECTURES.get(flags >> 2 & 15, "bytecode")
        reader.byte()
        if flags & _MORE_FLAGS:
            reader.number()
        qstrs = reader.number()
        objects = reader.number()
        self.qstrs = [self._read_qstr(reader) for _ in range(qstrs)]
        for _ in range(objects):
            self._skip_object(reader)
        self.module = self._read_raw_code(reader)
        if not reader.at_end():
            raise ValueError("bytes after the module")
        self.functions = [child for child in self.module.children if child.kind == _VIPER]

    def _read_qstr(self, reader):
        size = reader.number()
        if size & 1:
            return size >> 1
        text = reader.bytes(size >> 1).decode()
        reader.byte()
        return text

    def _skip_object(self, reader):
        kind = reader.byte()
        if kind in _BARE_OBJECTS:
            return
        size = reader.number()
        if kind == _TUPLE:
            for _ in range(size):
                self._skip_object(reader)
            return
        # Strings and bytes end with a zero that their length does not count.
        reader.bytes(size + (1 if kind in (5, 6) else 0))

    def _read_raw_code(self, reader):
        head = reader.number()
        kind = head & 3
        code = reader.bytes(head >> 3)
        flags = 0
        if kind == _VIPER:
            flags = reader.number()
        elif kind != _BYTECODE:
            raise ValueError("only bytecode and viper are read here")
        children = []
        if head & 4:
            children = [self._read_raw_code(reader) for _ in range(reader.number())]
        return RawCode(kind, code, flags, children)
