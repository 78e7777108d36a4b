"""Which account the person means."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import TypeVar

import click

from fobctl.token import Listed

_Command = TypeVar("_Command", bound=Callable)


def account_argument(command: _Command) -> _Command:
    """Give a command the argument ACCOUNT and the option --exact: `account` and `exact`."""
    option = click.option(
        "--exact", is_flag=True, help="ACCOUNT is an id or a whole label, no part of one."
    )
    return click.argument("account")(option(command))


def chosen(found: list[Listed], query: str, *, exact: bool = False) -> Listed:
    """Return the account that `query` means: an id, a whole label, or a part of only one.

    Case does not matter, in any language, nor how an accent is encoded.
    """
    if query.isdecimal():
        for listed in found:
            if listed.id == int(query):
                return listed
    folded = _folded(query.strip())
    if not folded:
        # What a script gives whose variable is empty: it is a part of every label.
        raise click.UsageError("ACCOUNT is empty. See `fobctl accounts list`.")
    matches = [item for item in found if folded in (_folded(item.label), _folded(item.name))]
    if not matches and not exact:
        matches = [item for item in found if folded in _folded(item.label)]
    if not matches:
        whole = " as a whole" if exact else ""
        raise click.ClickException(
            f"No account matches {query!r}{whole}. See `fobctl accounts list`."
        )
    if len(matches) > 1:
        lines = "\n".join(f"  {item.id}  {item.label}" for item in matches)
        raise click.ClickException(
            f"{query!r} matches {len(matches)} accounts. Use one's id:\n{lines}"
        )
    return matches[0]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
