"""HMAC (RFC 2104) over SHA-1, SHA-256 and SHA-512.

`digest` is the simple form. `keyed` makes an object that keeps what depends on the key
alone; it is what codes are made with, once a step.

SHA-512 is ours, and few accounts have it: it is loaded when the first of them is used.
"""

from hashlib import sha1, sha256
from struct import pack_into

SHA1 = 0
SHA256 = 1
SHA512 = 2
HASH_NAMES = ("SHA1", "SHA256", "SHA512")

_BUILTIN_BLOCK_BYTES = 64
_BLOCK_BYTES = (_BUILTIN_BLOCK_BYTES, _BUILTIN_BLOCK_BYTES, 128)

COUNTER_BYTES = 8
_WIPED_AT_ONCE = 32
_ZEROS = "32s"
INNER = 0x36
OUTER = 0x5C


def _hash(hash_id):
    if hash_id == SHA512:
        from otpfob.core.sha512 import sha512

        return sha512
    return sha256 if hash_id == SHA256 else sha1


def key_block(key, hash_id) -> bytearray:
    """Return the key as it goes into the pads: hashed if it is longer than a block, then zeros."""
    if len(key) > _BLOCK_BYTES[hash_id]:
        key = _hash(hash_id)(key).digest()
    block = bytearray(_BLOCK_BYTES[hash_id])
    block[: len(key)] = key
    return block


def xor(block, value) -> None:
    """Change every byte of a pad."""
    for i in range(len(block)):
        block[i] ^= value


def wipe(buffer) -> None:
    """Overwrite what held a secret. Allocates nothing: it must not fail."""
    i = 0
    last = len(buffer) - _WIPED_AT_ONCE
    while i <= last:
        pack_into(_ZEROS, buffer, i, b"")  # an empty string is filled up with zeros
        i += _WIPED_AT_ONCE
    while i < len(buffer):
        buffer[i] = 0
        i += 1


def digest(key: bytes, message: bytes, hash_id: int) -> bytes:
    """Return HMAC(key, message): 20, 32 or 64 bytes. The key may have any length."""
    new = _hash(hash_id)
    pad = key_block(key, hash_id)
    xor(pad, INNER)
    # One hash object is open at a time: the ESP32's hardware takes one stream.
    inner = new(pad)
    inner.update(message)
    first = inner.digest()
    xor(pad, INNER ^ OUTER)
    outer = new(pad)
    outer.update(first)
    result = outer.digest()
    # The pads are as secret as the key.
    wipe(pad)
    if hash_id == SHA512:
        from otpfob.core.sha512 import wipe as wipe_sha512

        wipe_sha512()
    return result


class _BuiltinKey:
    """Both pads; the inner one with room for a counter behind it."""

    def __init__(self, key, hash_id):
        self._new = _hash(hash_id)
        pad = key_block(key, hash_id)
        size = len(pad)
        xor(pad, INNER)
        self._inner = bytearray(size + COUNTER_BYTES)
        self._inner[:size] = pad
        xor(pad, INNER ^ OUTER)
        self._outer = pad

    def digest(self, message: bytes) -> bytes:
        """Return HMAC(key, message)."""
        inner = self._new(memoryview(self._inner)[:-COUNTER_BYTES])
        inner.update(message)
        first = inner.digest()
        outer = self._new(self._outer)
        outer.update(first)
        return outer.digest()

    def counter_digest(self, counter: int) -> bytes:
        """Return HMAC(key, counter as eight bytes), good until the next call."""
        # The pad and the counter in one buffer: no bytes object is made of the counter.
        pack_into(">Q", self._inner, _BUILTIN_BLOCK_BYTES, counter)
        new = self._new
        first = new(self._inner).digest()
        outer = new(self._outer)
        outer.update(first)
        return outer.digest()

    def wipe(self) -> None:
        """Forget the key. The object is of no use after it."""
        wipe(self._inner)
        wipe(self._outer)


def keyed(key: bytes, hash_id: int):
    """Return an object with `digest(message)`, `counter_digest(counter)` and `wipe()`."""
    if hash_id == SHA512:
        from otpfob.core.hmac_sha512 import Sha512Key

        return Sha512Key(key)
    return _BuiltinKey(key, hash_id)


def equal(a: bytes, b: bytes) -> bool:
    """Compare two digests in a time that does not depend on where they differ."""
    if len(a) != len(b):
        return False
    difference = 0
    for i in range(len(a)):
        difference |= a[i] ^ b[i]
    return difference == 0
