"""The token, as the host sees it: one typed method for each command of the link."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fobctl import token_clock
from fobctl.answer_fields import NOT_A_FIELD, count, one_of, text, whole
from fobctl.link.conversation import Conversation
from fobctl.link.errors import LinkError, TokenError
from fobctl.token_clock import Clock, Reading, SyncState
from fobctl.token_info import Info
from fobctl.token_settings import Settings
from otpfob.core import hmac
from otpfob.core.account import KIND_NAMES, Account
from otpfob.core.errors import BadField
from otpfob.link.messages import BACKUP_STATES, NONCE_BYTES, PROTOCOL, READY, RESTORE_STATES
from otpfob.link.part import part_bytes, part_text
from otpfob.link.proof import proof
from otpfob.link.terms import PART_BYTES

# A list that goes on beyond this never ends.
_MOST_ACCOUNTS = 10_000
# No token takes or makes a bigger backup.
MAX_BACKUP_BYTES = 120_000
# So often is a time sent again that came late.
_SET_TRIES = 3


class WrongToken(LinkError):
    """The token speaks another version of the protocol, or answers nonsense."""


class TokenLocked(TokenError):
    """The token is locked, and does nothing before its PIN was entered."""

    def __init__(self, which: str = "The token") -> None:
        says = f"{which} is locked. Enter its PIN with its buttons, then run this again."
        super().__init__("locked", says)


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
    favourite: bool
    picture: bool
    codes: int
    codes_left: int

    @property
    def label(self) -> str:
        return ": ".join(text for text in (self.issuer, self.name) if text)


@dataclass(frozen=True)
class Recovery:
    """What a token says of an account's recovery codes; no command gives one out.

    `used` has the numbers of the used ones, from 1; `room` is how many bytes more fit.
    """

    codes: int
    used: list[int]
    room: int


@dataclass(frozen=True)
class Proved:
    """The outcome of a proof: whether the token holds this very account, and its clock."""

    same: bool
    counter: int
    clock: Reading


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
            self._check_protocol(whole(answer["protocol"]), str(answer["firmware"]))
            return Info.of(self._conversation.port, answer)
        except NOT_A_FIELD:
            raise self._nonsense("hello") from None

    def _check_protocol(self, protocol: int, firmware: str) -> None:
        if protocol != PROTOCOL:
            older = "the token's firmware" if protocol < PROTOCOL else "this fobctl"
            raise WrongToken(
                f"The token at {self._conversation.port} has firmware {firmware} and speaks "
                f"protocol {protocol}, this fobctl {PROTOCOL}. Update {older}."
            )

    def accounts(self) -> list[Listed]:
        """Return all accounts, in the token's order."""
        found: list[Listed] = []
        while True:
            answer = self._request("list", first=len(found))
            try:
                part = [_listed(entry) for entry in answer["accounts"]]
                total = int(answer["total"])
            except NOT_A_FIELD:
                raise self._nonsense("list") from None
            found += part
            if len(found) == total:
                return found
            if not part or len(found) > min(total, _MOST_ACCOUNTS):
                raise self._nonsense("list")

    def add(self, account: Account, counter: int = 0, picture: bytes = b"") -> int:
        """Add an account and return its id. `picture`: of a name that the token has no font for."""
        optional = {"picture": picture.hex()} if picture else {}
        answer = self._request(
            "add",
            **optional,
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

    def edit(self, account_id: int, **new: str | int | bool | bytes) -> None:
        """Change an account, after one question: issuer, name, digits, period, picture, favourite.

        Another issuer or name without a picture removes the old one. The counter stays.
        """
        fields = {
            key: value.hex() if isinstance(value, bytes) else value for key, value in new.items()
        }
        self._request("edit", id=account_id, **fields)

    def recovery(self, account_id: int) -> Recovery:
        """Return how many recovery codes an account has, and which are used."""
        answer = self._request("recovery", id=account_id)
        try:
            used = [count(number) for number in answer["used"]]
            return Recovery(count(answer["codes"]), used, count(answer["room"]))
        except NOT_A_FIELD:
            raise self._nonsense("recovery") from None

    def add_recovery(self, account_id: int, codes: Sequence[str]) -> None:
        """Add recovery codes behind those that an account has, if the person says so."""
        self._request("recovery_add", id=account_id, codes="\n".join(codes))

    def clear_recovery(self, account_id: int) -> None:
        """Remove all recovery codes of an account, if the person says so."""
        self._request("recovery_clear", id=account_id)

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

    def settings(self, **changes: int) -> Settings:
        """Return the settings, after these changes of them: seconds by field of the link."""
        answer = self._request("settings", **changes)
        try:
            return Settings.of(answer)
        except NOT_A_FIELD:
            raise self._nonsense("settings") from None

    def begin_backup(self) -> None:
        """Have the token make a backup, if the person says so: see backup_state()."""
        self._request("backup")

    def backup_state(self) -> BackupState:
        answer = self._request("backup_state")
        try:
            state, size = one_of(BACKUP_STATES, answer["state"]), count(answer["size"])
        except NOT_A_FIELD:
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
                part = part_bytes(text(answer["data"]))
            except (*NOT_A_FIELD, BadField):
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

    def begin_import(self, size: int, code: str) -> None:
        """Announce a backup of fobctl.backup_format, and its code; then as a restore."""
        self._request("import", size=size, code=code)

    def write_restore(self, data: bytes, advance: Callable[[int], None]) -> None:
        """Send a backup that was announced; `advance(n)` after every n bytes."""
        for at in range(0, len(data), PART_BYTES):
            part = data[at : at + PART_BYTES]
            self._request("restore_write", at=at, data=part_text(part))
            advance(len(part))

    def restore_state(self) -> RestoreState:
        answer = self._request("restore_state")
        failed = answer.get("failed")
        if failed is not None and not isinstance(failed, str):
            raise self._nonsense("restore_state")
        try:
            return RestoreState(
                state=one_of(RESTORE_STATES, answer["state"]),
                new=count(answer["new"]),
                same=count(answer["same"]),
                raised=count(answer["raised"]),
                failed=failed,
            )
        except NOT_A_FIELD:
            raise self._nonsense("restore_state") from None

    def clock(self) -> Clock:
        """Return the token's time against this PC's: the best of several exchanges."""
        readings = [self._clock() for _ in range(token_clock.EXCHANGES)]
        return min(readings, key=lambda clock: clock.round_trip_ms)

    def _clock(self) -> Clock:
        answer, reading = self._timed("time")
        try:
            return token_clock.clock_of(answer, reading)
        except NOT_A_FIELD:
            raise self._nonsense("time") from None

    def set_clock(self) -> Clock:
        """Set the token's clock to this PC's, and return how well that went.

        The token asks when that changes more than the bounds allow. Raises LinkError, too,
        when the line is too slow for the bound that the token was told.
        """
        best: Reading = self.clock()
        for _ in range(_SET_TRIES):
            self._request("time", **token_clock.to_set(best))
            after = self.clock()
            if not token_clock.is_late(best, after):
                return after
            best = min(best, after, key=lambda reading: reading.round_trip_ms)
        raise LinkError(
            "The line is too slow: the token's clock was set, and is off by more than it was "
            "told. Set it again, at another port or without a hub."
        )

    def begin_sync(self) -> None:
        """Have the token ask time servers by Wi-Fi, if the person says so: see sync_state()."""
        self._request("sync")

    def sync_state(self) -> SyncState:
        answer = self._request("sync_state")
        try:
            return token_clock.sync_state_of(answer)
        except NOT_A_FIELD:
            raise self._nonsense("sync_state") from None

    def wifi_ssid(self) -> str:
        """Return the name of the Wi-Fi network that the token knows, or an empty text."""
        return self._ssid(self._request("wifi"))

    def set_wifi(self, ssid: str, password: str) -> str:
        """Tell the token its Wi-Fi network, if the person says so; returns what it keeps."""
        return self._ssid(self._request("wifi", ssid=ssid, password=password))

    def remove_wifi(self) -> None:
        """Have the token forget its Wi-Fi network, if the person says so."""
        self._ssid(self._request("wifi", ssid=""))

    def _ssid(self, answer: dict) -> str:
        try:
            return text(answer["ssid"])
        except NOT_A_FIELD:
            raise self._nonsense("wifi") from None

    def prove(self, account_id: int, account: Account, counter: int = 0) -> Proved:
        """Ask for a proof that the token computes the codes of `account`, and compare."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        answer, clock = self._timed("prove", id=account_id, nonce=nonce.hex())
        try:
            theirs = bytes.fromhex(answer["proof"])
            stored = int(answer["counter"])
        except NOT_A_FIELD:
            raise self._nonsense("prove") from None
        return Proved(hmac.equal(theirs, proof(account, counter, nonce)), stored, clock)

    def _timed(self, command: str, **fields: object) -> tuple[dict, Reading]:
        try:
            return token_clock.timed(lambda: self._request(command, **fields))
        except ValueError:
            raise self._nonsense(command) from None

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
        favourite=bool(entry.get("favourite", False)),
        picture=bool(entry.get("picture", False)),
        codes=count(entry.get("codes", 0)),
        codes_left=count(entry.get("left", 0)),
    )
