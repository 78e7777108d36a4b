"""Bitwarden: JSON (plain, or protected with a password) and CSV. Its Authenticator app too.

    encrypted           false: items, a list of
        name, login {username, totp}     totp: otpauth URI, steam://BASE32, or bare base32
    encrypted           true, with passwordProtected true:
        salt            text; used as it stands, in UTF-8
        kdfType         0 PBKDF2-SHA256: kdfIterations rounds
                        1 Argon2id: kdfIterations passes, kdfMemory MiB, kdfParallelism
                        lanes; the salt is the SHA-256 of `salt`
        data            "2.IV|CIPHERTEXT|MAC" in base64: AES-256-CBC, and HMAC-SHA256 over IV
                        and cipher text; the keys are HKDF-Expand of the key, "enc" and "mac"
        encKeyValidation_DO_NOT_EDIT     the same of a random text; not needed: data has a MAC

    CSV: folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,
         login_password,login_totp

Items without totp are passed over. A file that is encrypted for an account alone opens with
no password, and is refused.
"""

import hashlib
import hmac
from typing import Any

from fobctl.sources.formats import cipher, secret_key
from fobctl.sources.formats.csv_text import Table
from fobctl.sources.formats.entry import read_key
from fobctl.sources.formats.export import Export, label_of
from fobctl.sources.formats.json_text import (
    as_object,
    damaged,
    from_base64,
    from_utf8,
    items,
    parse,
    text,
    whole,
)
from fobctl.sources.new_account import NewAccount, SourceError

NAME = "Bitwarden"

_PBKDF2, _ARGON2ID = 0, 1
_AES_CBC_HMAC = "2"
_COLUMNS = {"name", "login_username", "login_totp"}


def recognises(document: Any) -> bool:
    """Return whether this is a JSON export."""
    if not isinstance(document, dict) or "encrypted" not in document:
        return False
    return "items" in document or "encKeyValidation_DO_NOT_EDIT" in document


def is_table(table: Table) -> bool:
    """Return whether this is a CSV export."""
    return table.columns >= _COLUMNS


def _expand(key, purpose):
    """HKDF-Expand (RFC 5869) for one block."""
    return hmac.digest(key, purpose + b"\x01", "sha256")


def _key(document, password):
    salt, cost = text(document, "salt").encode(errors="replace"), whole(document, "kdfIterations")
    kind = document.get("kdfType")
    if kind == _PBKDF2:
        return secret_key.pbkdf2("sha256", password, salt, cost)
    if kind == _ARGON2ID:
        kib = whole(document, "kdfMemory") << 10
        lanes = whole(document, "kdfParallelism")
        return secret_key.argon2id(password, hashlib.sha256(salt).digest(), kib, cost, lanes)
    raise damaged("kdfType")


def _decrypt(document, password):
    if document.get("passwordProtected") is not True:
        raise SourceError(
            "This Bitwarden export opens only in the account that made it: export it again,"
            ' as "password protected" or unencrypted.'
        )
    kind, _, rest = text(document, "data").partition(".")
    parts = rest.split("|")
    if kind != _AES_CBC_HMAC or len(parts) != 3:
        raise damaged("data")
    iv, sealed, mac = (from_base64(part, "data") for part in parts)
    key = _key(document, secret_key.ask(password, "Password of the Bitwarden export"))
    cipher.check_mac("sha256", _expand(key, b"mac"), iv + sealed, mac)
    plain = cipher.open_cbc(_expand(key, b"enc"), iv, sealed)
    return as_object(parse(from_utf8(plain)), "data")


def _login(item):
    login = item.get("login") if isinstance(item, dict) else None
    return login if isinstance(login, dict) else {}


def _account(item) -> NewAccount:
    login = _login(item)
    return read_key(login["totp"], item.get("name"), login.get("username"))


def _label(item):
    return label_of(item.get("name"), _login(item).get("username"))


def read(document: dict[str, Any], password: secret_key.Ask) -> Export:
    """Return the accounts of a JSON export."""
    if document["encrypted"] is not False:
        document = _decrypt(document, password)
    rows = [item for item in items(document, "items") if _login(item).get("totp")]
    return Export(NAME).collect(rows, _account, _label)


def read_table(table: Table) -> Export:
    """Return the accounts of a CSV export."""
    return table.collect(
        Export(NAME),
        "login_totp",
        lambda row: read_key(row["login_totp"], row["name"], row["login_username"]),
        lambda row: label_of(row.get("name"), row.get("login_username")),
    )
