"""What the token says, in the language its user chose: read from a file, text by text.

A text stays in its file, which `firmware/texts/make_texts.py` writes: in RAM is one entry of its
table. All numbers are big-endian.

    offset  size  field
    0       4     magic "fobT"
    4       1     format version, 1
    5       2     N: number of texts, 1 to 4096
    7       7*N   table by rising id: id, 20 bits in 3 bytes; where the text begins, counted from
                  the end of the table; its length in bytes (2 bytes each)
    then    ...   the texts, UTF-8
    then    4     CRC-32 of everything before, little-endian: that of the whole file is a constant

The id of a text is made of its name, so a new text changes no other's id. In the code it is a
constant, `_T_NAME = const(0x.....)`, that costs no memory: `make texts` writes the number.

A *phrase* is what screens are given to say:

    int      the id of a text
    str      a text as it is: a name, a number
    tuple    the id of a text with gaps, then what fills each: int for %d, phrase (but for an int)
             for %s, so a text in a gap is (id,)

A byte 1 to 7 in a text stands for what a button is called on this board: see BUTTONS.
"""

import struct
from binascii import crc32

from otpfob.core.errors import Damaged

LANGUAGES = ("en", "ru")

# What the bytes from 1 on stand for: texts of these names, with the number of buttons behind
# them. PRESS_DO and HOLD_DO begin a sentence.
BUTTONS = (
    "NEXT",
    "PREV",
    "DO",
    "BACK",
    "MENU",
    "PRESS_DO",
    "HOLD_DO",
)

_MAGIC = b"fobT"
_VERSION = 1
_HEADER_BYTES = 7
_ENTRY = ">BHHH"
_ENTRY_BYTES = 7
_CHUNK_BYTES = 128
_ID_BITS = 0xFFFFF
_RESIDUE = 0x2144DF1C  # the CRC-32 of anything with its CRC-32 behind it


def id_of(name: str) -> int:
    """Return the id of a text: 20 bits of the CRC-32 of its name."""
    return crc32(name.encode()) & _ID_BITS


def error_text(code: str) -> int:
    """Return the id of what an error says, by its wire code (otpfob.core.errors)."""
    return id_of("ERROR_" + code.upper())


def sync_text(reason: str) -> int:
    """Return the id of why a sync failed (otpfob.clock.sntp_radio.SAYS)."""
    return id_of("SYNC_" + reason.upper())


class Texts:
    """`open_file(language)` returns a binary file, or raises OSError.

    A token whose texts are damaged says the numbers of them, and goes on.
    """

    def __init__(self, open_file, buttons: int, language: str = LANGUAGES[0]) -> None:
        self._open_file = open_file
        self._buttons = buttons
        self._entry = bytearray(_ENTRY_BYTES)
        self._file = None
        self._count = 0
        self.language = ""
        for wanted in (language,) + LANGUAGES:
            try:
                self.use(wanted)
                break
            except (Damaged, OSError):
                pass

    def use(self, language: str) -> None:
        """Speak another language from now on. Raises OSError, Damaged; then nothing changes."""
        file = self._open_file(language)
        try:
            count = _checked(file)
        except Damaged:
            file.close()
            raise
        if self._file is not None:
            self._file.close()
        self._file = file
        self._count = count
        self.language = language

    def name_of(self, language: str) -> str:
        """Return what a language calls itself, or the name of its file when that is damaged."""
        spoken = Texts(self._open_file, self._buttons, language)
        name = spoken.string(id_of("LANGUAGE")) if spoken.language == language else language
        spoken.close()
        return name

    def close(self) -> None:
        """Say numbers from now on."""
        if self._file is not None:
            self._file.close()
        self._file = None
        self._count = 0

    def string(self, phrase) -> str:
        """Return what a phrase says. Allocates nothing for a string."""
        if isinstance(phrase, str):
            return phrase
        return self._text(phrase) if isinstance(phrase, int) else self._filled(phrase)

    def _filled(self, phrase):
        parts = [part if isinstance(part, int) else self.string(part) for part in phrase[1:]]
        text = self._text(phrase[0])
        try:
            return text % tuple(parts)
        except TypeError:  # its number, which stands for a text that cannot be read
            return text

    def _text(self, number):
        try:
            text = str(self._read(number), "utf-8")
        except (Damaged, OSError, ValueError):
            return "#%05X" % number
        for i in range(len(BUTTONS)):
            if chr(i + 1) in text:
                text = text.replace(chr(i + 1), self._button(BUTTONS[i]))
        return text

    def _button(self, name):
        return self._text(id_of("%s_%d" % (name, self._buttons)))

    def _read(self, number):
        """Return the bytes of a text: a binary search. Raises Damaged, OSError."""
        low = 0
        high = self._count
        while low < high:
            middle = (low + high) // 2
            self._fill(_HEADER_BYTES + middle * _ENTRY_BYTES, self._entry)
            top, rest, start, size = struct.unpack(_ENTRY, self._entry)
            found = top << 16 | rest
            if found == number:
                text = bytearray(size)
                self._fill(_HEADER_BYTES + self._count * _ENTRY_BYTES + start, text)
                return text
            if found < number:
                low = middle + 1
            else:
                high = middle
        raise Damaged("texts")

    def _fill(self, offset, buffer):
        file = self._file
        if file is None:
            raise Damaged("texts")
        file.seek(offset)
        if file.readinto(buffer) != len(buffer):
            raise Damaged("texts")


def _checked(file):
    """Return how many texts a file has. Raises Damaged when a byte is not what was written."""
    header = file.read(_HEADER_BYTES)
    if len(header) != _HEADER_BYTES or header[:4] != _MAGIC or header[4] != _VERSION:
        raise Damaged("texts")
    crc = crc32(header)
    chunk = memoryview(bytearray(_CHUNK_BYTES))
    while True:
        size = file.readinto(chunk)
        if not size:
            break
        crc = crc32(chunk[:size], crc)
    if crc != _RESIDUE:
        raise Damaged("texts")
    return header[5] << 8 | header[6]
