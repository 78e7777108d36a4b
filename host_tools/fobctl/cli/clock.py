"""fobctl time: the token's clock."""

from __future__ import annotations

from dataclasses import asdict

import click

from fobctl.cli.session import Session, pass_session
from fobctl.token import Clock
from otpfob.core import calendar


@click.group("time")
def command() -> None:
    """Show and set the token's clock."""


def difference(offset_ms: int) -> str:
    """Return the difference of two clocks in words."""
    if abs(offset_ms) < 1000:
        return f"{abs(offset_ms)} ms {'ahead of' if offset_ms > 0 else 'behind'} this PC's"
    return f"{abs(offset_ms) / 1000:.1f} s {'ahead of' if offset_ms > 0 else 'behind'} this PC's"


def _put(session: Session, clock: Clock) -> None:
    if clock.unix_ms is None or clock.offset_ms is None:
        session.put(asdict(clock), [("time", "not set")])
        return
    fields = calendar.civil(clock.unix_ms // 1000)
    rows = [
        ("time", "{:04d}-{:02d}-{:02d} {:02d}:{:02d}:{:02d} UTC".format(*fields[:6])),
        ("offset", difference(clock.offset_ms)),
        ("source", clock.source),
    ]
    session.put(asdict(clock), rows)


@command.command("show")
@pass_session
def show(session: Session) -> None:
    """Show the token's time and by how much it differs from this PC's.

    \b
    fobctl time show
    """
    with session.token() as token:
        clock = token.clock()
    if clock.unix_ms is None:
        session.say("The token's clock is not set: it shows no codes by time. `fobctl time set`")
    _put(session, clock)


@command.command("set")
@pass_session
def set_time(session: Session) -> None:
    """Set the token's clock to this PC's. Asks on the token.

    \b
    fobctl time set
    """
    with session.token() as token:
        _put(session, token.set_clock())
