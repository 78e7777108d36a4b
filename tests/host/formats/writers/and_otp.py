"""andOTP backups."""

import hashlib
import json

from host.formats.writers.sealing import gcm, noise, pbkdf2


def _entry(sample):
    entry = {
        "secret": sample.base32,
        "issuer": sample.issuer,
        "label": sample.name,
        "digits": sample.digits,
        "type": sample.kind.upper(),
        "algorithm": sample.hash,
        "thumbnail": "Default",
        "last_used": 1608146844162,
        "used_frequency": 0,
        "tags": [],
    }
    if sample.kind == "hotp":
        return {**entry, "counter": sample.counter}
    return {**entry, "period": sample.period}


def plain(samples) -> bytes:
    return json.dumps([_entry(sample) for sample in samples]).encode()


def encrypted(samples, password, rounds=140_000) -> bytes:
    salt, nonce = noise(12), noise(12)
    key = pbkdf2("sha1", password, salt, rounds)
    return rounds.to_bytes(4, "big") + salt + nonce + gcm(key, nonce, plain(samples))


def encrypted_old(samples, password, start=b"\xff") -> bytes:
    """Return an old file; `start` begins its nonce, where a new one has its rounds."""
    nonce = start + noise(12 - len(start))
    return nonce + gcm(hashlib.sha256(password.encode()).digest(), nonce, plain(samples))
