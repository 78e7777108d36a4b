"""Which token is whose, and how far each is: the state of a batch, and its only writer.

    record   fields                              written
    terms    kind hash digits period_s issuer    at the beginning
    given    serial user issuer secret           before the token is asked to take the account
    proved   serial                              when the token has proved that it holds it
    void     serial                              when a person gives that token up

The secret lies on disk before the token has it, so it is never lost with the cable: the same
token gets the same secret again. A token that was given up leaves its user to another one, with
another secret.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from fobctl.batch.journal import Journal
from fobctl.batch.users import User
from fobctl.sources.fields import make_account
from fobctl.sources.new_account import NewAccount, SourceError
from otpfob.core.account import KIND_NAMES
from otpfob.core.hmac import HASH_NAMES

# As long as what the hash gives: RFC 4226 section 4, R6, and RFC 6238 section 3, R3.
_SECRET_BYTES = {"SHA1": 20, "SHA256": 32, "SHA512": 64}


@dataclass(frozen=True)
class Terms:
    """What all accounts of a batch share. `issuer` is for users without one of their own."""

    kind: int
    hash_id: int
    digits: int
    period_s: int
    issuer: str

    def as_record(self) -> dict:
        return {
            "is": "terms",
            "kind": KIND_NAMES[self.kind],
            "hash": HASH_NAMES[self.hash_id],
            "digits": self.digits,
            "period_s": self.period_s,
            "issuer": self.issuer,
        }

    @staticmethod
    def of(record: dict) -> Terms:
        return Terms(
            kind=KIND_NAMES.index(record["kind"]),
            hash_id=HASH_NAMES.index(record["hash"]),
            digits=record["digits"],
            period_s=record["period_s"],
            issuer=record["issuer"],
        )


@dataclass
class Given:
    """A token, the user it is for, and the secret that was made for them."""

    serial: str
    user: str
    issuer: str
    secret: bytes = field(repr=False)
    proved: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.issuer.casefold(), self.user.casefold()

    @property
    def label(self) -> str:
        return ": ".join(text for text in (self.issuer, self.user) if text)


class Job:
    """A batch. Its methods may be called from several threads."""

    def __init__(self, journal: Journal, terms: Terms, users: Iterable[User] = ()) -> None:
        self.terms = terms
        self._journal = journal
        self._lock = threading.Lock()
        self._given: dict[str, Given] = {}
        if not journal.records:
            journal.append(terms.as_record())
        for record in journal.records[1:]:
            self._apply(record)
        self._waiting = self._check(users)

    def _apply(self, record: dict) -> None:
        serial = record["serial"]
        if record["is"] == "given":
            secret = bytes.fromhex(record["secret"])
            self._given[serial] = Given(serial, record["user"], record["issuer"], secret)
        elif record["is"] == "proved":
            self._given[serial].proved = True
        elif record["is"] == "void":
            del self._given[serial]

    def _check(self, users: Iterable[User]) -> list[User]:
        """Return the users that still wait. Raises SourceError for what does not go together."""
        taken = {given.key: given for given in self._given.values()}
        waiting, faults = [], []
        for user in users:
            # Raises for what no account can be, before any token is touched.
            self._account(user.issuer, user.name, user.secret or b"\0")
            given = taken.get(user.key)
            owner = self._given.get(user.serial)
            if given is not None and user.serial and given.serial != user.serial:
                faults.append(
                    f"line {user.line}: {user.name} has the token {given.serial} already. To give "
                    "them another, give that one up: fobctl batch give-up"
                )
            elif given is None and owner is not None:
                faults.append(
                    f"line {user.line}: the token {user.serial} is {owner.user}'s already."
                )
            elif given is None:
                waiting.append(user)
        if faults:
            raise SourceError("The users do not fit what was done before:\n" + "\n".join(faults))
        return waiting

    def _account(self, issuer: str, name: str, secret: bytes):
        terms = self.terms
        return make_account(
            terms.kind, issuer, name, secret, terms.hash_id, terms.digits, terms.period_s
        )

    @property
    def given(self) -> list[Given]:
        """All tokens of the batch, in the order in which they were given."""
        with self._lock:
            return list(self._given.values())

    @property
    def waiting(self) -> list[User]:
        """The users who have no token yet, in the order of their file."""
        with self._lock:
            return list(self._waiting)

    @property
    def unfinished(self) -> list[Given]:
        """The tokens that have not proved what they were given."""
        return [given for given in self.given if not given.proved]

    def take(self, serial: str) -> Given | None:
        """Return what the token with this serial number gets; None: nothing is left for it.

        The same as the last time, if there was one. Writes it down first. Raises OSError.
        """
        with self._lock:
            if serial in self._given:
                return self._given[serial]
            user = self._next(serial)
            if user is None:
                return None
            size = _SECRET_BYTES[HASH_NAMES[self.terms.hash_id]]
            secret = user.secret or secrets.token_bytes(size)
            self._write(
                {
                    "is": "given",
                    "serial": serial,
                    "user": user.name,
                    "issuer": user.issuer,
                    "secret": secret.hex(),
                }
            )
            self._waiting.remove(user)
            return self._given[serial]

    def _next(self, serial: str) -> User | None:
        for user in self._waiting:
            if user.serial == serial:
                return user
        return next((user for user in self._waiting if not user.serial), None)

    def new_account(self, given: Given) -> NewAccount:
        """Return the account of a token. A counter begins at 0."""
        return NewAccount(self._account(given.issuer, given.user, given.secret))

    def proved(self, serial: str) -> None:
        """Note that a token has proved what it was given. Raises OSError."""
        with self._lock:
            if not self._given[serial].proved:
                self._write({"is": "proved", "serial": serial})

    def give_up(self, serial: str) -> Given:
        """Forget a token and its secret, and return what it had been. Raises SourceError."""
        with self._lock:
            given = self._given.get(serial)
            if given is None:
                raise SourceError(
                    f"No token of this batch has the serial number {serial}: see "
                    "`fobctl batch status`."
                )
            self._write({"is": "void", "serial": serial})
            return given

    def _write(self, record: dict) -> None:
        self._journal.append(record)
        self._apply(record)
