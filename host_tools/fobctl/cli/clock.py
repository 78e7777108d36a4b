"""fobctl time: the token's clock."""

from __future__ import annotations

from dataclasses import asdict

import click

from fobctl.cli import doctor, waiting
from fobctl.cli.session import Session, pass_session
from fobctl.link.errors import TokenError, Vanished
from fobctl.token import Token
from fobctl.token_clock import Clock
from otpfob.core import calendar
from otpfob.link.messages import DONE, FAILED, JOINING, NONE, SYNCING

_SYNC_SAYS = {
    JOINING: "The token joins the Wi-Fi network.",
    SYNCING: "The token asks time servers.",
}
# While a name server lets the token wait, it does not look at the line: up to three times.
_MOST_SILENCES = 4
_BEGIN_S = 0.5
_MOST_ASKED = 60  # half a minute or more: so long the token asks
_CODES = {
    "shown": "shown",
    "marked": "shown with a mark: the clock may be off by more than 10 s",
    "refused": "not shown",
}


@click.group("time")
def command() -> None:
    """Show and set the token's clock, and find out why a site refuses its codes."""


command.add_command(doctor.command)


def difference(offset_ms: int) -> str:
    """Return the difference of two clocks in words."""
    if abs(offset_ms) < 1000:
        return f"{abs(offset_ms)} ms {_side(offset_ms)} this PC's"
    return f"{abs(offset_ms) / 1000:.1f} s {_side(offset_ms)} this PC's"


def _side(offset_ms: int) -> str:
    return "ahead of" if offset_ms > 0 else "behind"


def _age(seconds: int) -> str:
    """Return a time span in its two largest units."""
    units = ((86_400, "d"), (3600, "h"), (60, "min"), (1, "s"))
    for (size, name), (next_size, next_name) in zip(units, units[1:], strict=False):
        if seconds >= size:
            return f"{seconds // size} {name} {seconds % size // next_size} {next_name}"
    return f"{seconds} s"


def _rate(clock: Clock) -> str:
    """Return how fast the token's clock runs, as learned, in parts per million."""
    text = "not learned"
    if clock.sigma_ppb:
        side = "fast" if clock.rate_ppb >= 0 else "slow"
        text = f"{abs(clock.rate_ppb) / 1000:.3f} ppm {side}, +-{clock.sigma_ppb / 1000:.3f}"
    if clock.rejected_ppb:
        text += f"; rejected: {clock.rejected_ppb / 1000:.1f} ppm"
    return text


def put(session: Session, clock: Clock) -> None:
    """Print the token's clock."""
    if clock.unix_ms is None or clock.offset_ms is None:
        session.put(asdict(clock), [("time", "not set")])
        return
    fields = calendar.civil(clock.unix_ms // 1000)
    half_ms = -(-clock.round_trip_ms // 2)
    side = _side(clock.offset_ms)
    age = "no sync yet" if clock.age_s is None else f"{_age(clock.age_s)} ago"
    rows = [
        ("time", "{:04d}-{:02d}-{:02d} {:02d}:{:02d}:{:02d} UTC".format(*fields[:6])),
        ("offset", f"{abs(clock.offset_ms)} ms {side} this PC's, +-{half_ms} ms"),
        ("bound", "unknown" if clock.bound_ms is None else f"+-{clock.bound_ms} ms"),
        ("source", f"{clock.source}, {age}"),
        ("rate", _rate(clock)),
        ("codes", _CODES[clock.trust]),
    ]
    session.put(asdict(clock), rows)


@command.command("show")
@pass_session
def show(session: Session) -> None:
    """Show the token's time, how wrong it can be, and by how much it differs from this PC's.

    `bound` is the token's own: how wrong its clock can be by now. `rate` is what it learned of
    its clock chip. Times are in UTC.

    \b
    fobctl time show
    """
    with session.token() as token:
        clock = token.clock()
    if clock.unix_ms is None:
        session.say("The token's clock is not set: it shows no codes by time. `fobctl time set`")
    elif clock.trust == "refused":
        session.say(
            "The token cannot vouch for its clock: it shows no codes by time. `fobctl time set`"
        )
    put(session, clock)


@command.command("set")
@pass_session
def set_time(session: Session) -> None:
    """Set the token's clock to this PC's. Asks on the token, unless the change is small.

    This PC's clock is taken to be right to half a second: look at it first.

    \b
    fobctl time set
    """
    with session.token() as token:
        put(session, token.set_clock())


@command.command("sync")
@pass_session
def sync(session: Session) -> None:
    """Have the token ask time servers over its Wi-Fi network. Asks on the token.

    The network is the one of `fobctl wifi set`. This PC's clock does not matter.

    \b
    fobctl time sync
    """
    with session.token() as token:
        before = token.clock()
        _begin_sync(token)
        # So long may the token tell of the sync before.
        waiting.pause(_BEGIN_S)
        now = _followed(session, token, before)
    for _ in range(_MOST_SILENCES):
        if now is not None:
            break
        with session.token() as token:
            now = _followed(session, token, before)
    if now is None:
        raise Vanished("The token does not answer any more. Look at its screen.")
    session.say("The token's clock is set by time servers.")
    put(session, now)


def _begin_sync(token: Token) -> None:
    try:
        token.begin_sync()
    except TokenError as error:
        if error.code != "bad_field":
            raise
        raise click.ClickException(
            "The token knows no Wi-Fi network. Tell it one first: `fobctl wifi set`"
        ) from None


def _followed(session: Session, token: Token, before: Clock) -> Clock | None:
    """Say how a sync goes on until the token's clock is set; None when the token is silent.

    Raises TokenError when it has failed.
    """
    said = ""
    asked = 0
    try:
        for _ in waiting.turns():
            now = token.sync_state()
            if now.state == FAILED:
                raise TokenError(now.reason, now.says or f"The sync failed ({now.reason}).")
            if now.state == NONE:
                raise TokenError("refused", "The sync was given up. The clock was not set.")
            if now.state != said:
                said = now.state
                if said in _SYNC_SAYS:
                    session.say(_SYNC_SAYS[said])
            if now.state == DONE:
                # What the servers say is here; a large step waits for the person's yes.
                clock = token.clock()
                if clock.synced_since(before):
                    return clock
                asked += 1
                if asked == 2:
                    session.say("The token asks whether to take that time: look at it.")
                if asked > _MOST_ASKED:
                    raise TokenError("timed_out", "The time was not taken on the token.")
    except Vanished:
        return None
    return None
