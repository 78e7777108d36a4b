"""HMAC (RFC 2104) over SHA-1, SHA-256 and SHA-512."""

from hashlib import sha1, sha256

from otpfob.core.sha512 import sha512

SHA1 = 0
SHA256 = 1
SHA512 = 2
HASH_NAMES = ("SHA1", "SHA256", "SHA512")

_HASHES = (sha1, sha256, sha512)
_BLOCK_BYTES = (64, 64, 128)


def _xor_into(pad, key, value):
    for i in range(len(pad)):
        pad[i] = value ^ (key[i] if i < len(key) else 0)


def digest(key: bytes, message: bytes, hash_id: int) -> bytes:
    """Return HMAC(key, message): 20, 32 or 64 bytes. The key may have any length."""
    new = _HASHES[hash_id]
    block = _BLOCK_BYTES[hash_id]
    if len(key) > block:
        key = new(key).digest()
    pad = bytearray(block)
    _xor_into(pad, key, 0x36)
    inner = new(pad)
    inner.update(message)
    _xor_into(pad, key, 0x5C)
    # One hash object is open at a time: the ESP32's hardware takes one stream.
    first = inner.digest()
    outer = new(pad)
    outer.update(first)
    # The pads are as secret as the key.
    _xor_into(pad, b"", 0)
    return outer.digest()


def equal(a: bytes, b: bytes) -> bool:
    """Compare two digests in a time that does not depend on where they differ."""
    if len(a) != len(b):
        return False
    difference = 0
    for i in range(len(a)):
        difference |= a[i] ^ b[i]
    return difference == 0
