"""HMAC (RFC 2104) over SHA-1, SHA-256 and SHA-512.

`digest` is the simple form. `keyed` makes an object that keeps what depends on the key
alone; it is what codes are made with, once a step.
"""

from hashlib import sha1, sha256
from struct import pack_into

from otpfob.core.sha512 import (
    BLOCK_BYTES,
    DIGEST_BYTES,
    START,
    compress,
    finish,
    sha512,
)
from otpfob.core.sha512 import wipe as wipe_sha512

SHA1 = 0
SHA256 = 1
SHA512 = 2
HASH_NAMES = ("SHA1", "SHA256", "SHA512")

_HASHES = (sha1, sha256, sha512)
_BUILTIN_BLOCK_BYTES = 64
_BLOCK_BYTES = (_BUILTIN_BLOCK_BYTES, _BUILTIN_BLOCK_BYTES, BLOCK_BYTES)

_COUNTER_BYTES = 8
_INNER = 0x36
_OUTER = 0x5C


def _key_block(key, hash_id):
    """The key as it goes into the pads: hashed if it is longer than a block, then zeros."""
    if len(key) > _BLOCK_BYTES[hash_id]:
        key = _HASHES[hash_id](key).digest()
    block = bytearray(_BLOCK_BYTES[hash_id])
    block[: len(key)] = key
    return block


def _xor(block, value):
    for i in range(len(block)):
        block[i] ^= value


def wipe(buffer) -> None:
    """Overwrite what held a secret."""
    for i in range(len(buffer)):
        buffer[i] = 0


def digest(key: bytes, message: bytes, hash_id: int) -> bytes:
    """Return HMAC(key, message): 20, 32 or 64 bytes. The key may have any length."""
    new = _HASHES[hash_id]
    pad = _key_block(key, hash_id)
    _xor(pad, _INNER)
    # One hash object is open at a time: the ESP32's hardware takes one stream.
    inner = new(pad)
    inner.update(message)
    first = inner.digest()
    _xor(pad, _INNER ^ _OUTER)
    outer = new(pad)
    outer.update(first)
    result = outer.digest()
    # The pads are as secret as the key.
    wipe(pad)
    if hash_id == SHA512:
        wipe_sha512()
    return result


class _BuiltinKey:
    """Both pads; the inner one with room for a counter behind it."""

    def __init__(self, key, hash_id):
        self._new = _HASHES[hash_id]
        pad = _key_block(key, hash_id)
        size = len(pad)
        _xor(pad, _INNER)
        self._inner = bytearray(size + _COUNTER_BYTES)
        self._inner[:size] = pad
        _xor(pad, _INNER ^ _OUTER)
        self._outer = pad

    def digest(self, message: bytes) -> bytes:
        """Return HMAC(key, message)."""
        inner = self._new(memoryview(self._inner)[:-_COUNTER_BYTES])
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


class _Sha512Key:
    """The states of SHA-512 after each pad, and the one block that follows each."""

    def __init__(self, key, hash_id):
        pad = _key_block(key, hash_id)
        self._inner_state = bytearray(DIGEST_BYTES)
        self._outer_state = bytearray(DIGEST_BYTES)
        _xor(pad, _INNER)
        compress(START, self._inner_state, pad, 0)
        _xor(pad, _INNER ^ _OUTER)
        compress(START, self._outer_state, pad, 0)
        wipe(pad)
        self._inner = bytearray(BLOCK_BYTES)
        finish(self._inner, _COUNTER_BYTES, BLOCK_BYTES + _COUNTER_BYTES)
        # The inner digest is written where the outer hash reads it.
        self._outer = bytearray(BLOCK_BYTES)
        finish(self._outer, DIGEST_BYTES, BLOCK_BYTES + DIGEST_BYTES)
        self._result = bytearray(DIGEST_BYTES)

    def digest(self, message: bytes) -> bytes:
        """Return HMAC(key, message)."""
        inner = sha512(message, self._inner_state, BLOCK_BYTES)
        outer = sha512(inner.digest(), self._outer_state, BLOCK_BYTES)
        return outer.digest()

    def counter_digest(self, counter: int) -> bytearray:
        """Return HMAC(key, counter as eight bytes), good until the next call."""
        pack_into(">Q", self._inner, 0, counter)
        compress(self._inner_state, self._outer, self._inner, 0)
        compress(self._outer_state, self._result, self._outer, 0)
        return self._result

    def wipe(self) -> None:
        """Forget the key. The object is of no use after it."""
        wipe(self._inner_state)
        wipe(self._outer_state)
        wipe(self._outer)
        wipe(self._inner)
        wipe(self._result)
        wipe_sha512()


def keyed(key: bytes, hash_id: int):
    """Return an object with `digest(message)`, `counter_digest(counter)` and `wipe()`."""
    return (_Sha512Key if hash_id == SHA512 else _BuiltinKey)(key, hash_id)


def equal(a: bytes, b: bytes) -> bool:
    """Compare two digests in a time that does not depend on where they differ."""
    if len(a) != len(b):
        return False
    difference = 0
    for i in range(len(a)):
        difference |= a[i] ^ b[i]
    return difference == 0
