"""2FAS: the backup file (.2fas, JSON), schema versions 1 to 4.

schemaVersion      1 to 4
services           plain: a list of
    name           what the app shows as the issuer
    secret         base32
    otp            issuer, account, digits, period, algorithm (absent: 6, 30, SHA1),
                   from version 3 tokenType (TOTP, HOTP, STEAM) and counter (the next one)
servicesEncrypted  encrypted: CIPHERTEXT:SALT:IV, each in base64; AES-256-GCM under
                   PBKDF2-SHA256 of the password, 10,000 rounds; opens to the list
reference          a known text under the same password; not needed
"""

from typing import Any

from fobctl.sources.formats import cipher, secret_key
from fobctl.sources.formats.entry import build, one_of_two, read_kind
from fobctl.sources.formats.export import Export, label_of
from fobctl.sources.formats.json_text import (
    as_object,
    child,
    damaged,
    from_base64,
    from_utf8,
    items,
    parse,
    text,
)
from fobctl.sources.new_account import NewAccount, SourceError

NAME = "2FAS"
ROUNDS = 10_000

_VERSIONS = (1, 2, 3, 4)


def recognises(document: Any) -> bool:
    """Return whether this is a backup of 2FAS."""
    return isinstance(document, dict) and {"schemaVersion", "services"} <= document.keys()


def _decrypt(document, password):
    parts = text(document, "servicesEncrypted").split(":")
    if len(parts) != 3:
        raise damaged("servicesEncrypted")
    sealed, salt, iv = (from_base64(part, "servicesEncrypted") for part in parts)
    secret = secret_key.ask(password, "Password of the 2FAS backup")
    key = secret_key.pbkdf2("sha256", secret, salt, ROUNDS)
    plain = cipher.open_gcm(key, iv, sealed)
    services = parse(from_utf8(plain))
    if not isinstance(services, list):
        raise damaged("services")
    return services


def _account(row) -> NewAccount:
    service = as_object(row)
    otp = child(service, "otp")
    issuer, warnings = one_of_two("issuer", service.get("name"), otp.get("issuer"))
    return build(
        read_kind(otp.get("tokenType") or "TOTP"),
        issuer,
        otp.get("account"),
        service.get("secret"),
        algorithm=otp.get("algorithm"),
        digits=otp.get("digits"),
        period=otp.get("period"),
        counter=otp.get("counter"),
        warnings=warnings,
    )


def _label(row):
    if not isinstance(row, dict):
        return ""
    otp = row.get("otp")
    return label_of(row.get("name"), otp.get("account") if isinstance(otp, dict) else None)


def read(document: dict[str, Any], password: secret_key.Ask) -> Export:
    """Return the accounts of a backup."""
    if document["schemaVersion"] not in _VERSIONS:
        raise SourceError(
            "This 2FAS backup is of a schema version that fobctl does not know: it reads 1 to 4.",
            "schemaVersion",
        )
    encrypted = document.get("servicesEncrypted")
    rows = _decrypt(document, password) if encrypted else items(document, "services")
    return Export(NAME).collect(rows, _account, _label)
