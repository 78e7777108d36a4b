"""fobctl wifi: the network in which the token asks time servers."""

from __future__ import annotations

import sys

import click

from fobctl.cli.piped import piped_line
from fobctl.cli.session import Session, pass_session
from otpfob.core.errors import BadField
from otpfob.core.network import MAX_PASSWORD_BYTES, MAX_SSID_BYTES, MIN_PASSWORD_BYTES
from otpfob.link.messages import check_wifi

_MOST_CHARACTERS = 1024


@click.group("wifi")
def command() -> None:
    """Tell the token its Wi-Fi network, in which it asks time servers; or have it forget it."""


@command.command("show")
@pass_session
def show(session: Session) -> None:
    """Show the name of the token's Wi-Fi network. The password never comes back.

    \b
    fobctl wifi show
    """
    with session.token() as token:
        _put(session, token.wifi_ssid())


@command.command("set")
@click.argument("words", nargs=-1, metavar="[SSID]")
@pass_session
def set_network(session: Session, words: tuple[str, ...]) -> None:
    """Tell the token the name and the password of a Wi-Fi network. Asks on the token.

    The password is asked for and not shown, or read from standard input, a line. It is never
    an argument. An open network has an empty one.

    \b
    fobctl wifi set
    fobctl wifi set "Home 5G"
    fobctl wifi set Home < password.txt
    """
    ssid = _named(words)
    with session.token() as token:
        if ssid is None:
            ssid = click.prompt("Name of the network (SSID)", err=True)
            _check(ssid, "")
        password = _password()
        _check(ssid, password)
        if not password:
            session.warn("without a password the token will join an open network only.")
        kept = token.set_wifi(ssid, password)
    session.say("The token joins this network when it is to ask time servers. `fobctl time sync`")
    _put(session, kept)


@command.command("remove")
@pass_session
def remove(session: Session) -> None:
    """Have the token forget its Wi-Fi network and the password. Asks on the token.

    \b
    fobctl wifi remove
    """
    with session.token() as token:
        if not token.wifi_ssid():
            session.say("The token knows no network.")
            return
        token.remove_wifi()
    session.say("The token has forgotten the network.")


def _named(words: tuple[str, ...]) -> str | None:
    if len(words) > 1:
        # Whatever came second is not repeated: it is most likely the password.
        raise click.UsageError(
            "Give one name; one with blanks is put in quotes. A password in the command line would "
            "stay in the shell's history: it is asked for, or read from standard input."
        )
    if words:
        _check(words[0], "")
        return words[0]
    if not sys.stdin.isatty():
        raise click.UsageError("Name the network: standard input is for its password.")
    return None


def _password() -> str:
    if sys.stdin.isatty():
        return click.prompt(
            "Password (not shown; none for an open network)",
            default="",
            show_default=False,
            hide_input=True,
            err=True,
        )
    line = piped_line(_MOST_CHARACTERS)
    if line is None:
        raise click.ClickException("Standard input is not text in UTF-8.")
    if not line:
        raise click.ClickException("There is no password on standard input: not even a line.")
    return line.rstrip("\r\n")


def _check(ssid: str, password: str) -> None:
    """Raise UsageError or ClickException for what is no network. Neither repeats a password."""
    field = ""
    try:
        check_wifi(ssid, password)
    except BadField as error:
        field = error.field
    if field == "ssid":
        raise click.UsageError(
            f"The name of a Wi-Fi network has 1 to {MAX_SSID_BYTES} bytes in UTF-8 and no control "
            f"characters; this one has {len(ssid.encode(errors='replace'))} bytes."
        )
    if field:
        raise click.ClickException(
            f"The password of a Wi-Fi network has {MIN_PASSWORD_BYTES} to {MAX_PASSWORD_BYTES} "
            "characters and no control characters; an open network has none. Nothing was sent."
        )


def _put(session: Session, ssid: str) -> None:
    if not ssid:
        session.say("The token knows no network. `fobctl wifi set`")
    session.put({"ssid": ssid}, [("network", ssid)] if ssid else [])
