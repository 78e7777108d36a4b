"""fobctl accounts edit: what an account is called, how it makes codes, and which opens first."""

from __future__ import annotations

import click

from fobctl.cli.drawing import picture_of
from fobctl.cli.session import Session, pass_session
from fobctl.cli.which import account_argument, chosen
from fobctl.sources.fields import read_text
from fobctl.token import Listed
from otpfob.core.account import MAX_DIGITS, MAX_PERIOD_S, MIN_DIGITS


@click.command("edit")
@account_argument
@click.option("--issuer", help="The new issuer.")
@click.option("--name", help="The new name.")
@click.option("--digits", type=click.IntRange(MIN_DIGITS, MAX_DIGITS), help="Digits of its codes.")
@click.option("--period", type=click.IntRange(1, MAX_PERIOD_S), help="Seconds a code lives.")
@click.option(
    "--favourite/--no-favourite", default=None, help="Whether it opens first; one account does."
)
@pass_session
def edit(session: Session, account: str, exact: bool, **given: str | int | bool | None) -> None:
    """Change ACCOUNT: an id, or a part of its label. Asks on the token, which shows old and new.

    What is not given stays, and so do its key and its counter. With other digits or another
    period it makes other codes: that is right only where the site says so.

    \b
    fobctl accounts edit acme --issuer "Acme Ltd" --name ann@acme.example
    fobctl accounts edit acme --favourite
    fobctl accounts edit bank --digits 8
    """
    new: dict[str, str | int | bool | bytes] = {
        field: value for field, value in given.items() if value is not None
    }
    if not new:
        raise click.UsageError(
            "Say what to change: --issuer, --name, --digits, --period, --favourite."
        )
    for field in ("issuer", "name"):
        if new.get(field):
            new[field] = read_text(str(new[field]), field)
    with session.token() as token:
        listed = chosen(token.accounts(), account, exact=exact)
        _check(listed, new)
        if new.keys() & {"digits", "period"}:
            session.warn(f"{listed.label} will make other codes. Its site must expect them.")
        if new.keys() & {"issuer", "name"}:
            issuer, name = new.get("issuer", listed.issuer), new.get("name", listed.name)
            picture = picture_of(str(issuer), str(name), session.warn)
            if picture:
                new["picture"] = picture
        token.edit(listed.id, **new)
    session.say(f"Changed account {listed.id}.")


def _check(listed: Listed, new: dict) -> None:
    """Say here, with its reason, what the token would refuse."""
    if listed.kind == "steam" and "digits" in new:
        raise click.UsageError("Codes of Steam always have 5 characters.")
    if listed.kind == "hotp" and "period" in new:
        raise click.UsageError(f"{listed.label} makes codes by counter: it has no period.")
    if not (new.get("issuer", listed.issuer) or new.get("name", listed.name)):
        raise click.UsageError("Issuer and name cannot both be empty.")
