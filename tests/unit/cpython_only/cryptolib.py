"""MicroPython's `cryptolib` for the unit tests under CPython: AES-CBC, which is all they need.

Like the real one it works in place, goes on where the last call ended, encrypts or decrypts
but not both, and refuses what is no whole number of blocks.
"""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_CBC = 2
_BLOCK_BYTES = 16


class aes:
    def __init__(self, key, mode, iv) -> None:
        if mode != _CBC:
            raise ValueError("mode")
        if len(key) not in (16, 32):
            raise ValueError("key")
        if len(iv) != _BLOCK_BYTES:
            raise ValueError("IV")
        self._cipher = Cipher(algorithms.AES(bytes(key)), modes.CBC(bytes(iv)))
        self._way = None
        self._context = None

    def encrypt(self, data, out=None):
        return self._process("encryptor", data, out)

    def decrypt(self, data, out=None):
        return self._process("decryptor", data, out)

    def _process(self, way, data, out):
        if self._way not in (None, way):
            raise ValueError("can't encrypt & decrypt")
        if len(data) % _BLOCK_BYTES:
            raise ValueError("blksize % 16")
        if out is not None and len(out) < len(data):
            raise ValueError("output too small")
        if self._context is None:
            self._way = way
            self._context = getattr(self._cipher, way)()
        result = self._context.update(bytes(data))
        if out is None:
            return result
        memoryview(out)[: len(result)] = result
        return out
