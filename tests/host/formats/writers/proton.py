"""Proton Authenticator and Proton Pass exports."""

import io
import json
import zipfile
from base64 import b64encode

from host.formats.sample import uri
from host.formats.writers.sealing import argon2id, gcm, noise


def _entry(sample):
    kind = "Steam" if sample.kind == "steam" else "Totp"
    content = {"uri": uri(sample), "entry_type": kind, "name": sample.name}
    return {"id": "a19e0019-47e3-4d3b-af63-6dad0cb49e31", "content": content, "note": None}


def authenticator(samples) -> bytes:
    return json.dumps({"version": 1, "entries": [_entry(sample) for sample in samples]}).encode()


def authenticator_encrypted(samples, password) -> bytes:
    salt, nonce = noise(16), noise(12)
    key = argon2id(password, salt, 19 * 1024, 2, 1)
    sealed = nonce + gcm(key, nonce, authenticator(samples), b"proton.authenticator.export.v1")
    texts = {"salt": b64encode(salt).decode(), "content": b64encode(sealed).decode()}
    return json.dumps({"version": 1, **texts}).encode()


def _item(sample):
    content = {"itemEmail": "ann@example.org", "itemUsername": "", "totpUri": uri(sample)}
    data = {"metadata": {"name": "An item"}, "type": "login", "content": content, "extraFields": []}
    return {"itemId": "1", "shareId": "2", "data": data, "state": 1}


def pass_json(samples) -> bytes:
    items = [_item(sample) for sample in samples]
    note = {"metadata": {"name": "a note"}, "type": "note", "content": {}}
    items.append({"itemId": "3", "data": note})
    vault = {"name": "Personal", "items": items}
    return json.dumps({"version": "1.31.0", "encrypted": False, "vaults": {"2": vault}}).encode()


def pass_zip(samples) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Proton Pass/data.json", pass_json(samples))
    return file.getvalue()
