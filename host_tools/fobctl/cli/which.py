"""Which account the person means."""

from __future__ import annotations

import click

from fobctl.token import Listed


def chosen(found: list[Listed], query: str) -> Listed:
    """Return the account that `query` means: an id, a whole label, or a part of only one."""
    if query.isdecimal():
        for listed in found:
            if listed.id == int(query):
                return listed
    folded = query.strip().casefold()
    if not folded:
        # What a script gives whose variable is empty: it is a part of every label.
        raise click.UsageError("ACCOUNT is empty. See `fobctl accounts list`.")
    exact = [item for item in found if folded in (item.label.casefold(), item.name.casefold())]
    matches = exact or [item for item in found if folded in item.label.casefold()]
    if not matches:
        raise click.ClickException(f"No account matches {query!r}. See `fobctl accounts list`.")
    if len(matches) > 1:
        lines = "\n".join(f"  {item.id}  {item.label}" for item in matches)
        raise click.ClickException(
            f"{query!r} matches {len(matches)} accounts. Use one's id:\n{lines}"
        )
    return matches[0]
