"""Ente Auth exports."""

import json
import struct
from base64 import b64encode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from cryptography.hazmat.primitives.poly1305 import Poly1305
from host.formats.sample import uri
from host.formats.writers.sealing import argon2id, noise

from fobctl.sources.formats.secretstream import hchacha20

_DISPLAY = "&codeDisplay=%7B%22pinned%22%3Afalse%2C%22trashed%22%3Afalse%2C%22tags%22%3A%5B%5D%7D"


def plain(samples) -> bytes:
    return "\n".join(uri(sample) + _DISPLAY for sample in samples).encode()


def push(key, header, data) -> bytes:
    """Return the first and last message of a secretstream; its tag is 3."""

    def stream(block):
        nonce = struct.pack("<II", block, 1) + header[16:]
        return Cipher(algorithms.ChaCha20(hchacha20(key, header[:16]), nonce), None).encryptor()

    tag = stream(1).update(b"\x03" + bytes(63))
    sealed = stream(2).update(data)
    poly = Poly1305(stream(0).update(bytes(32)))
    poly.update(tag)
    poly.update(sealed)
    poly.update(bytes((16 - 64 + len(data)) & 15))
    poly.update(struct.pack("<QQ", 0, 64 + len(data)))
    return tag[:1] + sealed + poly.finalize()


def encrypted(samples, password, mem=8 << 20, ops=2) -> bytes:
    salt, header = noise(16), noise(24)
    key = argon2id(password, salt, 8 << 10, 2, 1)
    texts = {"salt": b64encode(salt).decode(), "memLimit": mem, "opsLimit": ops}
    return json.dumps(
        {
            "version": 1,
            "kdfParams": texts,
            "encryptedData": b64encode(push(key, header, plain(samples))).decode(),
            "encryptionNonce": b64encode(header).decode(),
        },
        indent=2,
    ).encode()
