"""fobctl accounts prove: whether the token still makes the codes that a file says it should."""

from __future__ import annotations

import click

from fobctl.cli import export_files
from fobctl.cli.import_plan import BAD, TWICE, Row, proved, rows_of
from fobctl.cli.looks import Looks, look_options
from fobctl.cli.session import Session, pass_session
from fobctl.token import Listed, Token

_HEADER = ("id", "account", "proof")


@click.command("prove")
@click.argument("files", nargs=-1, metavar="[FILE|-]...")
@look_options
@pass_session
def prove(session: Session, files: tuple[str, ...], looks: Looks) -> None:
    """Have the token prove that it holds the accounts in FILE. Changes nothing, asks nobody.

    No key can be read from the token, so give the export, the QR codes or the URIs again that
    the accounts came from: everything that `fobctl accounts import` reads. For each account in
    it the token answers a fresh question under its key; the right answer means that it computes
    the same codes. A counter may have moved on. Accounts of the token that are not in FILE are
    named: nothing is known of them.

    \b
    fobctl accounts prove aegis.json
    fobctl accounts prove - < uris.txt

    Prints id, label and "proved" of every entry. The exit status is 0 when all are.
    """
    if not (files or looks):
        raise click.UsageError(
            "Name a FILE, `-`, or where to look for a QR code: the token gives no key away, so "
            "what it should hold must come from you."
        )
    rows = [row for row in rows_of(export_files.read(session, files, looks)) if row.what != TWICE]
    with session.token() as token:
        unknown = _prove(session, token, rows)
    session.put(
        {"entries": [_as_json(row) for row in rows], "unknown": [item.id for item in unknown]},
        [(row.id or "", row.label, "proved" if row.proved else row.note) for row in rows],
        _HEADER,
    )
    if unknown:
        labels = ", ".join(f"{item.id} {item.label}" for item in unknown)
        session.say(f"On the token and not in what you gave: {labels}.")
    failed = sum(not row.proved for row in rows)
    if failed:
        raise click.ClickException(f"{failed} of {len(rows)} are not proved.")


def _prove(session: Session, token: Token, rows: list[Row]) -> list[Listed]:
    """Have each row proved; returns the accounts of the token that were not."""
    left = token.accounts()
    with session.progress("Proving", len(rows)) as advance:
        for row in rows:
            advance(1)
            if row.new is None:
                continue
            label = (row.new.account.issuer, row.new.account.name)
            by_name = sorted(left, key=lambda item: (item.issuer, item.name) != label)
            found = proved(token, row.new, by_name)
            row.proved = found is not None
            if found is None:
                row.note = _why_not(row, left)
            else:
                row.id = found.id
                left.remove(found)
    return left


def _why_not(row: Row, left: list[Listed]) -> str:
    for item in left:
        if item.label == row.label:
            row.id = item.id
            return "not proved: this account makes other codes"
    return "not proved: no account of the token makes these codes"


def _as_json(row: Row) -> dict:
    return {
        "label": row.label,
        "id": row.id,
        "proved": row.proved,
        "note": row.note if row.what == BAD or not row.proved else "",
    }
