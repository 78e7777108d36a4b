"""KeePassXC: its CSV export.

    "Group","Title","Username","Password","URL","Notes","TOTP","Icon","Last Modified","Created"

TOTP is an otpauth URI, whatever form the entry has in the database, or bare base32. Versions
before 2.6 wrote no TOTP column.
"""

from fobctl.sources.formats.csv_text import Table
from fobctl.sources.formats.entry import read_key
from fobctl.sources.formats.export import Export, label_of
from fobctl.sources.new_account import NewAccount, SourceError

NAME = "KeePassXC"

_COLUMNS = {"group", "title", "username", "password", "url", "notes"}
_TRASH = "Recycle Bin"


def is_table(table: Table) -> bool:
    """Return whether this is a CSV export of KeePassXC."""
    return table.columns >= _COLUMNS


def _account(row) -> NewAccount:
    trashed = _TRASH in row["group"].split("/")
    warnings = ("This entry is in the recycle bin.",) if trashed else ()
    return read_key(row["totp"], row["title"], row["username"], warnings)


def read_table(table: Table) -> Export:
    """Return the accounts of a CSV export."""
    if "totp" not in table.columns:
        raise SourceError(
            "This KeePassXC export has no column TOTP: export it with KeePassXC 2.6 or newer,"
            " or as XML.",
            "totp",
        )
    return table.collect(
        Export(NAME), "totp", _account, lambda row: label_of(row["title"], row["username"])
    )
