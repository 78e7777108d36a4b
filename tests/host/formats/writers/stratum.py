"""Stratum backups."""

import json

from host.formats.writers.sealing import argon2id, cbc, gcm, noise, pbkdf2

_TYPES = {"hotp": 1, "totp": 2, "steam": 4}
_HASHES = ("SHA1", "SHA256", "SHA512", "MD5")


def _entry(sample):
    return {
        "Type": _TYPES[sample.kind],
        "Icon": None,
        "Issuer": sample.issuer,
        "Username": sample.name or None,
        "Secret": sample.base32,
        "Pin": None,
        "Algorithm": _HASHES.index(sample.hash),
        "Digits": sample.digits,
        "Period": sample.period,
        "Counter": sample.counter,
        "Ranking": 0,
    }


def plain(samples) -> bytes:
    entries = [_entry(sample) for sample in samples]
    return json.dumps({"Authenticators": entries, "Categories": [], "CustomIcons": []}).encode()


def encrypted(samples, password) -> bytes:
    salt, iv = noise(16), noise(12)
    key = argon2id(password, salt, 65536, 3, 4)
    return b"AUTHENTICATORPRO" + salt + iv + gcm(key, iv, plain(samples))


def legacy(data, password) -> bytes:
    salt, iv = noise(20), noise(16)
    key = pbkdf2("sha1", password, salt, 64_000)
    return b"AuthenticatorPro" + salt + iv + cbc(key, iv, data)


def encrypted_legacy(samples, password) -> bytes:
    return legacy(plain(samples), password)
