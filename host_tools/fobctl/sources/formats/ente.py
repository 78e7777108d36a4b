"""Ente Auth: the encrypted export. The plain one is a list of URIs, see uri_list.py.

    version           1
    kdfParams         memLimit (bytes), opsLimit (passes), salt (base64): Argon2id, 1 lane
    encryptedData     base64: one message of libsodium's secretstream, see secretstream.py
    encryptionNonce   base64: its header

It opens to a list of URIs.
"""

from typing import Any

from fobctl.sources.formats import secret_key, uri_list
from fobctl.sources.formats.export import Export
from fobctl.sources.formats.json_text import child, from_base64, from_utf8, text, whole
from fobctl.sources.formats.secretstream import open_message
from fobctl.sources.new_account import SourceError

_LANES = 1


def recognises(document: Any) -> bool:
    """Return whether this is an encrypted export."""
    return isinstance(document, dict) and {"kdfParams", "encryptedData"} <= document.keys()


def read(document: dict[str, Any], password: secret_key.Ask) -> Export:
    """Return the accounts of an encrypted export."""
    if document.get("version") != 1:
        raise SourceError(
            "This export of Ente Auth is of a version that fobctl does not know.", "version"
        )
    cost = child(document, "kdfParams")
    salt = from_base64(text(cost, "salt"), "salt")
    kib, passes = whole(cost, "memLimit") >> 10, whole(cost, "opsLimit")
    data = from_base64(text(document, "encryptedData"), "encryptedData")
    header = from_base64(text(document, "encryptionNonce"), "encryptionNonce")
    secret = secret_key.ask(password, "Password of the Ente Auth export")
    key = secret_key.argon2id(secret, salt, kib, passes, _LANES)
    return uri_list.read(from_utf8(open_message(key, header, data)), uri_list.ENTE)
