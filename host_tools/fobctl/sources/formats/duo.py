"""Duo Mobile: accounts.json of the app (files/duokit).

    a list of {accountType, name, otpGenerator {otpSecret (base32), counter}}

With a counter it is HOTP (the next one), else TOTP; always 6 digits, SHA-1, 30 s. An account
that is confirmed by a push has no otpGenerator.
"""

from typing import Any

from fobctl.sources.formats.entry import build
from fobctl.sources.formats.export import Export, label_of
from fobctl.sources.formats.json_text import as_object
from fobctl.sources.formats.secret_key import Ask
from fobctl.sources.new_account import NewAccount, SourceError
from otpfob.core.account import HOTP, TOTP

NAME = "Duo Mobile"


def recognises(document: Any) -> bool:
    """Return whether this is Duo's list of accounts."""
    if not isinstance(document, list):
        return False
    return any(isinstance(row, dict) and "otpGenerator" in row for row in document)


def _account(row) -> NewAccount:
    entry = as_object(row)
    generator = entry.get("otpGenerator")
    if not isinstance(generator, dict):
        raise SourceError(
            "This account has no key: it is confirmed in Duo's own app, and cannot be moved.",
            "secret",
        )
    counter = generator.get("counter")
    kind = TOTP if counter is None else HOTP
    return build(kind, None, entry.get("name"), generator.get("otpSecret"), counter=counter)


def read(document: list[Any], password: Ask) -> Export:
    """Return the accounts of the list."""
    return Export(NAME).collect(
        document, _account, lambda row: label_of(row.get("name")) if isinstance(row, dict) else ""
    )
