"""The token, as the host sees it: one typed method for each command of the link."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from fobctl.link.conversation import Conversation
from fobctl.link.errors import LinkError
from otpfob.core import hmac
from otpfob.core.account import KIND_NAMES, Account
from otpfob.link.messages import NONCE_BYTES, PROTOCOL
from otpfob.link.proof import proof

# What reading a field of an answer raises when it is none.
_NOT_A_FIELD = (KeyError, TypeError, ValueError, AttributeError, OverflowError)
# A list that goes on beyond this never ends.
_MOST_ACCOUNTS = 10_000
# The year 10000: no clock of a token goes so far.
_END_MS = 253_402_300_800_000


class WrongToken(LinkError):
    """The token speaks another version of the protocol, or answers nonsense."""


@dataclass(frozen=True)
class Info:
    """What a token says of itself."""

    port: str
    serial: str
    board: str
    firmware: str
    protocol: int
    locked: bool
    ready: bool
    damaged: bool
    has_time: bool
    accounts: int
    free: int


@dataclass(frozen=True)
class Listed:
    """An account as the token lists it: without its secret, which never leaves the token."""

    id: int
    kind: str
    issuer: str
    name: str
    hash: str
    digits: int
    period_s: int
    counter: int | None

    @property
    def label(self) -> str:
        return ": ".join(text for text in (self.issuer, self.name) if text)


@dataclass(frozen=True)
class Clock:
    """The token's clock, and by how much it is ahead of this PC's; None while it is not set."""

    unix_ms: int | None
    offset_ms: int | None
    round_trip_ms: int
    source: str


@dataclass(frozen=True)
class Proved:
    """The outcome of a proof: whether the token holds this very account, and its clock."""

    same: bool
    counter: int
    clock: Clock


@dataclass(frozen=True)
class Code:
    """A code that the person gave: by counter with its counter, by time with its seconds left."""

    code: str
    counter: int | None
    left_s: int | None


class Token:
    """A token at the other end of a conversation. Methods raise LinkError and its kinds.

    `asked(seconds)` is called whenever the token asks the person who holds it.
    """

    def __init__(self, conversation: Conversation, asked: Callable[[int], None]) -> None:
        self._conversation = conversation
        self._asked = asked

    def _request(self, command: str, **fields: object) -> dict:
        return self._conversation.request(command, self._asked, **fields)

    def hello(self) -> Info:
        """Return what the token says of itself. Raises WrongToken for another protocol."""
        answer = self._request("hello")
        try:
            if answer["protocol"] != PROTOCOL:
                raise WrongToken(
                    f"The token at {self._conversation.port} speaks protocol "
                    f"{answer['protocol']}, this fobctl {PROTOCOL}. Update the older one."
                )
            return Info(
                port=self._conversation.port,
                serial=str(answer["serial"]),
                board=str(answer["board"]),
                firmware=str(answer["firmware"]),
                protocol=answer["protocol"],
                locked=bool(answer["locked"]),
                ready=bool(answer["ready"]),
                damaged=bool(answer.get("damaged", False)),
                has_time=bool(answer["time"]),
                accounts=int(answer["accounts"]),
                free=int(answer["free"]),
            )
        except _NOT_A_FIELD:
            raise self._nonsense("hello") from None

    def accounts(self) -> list[Listed]:
        """Return all accounts, in the token's order."""
        found: list[Listed] = []
        while True:
            answer = self._request("list", first=len(found))
            try:
                part = [_listed(entry) for entry in answer["accounts"]]
                total = int(answer["total"])
            except _NOT_A_FIELD:
                raise self._nonsense("list") from None
            found += part
            if len(found) == total:
                return found
            if not part or len(found) > min(total, _MOST_ACCOUNTS):
                raise self._nonsense("list")

    def add(self, account: Account, counter: int = 0) -> int:
        """Add an account and return its id."""
        answer = self._request(
            "add",
            kind=KIND_NAMES[account.kind],
            issuer=account.issuer,
            name=account.name,
            secret=bytes(account.secret).hex(),
            hash=hmac.HASH_NAMES[account.hash_id],
            digits=account.digits,
            period=account.period_s,
            counter=counter,
        )
        if not isinstance(answer.get("id"), int):
            raise self._nonsense("add")
        return answer["id"]

    def delete(self, account_id: int) -> None:
        self._request("delete", id=account_id)

    def rename(self, account_id: int, issuer: str, name: str) -> None:
        self._request("rename", id=account_id, issuer=issuer, name=name)

    def move(self, account_id: int, position: int) -> None:
        """Put an account at a position, counted from 0."""
        self._request("move", id=account_id, to=position)

    def code(self, account_id: int) -> Code:
        """Return a code, if the person gives it. A counter is used up by it, and saved first."""
        answer = self._request("code", id=account_id)
        code, counter, left_s = (answer.get(field) for field in ("code", "counter", "left_s"))
        numbers = all(number is None or isinstance(number, int) for number in (counter, left_s))
        if not isinstance(code, str) or not numbers:
            raise self._nonsense("code")
        return Code(code, counter, left_s)

    def wipe(self) -> None:
        """Erase everything in the token's vault, if the person says so."""
        self._request("wipe")

    def clock(self) -> Clock:
        """Return the token's time against this PC's."""
        return self._timed("time")[1]

    def set_clock(self) -> Clock:
        """Set the token's clock to this PC's, and return how well that went."""
        # The request is on its way for a while: half of what a round trip just took.
        delay_ms = self.clock().round_trip_ms // 2
        self._request("time", set=time.time_ns() // 1_000_000 + delay_ms)
        return self.clock()

    def prove(self, account_id: int, account: Account, counter: int = 0) -> Proved:
        """Ask for a proof that the token computes the codes of `account`, and compare."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        answer, clock = self._timed("prove", id=account_id, nonce=nonce.hex())
        try:
            theirs = bytes.fromhex(answer["proof"])
            stored = int(answer["counter"])
        except _NOT_A_FIELD:
            raise self._nonsense("prove") from None
        return Proved(hmac.equal(theirs, proof(account, counter, nonce)), stored, clock)

    def _timed(self, command: str, **fields: object) -> tuple[dict, Clock]:
        """Return an answer with `unix_ms`, and the clock it tells: the round trip halved."""
        before_ms = time.time_ns() // 1_000_000
        began_ns = time.monotonic_ns()
        answer = self._request(command, **fields)
        round_trip_ms = (time.monotonic_ns() - began_ns) // 1_000_000
        unix_ms = answer.get("unix_ms")
        if unix_ms is not None and not (isinstance(unix_ms, int) and 0 <= unix_ms < _END_MS):
            raise self._nonsense(command)
        offset_ms = None if unix_ms is None else unix_ms - before_ms - round_trip_ms // 2
        return answer, Clock(unix_ms, offset_ms, round_trip_ms, str(answer.get("source", "")))

    def _nonsense(self, command: str) -> WrongToken:
        return WrongToken(
            f"The token at {self._conversation.port} answers {command} with something else."
        )


def _listed(entry: dict) -> Listed:
    counter = entry.get("counter")
    return Listed(
        id=int(entry["id"]),
        kind=str(entry["kind"]),
        issuer=str(entry["issuer"]),
        name=str(entry["name"]),
        hash=str(entry["hash"]),
        digits=int(entry["digits"]),
        period_s=int(entry["period"]),
        counter=None if counter is None else int(counter),
    )
