"""The token, as the host sees it: one typed method for each command of the link."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from fobctl.link.conversation import Conversation
from fobctl.link.errors import LinkError, TokenError
from otpfob.core import hmac
from otpfob.core.account import KIND_NAMES, Account
from otpfob.link.messages import (
    BACKUP_STATES,
    NONCE_BYTES,
    PART_BYTES,
    PROTOCOL,
    READY,
    RESTORE_STATES,
)
from otpfob.link.proof import proof

# What reading a field of an answer raises when it is none.
_NOT_A_FIELD = (KeyError, TypeError, ValueError, AttributeError, OverflowError)
# A list that goes on beyond this never ends.
_MOST_ACCOUNTS = 10_000
# No token takes or makes a bigger backup.
MAX_BACKUP_BYTES = 120_000
# The year 10000: no clock of a token goes so far.
_END_MS = 253_402_300_800_000


class WrongToken(LinkError):
    """The token speaks another version of the protocol, or answers nonsense."""


class TokenLocked(TokenError):
    """The token is locked, and does nothing before its PIN was entered."""

    def __init__(self, which: str = "The token") -> None:
        says = f"{which} is locked. Enter its PIN with its buttons, then run this again."
        super().__init__("locked", says)


@dataclass(frozen=True)
class Info:
    """What a token says of itself. `pin`: whether one is set; None while locked."""

    port: str
    serial: str
    board: str
    firmware: str
    protocol: int
    locked: bool
    pin: bool | None
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


@dataclass(frozen=True)
class BackupState:
    """How far a backup is; `state` is one of otpfob.link.messages.BACKUP_STATES."""

    state: str
    size: int


@dataclass(frozen=True)
class RestoreState:
    """How far a restore is; `state` is one of otpfob.link.messages.RESTORE_STATES.

    Counts accounts: added, there already, and of these the ones whose counter went up.
    `failed` is a code of otpfob.core.errors once it has failed.
    """

    state: str
    new: int
    same: int
    raised: int
    failed: str | None


class Token:
    """A token at the other end of a conversation. Methods raise LinkError and its kinds.

    `asked(seconds)` is called whenever the token asks the person who holds it.
    """

    def __init__(self, conversation: Conversation, asked: Callable[[int], None]) -> None:
        self._conversation = conversation
        self._asked = asked

    def _request(self, command: str, **fields: object) -> dict:
        try:
            return self._conversation.request(command, self._asked, **fields)
        except TokenError as error:
            if error.code == "locked":
                raise TokenLocked from None
            raise

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
                pin=None if answer["locked"] else bool(answer.get("pin", False)),
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

    def lock(self) -> None:
        """Lock the token at once: it asks nobody."""
        self._request("lock")

    def lock_after_s(self) -> int:
        """Return after how many seconds without a press the token locks itself."""
        return self._lock_after_s(self._request("settings"))

    def set_lock_after_s(self, seconds: int) -> int:
        """Set that, and return what the token keeps."""
        return self._lock_after_s(self._request("settings", lock_after=seconds))

    def _lock_after_s(self, answer: dict) -> int:
        try:
            return _count(answer["lock_after"])
        except _NOT_A_FIELD:
            raise self._nonsense("settings") from None

    def begin_backup(self) -> None:
        """Have the token make a backup, if the person says so: see backup_state()."""
        self._request("backup")

    def backup_state(self) -> BackupState:
        answer = self._request("backup_state")
        try:
            state, size = _one_of(BACKUP_STATES, answer["state"]), _count(answer["size"])
        except _NOT_A_FIELD:
            raise self._nonsense("backup_state") from None
        if state == READY and not 0 < size <= MAX_BACKUP_BYTES:
            raise self._nonsense("backup_state")
        return BackupState(state, size)

    def read_backup(self, size: int, advance: Callable[[int], None]) -> bytes:
        """Return the `size` bytes of a backup that is ready; `advance(n)` after every n."""
        data = bytearray()
        while len(data) < size:
            answer = self._request("backup_read", at=len(data))
            try:
                part = bytes.fromhex(answer["data"])
            except _NOT_A_FIELD:
                raise self._nonsense("backup_read") from None
            if not 0 < len(part) <= min(PART_BYTES, size - len(data)):
                raise self._nonsense("backup_read")
            data += part
            advance(len(part))
        return bytes(data)

    def end_backup(self) -> None:
        """Have the token forget the backup."""
        self._request("backup_end")

    def begin_restore(self, size: int) -> None:
        """Announce a backup of `size` bytes, which the person may refuse."""
        self._request("restore", size=size)

    def write_restore(self, data: bytes, advance: Callable[[int], None]) -> None:
        """Send a backup that was announced; `advance(n)` after every n bytes."""
        for at in range(0, len(data), PART_BYTES):
            part = data[at : at + PART_BYTES]
            self._request("restore_write", at=at, data=part.hex())
            advance(len(part))

    def restore_state(self) -> RestoreState:
        answer = self._request("restore_state")
        failed = answer.get("failed")
        if failed is not None and not isinstance(failed, str):
            raise self._nonsense("restore_state")
        try:
            return RestoreState(
                state=_one_of(RESTORE_STATES, answer["state"]),
                new=_count(answer["new"]),
                same=_count(answer["same"]),
                raised=_count(answer["raised"]),
                failed=failed,
            )
        except _NOT_A_FIELD:
            raise self._nonsense("restore_state") from None

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


def _count(value: object) -> int:
    """Return a number of an answer. Raises ValueError for what counts nothing."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError
    return value


def _one_of(states: tuple[str, ...], value: object) -> str:
    if not isinstance(value, str) or value not in states:
        raise ValueError
    return value


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
