"""HMAC over SHA-512 for one key: see otpfob.core.hmac, which loads it when it is needed."""

from struct import pack_into

from otpfob.core.hmac import COUNTER_BYTES, INNER, OUTER, SHA512, key_block, wipe, xor
from otpfob.core.sha512 import BLOCK_BYTES, DIGEST_BYTES, START, compress, finish, sha512
from otpfob.core.sha512 import wipe as wipe_sha512


class Sha512Key:
    """The states of SHA-512 after each pad, and the one block that follows each."""

    def __init__(self, key: bytes) -> None:
        pad = key_block(key, SHA512)
        self._inner_state = bytearray(DIGEST_BYTES)
        self._outer_state = bytearray(DIGEST_BYTES)
        xor(pad, INNER)
        compress(START, self._inner_state, pad, 0)
        xor(pad, INNER ^ OUTER)
        compress(START, self._outer_state, pad, 0)
        wipe(pad)
        self._inner = bytearray(BLOCK_BYTES)
        finish(self._inner, COUNTER_BYTES, BLOCK_BYTES + COUNTER_BYTES)
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
