"""The data key, wrapped under the PIN, in a raw block of flash.

    offset  size  field (numbers big-endian)
    0       4     "FOBK"
    4       1     format version, 1: KEK as below; 2: then mixed with the device key
    5       1     flags: bit 0, a PIN is set
    6       2     zero
    8       4     key number, one more with every new data key, from 1
    12      4     PBKDF2 iterations
    16      16    salt
    32      32    data key: AES-256-CBC under HMAC(KEK, "OTPfob wrap encrypt"), IV of zeros
    64      32    HMAC-SHA256 of bytes 0..63 under HMAC(KEK, "OTPfob wrap mac")
    96      4     CRC-32 of bytes 0..95: tells rot from a wrong PIN

KEK is PBKDF2-HMAC-SHA256 of the PIN's ASCII digits; without a PIN, of nothing, with one
iteration. In version 2 the chip's own key is mixed into it, DEVICE_ROUNDS times (pin_key.py):
no other chip opens the slot. The salt is fresh, so each KEK wraps once and the IV may be zeros.

Key number n lies in block n & 1, so the old wrap stays until the new one was read back. A
block is erased as a whole: nothing of an old wrap survives in a filesystem's free blocks.
"""

import struct
from binascii import crc32

from cryptolib import aes
from micropython import const

from otpfob.core.errors import Damaged, StorageFailed
from otpfob.core.hmac import SHA256, digest, equal
from otpfob.vault.keys import KEY_BYTES, derive, wipe
from otpfob.vault.raw_log import erase, is_blank

BLOCKS = 2
SALT_BYTES = 16
SLOT_BYTES = 100
MIN_ITERATIONS = 1000
MAX_ITERATIONS = 2_000_000

_MAGIC = b"FOBK"
_PLAIN = const(1)
_BOUND = const(2)
_HAS_PIN = const(1)
_HEADER = ">4sBBHII"
_SALT_AT = const(16)
_WRAP_AT = const(32)
_MAC_AT = const(64)
_CRC_AT = const(96)
_CBC = const(2)  # mode of cryptolib
_NO_IV = bytes(16)


class Slot:
    """One wrapped key. Raises Damaged when `raw` has a right CRC and is still no slot."""

    def __init__(self, raw: bytes) -> None:
        magic, version, flags, zero, number, iterations = struct.unpack_from(_HEADER, raw)
        if magic != _MAGIC or version not in (_PLAIN, _BOUND):
            raise Damaged
        if flags & ~_HAS_PIN or zero or not number:
            raise Damaged
        # Before any work: a count that takes for ever, or makes guessing cheap, is refused.
        if flags and not MIN_ITERATIONS <= iterations <= MAX_ITERATIONS:
            raise Damaged
        if not flags and iterations != 1:
            raise Damaged
        self.raw = raw
        self.has_pin = flags == _HAS_PIN
        self.bound = version == _BOUND  # to the chip, by its device key
        self.key_number = number
        self.iterations = iterations
        self.salt = raw[_SALT_AT:_WRAP_AT]

    def unwrap(self, kek: bytes):
        """Return the data key, which the caller wipes, or None: `kek` is of another PIN."""
        if not equal(_mac(kek, self.raw[:_MAC_AT]), self.raw[_MAC_AT:_CRC_AT]):
            return None
        data_key = bytearray(KEY_BYTES)
        key = derive(kek, "wrap encrypt")
        aes(key, _CBC, _NO_IV).decrypt(self.raw[_WRAP_AT:_MAC_AT], data_key)
        wipe(key)
        return data_key


def wrapped(
    key_number: int, has_pin: bool, iterations: int, salt, kek, data_key, bound: bool = False
) -> Slot:
    """Return the slot with `data_key` under `kek`. Raises Damaged for impossible iterations.

    `bound`: the device key is mixed into `kek`.
    """
    raw = bytearray(SLOT_BYTES)
    flags = _HAS_PIN if has_pin else 0
    version = _BOUND if bound else _PLAIN
    struct.pack_into(_HEADER, raw, 0, _MAGIC, version, flags, 0, key_number, iterations)
    raw[_SALT_AT:_WRAP_AT] = salt
    key = derive(kek, "wrap encrypt")
    raw[_WRAP_AT:_MAC_AT] = aes(key, _CBC, _NO_IV).encrypt(data_key)
    wipe(key)
    raw[_MAC_AT:_CRC_AT] = _mac(kek, raw[:_MAC_AT])
    struct.pack_into(">I", raw, _CRC_AT, crc32(raw[:_CRC_AT]) & 0xFFFFFFFF)
    return Slot(bytes(raw))


def _mac(kek, message):
    key = derive(kek, "wrap mac")
    result = digest(key, message, SHA256)
    wipe(key)
    return result


class KeySlots:
    """Both blocks. `current` is the slot in use, or None."""

    def __init__(self, store) -> None:
        self._store = store
        self.current = None

    def load(self) -> None:
        """Find the slot in use. Raises Damaged, StorageFailed."""
        self.current = None
        for block in range(BLOCKS):
            slot = self._read(block)
            if slot and (not self.current or slot.key_number > self.current.key_number):
                self.current = slot

    def in_use(self) -> Slot:
        """Return the slot in use. Raises Damaged when there is none."""
        if self.current is None:
            raise Damaged
        return self.current

    def is_blank(self) -> bool:
        """Return whether there is no key, nor a trace of one: nobody can read any file."""
        return is_blank(self._store, 0) and is_blank(self._store, 1)

    def write(self, slot: Slot) -> None:
        """Write a slot into its block and read it back. It is not in use before `use`."""
        block = slot.key_number & 1
        if not is_blank(self._store, block):
            erase(self._store, block)
        self._store.program(block, 0, slot.raw)
        found = self._read(block)
        if found is None or found.raw != slot.raw:
            raise StorageFailed

    def use(self, slot: Slot) -> None:
        """Make `slot`, which was written, the one in use: erases the other."""
        self.current = slot
        self.settle()

    def settle(self) -> None:
        """Erase the block that is not in use: an old wrap, or one that was cut."""
        other = 1 - (self.in_use().key_number & 1)
        if not is_blank(self._store, other):
            erase(self._store, other)

    def erase(self) -> None:
        """Erase both blocks and look whether they are. Raises StorageFailed."""
        self.current = None
        for block in range(BLOCKS):
            erase(self._store, block)

    def _read(self, block):
        """Return the slot in a block, or None: blank, rotten, or cut while it was written."""
        raw = bytearray(SLOT_BYTES)
        self._store.read(block, 0, raw)
        if crc32(raw[:_CRC_AT]) & 0xFFFFFFFF != struct.unpack_from(">I", raw, _CRC_AT)[0]:
            return None
        slot = Slot(bytes(raw))
        if slot.key_number & 1 != block:
            raise Damaged
        return slot
