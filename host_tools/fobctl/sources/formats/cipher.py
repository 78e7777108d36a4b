"""The ciphers of exports. What does not open raises WrongPassword, whatever the reason."""

import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

from fobctl.sources.formats.export import WrongPassword

TAG_BYTES = 16
BLOCK_BYTES = 16
_AES_KEY_BYTES = (16, 24, 32)


def open_gcm(key: bytes, nonce: bytes, sealed: bytes, associated: bytes = b"") -> bytes:
    """Return the plain text of AES-GCM; `sealed` ends with the 16-byte tag."""
    plain = None
    if len(key) in _AES_KEY_BYTES and 8 <= len(nonce) <= 16 and len(sealed) >= TAG_BYTES:
        try:
            plain = AESGCM(key).decrypt(nonce, sealed, associated)
        except InvalidTag:
            pass
    if plain is None:
        raise WrongPassword
    return plain


def open_cbc(key: bytes, iv: bytes, sealed: bytes) -> bytes:
    """Return the plain text of AES-CBC with PKCS #7 padding.

    Not authenticated: a wrong key passes once in 256. Whoever calls checks a MAC or the text.
    """
    plain = None
    if len(key) in _AES_KEY_BYTES and len(iv) == BLOCK_BYTES and len(sealed) % BLOCK_BYTES == 0:
        opener = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
        unpadder = padding.PKCS7(8 * BLOCK_BYTES).unpadder()
        try:
            padded = opener.update(sealed) + opener.finalize()
            plain = unpadder.update(padded) + unpadder.finalize()
        except ValueError:
            pass
    if plain is None:
        raise WrongPassword
    return plain


def unwrap(key: bytes, sealed: bytes) -> bytes:
    """Return the bytes in an AES key wrap (RFC 3394), which checks itself."""
    plain = None
    if len(key) in _AES_KEY_BYTES:
        try:
            plain = aes_key_unwrap(key, sealed)
        except (InvalidUnwrap, ValueError):
            pass
    if plain is None:
        raise WrongPassword
    return plain


def check_mac(hash_name: str, key: bytes, data: bytes, mac: bytes) -> None:
    """Raise WrongPassword unless `mac` is the HMAC of `data`."""
    if not hmac.compare_digest(hmac.digest(key, data, hash_name), mac):
        raise WrongPassword
