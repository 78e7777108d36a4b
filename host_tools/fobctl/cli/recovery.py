"""fobctl accounts recovery: a site's one-time codes, onto the token and off it, never back."""

from __future__ import annotations

import sys

import click

from fobctl.cli.session import Session, pass_session
from fobctl.cli.which import account_argument, chosen
from fobctl.sources.new_account import SourceError
from fobctl.sources.start_of_file import start_of_file
from otpfob.core.errors import BadField
from otpfob.core.recovery import MAX_CODE_CHARACTERS, MAX_CODES, check_code, stored_size

# Far more than so many codes with line ends have.
_MOST = 64 * 1024


@click.group("recovery")
def recovery() -> None:
    """A site's one-time recovery codes, kept with its account."""


@recovery.command("add")
@account_argument
@click.argument("file", required=False, metavar="[FILE|-]")
@pass_session
def add(session: Session, account: str, exact: bool, file: str | None) -> None:
    """Add recovery codes to ACCOUNT. Asks on the token.

    FILE has a code in each line, and so has standard input with `-`. At a terminal, without
    FILE, asks for one after the other and shows none. A code is never an argument.

    \b
    fobctl accounts recovery add github codes.txt
    fobctl accounts recovery add github - < codes.txt
    """
    codes = _read(file)
    with session.token() as token:
        listed = chosen(token.accounts(), account, exact=exact)
        has = token.recovery(listed.id)
        if has.codes + len(codes) > MAX_CODES:
            raise click.ClickException(
                f"{listed.label} has {has.codes} codes and these are {len(codes)}: a token keeps "
                f"{MAX_CODES} of an account. Are the old ones void? Clear them first."
            )
        if stored_size(codes) > has.room:
            raise click.ClickException(
                f"These codes take {stored_size(codes)} bytes, one more than it has characters for "
                f"each, and there is room for {has.room}. Add fewer of them."
            )
        token.add_recovery(listed.id, codes)
    session.say(
        f"Added {len(codes)} recovery codes to {listed.label}. Now erase where you had them."
    )


@recovery.command("list")
@account_argument
@pass_session
def list_codes(session: Session, account: str, exact: bool) -> None:
    """Say how many recovery codes ACCOUNT has, and which numbers are used.

    The codes themselves are seen on the token only: in the menu of the account's screen.

    \b
    fobctl accounts recovery list github
    """
    with session.token() as token:
        listed = chosen(token.accounts(), account, exact=exact)
        has = token.recovery(listed.id)
    if not has.codes:
        session.say(f"{listed.label} has no recovery codes on the token.")
    session.put(
        {"id": listed.id, "label": listed.label, "codes": has.codes, "used": has.used},
        [(n, "used" if n in has.used else "not used") for n in range(1, has.codes + 1)],
        ("number", "state"),
    )


@recovery.command("clear")
@account_argument
@click.option("--yes", is_flag=True, help="Do not ask here; the token asks all the same.")
@pass_session
def clear(session: Session, account: str, exact: bool, yes: bool) -> None:
    """Delete all recovery codes of ACCOUNT from the token. Asks here and on the token.

    \b
    fobctl accounts recovery clear github
    """
    with session.token() as token:
        listed = chosen(token.accounts(), account, exact=exact)
        has = token.recovery(listed.id)
        if not has.codes:
            session.say(f"{listed.label} has no recovery codes on the token.")
            return
        if not yes:
            left = has.codes - len(has.used)
            click.confirm(
                f"Delete {has.codes} recovery codes of {listed.label}, {left} not used?",
                abort=True,
                err=True,
            )
        token.clear_recovery(listed.id)
    session.say(f"Deleted the recovery codes of {listed.label}.")


def _read(file: str | None) -> list[str]:
    """Return the codes, each checked. Errors name their lines, and no code."""
    if file is None and sys.stdin.isatty():
        lines = _typed()
    else:
        lines = _lines(None if file in (None, "-") else file)
    places: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        code = line.strip()
        if not code:
            continue
        if not _is_code(code):
            raise SourceError(
                f"Line {number} is no recovery code: it has 1 to {MAX_CODE_CHARACTERS} letters, "
                "digits and signs of ASCII. Put each code into a line of its own."
            )
        if code in places:
            raise SourceError(f"Line {number} has the same code as line {places[code]}.")
        places[code] = number
    if not places:
        raise SourceError("There is no recovery code.")
    return list(places)


def _lines(path: str | None) -> list[str]:
    try:
        if path is None:
            text = sys.stdin.read(_MOST + 1)
        else:
            text = start_of_file(path, _MOST + 1).decode("utf-8-sig")
    except UnicodeDecodeError:
        text = None
    # Raised out here: the caught error holds the bytes, and the context would keep it.
    if text is None:
        raise SourceError("The recovery codes are not text in UTF-8.")
    if len(text) > _MOST:
        raise SourceError("That is too long for a list of recovery codes.")
    return text.splitlines()


def _typed() -> list[str]:
    found: list[str] = []
    while len(found) < MAX_CODES:
        line = click.prompt(
            f"Code {len(found) + 1} (not shown; nothing: that was all)",
            default="",
            hide_input=True,
            show_default=False,
            err=True,
        )
        if not line.strip():
            break
        found.append(line)
    return found


def _is_code(code: str) -> bool:
    try:
        check_code(code)
    except BadField:
        return False
    return True
