"""Aegis: the vault file, plain or encrypted (its docs/vault.md).

    version   1
    header    slots, params {nonce, tag}: both null in a plain vault
    db        the content as an object, or its AES-256-GCM cipher text in base64

    slot      type 1 (password), key, key_params {nonce, tag}, n, r, p, salt; all bytes in
              hexadecimal. The scrypt key opens `key`, and that is the content's key.
              Other types (0 raw, 2 biometric) are passed over.
    content   version 1 to 3, entries: type (totp, hotp, steam, and others), name, issuer,
              info {secret base32, algo, digits, period or counter}

The counter is the next one.
"""

from typing import Any

from fobctl.sources.formats import cipher, secret_key
from fobctl.sources.formats.entry import build, read_kind
from fobctl.sources.formats.export import Export, WrongPassword, label_of
from fobctl.sources.formats.json_text import (
    as_object,
    child,
    damaged,
    from_base64,
    from_hex,
    from_utf8,
    items,
    parse,
    text,
    whole,
)
from fobctl.sources.new_account import NewAccount, SourceError

NAME = "Aegis"

_PASSWORD_SLOT = 1
# Each one costs a key derivation.
_MAX_SLOTS = 8
_CONTENT_VERSIONS = (1, 2, 3)


def recognises(document: Any) -> bool:
    """Return whether this is a vault of Aegis."""
    return isinstance(document, dict) and {"version", "header", "db"} <= document.keys()


def _sealed(params, data):
    return from_hex(text(params, "nonce"), "nonce"), data + from_hex(text(params, "tag"), "tag")


def _master_key(slots, password):
    for slot in slots:
        salt = from_hex(text(slot, "salt"), "salt")
        n, r, p = whole(slot, "n"), whole(slot, "r"), whole(slot, "p")
        key = secret_key.scrypt(password, salt, n, r, p)
        nonce, sealed = _sealed(child(slot, "key_params"), from_hex(text(slot, "key"), "key"))
        try:
            return cipher.open_gcm(key, nonce, sealed)
        except WrongPassword:
            continue
    raise WrongPassword


def _decrypt(document, password):
    header = child(document, "header")
    slots = [as_object(slot, "slots") for slot in items(header, "slots")]
    slots = [slot for slot in slots if slot.get("type") == _PASSWORD_SLOT]
    if not slots:
        raise SourceError(
            "This Aegis vault opens with no password: export it from the app with one.", "password"
        )
    if len(slots) > _MAX_SLOTS:
        raise damaged("slots")
    data = from_base64(text(document, "db"), "db")
    key = _master_key(slots, secret_key.ask(password, "Password of the Aegis vault"))
    nonce, sealed = _sealed(child(header, "params"), data)
    plain = cipher.open_gcm(key, nonce, sealed)
    return as_object(parse(from_utf8(plain)), "db")


def _account(row) -> NewAccount:
    entry = as_object(row)
    info = child(entry, "info")
    return build(
        read_kind(entry.get("type")),
        entry.get("issuer"),
        entry.get("name"),
        info.get("secret"),
        algorithm=info.get("algo"),
        digits=info.get("digits"),
        period=info.get("period"),
        counter=info.get("counter"),
    )


def _label(row):
    return label_of(row.get("issuer"), row.get("name")) if isinstance(row, dict) else ""


def read(document: dict[str, Any], password: secret_key.Ask) -> Export:
    """Return the accounts of a vault."""
    content = document["db"]
    if isinstance(content, str):
        content = _decrypt(document, password)
    content = as_object(content, "db")
    if content.get("version") not in _CONTENT_VERSIONS:
        raise SourceError(
            "This Aegis vault is of a version that fobctl does not know: export a list of"
            " URIs from the app instead.",
            "version",
        )
    return Export(NAME).collect(items(content, "entries"), _account, _label)
