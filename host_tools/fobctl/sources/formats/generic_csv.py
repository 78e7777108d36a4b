"""A CSV file that is nobody's format: the columns are told by their names.

    column    names (compared without case, blanks, - and _)
    secret    secret, secretkey, key, seed, totp, totpsecret, otp, otpauth, uri, url
    issuer    issuer, service, site, title, website, manufacturer
    name      name, account, username, user, login, email, upn, label
    kind      type, kind, tokentype           totp (also when empty), hotp, steam
    hash      algorithm, algo, hash
    digits    digits, length
    period    period, interval, step, timeinterval, timestep
    counter   counter

`secret` is required: base32, or an otpauth URI, in which case the other columns only fill
in what it leaves out. So the file for hardware tokens of Microsoft Entra ID is read:
upn,serial number,secret key,time interval,manufacturer,model
"""

import re

from fobctl.sources.formats.csv_text import Row, Table
from fobctl.sources.formats.entry import build, read_key, read_kind
from fobctl.sources.formats.export import Export, label_of
from fobctl.sources.new_account import NewAccount, SourceError

NAME = "CSV"

_NAMES = {
    "secret": "secret secretkey seed key totpsecret totp otpauth otp uri url",
    "issuer": "issuer service site title website manufacturer",
    "name": "name account username user login email upn label",
    "kind": "type kind tokentype",
    "hash": "algorithm algo hash",
    "digits": "digits length",
    "period": "period interval step timeinterval timestep",
    "counter": "counter",
}


def _column(table, names):
    """Return the table's column for the first of the names that it has."""
    plain = {re.sub("[-_ ]", "", column): column for column in table.columns}
    return next((plain[name] for name in names.split() if name in plain), None)


def is_table(table: Table) -> bool:
    """Return whether one of the columns can be the secret."""
    return _column(table, _NAMES["secret"]) is not None


def read_table(table: Table) -> Export:
    """Return the accounts of the rows that have a secret."""
    columns = {field: _column(table, names) for field, names in _NAMES.items()}
    key = columns["secret"]
    if key is None:
        raise SourceError("The file has no column for the secret: name one of them secret.")

    def value(row: Row, field: str) -> str | None:
        column = columns[field]
        return (row[column].strip() or None) if column else None

    def account(row: Row) -> NewAccount:
        secret = value(row, "secret") or ""
        if "://" in secret:
            return read_key(secret, value(row, "issuer"), value(row, "name"))
        return build(
            read_kind(value(row, "kind") or "totp"),
            value(row, "issuer"),
            value(row, "name"),
            secret,
            algorithm=value(row, "hash"),
            digits=value(row, "digits"),
            period=value(row, "period"),
            counter=value(row, "counter"),
        )

    return table.collect(
        Export(NAME), key, account, lambda row: label_of(value(row, "issuer"), value(row, "name"))
    )
