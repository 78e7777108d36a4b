"""1Password: its unencrypted export, a 1PUX file (zip) with export.data (JSON).

accounts     a list of {vaults: a list of {items}}
item         state (active, archived), overview {title},
             details {loginFields, sections}
loginFields  those with designation "username": value
sections     a list of {fields: a list of {title, value {totp}}}
             totp: otpauth URI, or bare base32; an item may have several
"""

from typing import Any

from fobctl.sources.formats.entry import read_key
from fobctl.sources.formats.export import Export, label_of
from fobctl.sources.formats.json_text import as_object, items
from fobctl.sources.formats.secret_key import Ask

NAME = "1Password"
MEMBER = "export.data"


def recognises(document: Any) -> bool:
    """Return whether this is export.data, taken out of its file."""
    if not isinstance(document, dict) or not isinstance(document.get("accounts"), list):
        return False
    return any(isinstance(row, dict) and "vaults" in row for row in document["accounts"])


def _user(details):
    for field in items(details, "loginFields"):
        if isinstance(field, dict) and field.get("designation") == "username":
            value = field.get("value")
            return value if isinstance(value, str) else None
    return None


def _keys(item):
    """Yield (title, user, key, archived) for each key of an item."""
    overview = item.get("overview")
    title = overview.get("title") if isinstance(overview, dict) else None
    details = as_object(item.get("details") or {}, "details")
    for section in items(details, "sections"):
        for field in items(as_object(section or {}, "sections"), "fields"):
            value = field.get("value") if isinstance(field, dict) else None
            if isinstance(value, dict) and value.get("totp"):
                yield title, _user(details), value["totp"], item.get("state") == "archived"


def _account(row):
    title, user, key, archived = row
    return read_key(key, title, user, ("This item is archived.",) if archived else ())


def read(document: dict[str, Any], password: Ask) -> Export:
    """Return the accounts of export.data."""
    rows = []
    for account in items(document, "accounts"):
        for vault in items(as_object(account, "accounts"), "vaults"):
            for item in items(as_object(vault, "vaults"), "items"):
                rows.extend(_keys(as_object(item, "items")))
    return Export(NAME).collect(rows, _account, lambda row: label_of(row[0], row[1]))
