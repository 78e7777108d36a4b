"""Encryption for the writers, with random salts and nonces from a counter: runs repeat."""

import hashlib
from itertools import count

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

_numbers = count()


def noise(size: int) -> bytes:
    """Return bytes that were not returned before."""
    return hashlib.shake_256(b"noise %d" % next(_numbers)).digest(size)


def gcm(key: bytes, nonce: bytes, plain: bytes, associated: bytes = b"") -> bytes:
    return AESGCM(key).encrypt(nonce, plain, associated)


def cbc(key: bytes, iv: bytes, plain: bytes) -> bytes:
    padder = padding.PKCS7(128).padder()
    sealer = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return sealer.update(padder.update(plain) + padder.finalize()) + sealer.finalize()


def argon2id(password: str, salt: bytes, kib: int, passes: int, lanes: int) -> bytes:
    function = Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=kib)
    return function.derive(password.encode())


def pbkdf2(hash_name: str, password: str, salt: bytes, rounds: int, size: int = 32) -> bytes:
    return hashlib.pbkdf2_hmac(hash_name, password.encode(), salt, rounds, size)
