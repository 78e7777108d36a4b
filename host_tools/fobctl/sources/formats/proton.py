"""Proton Authenticator (plain or with a password) and Proton Pass.

Authenticator   version 1, entries: a list of {id, note, content}
    content     uri (otpauth, or steam://BASE32), entry_type (Totp, Steam), name
with password   version 1, salt (16 bytes), content: both base64. The content is nonce (12)
                and AES-256-GCM cipher text; associated data "proton.authenticator.export.v1";
                key: Argon2id, 19 MiB, 2 passes, 1 lane. It opens to the plain export

Pass            vaults: {ID: {name, items}}, in data.json of a zip file
    item        state (2: in the trash), data {type, metadata {name}, content, extraFields}
    content     of a login: totpUri (URI or bare base32), itemUsername, itemEmail, username
    extraFields those of type totp: fieldName, data {totpUri}
"""

from typing import Any

from fobctl.sources.formats import cipher, secret_key
from fobctl.sources.formats.entry import read_key
from fobctl.sources.formats.export import Export, label_of
from fobctl.sources.formats.json_text import (
    as_object,
    child,
    from_base64,
    from_utf8,
    items,
    parse,
    text,
)
from fobctl.sources.new_account import NewAccount, SourceError

AUTHENTICATOR = "Proton Authenticator"
PASS = "Proton Pass"
KIB, PASSES, LANES = 19 << 10, 2, 1
ASSOCIATED = b"proton.authenticator.export.v1"

_NONCE_BYTES = 12
_TRASHED = 2


def recognises_authenticator(document: Any) -> bool:
    """Return whether this is an export of Proton Authenticator."""
    if not isinstance(document, dict) or "version" not in document:
        return False
    return "entries" in document or {"salt", "content"} <= document.keys()


def recognises_pass(document: Any) -> bool:
    """Return whether this is an export of Proton Pass."""
    return isinstance(document, dict) and isinstance(document.get("vaults"), dict)


def _decrypt(document, password):
    salt = from_base64(text(document, "salt"), "salt")
    data = from_base64(text(document, "content"), "content")
    secret = secret_key.ask(password, "Password of the Proton Authenticator export")
    key = secret_key.argon2id(secret, salt, KIB, PASSES, LANES)
    plain = cipher.open_gcm(key, data[:_NONCE_BYTES], data[_NONCE_BYTES:], ASSOCIATED)
    return as_object(parse(from_utf8(plain)), "content")


def _account(row) -> NewAccount:
    content = child(as_object(row), "content")
    return read_key(text(content, "uri"), None, content.get("name"))


def _label(row):
    content = row.get("content") if isinstance(row, dict) else None
    return label_of(content.get("name")) if isinstance(content, dict) else ""


def read_authenticator(document: dict[str, Any], password: secret_key.Ask) -> Export:
    """Return the accounts of an export of Proton Authenticator."""
    if "entries" not in document:
        document = _decrypt(document, password)
    if document.get("version") != 1:
        raise SourceError(
            "This export of Proton Authenticator is of a version that fobctl does not know.",
            "version",
        )
    return Export(AUTHENTICATOR).collect(items(document, "entries"), _account, _label)


def _keys(item):
    """Yield (item's name, user, key, in the trash) for each key of an item."""
    data = child(item, "data")
    metadata, content = data.get("metadata"), data.get("content")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    content = content if isinstance(content, dict) else {}
    user = content.get("itemUsername") or content.get("username") or content.get("itemEmail")
    trashed = item.get("state") == _TRASHED
    if content.get("totpUri"):
        yield name, user, content["totpUri"], trashed
    for field in items(data, "extraFields"):
        value = field.get("data") if isinstance(field, dict) else None
        if isinstance(value, dict) and value.get("totpUri"):
            yield name, field.get("fieldName"), value["totpUri"], trashed


def read_pass(document: dict[str, Any], password: secret_key.Ask) -> Export:
    """Return the accounts of an export of Proton Pass."""
    rows = []
    for vault in document["vaults"].values():
        for item in items(as_object(vault, "vaults"), "items"):
            rows.extend(_keys(as_object(item, "items")))

    def account(row):
        name, user, key, trashed = row
        return read_key(key, name, user, ("This item is in the trash.",) if trashed else ())

    return Export(PASS).collect(rows, account, lambda row: label_of(row[0], row[1]))
