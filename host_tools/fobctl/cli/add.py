"""fobctl accounts add: from a picture, from a URI on standard input, or typed in."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import click

from fobctl.cli.clock import difference
from fobctl.cli.drawing import picture_of
from fobctl.cli.looks import Looks, look_options
from fobctl.cli.session import Session, pass_session
from fobctl.sources import otpauth
from fobctl.sources.new_account import NewAccount, SourceError
from fobctl.sources.typed import TypedFields, build
from fobctl.token import Proved, Token
from otpfob.core import otp
from otpfob.core.account import HOTP

# Sites accept a code of the step before and after: more than this is soon wrong.
_GOOD_OFFSET_MS = 10_000
_MOST_CHARACTERS = 64 * 1024


def _from_source(session: Session, source: str) -> list[NewAccount]:
    """Return the accounts in a picture, or in the lines of standard input."""
    if source != "-":
        from fobctl.sources import qr  # the QR reader takes longer to load than all the rest

        with session.busy(f"Looking for QR codes in {source}"):
            texts = qr.read_file(source)
        return [otpauth.parse(text) for text in qr.otpauth_texts(texts)]
    text = _standard_input(sys.stdin.read)
    found = [otpauth.parse(line.strip()) for line in text.splitlines() if line.strip()]
    if not found:
        raise SourceError("There is no otpauth URI on standard input.")
    return found


def _from_looks(session: Session, looks: Looks) -> list[NewAccount]:
    from fobctl.sources import qr

    return [otpauth.parse(text) for text in looks.texts(session, qr.otpauth_texts)]


def _standard_input(read: Callable[[int], str]) -> str:
    try:
        text = read(_MOST_CHARACTERS + 1)
    except UnicodeDecodeError:
        text = None
    # Raised out here: the caught error holds the bytes, and the context would keep it.
    if text is None:
        raise SourceError("Standard input is not text in UTF-8. A picture is given by its name.")
    if len(text) > _MOST_CHARACTERS:
        raise SourceError(f"Standard input is longer than {_MOST_CHARACTERS} characters.")
    return text


def _typed_secret() -> str:
    if not sys.stdin.isatty():
        return _standard_input(sys.stdin.readline)
    return click.prompt("Secret key (not shown; blanks do not matter)", hide_input=True, err=True)


def _typed(given: dict[str, str | None]) -> NewAccount:
    """Ask for what was not given, in the order in which a site shows it."""

    def ask(field: str, question: str, default: str = "") -> str:
        value = given[field]
        if value is not None:
            return value
        if not sys.stdin.isatty():
            return default  # the key came through a pipe: nobody is there to be asked
        return click.prompt(question, default=default, show_default=bool(default), err=True)

    issuer = ask("issuer", "Site or issuer")
    name = ask("name", "E-mail or name")
    secret = _typed_secret()
    kind = ask("kind", "Key type, time or counter", "time")
    by_counter = kind.strip().lower() in ("counter", "hotp")
    counter = ask("counter", "Counter", "0") if by_counter else given["counter"]
    return build(
        TypedFields(
            issuer=issuer,
            name=name,
            secret=secret,
            kind=kind,
            digits=given["digits"] or "",
            period=given["period"] or "",
            counter=counter or "",
            algorithm=given["algorithm"] or "",
        )
    )


@click.command("add")
@click.argument("sources", nargs=-1, metavar="[FILE|-]...")
@click.option("--issuer", help="Typed entry: site or issuer.")
@click.option("--name", help="Typed entry: e-mail or name.")
@click.option("--kind", help="Typed entry: time, counter or steam.")
@click.option("--digits", help="Typed entry: 6 to 10; 6 unless given.")
@click.option("--period", help="Typed entry: seconds; 30 unless given.")
@click.option("--counter", help="Typed entry: the next counter; 0 unless given.")
@click.option("--algorithm", help="Typed entry: SHA1, SHA256 or SHA512; SHA1 unless given.")
@look_options
@pass_session
def add(session: Session, sources: tuple[str, ...], looks: Looks, **given: str | None) -> None:
    """Add accounts. Asks on the token for each, then proves that it holds the same key.

    FILE is a picture with QR codes: PNG, JPEG, GIF, WebP, BMP, TIFF, SVG, PDF or HEIC. `-`
    reads otpauth:// URIs, a line each, from standard input. Without any of these, asks for
    the account field by field. A key is never an argument.

    \b
    fobctl accounts add qr.png letter.pdf
    fobctl accounts add --screen
    fobctl accounts add --camera
    fobctl accounts add - < uri.txt
    fobctl accounts add --issuer portal.example.com --name ann@example.com

    Prints id, label, and for codes by time the code by the token's clock and by this PC's.
    """
    typed = not sources and not looks
    if typed and not sys.stdin.isatty() and not any(given.values()):
        typed, sources = False, ("-",)
    if not typed and any(given.values()):
        raise click.UsageError(
            "The fields of typed entry do not go with FILE, `-`, or where to look for a code."
        )
    # All of it is read before the token is asked for anything.
    new_accounts = [new for source in sources for new in _from_source(session, source)]
    if looks:
        new_accounts += _from_looks(session, looks)
    if typed:
        new_accounts = [_typed(given)]
    added: list[tuple] = []
    try:
        with session.token() as token:
            for new in new_accounts:
                added.append(_add_one(session, token, new))
    finally:
        # Whoever said no to one of several must know which are there.
        if added:
            _put(session, added)


def _put(session: Session, added: list[tuple]) -> None:
    session.put(
        [{"id": row[0], "label": row[1], "token_code": row[2], "pc_code": row[3]} for row in added],
        [[cell for cell in row if cell is not None] for row in added]
        if len({row[2] is None for row in added}) == 1
        else [[cell or "" for cell in row] for row in added],
    )


def _add_one(session: Session, token: Token, new: NewAccount) -> tuple:
    """Add one account and prove it. Returns (id, label, code by the token's clock, by ours)."""
    for warning in new.warnings:
        session.warn(f"{new.label}: {warning}")
    picture = picture_of(new.account.issuer, new.account.name, session.warn)
    account_id = token.add(new.account, new.counter, picture)
    session.say(f"Added {new.label} as account {account_id}.")
    proved = token.prove(account_id, new.account, new.counter)
    if not proved.same:
        raise click.ClickException(
            f"The token does not hold {new.label} as it was sent. Delete account {account_id} "
            "and add it again; if that does not help, do not use this token."
        )
    session.say("Proved: the token holds the same key and computes the same codes.")
    codes = _codes(session, new, proved)
    return account_id, new.label, *codes


def _codes(session: Session, new: NewAccount, proved: Proved) -> tuple[str | None, str | None]:
    """Return the code by the token's clock and the one by this PC's."""
    if new.account.kind == HOTP:
        # Its codes count: whoever used one shown here would see it again on the token.
        session.say(f"On the token, ask for its code of counter {proved.counter}.")
        return None, None
    clock = proved.clock
    ours = otp.code(new.account, otp.step(int(time.time()), new.account.period_s))
    if clock.unix_ms is None or clock.offset_ms is None:
        session.warn("the token's clock is not set, so it shows no code yet. `fobctl time set`")
        return "-", ours
    theirs = otp.code(new.account, otp.step(clock.unix_ms // 1000, new.account.period_s))
    session.say(f"The token's clock is {difference(clock.offset_ms)}.")
    if abs(clock.offset_ms) > _GOOD_OFFSET_MS:
        session.warn("that is too far off for most sites. `fobctl time set`")
    return theirs, ours
