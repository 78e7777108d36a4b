"""fobctl accounts import: the accounts of other apps, in one go and with one question."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import click

from fobctl.cli import export_files, waiting
from fobctl.cli.drawing import picture_of
from fobctl.cli.import_plan import (
    BAD,
    CLASH,
    HEADER,
    NEW,
    OUTCOME_HEADER,
    THERE,
    TWICE,
    Row,
    compare,
    proved,
    rows_of,
)
from fobctl.cli.looks import Looks, look_options
from fobctl.cli.session import Session, pass_session
from fobctl.link.errors import LinkError, NoDevice, TokenError
from fobctl.token import Info, Listed, RestoreState, Token
from otpfob.core import errors
from otpfob.core.account import HOTP
from otpfob.link.messages import CHECKING, CONFIRM, DONE, NONE
from otpfob.link.terms import IMPORT_CONFIRM_S

_SAID = {
    CHECKING: "The token checks what was sent.",
    CONFIRM: "Look at the token: it says what is new. Accept or refuse there "
    f"({IMPORT_CONFIRM_S} s).",
}
_COUNTED = {
    NEW: "new",
    CLASH: "new with a name that is on the token",
    THERE: "on the token already",
    TWICE: "twice in the file",
    BAD: "cannot be imported",
}
_ALL = "All of it has arrived: %d accounts are new."
_NOTHING = "Nothing has arrived: the token is as it was."
_UNKNOWN = (
    "Either all accounts arrived or none: `fobctl accounts list` shows which. Importing the "
    "same file again does no harm."
)


@dataclass
class _Stage:
    """How far an import has come, for whoever interrupts it."""

    before: int = 0  # accounts on the token
    counters: bool = False  # some of what is sent can raise one
    begun: bool = False  # the token was told that something comes
    refused: bool = False  # it has said that it takes nothing
    changed: RestoreState | None = None  # it has said that it took all


@click.command("import")
@click.argument("files", nargs=-1, metavar="[FILE|-]...")
@click.option("--dry-run", is_flag=True, help="Only say what would be imported.")
@click.option("--yes", is_flag=True, help="Do not ask here; the token asks all the same.")
@look_options
@pass_session
def import_accounts(
    session: Session, files: tuple[str, ...], looks: Looks, dry_run: bool, yes: bool
) -> None:
    """Import the accounts of other apps' exports. Asks on the token, once for all of them.

    FILE is an export, whose format is recognised, or a picture of the QR codes of one; `-` is
    standard input. The password of an encrypted one is asked for, or read from standard
    input. Says first what will happen: new, clash (another account has this name), there
    (already), twice (in the file), bad (with the reason). Then all of it is written, or
    nothing, and the token proves every account.

    \b
    fobctl accounts import aegis.json --dry-run
    fobctl accounts import page1.png page2.png
    fobctl accounts import --clipboard
    fobctl accounts import - --yes < uris.txt

    Prints what, id, label and "proved" of every entry; with --dry-run what, issuer, name,
    kind and details.
    """
    if not (files or looks):
        raise click.UsageError("Name a FILE, `-`, or where to look for a QR code.")
    if not (dry_run or yes or sys.stdin.isatty()):
        raise click.UsageError(
            "Nobody can be asked here before the import: standard input is no terminal. Say "
            "--dry-run to see what would be done, or --yes to do it."
        )
    exports = export_files.read(session, files, looks)
    rows = rows_of(exports)
    formats = [export.format_name for export in exports]
    if dry_run:
        _dry_run(session, rows, formats)
        return
    stage = _Stage()
    try:
        with session.token() as token:
            changed = _import(session, token, rows, stage, ask=not yes)
    except (KeyboardInterrupt, LinkError):
        if stage.begun and not stage.refused:
            session.say(_arrived(session, stage))
        raise
    _put(session, rows, formats, changed)
    unproved = [row.label for row in rows if row.proved is False]
    if unproved:
        raise click.ClickException(
            f"The token has not proved that it holds {', '.join(unproved)}. Delete what is wrong "
            "and import the file again; if that does not help, do not use this token."
        )


def _dry_run(session: Session, rows: list[Row], formats: list[str]) -> None:
    try:
        with session.token() as token:
            info, listed = token.hello(), token.accounts()
            compare(rows, token, listed)
            full = _no_room(rows, info)
    except NoDevice as error:
        session.warn(f"not compared with what is on a token. {error}")
        full = ""
    _put(session, rows, formats, None)
    _say_counts(session, rows)
    if full:
        raise click.ClickException(full)
    _refuse_nothing(rows)


def _import(
    session: Session, token: Token, rows: list[Row], stage: _Stage, *, ask: bool
) -> RestoreState:
    """Say what will happen, do it, prove it. Returns what the token has changed."""
    info, listed = token.hello(), token.accounts()
    compare(rows, token, listed)
    session.show([row.cells for row in rows], HEADER)
    _say_counts(session, rows)
    _refuse_nothing(rows)
    full = _no_room(rows, info)
    if full:
        raise click.ClickException(full)
    wanted = [row for row in rows if row.wanted]
    if not wanted:
        session.say("Nothing to do: all of it is on the token.")
        return RestoreState(DONE, 0, 0, 0, None)
    if ask:
        click.confirm("Go on?", abort=True, err=True)
    stage.before = len(listed)
    stage.counters = any(row.new and row.new.account.kind == HOTP for row in wanted)
    changed = _transfer(session, token, wanted, stage)
    _prove(session, token, wanted)
    return changed


def _refuse_nothing(rows: list[Row]) -> None:
    if all(row.new is None for row in rows):
        raise click.ClickException("Nothing of this can be imported.")


def _no_room(rows: list[Row], info: Info) -> str:
    """Return the sentence for what does not fit, or nothing."""
    number = sum(row.what in (NEW, CLASH) for row in rows)
    if number <= info.free:
        return ""
    return (
        f"{number} accounts are new, and the token has room for {info.free}. Delete some there, "
        "or import a part. Nothing was sent."
    )


def _say_counts(session: Session, rows: list[Row]) -> None:
    parts = []
    for what, text in _COUNTED.items():
        number = sum(row.what == what for row in rows)
        if number:
            parts.append(f"{number} {text}")
    if parts:
        session.say(", ".join(parts) + ".")
    for row in rows:
        for warning in row.new.warnings if row.new and row.what != TWICE else ():
            session.warn(f"{row.label}: {warning}")


def _transfer(session: Session, token: Token, rows: list[Row], stage: _Stage) -> RestoreState:
    """Have the token take all of the rows, or none. Raises LinkError."""
    from fobctl import backup_format  # its cipher takes long to load

    code = backup_format.new_code()
    pairs = [(row.new.account, row.new.counter) for row in rows if row.new]
    data = backup_format.write(
        pairs, code, lambda account: picture_of(account.issuer, account.name, session.warn)
    )
    token.begin_import(len(data), code)
    stage.begun = True
    with session.progress("Sending the accounts", len(data)) as advance:
        token.write_restore(data, advance)
    said = ""
    for _ in waiting.turns():
        now = token.restore_state()
        if now.failed is not None:
            stage.refused = True
            raise TokenError(now.failed, _why(now.failed))
        if now.state == DONE:
            stage.changed = now
            return now
        if now.state == NONE:
            break
        if now.state != said and now.state in _SAID:
            said = now.state
            session.say(_SAID[said])
    stage.refused = True
    raise TokenError("refused", "The import was given up on the token. Nothing was changed.")


def _why(code: str) -> str:
    """Return the sentence of an error that an import ended with."""
    if code in ("wrong_code", "damaged"):  # not of a backup that somebody has
        return "What arrived at the token is not what was sent. Nothing was changed."
    for known in errors.ALL:
        if known.code == code:
            return known.says
    return f"The token could not import the accounts ({code})."


def _prove(session: Session, token: Token, rows: list[Row]) -> None:
    """Have the token prove each of what was sent; those are taken first that have the name."""
    left = {item.id: item for item in token.accounts()}
    with session.progress("Proving", len(rows)) as advance:
        for row in rows:
            if row.new is None:
                continue
            found = _found(token, row, list(left.values()))
            row.proved = found is not None
            if found is not None:
                row.id = found.id
                del left[found.id]
            advance(1)


def _found(token: Token, row: Row, left: list[Listed]) -> Listed | None:
    new = row.new
    if new is None:
        return None
    label = (new.account.issuer, new.account.name)
    # The token keeps the name of an account that it had already.
    by_name = sorted(left, key=lambda item: (item.issuer, item.name) != label)
    found = proved(token, new, by_name)
    if found is None or (new.account.kind == HOTP and (found.counter or 0) < new.counter):
        return None
    if (found.issuer, found.name) != label:
        row.what, row.note = THERE, f"account {found.id} on the token, {found.label}"
    return found


def _arrived(session: Session, stage: _Stage) -> str:
    """Return what became of an import that was interrupted.

    To ask is a new conversation, which takes the question off the token's glass.
    """
    if stage.changed is not None:
        return _ALL % stage.changed.new + " Not all of them were proved."
    try:
        with session.token() as token:
            done = _ended(token)
            number = len(token.accounts()) - stage.before
    except (KeyboardInterrupt, LinkError):
        return _UNKNOWN
    if done or number > 0:
        return _ALL % number
    # A token that was unplugged does not know what it did before; counters are written last.
    return _UNKNOWN if done is None and stage.counters else _NOTHING


def _ended(token: Token) -> bool | None:
    """Wait for the end of an import; returns whether the token did it, None: it knows of none."""
    for _ in waiting.turns():
        now = token.restore_state()
        if now.state == NONE:
            return None
        if now.state == DONE:
            return now.failed is None
    return None


def _put(
    session: Session, rows: list[Row], formats: list[str], changed: RestoreState | None
) -> None:
    value = {
        "formats": formats,
        "new": changed and changed.new,
        "same": changed and changed.same,
        "raised": changed and changed.raised,
        "entries": [row.as_json() for row in rows],
    }
    if changed is None:
        session.put(value, [row.cells for row in rows], HEADER)
    else:
        session.put(value, [row.outcome for row in rows], OUTCOME_HEADER)
