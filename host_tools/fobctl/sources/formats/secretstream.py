"""One message of libsodium's crypto_secretstream_xchacha20poly1305, opened.

key, header (24)    HChaCha20(key, header[:16]) is the stream's key; the nonce is a
                    32-bit counter, 1 for the first message, and header[16:]
message             tag byte (encrypted with block 1), cipher text (from block 2 on),
                    Poly1305 (16) over the block of the tag, the cipher text, and their
                    sizes, keyed by block 0
"""

import hmac
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from cryptography.hazmat.primitives.poly1305 import Poly1305

from fobctl.sources.formats.export import WrongPassword

HEADER_BYTES = 24
# Tag byte and Poly1305.
EXTRA_BYTES = 17

_BLOCK_BYTES = 64
_SIGMA = struct.unpack("<4I", b"expand 32-byte k")
_WORD = 0xFFFFFFFF


def _quarter(x, a, b, c, d):
    # RFC 8439, 2.1.
    for first, second, third, bits in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
        x[first] = (x[first] + x[second]) & _WORD
        mixed = x[third] ^ x[first]
        x[third] = (mixed << bits | mixed >> (32 - bits)) & _WORD


def hchacha20(key: bytes, nonce: bytes) -> bytes:
    """Return 32 bytes (draft-irtf-cfrg-xchacha-03, 2.2). `nonce` has 16."""
    x = [*_SIGMA, *struct.unpack("<8I", key), *struct.unpack("<4I", nonce)]
    for _ in range(10):
        for a, b, c, d in ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15)):
            _quarter(x, a, b, c, d)
        for a, b, c, d in ((0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)):
            _quarter(x, a, b, c, d)
    return struct.pack("<8I", *x[:4], *x[12:])


def _stream(key, header):
    """Return a keystream: what is fed to it is encrypted, from block 0 on."""
    nonce = struct.pack("<II", 0, 1) + header[16:]
    return Cipher(algorithms.ChaCha20(hchacha20(key, header[:16]), nonce), None).encryptor()


def _mac(poly_key, tag_block, sealed):
    # The padding's length is libsodium's own, which is not RFC 8439's.
    padding = bytes(len(sealed) % 16)
    sizes = struct.pack("<QQ", 0, _BLOCK_BYTES + len(sealed))
    return Poly1305.generate_tag(poly_key, tag_block + sealed + padding + sizes)


def open_message(key: bytes, header: bytes, message: bytes) -> bytes:
    """Return the plain text of the first message, or raise WrongPassword."""
    if len(header) != HEADER_BYTES or len(message) < EXTRA_BYTES:
        raise WrongPassword
    stream = _stream(key, header)
    poly_key = stream.update(bytes(_BLOCK_BYTES))[:32]
    # Block 1 encrypts the tag; what is authenticated is the block with the tag's cipher byte.
    block = stream.update(bytes(_BLOCK_BYTES))
    sealed, mac = message[1:-16], message[-16:]
    if not hmac.compare_digest(_mac(poly_key, message[:1] + block[1:], sealed), mac):
        raise WrongPassword
    return stream.update(sealed)
