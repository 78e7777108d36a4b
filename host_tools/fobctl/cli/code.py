"""fobctl accounts code: a code of the token, printed here."""

from __future__ import annotations

from dataclasses import asdict

import click

from fobctl.cli.session import Session, pass_session
from fobctl.cli.which import chosen


@click.command("code")
@click.argument("account")
@pass_session
def code(session: Session, account: str) -> None:
    """Print a code of ACCOUNT: an id, or a part of its label. Asks on the token.

    A code by counter is used up by this; the token shows the following one next.

    \b
    fobctl accounts code acme
    """
    with session.token() as token:
        listed = chosen(token.accounts(), account)
        given = token.code(listed.id)
    if given.left_s is not None:
        session.say(f"{listed.label}: good for {given.left_s} s more.")
    else:
        session.say(f"{listed.label}: counter {given.counter}.")
    session.put(asdict(given), [(given.code,)])
