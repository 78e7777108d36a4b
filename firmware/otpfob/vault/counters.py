"""The next HOTP counter of every HOTP account, in a file of their own.

    offset  size  field (numbers big-endian)
    0       4     "FOBC"
    4       1     format version, 1
    5       4     generation, one more with every write
    9       12*n  id (4), next counter (8)
    9+12n   32    SHA-256 of everything above

Showing a code rewrites this file only, never a secret.
"""

import struct

from otpfob.core.account import MAX_COUNTER
from otpfob.core.errors import CounterSpent, Damaged, NoAccount, StorageFailed, VaultFull
from otpfob.vault import files

_NAME = "counters"
_MAGIC = b"FOBC"
_VERSION = 1
_HEADER = ">4sBI"
_HEADER_BYTES = 9
_ENTRY = ">IQ"
_ENTRY_BYTES = 12


class Counters:
    """The counters in RAM, as they are in flash."""

    def __init__(self, fs) -> None:
        self._fs = fs
        self._generation = 0
        self._entries = b""

    def load(self) -> None:
        """Read the file; none yet means no counters. Raises Damaged or StorageFailed."""
        if not files.exists(self._fs, _NAME):
            self._generation = 0
            self._entries = b""
            return
        try:
            with self._fs.open(_NAME, "rb") as file:
                content = file.read(files.content_size(file))
        except OSError:
            raise StorageFailed
        if len(content) < _HEADER_BYTES or (len(content) - _HEADER_BYTES) % _ENTRY_BYTES:
            raise Damaged
        magic, version, generation = struct.unpack_from(_HEADER, content)
        if magic != _MAGIC or version != _VERSION:
            raise Damaged
        self._generation = generation
        self._entries = content[_HEADER_BYTES:]

    def get(self, account_id: int) -> int:
        """Return the next counter of an account. Raises Damaged when it has none."""
        at = self._find(account_id)
        if at < 0:
            raise Damaged
        return struct.unpack_from(_ENTRY, self._entries, at)[1]

    def advance(self, account_id: int) -> int:
        """Return the counter to use now. The one after it is in flash, and was read back.

        Raises CounterSpent at 2^64 - 1, whose successor cannot be stored, NoAccount,
        Damaged or StorageFailed: no code may be drawn then.
        """
        at = self._find(account_id)
        if at < 0:
            raise NoAccount
        counter = struct.unpack_from(_ENTRY, self._entries, at)[1]
        if counter == MAX_COUNTER:
            raise CounterSpent
        entries = bytearray(self._entries)
        struct.pack_into(_ENTRY, entries, at, account_id, counter + 1)
        try:
            self._save(entries)
        except VaultFull:
            raise StorageFailed
        return counter

    def put(self, account_id: int, counter: int, keep) -> None:
        """Set the counter of a new account; drop those of ids for which `keep(id)` is false."""
        entries = bytearray()
        for at in range(0, len(self._entries), _ENTRY_BYTES):
            other = struct.unpack_from(_ENTRY, self._entries, at)[0]
            if other != account_id and keep(other):
                entries.extend(self._entries[at : at + _ENTRY_BYTES])
        entries.extend(struct.pack(_ENTRY, account_id, counter))
        self._save(entries)

    def _find(self, account_id):
        for at in range(0, len(self._entries), _ENTRY_BYTES):
            if struct.unpack_from(_ENTRY, self._entries, at)[0] == account_id:
                return at
        return -1

    def _save(self, entries):
        generation = self._generation + 1

        def write(writer):
            writer.write(struct.pack(_HEADER, _MAGIC, _VERSION, generation & 0xFFFFFFFF))
            writer.write(entries)

        files.replace(self._fs, _NAME, write)
        # From flash, under its real name: what counts is what is there after a power cut.
        self.load()
        if self._entries != bytes(entries):
            raise StorageFailed
