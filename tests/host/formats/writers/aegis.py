"""Aegis vaults."""

import hashlib
import json
from base64 import b64encode

from host.formats.writers.sealing import gcm, noise


def _entry(sample):
    info = {"secret": sample.base32, "algo": sample.hash, "digits": sample.digits}
    if sample.kind == "hotp":
        info["counter"] = sample.counter
    else:
        info["period"] = sample.period
    return {
        "type": sample.kind,
        "uuid": "01234567-89ab-cdef-0123-456789abcdef",
        "name": sample.name,
        "issuer": sample.issuer,
        "note": "",
        "favorite": False,
        "icon": None,
        "info": info,
        "groups": [],
    }


def _content(samples):
    return {"version": 3, "entries": [_entry(sample) for sample in samples], "groups": []}


def plain(samples) -> bytes:
    header = {"slots": None, "params": None}
    return json.dumps({"version": 1, "header": header, "db": _content(samples)}, indent=4).encode()


def _sealed(key, data):
    nonce = noise(12)
    sealed = gcm(key, nonce, data)
    return sealed[:-16], {"nonce": nonce.hex(), "tag": sealed[-16:].hex()}


def _slot(kind, master, key):
    sealed, params = _sealed(key, master)
    return {"type": kind, "uuid": "", "key": sealed.hex(), "key_params": params}


def encrypted(samples, password, n=1 << 15, r=8, p=1) -> bytes:
    """Return a vault with a biometric slot, a slot of another password, and the password's."""
    master = noise(32)
    slots = [_slot(2, master, noise(32))]
    for text in ("another password", password):
        salt = noise(32)
        # Beyond what the reader takes the key does not matter.
        small = 128 * n * r <= 1 << 26
        cost = {"n": n, "r": r, "p": 1} if small else {"n": 2, "r": 1, "p": 1}
        key = hashlib.scrypt(text.encode(), salt=salt, maxmem=1 << 27, dklen=32, **cost)
        slots.append({**_slot(1, master, key), "n": n, "r": r, "p": p, "salt": salt.hex()})
    sealed, params = _sealed(master, json.dumps(_content(samples)).encode())
    header = {"slots": slots, "params": params}
    return json.dumps({"version": 1, "header": header, "db": b64encode(sealed).decode()}).encode()
