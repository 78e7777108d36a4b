"""Duo Mobile, LastPass, plain URIs and CSV: what fits into a few lines each."""

import csv
import io
import json

from host.formats.sample import uri


def duo(samples) -> bytes:
    rows = []
    for sample in samples:
        generator = {"otpSecret": sample.base32}
        if sample.kind == "hotp":
            generator["counter"] = sample.counter
        row = {"version": 1.0, "accountType": "OtpAccount", "name": sample.name}
        rows.append({**row, "otpGenerator": generator, "pkey": "9a011a29"})
    return json.dumps(rows).encode()


def lastpass(samples) -> bytes:
    accounts = [
        {
            "accountID": "",
            "issuerName": sample.issuer,
            "originalIssuerName": "before",
            "userName": sample.name,
            "originalUserName": "before",
            "secret": sample.base32,
            "timeStep": sample.period,
            "digits": sample.digits,
            "algorithm": sample.hash,
            "folderData": {"folderId": 0, "position": 0},
        }
        for sample in samples
    ]
    document = {"deviceName": "x", "version": 1, "accounts": accounts, "folders": []}
    return json.dumps(document).encode()


def _table(names, rows, separator=","):
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=separator)
    writer.writerow(names)
    writer.writerows(rows)
    return file.getvalue().encode()


def lastpass_table(samples) -> bytes:
    names = ("url", "username", "password", "totp", "extra", "name", "grouping", "fav")
    rows = [
        ("https://example.org", sample.name, "hunter2", sample.base32, "", sample.issuer, "", "0")
        for sample in samples
    ]
    return _table(names, [*rows, ("", "ann", "hunter2", "", "", "no key", "", "0")])


def uris(samples) -> bytes:
    return ("# my keys\r\n\r\n" + "\r\n".join(uri(sample) for sample in samples)).encode()


def table(samples, separator=",", start=b"") -> bytes:
    names = ("Issuer", "Account", "Secret", "Type", "Algorithm", "Digits", "Period", "Counter")
    rows = [
        (
            sample.issuer,
            sample.name,
            sample.base32.lower(),
            sample.kind,
            sample.hash,
            sample.digits,
            sample.period,
            sample.counter,
        )
        for sample in samples
    ]
    return start + _table(names, rows, separator)
