"""FreeOTP+: its JSON export.

    tokens       a list of accounts, see free_otp_entry.py
    tokenOrder   the labels in the order of the screen; not needed

The stored counter is one behind: it is the last one used, -1 before the first code.
"""

from typing import Any

from fobctl.sources.formats.export import Export
from fobctl.sources.formats.free_otp_entry import read_token, token_label
from fobctl.sources.formats.json_text import as_object, items
from fobctl.sources.formats.secret_key import Ask

NAME = "FreeOTP+"
COUNTER_BEHIND = 1


def recognises(document: Any) -> bool:
    """Return whether this is an export of FreeOTP+."""
    return isinstance(document, dict) and {"tokens", "tokenOrder"} <= document.keys()


def read(document: dict[str, Any], password: Ask) -> Export:
    """Return the accounts of an export."""
    return Export(NAME).collect(
        items(document, "tokens"),
        lambda row: read_token(as_object(row), None, COUNTER_BEHIND),
        token_label,
    )
