"""The users of a batch: a CSV file with a line of column names, a user a line.

    column   also called                    holds
    user     upn, email, e-mail, name       who gets the token; the name of the account. Needed
    issuer   site                           of the account, in place of the one of the batch
    serial   serial number                  of the token that this user gets, and no other
    secret   key, secret key                in base32; without one the PC makes it

Columns of other names are named in `Users.ignored`. Every line is checked before any is used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from fobctl.sources.fields import read_text
from fobctl.sources.formats.csv_text import Row, read_table
from fobctl.sources.new_account import SourceError
from fobctl.sources.secret_text import read_secret

MAX_FILE_BYTES = 16 << 20

_ALIASES = {
    "user": ("user", "upn", "email", "e-mail", "name"),
    "issuer": ("issuer", "site"),
    "serial": ("serial", "serial number"),
    "secret": ("secret", "key", "secret key"),
}
# What a token says of itself: bytes in hexadecimal, 6 on an ESP32.
_SERIAL = re.compile("(?:[0-9a-f]{2}){4,16}")


@dataclass(frozen=True)
class User:
    """One user. `line` is that of the file; `serial` and `secret` are empty when not given."""

    line: int
    name: str
    issuer: str
    serial: str
    secret: bytes = field(repr=False)

    @property
    def key(self) -> tuple[str, str]:
        """What no two users of a batch share."""
        return self.issuer.casefold(), self.name.casefold()


@dataclass(frozen=True)
class Users:
    """The users in the order of their file, and the columns that mean nothing here."""

    all: tuple[User, ...]
    ignored: tuple[str, ...]


def read(data: bytes, name: str, issuer: str) -> Users:
    """Return the users in the file `name`; `issuer` is for those without one.

    Raises SourceError, which names the lines at fault, and what is wrong with each.
    """
    if len(data) > MAX_FILE_BYTES:
        raise SourceError(f"{name} is larger than any list of users: {MAX_FILE_BYTES >> 20} MiB.")
    table = read_table(_text(data, name), one_column=True)
    if table is None:
        raise SourceError(f"{name} is empty: its first line names the columns, user among them.")
    columns, ignored = _columns(table.columns, name)
    users, faults = [], []
    for line, row in enumerate(table.rows, 2):
        try:
            users.append(_user(line, row, columns, issuer))
        except SourceError as error:
            faults.append(f"line {line}: {error}")
    if not users and not faults:
        raise SourceError(f"{name} has no line but the column names: add the users.")
    faults += _twice(users, lambda user: user.key, "the user")
    faults += _twice(users, lambda user: user.serial, "the serial number")
    faults += _twice(users, lambda user: user.secret, "the secret")
    if faults:
        raise SourceError(f"{name} cannot be used as it is:\n" + "\n".join(_short(faults)))
    return Users(tuple(users), ignored)


def _text(data: bytes, name: str) -> str:
    text = None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    # Raised out here: the caught error holds the bytes.
    if text is None or "\0" in text:
        raise SourceError(f"{name} is not text in UTF-8: save it as CSV in UTF-8.")
    return text


def _columns(found: Iterable[str], name: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return which column holds which field, and the columns that hold none."""
    found = sorted(found)
    columns = {}
    for wanted, aliases in _ALIASES.items():
        named = [alias for alias in aliases if alias in found]
        if len(named) > 1 and wanted != "user":
            raise SourceError(f"{name} has two columns for the {wanted}: {' and '.join(named)}.")
        if named:
            columns[wanted] = named[0]
    if "user" not in columns:
        there = ", ".join(found) or "none"
        raise SourceError(
            f"{name} has no column `user` (or upn, or email): its first line must name one. "
            f"It names: {there}."
        )
    return columns, tuple(name for name in found if name and name not in columns.values())


def _user(line: int, row: Row | None, columns: dict[str, str], issuer: str) -> User:
    if row is None:
        raise SourceError("not as many fields as the first line has.")
    given = {wanted: row[column].strip() for wanted, column in columns.items()}
    name = read_text(given["user"], "user")
    if not name:
        raise SourceError("the user is missing.")
    serial = given.get("serial", "").lower().replace(":", "").replace("-", "")
    if serial and not _SERIAL.fullmatch(serial):
        raise SourceError("the serial number is none of a token: `fobctl device list` shows it.")
    secret = given.get("secret", "")
    return User(
        line=line,
        name=name,
        issuer=read_text(given.get("issuer", "") or issuer, "issuer"),
        serial=serial,
        secret=read_secret(secret)[0] if secret else b"",
    )


def _twice(users: list[User], value: Callable[[User], object], what: str) -> list[str]:
    """Return a sentence for every user who shares something that only one may have."""
    first: dict[object, int] = {}
    faults = []
    for user in users:
        found = value(user)
        if not found:
            continue
        if found in first:
            faults.append(f"line {user.line}: {what} of line {first[found]} again.")
        else:
            first[found] = user.line
    return faults


def _short(faults: list[str]) -> list[str]:
    most = 20
    more = len(faults) - most
    return faults[:most] + ([f"and {more} more."] if more > 0 else [])
