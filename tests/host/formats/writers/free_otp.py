"""FreeOTP+ exports, FreeOTP 2 backups, and the settings files of both versions."""

import json
import struct
from xml.sax.saxutils import escape, quoteattr

from host.formats.writers.sealing import gcm, noise, pbkdf2


def _signed(data):
    return [byte - 256 if byte > 127 else byte for byte in data]


def _token(sample, counter):
    return {
        "algo": sample.hash,
        "counter": counter,
        "digits": sample.digits,
        "issuerExt": sample.issuer,
        "issuerInt": sample.issuer,
        "label": sample.name,
        "period": sample.period,
        "type": "HOTP" if sample.kind == "hotp" else "TOTP",
    }


def _old_token(sample):
    counter = sample.counter - 1 if sample.kind == "hotp" else 0
    return {**_token(sample, counter), "secret": _signed(sample.secret)}


def plus(samples) -> bytes:
    tokens = [_old_token(sample) for sample in samples]
    order = [f"{sample.issuer}:{sample.name}" for sample in samples]
    return json.dumps({"tokenOrder": order, "tokens": tokens}).encode()


def _sealed(key, data, mark):
    nonce = noise(12)
    parameters = b"\x30\x11\x04\x0c" + nonce + b"\x02\x01\x10"
    return {
        "mCipher": "AES/GCM/NoPadding",
        "mCipherText": _signed(gcm(key, nonce, data, mark.encode())),
        "mParameters": _signed(parameters),
        "mToken": mark,
    }


def pairs(samples, password, rounds=1000, name="PBKDF2withHmacSHA512"):
    """Return FreeOTP 2's map. The real one has 100,000 rounds."""
    salt, master = noise(32), noise(32)
    hash_name = "sha512" if name.endswith("512") else "sha1"
    key = pbkdf2(hash_name, password, salt, min(rounds, 100_000))
    found = {
        "masterKey": json.dumps(
            {
                "mAlgorithm": name,
                "mEncryptedKey": _sealed(key, master, "AES"),
                "mIterations": rounds,
                "mSalt": _signed(salt),
            }
        )
    }
    for number, sample in enumerate(samples):
        uuid = f"0000000{number}-89ab-cdef-0123-456789abcdef"
        sealed = _sealed(master, sample.secret, f"Hmac{sample.hash}")
        # Half of the pairs before their secret, as in a HashMap.
        token = {uuid + "-token": json.dumps(_token(sample, sample.counter))}
        secret = {uuid: json.dumps({"key": json.dumps(sealed)})}
        found |= token | secret if number % 2 else secret | token
    return found


def java_map(found) -> bytes:
    """Return a HashMap as ObjectOutputStream writes it."""
    name = b"java.util.HashMap"
    head = b"\xac\xed\x00\x05sr" + struct.pack(">H", len(name)) + name
    head += struct.pack(">qBH", 362498820763181265, 3, 2)
    head += b"F\x00\x0aloadFactor" + b"I\x00\x09threshold" + b"xp"
    data = head + struct.pack(">fi", 0.75, 12) + b"w\x08" + struct.pack(">ii", 16, len(found))
    for text in (text for pair in found.items() for text in pair):
        raw = text.encode()
        short = len(raw) < 1 << 16
        data += b"t" + struct.pack(">H", len(raw)) if short else b"|" + struct.pack(">Q", len(raw))
        data += raw
    return data + b"x"


def backup(samples, password, **how) -> bytes:
    return java_map(pairs(samples, password, **how))


def _settings(found):
    lines = [
        f"    <string name={quoteattr(key)}>{escape(value)}</string>"
        for key, value in found.items()
    ]
    body = "\n".join(lines)
    start = "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>"
    return f"{start}\n<map>\n{body}\n</map>\n".encode()


def settings(samples, password) -> bytes:
    return _settings(pairs(samples, password))


def settings_1(samples) -> bytes:
    found = {f"{number}": json.dumps(_old_token(sample)) for number, sample in enumerate(samples)}
    return _settings({**found, "tokenOrder": json.dumps(list(found))})
