"""fobctl batch: tokens for many users, and the files that their server imports."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from fobctl.cli.piped import piped_line
from fobctl.cli.session import Session, pass_session
from fobctl.sources.new_account import SourceError
from otpfob.core.account import HOTP, KIND_NAMES, TOTP
from otpfob.core.hmac import HASH_NAMES

JOURNAL = "journal.otpfob"
_MIN_PASSWORD = 12
_MOST_CHARACTERS = 1024
_KINDS = {"time": TOTP, "counter": HOTP}
_FOLDER = click.Path(file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group("batch")
def command() -> None:
    """Program many tokens, and make the files that their server imports.

    \b
    fobctl batch provision users.csv --job tokens-2026
    fobctl batch status tokens-2026
    fobctl batch export tokens-2026 --pskc server.xml --labels labels

    Everything of a batch lies in one folder, encrypted under a password of your own. That, and
    nothing else, is what the server's files are made from: no token gives a key away.
    """


def _password(of: str, *, new: bool) -> str:
    """Return the password of something: asked for, or the next line of standard input."""
    if sys.stdin.isatty():
        password = click.prompt(
            f"Password of {of} (not shown)", hide_input=True, confirmation_prompt=new, err=True
        )
    else:
        line = piped_line(_MOST_CHARACTERS)
        if not line:
            raise SourceError(
                f"The password of {of} is missing: give it as a line of standard input, in UTF-8, "
                "or run this at a terminal, which asks for it.",
                "password",
            )
        password = line.rstrip("\r\n")
    if new and len(password) < _MIN_PASSWORD:
        raise SourceError(
            f"The password of {of} must have {_MIN_PASSWORD} characters or more: it protects every "
            "key in it.",
            "password",
        )
    return password


@contextmanager
def _journal(folder: Path, *, new_too: bool = False) -> Iterator:
    from fobctl.batch import journal

    path = folder / JOURNAL
    try:
        if path.exists():
            with journal.resume(path, _password("the batch", new=False)) as opened:
                yield opened
        elif new_too:
            password = _password("the batch", new=True)
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with journal.create(path, password) as opened:
                yield opened
        else:
            raise SourceError(f"There is no batch in {folder}: begin one with provision.")
    except OSError as error:
        where = error.filename or path
        raise SourceError(f"{where} cannot be used: {error.strerror}.") from None


@command.command("provision")
@click.argument("users_file", metavar="USERS.csv", type=click.Path(path_type=Path))
@click.option("--job", "folder", required=True, type=_FOLDER, help="The folder of this batch.")
@click.option("--port", "ports", multiple=True, help="Only tokens at this port; may be repeated.")
@click.option("--issuer", default="", help="The issuer, for users without one of their own.")
@click.option("--kind", type=click.Choice(sorted(_KINDS)), default="time", show_default=True)
@click.option("--digits", type=click.IntRange(6, 10), default=6, show_default=True)
@click.option("--period", type=click.IntRange(1, 86_400), default=30, show_default=True)
@click.option("--algorithm", type=click.Choice(HASH_NAMES), default="SHA1", show_default=True)
@click.option("--used-too", is_flag=True, help="Take tokens that hold accounts already.")
@click.option("--once", is_flag=True, help="Only the tokens that are plugged in now.")
@pass_session
def provision(
    session: Session,
    users_file: Path,
    folder: Path,
    ports: tuple[str, ...],
    issuer: str,
    kind: str,
    digits: int,
    period: int,
    algorithm: str,
    used_too: bool,
    once: bool,
) -> None:
    """Program a token for every user in a CSV file.

    USERS.csv has a column `user` (or upn, email), and may have `issuer`, `serial` (of the token
    that this user gets) and `secret` (base32; otherwise this PC makes one). Plug tokens in, one
    after another or several at once: each gets the next user's account and this PC's time, asks
    on its own screen, and proves what it got. Run it again after whatever stopped it: it goes
    on where it was.

    \b
    fobctl batch provision users.csv --job tokens-2026 --issuer portal.example.com
    fobctl batch provision users.csv --job tokens-2026 --port /dev/ttyUSB0 --port /dev/ttyUSB1

    Prints serial, user and state of every token of the batch.
    """
    from fobctl.batch import users
    from fobctl.batch.job import Job, Terms
    from fobctl.cli.batch_stations import Stations
    from fobctl.sources.start_of_file import start_of_file

    data = start_of_file(users_file, users.MAX_FILE_BYTES + 1)
    found = users.read(data, str(users_file), issuer)
    if found.ignored:
        session.warn(f"columns that mean nothing here: {', '.join(found.ignored)}.")
    terms = Terms(_KINDS[kind], HASH_NAMES.index(algorithm), digits, period, issuer)
    with _journal(folder, new_too=True) as journal:
        _same_terms(journal.records, terms)
        job = Job(journal, terms, found.all)
        total = len(job.given) + len(job.waiting)
        session.say(
            f"{len(job.waiting)} of {total} users have no token yet. Plug one in; Ctrl-C stops, "
            "and the same command goes on."
        )
        try:
            with session.steps("Tokens", total, total - _missing(job)) as (say, advance):
                Stations(session, job, ports, used_too, say, advance).run(once=once)
        finally:
            _put(session, job)
        if _missing(job):
            raise click.ClickException(
                f"{_missing(job)} of {total} users have no finished token. Run this again to go on."
            )
    session.say(f"All {total} users have their tokens. The server's files: fobctl batch export")


def _missing(job) -> int:
    return len(job.waiting) + len(job.unfinished)


def _same_terms(records: list[dict], terms) -> None:
    """Raise SourceError when a batch is to go on with another kind of account."""
    if not records or records[0] == terms.as_record():
        return
    begun = records[0]
    differs = [name for name, value in terms.as_record().items() if begun[name] != value]
    told = ", ".join(f"{name.removesuffix('_s')} {begun[name]!r}" for name in differs)
    raise SourceError(
        f"This batch was begun with {told}. Give the same options, or another folder.", differs[0]
    )


def _put(session: Session, job) -> None:
    rows = [(one.serial, one.label, "proved" if one.proved else "unfinished") for one in job.given]
    rows += [(user.serial or "-", user.name, "waiting") for user in job.waiting]
    value = {
        "kind": KIND_NAMES[job.terms.kind],
        "tokens": [
            {"serial": one.serial, "user": one.user, "issuer": one.issuer, "proved": one.proved}
            for one in job.given
        ],
        "waiting": [user.name for user in job.waiting],
    }
    session.put(value, rows, ("serial", "user", "state"))


@contextmanager
def _job(folder: Path) -> Iterator:
    from fobctl.batch.job import Job, Terms

    with _journal(folder) as journal:
        if not journal.records:
            raise SourceError(f"The batch in {folder} was never begun: run provision again.")
        yield Job(journal, Terms.of(journal.records[0]))


@command.command("status")
@click.argument("folder", type=_FOLDER)
@pass_session
def status(session: Session, folder: Path) -> None:
    """Show the tokens of a batch: serial, user, and whether it has proved its account.

    \b
    fobctl batch status tokens-2026
    """
    with _job(folder) as job:
        _put(session, job)


@command.command("give-up")
@click.argument("folder", type=_FOLDER)
@click.argument("serial")
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_session
def give_up(session: Session, folder: Path, serial: str, yes: bool) -> None:
    """Take a broken or lost token out of a batch; its user gets another one, with a new key.

    \b
    fobctl batch give-up tokens-2026 02464f42fa4e
    """
    with _job(folder) as job:
        if not yes:
            if not sys.stdin.isatty():
                raise click.UsageError("Nobody can be asked here: say --yes.")
            click.confirm(f"Forget the key of token {serial}?", abort=True, err=True)
        given = job.give_up(serial.lower())
    session.say(
        f"{given.user} waits for another token. If {serial} was in the server's files already, "
        "delete it there."
    )


@command.command("export")
@click.argument("folder", type=_FOLDER)
@click.option("--pskc", type=_FILE, help="RFC 6030, encrypted under a password.")
@click.option("--entra", type=_FILE, help="The table of Microsoft Entra ID. Its keys are readable.")
@click.option("--privacyidea", type=_FILE, help="privacyIDEA's table. Its keys are readable.")
@click.option("--labels", type=_FOLDER, help="Sheets of labels to print, SVG, into this folder.")
@click.option("--force", is_flag=True, help="Replace files that are there.")
@pass_session
def export(
    session: Session,
    folder: Path,
    pskc: Path | None,
    entra: Path | None,
    privacyidea: Path | None,
    labels: Path | None,
    force: bool,
) -> None:
    """Write the files that the server of the tokens imports, and labels for the tokens.

    Of tokens that have proved their account, and no others. The PSKC file has a password of its
    own, for whoever imports it: asked for, or the second line of standard input. Prints the files.

    \b
    fobctl batch export tokens-2026 --pskc server.xml
    fobctl batch export tokens-2026 --entra entra.csv --labels labels
    """
    from fobctl.cli import batch_files

    if not (pskc or entra or privacyidea or labels):
        raise click.UsageError("Say which files: --pskc, --entra, --privacyidea, --labels.")
    with _job(folder) as job:
        given = [one for one in job.given if one.proved]
        if not given:
            raise SourceError("No token of this batch is finished: there is nothing to export.")
        for one in job.unfinished:
            session.warn(f"{one.serial} ({one.user}) is left out: it is unfinished.")
        terms = job.terms
    password = _password("the PSKC file", new=True) if pskc else ""
    made = batch_files.make(
        given,
        terms,
        password,
        pskc=pskc,
        entra=entra,
        privacyidea=privacyidea,
        labels=labels,
    )
    batch_files.write(made, force=force)
    for path in (entra, privacyidea):
        if path:
            session.warn(
                f"whoever reads {path} has every key. Delete it once the server has imported it."
            )
    session.put([str(path) for path in made], [[path] for path in made])
