"""Keys from passwords, within bounds: a file cannot make this PC compute or allocate for ever.

function  bound                                         the dearest real export
PBKDF2    2,000,000 rounds                              Bitwarden's maximum
scrypt    N a power of 2, 256 MiB, p up to 16           Aegis: 32 MiB, p 1
Argon2id  1 GiB, 10 GiB times passes, 16 lanes          Bitwarden's maximum
"""

import hashlib
from collections.abc import Callable

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from fobctl.sources.new_account import SourceError

MAX_PBKDF2_ROUNDS = 2_000_000
MAX_SCRYPT_BYTES = 256 << 20
MAX_SCRYPT_P = 16
MAX_ARGON2_KIB = 1 << 20
MAX_ARGON2_KIB_PASSES = 10 << 20
MAX_ARGON2_LANES = 16

KEY_BYTES = 32
# Argon2 (RFC 9106) asks for at least as much.
_MIN_SALT_BYTES = 8
_MIN_KIB_A_LANE = 8

Ask = Callable[[str], str]


def _refused(field):
    return SourceError(
        f"The file asks for a key derivation ({field}) that no real export has: it is damaged,"
        " or made to stall this PC. Export it again.",
        field,
    )


def ask(password: Ask, prompt: str) -> bytes:
    """Return the password that the person gives, in UTF-8."""
    text = password(prompt)
    if any(0xD800 <= ord(character) < 0xE000 for character in text):
        raise SourceError("The password is not valid Unicode text: type it again.", "password")
    return text.encode()


def pbkdf2(
    hash_name: str, password: bytes, salt: bytes, rounds: int, size: int = KEY_BYTES
) -> bytes:
    """Return a key of `size` bytes (RFC 8018)."""
    if not 1 <= rounds <= MAX_PBKDF2_ROUNDS:
        raise _refused("rounds")
    if not 1 <= size <= 64:
        raise _refused("key length")
    return hashlib.pbkdf2_hmac(hash_name, password, salt, rounds, size)


def scrypt(password: bytes, salt: bytes, n: int, r: int, p: int) -> bytes:
    """Return a key of 32 bytes (RFC 7914)."""
    if n < 2 or n & (n - 1) or r < 1 or 128 * n * r > MAX_SCRYPT_BYTES:
        raise _refused("scrypt N and r")
    if not 1 <= p <= MAX_SCRYPT_P:
        raise _refused("scrypt p")
    # OpenSSL counts p and its own blocks as well.
    limit = MAX_SCRYPT_BYTES + 128 * r * (p + 2) + (1 << 20)
    return hashlib.scrypt(password, salt=salt, n=n, r=r, p=p, maxmem=limit, dklen=KEY_BYTES)


def argon2id(password: bytes, salt: bytes, kib: int, passes: int, lanes: int) -> bytes:
    """Return a key of 32 bytes (RFC 9106, version 0x13)."""
    if not 1 <= lanes <= MAX_ARGON2_LANES:
        raise _refused("Argon2 lanes")
    if passes < 1 or not _MIN_KIB_A_LANE * lanes <= kib <= MAX_ARGON2_KIB:
        raise _refused("Argon2 memory")
    if kib * passes > MAX_ARGON2_KIB_PASSES:
        raise _refused("Argon2 passes")
    if len(salt) < _MIN_SALT_BYTES:
        raise _refused("salt")
    function = Argon2id(
        salt=salt, length=KEY_BYTES, iterations=passes, lanes=lanes, memory_cost=kib
    )
    key = b""
    try:
        key = function.derive(password)
    except MemoryError:
        pass
    if not key:
        raise SourceError(
            f"This PC has not the {kib >> 10} MiB of free memory that the file's key derivation"
            " needs: close other programs and try again."
        )
    return key
