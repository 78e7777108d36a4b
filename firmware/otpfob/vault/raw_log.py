"""Append-only entries of one size in two blocks of flash, without a filesystem.

    offset  size  field (numbers big-endian)
    0       4     sequence number, from 1, one more with every entry
    4       n     payload
    4+n     4     CRC-32 of everything above
    8+n     ...   0xFF to a multiple of 16 bytes

A slot is programmed once. When no slot of a block is left, the other block is erased and
begun. Whatever is cut when, the newest whole entry is the old one or the new one.
"""

import struct
from binascii import crc32

from micropython import const

from otpfob.core.errors import BadField, StorageFailed

BLOCKS = 2

_PREFIX_BYTES = const(4)
_CRC_BYTES = const(4)
_ALIGN = const(16)
_CHUNK = const(256)
_ERASED = const(0xFF)


def is_blank(store, block: int) -> bool:
    """Return whether every byte of a block is erased. Raises StorageFailed."""
    chunk = bytearray(_CHUNK)
    blank = b"\xff" * _CHUNK
    for offset in range(0, store.block_bytes, _CHUNK):
        store.read(block, offset, chunk)
        if chunk != blank:
            return False
    return True


def erase(store, block: int) -> None:
    """Erase a block and look whether it is. Raises StorageFailed."""
    store.erase(block)
    if not is_blank(store, block):
        raise StorageFailed


class RawLog:
    """The log in the blocks `first_block` and the next. Reads them when first asked."""

    def __init__(self, store, first_block: int, payload_bytes: int) -> None:
        self._store = store
        self._first = first_block
        self._crc_at = _PREFIX_BYTES + payload_bytes
        used = self._crc_at + _CRC_BYTES
        self._slot = bytearray(used + -used % _ALIGN)
        self._slots = store.block_bytes // len(self._slot)  # in one block
        self._known = False
        # Slots are counted through both blocks. The newest whole entry, -1: there is none.
        self._newest = -1
        self._sequence = 0
        self._next = -1  # the slot for the next entry, -1: its block is erased first
        self._torn = False

    @property
    def torn(self) -> bool:
        """Whether something was written after the last whole entry, and is not whole."""
        self._look()
        return self._torn

    def last(self):
        """Return the newest payload, or None. Raises StorageFailed."""
        found = self.newest(1)
        return found[0] if found else None

    def newest(self, n: int) -> list:
        """Return the last `n` payloads, or as many as there are, the newest first."""
        found = []
        if n > 0:

            def visit(payload):
                found.append(payload)
                return len(found) == n

            self.find(visit)
        return found

    def find(self, match):
        """Return the newest payload for which match(payload) holds, or None."""
        self._look()
        count = self._slots * BLOCKS
        for back in range(count if self._newest >= 0 else 0):
            if self._read((self._newest - back) % count) > 0:
                payload = bytes(memoryview(self._slot)[_PREFIX_BYTES : self._crc_at])
                if match(payload):
                    return payload
        return None

    def append(self, payload: bytes) -> None:
        """Write an entry and read it back. Raises StorageFailed, and BadField for another size."""
        if len(payload) != self._crc_at - _PREFIX_BYTES:
            raise BadField("payload")
        self._look()
        self._known = False  # until it is there
        at = self._next
        if at < 0:
            other = 1 - self._newest // self._slots if self._newest >= 0 else 0
            erase(self._store, self._first + other)
            at = other * self._slots
        slot = self._slot
        for i in range(len(slot)):
            slot[i] = _ERASED
        struct.pack_into(">I", slot, 0, self._sequence + 1)
        slot[_PREFIX_BYTES : self._crc_at] = payload
        crc = crc32(memoryview(slot)[: self._crc_at]) & 0xFFFFFFFF
        struct.pack_into(">I", slot, self._crc_at, crc)
        wanted = bytes(slot)
        self._store.program(self._first + at // self._slots, self._offset(at), wanted)
        self._read(at)
        if slot != wanted:
            raise StorageFailed
        self._newest = at
        self._sequence += 1
        self._next = -1 if (at + 1) % self._slots == 0 else at + 1
        self._torn = False
        self._known = True

    def erase(self) -> None:
        """Erase both blocks and look whether they are. Raises StorageFailed."""
        self._known = False
        for block in range(BLOCKS):
            erase(self._store, self._first + block)

    def _look(self):
        """Find the newest entry and the place for the next one, if that is not known."""
        if self._known:
            return
        self._newest = -1
        self._sequence = 0
        for block in range(BLOCKS):
            self._look_in(block)
        if self._newest >= 0:
            self._look_behind()
        else:
            blank = is_blank(self._store, self._first)
            self._next = 0 if blank else -1
            self._torn = not (blank and is_blank(self._store, self._first + 1))
        self._known = True

    def _look_in(self, block):
        """Look for the newest entry in a block: many slots at once, since most are blank."""
        size = len(self._slot)
        at_once = 1
        while at_once * size < _CHUNK and self._slots % (2 * at_once) == 0:
            at_once *= 2
        chunk = bytearray(at_once * size)
        blank = bytes((_ERASED,)) * len(chunk)
        for first in range(0, self._slots, at_once):
            self._store.read(self._first + block, first * size, chunk)
            if chunk == blank:
                continue
            for i in range(at_once):
                sequence = self._sequence_of(memoryview(chunk)[i * size : (i + 1) * size])
                if sequence > self._sequence:
                    self._newest = block * self._slots + first + i
                    self._sequence = sequence

    def _look_behind(self):
        """Find the first blank slot after the newest entry, and whether one is torn."""
        self._torn = False
        self._next = -1
        at = self._newest + 1
        while at % self._slots:
            if self._read(at) == 0:
                self._next = at
                break
            self._torn = True
            at += 1
        if self._next < 0 and not self._torn:
            # The other block is erased before its first entry, also for a second try: a
            # first slot that is neither blank nor whole is the entry that was cut.
            other = 1 - self._newest // self._slots
            self._torn = self._read(other * self._slots) < 0

    def _read(self, at):
        """Read a slot. Returns what _sequence_of() does."""
        self._store.read(self._first + at // self._slots, self._offset(at), self._slot)
        return self._sequence_of(self._slot)

    def _sequence_of(self, slot):
        """Return the sequence number in a slot, 0 when it is blank, -1 when it is neither."""
        crc = crc32(memoryview(slot)[: self._crc_at]) & 0xFFFFFFFF
        sequence = struct.unpack_from(">I", slot)[0]
        if sequence and crc == struct.unpack_from(">I", slot, self._crc_at)[0]:
            return sequence
        return -1 if bytes(slot).strip(b"\xff") else 0

    def _offset(self, at):
        return at % self._slots * len(self._slot)
