"""Data in columns: drawn at a terminal, plain lines elsewhere, which other programs can read.

What is drawn wraps and never cuts; NO_COLOR and TERM=dumb are kept (rich does).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

import click

Rows = Sequence[Sequence[object]]


def put(rows: Rows, header: Sequence[str], stream: TextIO) -> None:
    """Write data; its header only at a terminal, where people read."""
    if header and stream.isatty():
        show(rows, header, stream)
        return
    for line in lines(rows):
        click.echo(line, file=stream)


def show(rows: Rows, header: Sequence[str], stream: TextIO) -> None:
    """Write rows for people, below their header."""
    if not rows:
        return
    if stream.isatty():
        _draw(rows, header, stream)
        return
    for line in lines([header, *rows]):
        click.echo(line, file=stream)


def lines(rows: Rows) -> list[str]:
    """Return the rows as lines, in columns two blanks apart."""
    if not rows:
        return []
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in texts) for i in range(len(texts[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in texts
    ]


def _draw(rows: Rows, header: Sequence[str], stream: TextIO) -> None:
    # It takes longer to load than all the rest, and pipes do without it.
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for name in header:
        table.add_column(name, overflow="fold")
    for row in rows:
        # As Text: brackets in a name are no markup.
        table.add_row(*(Text(str(cell)) for cell in row))
    Console(file=stream, highlight=False).print(table)
