"""fobctl accounts code: a code of the token, printed here or put onto the clipboard."""

from __future__ import annotations

from dataclasses import asdict

import click

from fobctl.cli import clipboard
from fobctl.cli.session import Session, pass_session
from fobctl.cli.which import account_argument, chosen


@click.command("code")
@account_argument
@click.option(
    "--copy",
    is_flag=True,
    help=f"Put the code onto the clipboard, not on stdout; cleared after {clipboard.HELD_S} s.",
)
@pass_session
def code(session: Session, account: str, exact: bool, copy: bool) -> None:
    """Print a code of ACCOUNT: an id, or a part of its label. Asks on the token.

    A code by counter is used up by this; the token shows the following one next.

    \b
    fobctl accounts code acme
    fobctl accounts code acme --copy
    """
    if copy:
        clipboard.check()  # before a counter is used up for nothing
    with session.token() as token:
        listed = chosen(token.accounts(), account, exact=exact)
        given = token.code(listed.id)
    if given.left_s is not None:
        session.say(f"{listed.label}: good for {given.left_s} s more.")
    else:
        session.say(f"{listed.label}: counter {given.counter}.")
    fields = asdict(given)
    if copy:
        try:
            clipboard.hold(session, given.code)
        except clipboard.ClipboardFailed:
            session.warn("the clipboard does not work any more; here is the code.")
        else:
            del fields["code"]
            session.put(fields | {"copied": True}, [])
            return
    session.put(fields, [(given.code,)])
