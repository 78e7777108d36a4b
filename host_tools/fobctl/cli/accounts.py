"""fobctl accounts: list, move, delete; the other verbs have files of their own."""

from __future__ import annotations

from dataclasses import asdict

import click

from fobctl.cli.add import add
from fobctl.cli.code import code
from fobctl.cli.edit import edit
from fobctl.cli.importing import import_accounts
from fobctl.cli.prove import prove
from fobctl.cli.recovery import recovery
from fobctl.cli.session import Session, pass_session
from fobctl.cli.which import account_argument, chosen
from fobctl.token import Listed


@click.group("accounts")
def command() -> None:
    """Add, import, list, change, delete accounts; get a code."""


command.add_command(add)
command.add_command(code)
command.add_command(edit)
command.add_command(import_accounts)
command.add_command(prove)
command.add_command(recovery)


def _kind_text(listed: Listed) -> str:
    if listed.kind == "hotp":
        return f"counter {listed.counter}"
    return f"{listed.period_s} s"


def _more(listed: Listed) -> str:
    """Return what not every account has."""
    texts = ["favourite"] if listed.favourite else []
    if listed.codes:
        texts.append(f"{listed.codes_left} of {listed.codes} recovery codes left")
    return ", ".join(texts)


@command.command("list")
@pass_session
def list_accounts(session: Session) -> None:
    """List the accounts on the token, in its order. Secrets stay on the token.

    \b
    fobctl accounts list
    fobctl --json accounts list
    """
    with session.token() as token:
        found = token.accounts()
    if not found:
        session.say("No accounts on the token.")
    session.put(
        [asdict(listed) for listed in found],
        [
            (
                *(item.id, item.label, item.kind, _kind_text(item)),
                *(f"{item.digits} digits", item.hash, _more(item)),
            )
            for item in found
        ],
        ("id", "account", "kind", "period or counter", "digits", "hash", "more"),
    )


@command.command("move")
@account_argument
@click.argument("place", type=click.IntRange(min=1))
@pass_session
def move(session: Session, account: str, exact: bool, place: int) -> None:
    """Move ACCOUNT to PLACE in the token's list, counted from 1. Asks on the token.

    \b
    fobctl accounts move acme 1
    """
    with session.token() as token:
        found = token.accounts()
        listed = chosen(found, account, exact=exact)
        if place > len(found):
            raise click.ClickException(f"PLACE is beyond the last of {len(found)} accounts.")
        token.move(listed.id, place - 1)
    session.say(f"Moved {listed.label} to place {place}.")


@command.command("delete")
@account_argument
@click.option("--yes", is_flag=True, help="Do not ask here; the token asks all the same.")
@pass_session
def delete(session: Session, account: str, exact: bool, yes: bool) -> None:
    """Delete ACCOUNT: its key is lost. Asks here and on the token.

    \b
    fobctl accounts delete 3
    """
    with session.token() as token:
        listed = chosen(token.accounts(), account, exact=exact)
        if not yes:
            click.confirm(f"Delete {listed.label} from the token?", abort=True, err=True)
        token.delete(listed.id)
    session.say(f"Deleted {listed.label}.")
