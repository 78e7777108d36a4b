"""2FAS backups."""

import json
from base64 import b64encode

from host.formats.writers.sealing import gcm, noise, pbkdf2


def _service(sample, version):
    otp = {"label": sample.name, "account": sample.name, "issuer": sample.issuer}
    if version >= 2:
        otp |= {"digits": sample.digits, "algorithm": sample.hash, "period": sample.period}
    if version >= 3:
        otp["tokenType"] = sample.kind.upper()
        if sample.kind == "hotp":
            del otp["period"]
            otp["counter"] = sample.counter
    service = {"name": sample.issuer, "secret": sample.base32, "updatedAt": 1702934567518}
    return {**service, "otp": otp, "order": {"position": 0}}


def _document(services, version):
    return {
        "services": services,
        "groups": [],
        "updatedAt": 1702934732299,
        "schemaVersion": version,
        "appVersionCode": 5000009,
        "appOrigin": "android",
    }


def plain(samples, version=4) -> bytes:
    services = [_service(sample, version) for sample in samples]
    return json.dumps(_document(services, version)).encode()


def encrypted(samples, password, version=4) -> bytes:
    services = json.dumps([_service(sample, version) for sample in samples])
    salt, iv = noise(256), noise(12)
    sealed = gcm(pbkdf2("sha256", password, salt, 10_000), iv, services.encode())
    parts = ":".join(b64encode(part).decode() for part in (sealed, salt, iv))
    return json.dumps({**_document([], version), "servicesEncrypted": parts}).encode()
