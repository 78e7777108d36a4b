"""1Password exports (1PUX)."""

import io
import json
import zipfile

from host.formats.sample import uri


def _item(sample, title="An item"):
    fields = [
        {"title": "one-time password", "id": "TOTP_1", "value": {"totp": uri(sample)}},
        {"title": "note", "id": "n", "value": {"string": "text"}},
    ]
    login = [{"value": "ann", "name": "username", "fieldType": "T", "designation": "username"}]
    return {
        "uuid": "fkruyzrldvizuqlnavfj3gltfe",
        "state": "active",
        "categoryUuid": "001",
        "details": {"loginFields": login, "notesPlain": "", "sections": [{"fields": fields}]},
        "overview": {"title": title, "url": "https://example.org"},
    }


def document(samples) -> bytes:
    items = [_item(sample) for sample in samples]
    items.append({"uuid": "1", "state": "active", "details": {}, "overview": {"title": "no key"}})
    vault = {"attrs": {"name": "Personal"}, "items": items}
    return json.dumps({"accounts": [{"attrs": {"name": "Ann"}, "vaults": [vault]}]}).encode()


def archive(content, name="export.data") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("export.attributes", '{"version":3}')
        zipped.writestr(name, content)
        zipped.writestr("files/picture.png", b"not a picture")
    return file.getvalue()


def plain(samples) -> bytes:
    return archive(document(samples))
