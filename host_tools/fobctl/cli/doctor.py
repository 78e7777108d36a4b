"""fobctl time doctor: why a site and a token do not make the same code."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import click

from fobctl.cli import diagnosis
from fobctl.cli.piped import piped_line
from fobctl.cli.session import Session, pass_session
from fobctl.cli.which import chosen
from fobctl.code_search import Assumed, Found, read_code, search
from fobctl.sources import otpauth
from fobctl.sources.key_readings import BASE32, Key, readings
from fobctl.sources.new_account import NewAccount, SourceError
from fobctl.sources.typed import TypedFields, build
from fobctl.token import Listed, Token
from otpfob.core import base32
from otpfob.core.account import (
    HOTP,
    KIND_NAMES,
    MAX_DIGITS,
    MIN_DIGITS,
    STEAM,
    STEAM_DIGITS,
    Account,
)
from otpfob.core.hmac import HASH_NAMES

_MOST_CHARACTERS = 4096
_ASK_FIRST = "A code that is good now, from the site or another app"
_ASK_NEXT = "One code is not enough here. The code that follows it"


@dataclass(frozen=True)
class _Case:
    """An account, every reading of its key, and the clock that its codes are made by.

    `ahead_ms` is by how much that clock is ahead of this PC's.
    """

    keys: tuple[Key, ...]
    assumed: Assumed
    facts: diagnosis.Facts

    def now_s(self) -> int:
        return (time.time_ns() // 1_000_000 + (self.facts.ahead_ms or 0)) // 1000


@click.command("doctor")
@click.argument("words", nargs=-1, metavar="[ACCOUNT]")
@click.option("--from", "source", metavar="FILE", help="The key from a picture with a QR code.")
@click.option("--kind", help="Without ACCOUNT: time, counter or steam.")
@click.option("--digits", help="Without ACCOUNT: 6 to 10; 6 unless given.")
@click.option("--period", help="Without ACCOUNT: seconds; 30 unless given.")
@click.option("--counter", help="Without ACCOUNT: the next counter; 0 unless given.")
@click.option("--algorithm", help="Without ACCOUNT: SHA1, SHA256 or SHA512; SHA1 unless given.")
@pass_session
def command(
    session: Session, words: tuple[str, ...], source: str | None, **given: str | None
) -> None:
    """Find out why a site refuses the codes of an account: a setting, the key or the clock.

    Asks for the account's key again, since it cannot be read from the token, and for a code
    that is good now; for the code after it, too, when one code is not enough. With ACCOUNT,
    an account of the token, it is checked that the key is the same. Nothing is changed.

    \b
    fobctl time doctor acme               an account of the token, and its clock
    fobctl time doctor                    no token: the key, and this PC's clock
    fobctl time doctor acme --from qr.png
    fobctl time doctor acme < lines.txt

    On standard input, a line each: the key or its otpauth URI (none with --from), the code,
    the code after it if you have it.
    """
    if len(words) > 1:
        # Whatever came second is not repeated: it may be the key.
        raise click.UsageError(
            "Give one account; a label with blanks is put in quotes. Keys and codes are asked "
            "for, or read from standard input."
        )
    if words:
        if any(given.values()):
            raise click.UsageError("The token knows what ACCOUNT is: leave the options out.")
        with session.token() as token:
            listed = chosen(token.accounts(), words[0])
            case = _on_token(session, token, listed, _key(source))
    else:
        case = _on_this_pc(_key(source), given)
    codes, found = _searched(case)
    diagnosis.put(session, case.facts, case.assumed, case.keys, found, len(codes))


# --- the account ---------------------------------------------------------------------------


def _key(source: str | None) -> str | NewAccount:
    """Return the key as typed, or the account of a URI or a picture."""
    if source is not None:
        from fobctl.sources import qr  # the QR reader takes longer to load than all the rest

        texts = qr.otpauth_texts(qr.read_file(source))
        if len(texts) != 1:
            raise SourceError(f"{source} holds {len(texts)} accounts. Give a picture of one.")
        return otpauth.parse(texts[0])
    text = _line("Key of the account, or its otpauth URI (not shown)", hidden=True)
    if text.strip().lower().startswith(("otpauth:", "steam:")):
        return otpauth.parse(text.strip())
    return text


def _keys(key: str | NewAccount) -> tuple[Key, ...]:
    if isinstance(key, NewAccount):
        return readings(base32.encode(bytes(key.account.secret)))
    return readings(key)


def _on_this_pc(key: str | NewAccount, given: dict[str, str | None]) -> _Case:
    keys = _keys(key)
    if isinstance(key, NewAccount):
        if any(given.values()):
            raise click.UsageError("A URI says what the account is: leave the options out.")
        new = key
    else:
        # For its settings only: the key can be what no account would be made of.
        texts = {name: value or "" for name, value in given.items()}
        new = build(TypedFields(issuer="-", secret=base32.encode(bytes(20)), **texts))
    account = new.account
    assumed = Assumed(
        account.kind,
        account.hash_id,
        account.digits,
        account.period_s,
        new.counter,
        key=0 if keys[0].reading == BASE32 else None,
    )
    return _Case(keys, assumed, diagnosis.Facts(None, None, None))


def _on_token(session: Session, token: Token, listed: Listed, key: str | NewAccount) -> _Case:
    """Find out which reading of a key the token holds, and how its clock is."""
    keys = _keys(key)
    assumed = Assumed(
        kind=KIND_NAMES.index(listed.kind),
        hash_id=HASH_NAMES.index(listed.hash),
        digits=listed.digits,
        period_s=listed.period_s,
        counter=listed.counter or 0,
        key=None,
    )
    for place, candidate in enumerate(keys):
        account = Account(
            assumed.kind,
            listed.issuer,
            listed.name,
            candidate.secret,
            assumed.hash_id,
            assumed.digits,
            assumed.period_s,
        )
        if token.prove(listed.id, account, assumed.counter).same:
            assumed = replace(assumed, key=place)
            break
    if assumed.key is None:
        session.warn(f"the token holds another key for {listed.label} than this one.")
    else:
        session.say(f"Proved: the token holds this key for {listed.label}.")
    clock = token.clock()
    if clock.offset_ms is None and assumed.kind != HOTP:
        session.warn("the token's clock is not set: this PC's is taken instead.")
    return _Case(keys, assumed, diagnosis.Facts(listed.label, listed.id, clock.offset_ms))


# --- the codes -----------------------------------------------------------------------------


def _searched(case: _Case) -> tuple[list[str], Found]:
    """Ask for a code, and for the one after it where that is needed or there; search for them."""
    secrets = [key.secret for key in case.keys]

    def first(text: str) -> str | None:
        if read_code(text, case.assumed.kind) is not None:
            return None
        if case.assumed.kind == STEAM:
            return f"A Steam code has {STEAM_DIGITS} letters and digits."
        return f"A code has {MIN_DIGITS} to {MAX_DIGITS} digits, and nothing else."

    def second(text: str) -> str | None:
        code = read_code(text, case.assumed.kind)
        if code is None or len(code) != len(codes[0]):
            return "The second code is not of the same length, or is none."
        return "This is the first code again: wait for the next." if code == codes[0] else None

    def asked(question: str, problem: Callable[[str], str | None]) -> str:
        text = _right_line(question, problem)
        return read_code(text, case.assumed.kind) or ""

    codes = [asked(_ASK_FIRST, first)]
    typed = sys.stdin.isatty()
    if not typed:
        # All there is was typed by now, and the last code is the one of now.
        last = asked("", lambda text: second(text) if text.strip() else None)
        codes += [last] if last else []
    found = search(codes, secrets, case.assumed, case.now_s())
    if typed and not found.certain:
        codes += [asked(_ASK_NEXT, second)]
        found = search(codes, secrets, case.assumed, case.now_s())
    return codes, found


def _right_line(question: str, problem: Callable[[str], str | None]) -> str:
    """Return a line for which `problem` says nothing. Only who types is asked again."""
    while True:
        text = _line(question)
        says = problem(text)
        if not says:
            return text
        if not sys.stdin.isatty():
            raise click.ClickException(says)
        click.echo(says, err=True)


def _line(question: str, *, hidden: bool = False) -> str:
    """Return what a person types, or the next line of standard input."""
    if sys.stdin.isatty():
        return click.prompt(question, hide_input=hidden, err=True)
    line = piped_line(_MOST_CHARACTERS)
    if line is None:
        raise SourceError("Standard input is not text in UTF-8. A picture is given with --from.")
    return line.rstrip("\r\n")
