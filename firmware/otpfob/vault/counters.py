"""The next HOTP counter of every HOTP account, in a sealed file of their own.

The plaintext is entries in no order, at most one for an account:

    offset  size  field (numbers big-endian)
    0       4     id of the account
    4       8     next counter

Showing a code rewrites this file only, never a secret.
"""

import struct

from micropython import const

from otpfob.core.account import MAX_COUNTER
from otpfob.core.errors import CounterSpent, Damaged, NoAccount, StorageFailed, VaultFull
from otpfob.vault.records import MAX_ACCOUNTS
from otpfob.vault.sealed import Sealed

NAME = "counters"
MAGIC = b"FOBC"

_ENTRY = ">IQ"
_ENTRY_BYTES = const(12)


def entry(account_id: int, counter: int) -> bytes:
    """Return the bytes of one counter, for `put_all`."""
    return struct.pack(_ENTRY, account_id, counter)


class Counters:
    """The counters in RAM, as they are in flash."""

    def __init__(self, sealed: Sealed) -> None:
        self._sealed = sealed
        self._entries = bytearray()

    @property
    def healthy(self) -> bool:
        """Whether flash is known to hold what RAM does. See Sealed.healthy."""
        return self._sealed.healthy

    def create(self) -> None:
        """Write a file without counters."""
        self._save(bytearray())

    def load(self) -> None:
        """Read the file. Raises Damaged or StorageFailed."""
        self._sealed.load()
        self._entries = self._read()

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
        self._set(at, account_id, counter + 1)
        return counter

    def raise_to(self, account_id: int, counter: int) -> None:
        """Let the next counter of an account be `counter`, unless it is higher already."""
        at = self._find(account_id)
        if at < 0:
            raise NoAccount
        if struct.unpack_from(_ENTRY, self._entries, at)[1] < counter:
            self._set(at, account_id, counter)

    def put_all(self, new: bytearray, keep) -> None:
        """Add the entries of `new` accounts; drop those of ids for which `keep(id)` is false.

        What is left of a new id from an add that failed is dropped too.
        """
        entries = bytearray()
        for at in range(0, len(self._entries), _ENTRY_BYTES):
            old = self._entries[at : at + _ENTRY_BYTES]
            if keep(struct.unpack_from(_ENTRY, old)[0]):
                entries.extend(old)
        entries.extend(new)
        self._save(entries)

    def wipe(self) -> None:
        """Forget the counters and overwrite the keys."""
        self._entries = bytearray()
        self._sealed.wipe()

    def _set(self, at, account_id, counter):
        entries = bytearray(self._entries)
        struct.pack_into(_ENTRY, entries, at, account_id, counter)
        try:
            self._save(entries)
        except VaultFull:
            raise StorageFailed

    def _find(self, account_id):
        for at in range(0, len(self._entries), _ENTRY_BYTES):
            if struct.unpack_from(_ENTRY, self._entries, at)[0] == account_id:
                return at
        return -1

    def _save(self, entries):
        self._sealed.replace(len(entries), lambda: (entries,))
        # From flash, under its real name: what counts is what is there after a power cut.
        self._entries = self._read()
        if self._entries != entries:
            raise StorageFailed

    def _read(self):
        size = self._sealed.size
        if size % _ENTRY_BYTES or size > MAX_ACCOUNTS * _ENTRY_BYTES:
            raise Damaged
        entries = bytearray(size)
        self._sealed.read(0, entries)
        return entries
