"""A CSV file (RFC 4180) with a line of column names.

The names are compared in lower case without blanks around them. The separator is the one of
comma, semicolon and tab that the first line has most of.
"""

import csv
import io
from collections.abc import Callable
from itertools import islice

from fobctl.sources.formats.export import Export
from fobctl.sources.formats.json_text import damaged
from fobctl.sources.new_account import NewAccount, SourceError

# A vault of passwords may have many rows of which few hold a key.
MAX_ROWS = 100_000

Row = dict[str, str]


class Table:
    """The rows below the names. A row with too many or too few fields is None."""

    def __init__(self, names: list[str], rows: list[Row | None]) -> None:
        self.columns = frozenset(names)
        self.rows = rows

    def collect(
        self,
        export: Export,
        key: str,
        read: Callable[[Row], NewAccount],
        label: Callable[[Row], str],
    ) -> Export:
        """Read the rows whose column `key` is not empty, and list those that are no rows."""

        def read_row(pair):
            if pair[1] is None:
                raise SourceError(
                    "The row has not as many fields as the first one: it is damaged or cut off."
                )
            return read(pair[1])

        def label_row(pair):
            return (pair[1] and label(pair[1])) or f"row {pair[0]}"

        pairs = [
            (number, row)
            for number, row in enumerate(self.rows, 2)
            if row is None or row[key].strip()
        ]
        return export.collect(pairs, read_row, label_row)


def read_table(text: str, *, one_column: bool = False) -> Table | None:
    """Return the table, or None where the first line is none of column names.

    A line without a separator names a column only where `one_column` says so. Raises SourceError
    for a table whose quotes or column names are damaged.
    """
    first = text.lstrip("\r\n").partition("\n")[0]
    separator = max(",;\t", key=first.count)
    if not first.count(separator) and not (one_column and first.strip()):
        return None
    lines, ok = [], False
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        lines = list(islice((line for line in reader if line), MAX_ROWS + 1))
        ok = True
    except csv.Error:
        pass
    if not ok or not lines:
        raise damaged("CSV")
    if len(lines) > MAX_ROWS:
        raise SourceError(f"The file has more than {MAX_ROWS} rows: this is no export.")
    names = [name.strip().lower() for name in lines[0]]
    if len(set(names)) != len(names):
        raise SourceError("Two columns have the same name: rename or remove one of them.")
    rows: list[Row | None] = [
        dict(zip(names, line, strict=True)) if len(line) == len(names) else None
        for line in lines[1:]
    ]
    return Table(names, rows)
