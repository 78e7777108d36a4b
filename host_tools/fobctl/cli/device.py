"""fobctl device: find tokens, ask what they are, lock one, change its settings, erase one."""

from __future__ import annotations

import re
from dataclasses import asdict

import click

from fobctl.cli import install, update
from fobctl.cli.session import Session, pass_session
from fobctl.link.errors import TokenError

_DURATION = re.compile(r"([0-9]{1,6})\s*([sm]?)", re.ASCII)


_FAULTS = {
    "display": "no display answers: look at its four wires",
    "fonts": "fonts are damaged: fobctl device update",
    "texts": "its texts are damaged, so it speaks another language: fobctl device update",
    "codes": "it computes wrong codes: use none, fobctl device update",
    "clock": "its clock chip does not answer: look at its four wires",
    "random": "its random source does not work: restart it, and make no key before it does",
    "vault": "an account cannot be read: fobctl restore",
}


@click.group("device")
def command() -> None:
    """Find tokens, ask what they are, lock one, change its settings, erase one."""


command.add_command(install.command)
command.add_command(update.command)


@command.command("list")
@click.option("--all", "others_too", is_flag=True, help="Say of the other ports why they are none.")
@pass_session
def list_devices(session: Session, others_too: bool) -> None:
    """List the tokens that answer, locked ones too: serial, board, port.

    \b
    fobctl device list
    fobctl device list --all
    fobctl --json device list
    """
    infos = session.found(say=session.say if others_too else None)
    if not infos:
        session.say("No token found.")
    session.put(
        [{"serial": info.serial, "board": info.board, "port": info.port} for info in infos],
        [(info.serial, info.board, info.port) for info in infos],
        ("serial", "board", "port"),
    )


@command.command("info")
@pass_session
def info_of_device(session: Session) -> None:
    """Show a token's versions, state and free space.

    \b
    fobctl device info
    """
    with session.token(locked_too=True) as token:
        info = token.hello()
    state = "ready" if info.ready else "damaged" if info.damaged else "not set up"
    if info.locked:
        state = "locked"
    # A locked token tells nothing of its accounts.
    room = [] if info.locked else [("accounts", info.accounts), ("free", info.free)]
    faults = [("fault", _FAULTS.get(fault, fault)) for fault in info.faults]
    battery = [] if info.battery is None else [("battery", f"{info.battery} %")]
    session.put(
        asdict(info),
        [
            ("serial", info.serial),
            ("board", info.board),
            ("port", info.port),
            ("firmware", f"{info.firmware} in slot {info.slot}" if info.slot else info.firmware),
            ("state", state),
            # Without one it would not be locked.
            ("PIN", "set" if info.pin or info.locked else "not set"),
            ("clock", "set" if info.has_time else "not set"),
            *faults,
            *battery,
            *room,
        ],
    )


@command.command("lock")
@pass_session
def lock(session: Session) -> None:
    """Lock a token: its accounts are gone until its PIN is entered. Asks nobody.

    \b
    fobctl device lock
    """
    with session.token(locked_too=True) as token:
        if token.hello().locked:
            session.say("The token is locked already.")
            return
        token.lock()
    session.say("The token is locked.")


class _Duration(click.ParamType):
    """Seconds, as 300, 300s or 5m; 0 for never."""

    name = "duration"

    def convert(
        self, value: str | int, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        if isinstance(value, int):
            return value
        text = value.strip().lower()
        if text == "never":
            return 0
        parts = _DURATION.fullmatch(text)
        if parts is None:
            self.fail(
                f"{value!r} is no time. Give seconds or minutes, as in 300, 90s or 5m, or never."
            )
        return int(parts[1]) * (60 if parts[2] == "m" else 1)


def _duration(seconds: int) -> str:
    if not seconds:
        return "never"
    return f"{seconds // 60} min" if seconds % 60 == 0 else f"{seconds} s"


def _after(name: str, what: str):
    """An option for a time without a press."""
    return click.option(f"--{name}-after", type=_Duration(), metavar="TIME", help=what)


@command.command("settings")
@_after("lock", "Lock after so long without a press: 30s to 60m; seconds without a unit.")
@_after("dim", "Dim the glass after so long: 10s to 60m, or never.")
@_after("dark", "Turn it off after so long: 10s to 60m, or never.")
@_after("sleep", "Sleep after so long, which locks a token with a PIN: 10s to 60m, or never.")
@pass_session
def settings(session: Session, **after: int | None) -> None:
    """Show a token's settings, or change them. A change asks on the token.

    \b
    fobctl device settings
    fobctl device settings --lock-after 5m
    fobctl device settings --dim-after 1m --sleep-after never
    """
    changes = {field: seconds for field, seconds in after.items() if seconds is not None}
    with session.token() as token:
        try:
            kept = asdict(token.settings(**changes))
        except TokenError as error:
            if error.code != "bad_field" or error.field not in changes:
                raise
            lowest = "30s to 60m" if error.field == "lock_after" else "10s to 60m, or never"
            name = error.field.replace("_", "-")
            raise click.ClickException(
                f"The token does not take --{name} {_duration(changes[error.field])}. "
                f"Give {lowest}."
            ) from None
    session.put(
        kept,
        [
            (name.removesuffix("_s").replace("_", " "), _duration(seconds))
            for name, seconds in kept.items()
        ],
    )


@command.command("wipe")
@click.option("--yes", is_flag=True, help="Do not ask here; the token asks all the same.")
@pass_session
def wipe(session: Session, yes: bool) -> None:
    """Erase everything on a token. Asks here and on the token, where the button must be held.

    \b
    fobctl device wipe
    """
    with session.token() as token:
        info = token.hello()
        if not yes:
            question = f"Erase all {info.accounts} accounts on the token {info.serial}?"
            click.confirm(question, abort=True, err=True)
        token.wipe()
    session.say("Everything is erased, and every block was looked at.")
