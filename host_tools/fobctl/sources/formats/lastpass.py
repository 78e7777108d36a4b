"""LastPass: JSON of its Authenticator, and CSV of its vault.

accounts     a list of {issuerName, userName, secret (base32), digits, algorithm, timeStep (s)}
             originalIssuerName and originalUserName are as before a renaming

CSV: url,username,password,totp,extra,name,grouping,fav     totp: bare base32
"""

from typing import Any

from fobctl.sources.formats.csv_text import Table
from fobctl.sources.formats.entry import build, read_key
from fobctl.sources.formats.export import Export, label_of
from fobctl.sources.formats.json_text import as_object, items
from fobctl.sources.formats.secret_key import Ask
from fobctl.sources.new_account import NewAccount
from otpfob.core.account import TOTP

NAME = "LastPass"

_COLUMNS = {"url", "username", "totp", "extra", "name", "grouping", "fav"}


def recognises(document: Any) -> bool:
    """Return whether this is an export of LastPass Authenticator."""
    if not isinstance(document, dict) or not isinstance(document.get("accounts"), list):
        return False
    return "folders" in document or any(
        isinstance(row, dict) and "issuerName" in row for row in document["accounts"]
    )


def is_table(table: Table) -> bool:
    """Return whether this is a CSV export of the vault."""
    return table.columns >= _COLUMNS


def _account(row) -> NewAccount:
    entry = as_object(row)
    return build(
        TOTP,
        entry.get("issuerName") or entry.get("originalIssuerName"),
        entry.get("userName") or entry.get("originalUserName"),
        entry.get("secret"),
        algorithm=entry.get("algorithm"),
        digits=entry.get("digits"),
        period=entry.get("timeStep"),
    )


def _label(row):
    return label_of(row.get("issuerName"), row.get("userName")) if isinstance(row, dict) else ""


def read(document: dict[str, Any], password: Ask) -> Export:
    """Return the accounts of LastPass Authenticator."""
    return Export(NAME).collect(items(document, "accounts"), _account, _label)


def read_table(table: Table) -> Export:
    """Return the accounts of the vault."""
    return table.collect(
        Export(NAME),
        "totp",
        lambda row: read_key(row["totp"], row["name"], row["username"]),
        lambda row: label_of(row["name"], row["username"]),
    )
