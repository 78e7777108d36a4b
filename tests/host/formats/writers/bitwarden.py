"""Bitwarden exports."""

import csv
import hashlib
import hmac
import io
import json
from base64 import b64encode

from host.formats.sample import uri
from host.formats.writers.sealing import argon2id, cbc, noise, pbkdf2


def _item(sample):
    login = {"uris": [], "username": "login@example.org", "password": "hunter2"}
    return {
        "id": "b76e76ec-7d32-4844-b723-8c25b9334657",
        "type": 1,
        "name": "An item",
        "notes": None,
        "favorite": False,
        "login": {**login, "totp": uri(sample)},
    }


def plain(samples) -> bytes:
    items = [_item(sample) for sample in samples]
    items.append({"type": 1, "name": "no key", "login": {"username": "x", "totp": None}})
    items.append({"type": 2, "name": "a note", "secureNote": {"type": 0}})
    return json.dumps({"encrypted": False, "folders": [], "items": items}, indent=2).encode()


def _text(key, data):
    encryption, authentication = (
        hmac.digest(key, purpose + b"\x01", "sha256") for purpose in (b"enc", b"mac")
    )
    iv = noise(16)
    sealed = cbc(encryption, iv, data)
    mac = hmac.digest(authentication, iv + sealed, "sha256")
    return "2." + "|".join(b64encode(part).decode() for part in (iv, sealed, mac))


def _protected(samples, key, salt, costs):
    return json.dumps(
        {
            "encrypted": True,
            "passwordProtected": True,
            "salt": salt,
            **costs,
            "encKeyValidation_DO_NOT_EDIT": _text(key, b"0d4f8a3e"),
            "data": _text(key, plain(samples)),
        }
    ).encode()


def protected(samples, password, rounds=5000) -> bytes:
    salt = b64encode(noise(16)).decode()
    key = pbkdf2("sha256", password, salt.encode(), min(rounds, 5000))
    return _protected(samples, key, salt, {"kdfType": 0, "kdfIterations": rounds})


def protected_argon2(samples, password, mib=16, passes=2, lanes=4) -> bytes:
    salt = b64encode(noise(16)).decode()
    key = argon2id(password, hashlib.sha256(salt.encode()).digest(), 16 << 10, 2, 4)
    costs = {"kdfType": 1, "kdfIterations": passes, "kdfMemory": mib, "kdfParallelism": lanes}
    return _protected(samples, key, salt, costs)


def table(samples) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    names = "folder favorite type name notes fields reprompt"
    names += " login_uri login_username login_password login_totp"
    writer.writerow(names.split())
    for sample in samples:
        row = ["", "", "login", "An item", 'a\n"note"', "", 0, "", "ann", "hunter2", uri(sample)]
        writer.writerow(row)
    writer.writerow(["", "", "note", "no key", "", "", 0, "", "", "", ""])
    return file.getvalue().encode()
