"""A token on a pseudo-terminal, which speaks the real protocol and does what a test wants.

It keeps accounts and proves them, so that it can stand for a token that works. `answers`
replaces the answer to a command by one or several of

    a dict            the fields of an answer, sent as they are; {"asks": 15} among them
    a function        of the request's fields, returning any of these
    bytes             a message that need not be JSON
    a FobError        the error answer that a token makes of it
    SILENCE           no answer, now and later
    DEAFNESS          no answer in this conversation
    VANISH            the port is gone, as when somebody pulls the plug, once all of what
                      came before it has been acknowledged

`spoil` is given every frame that is to be sent, and returns what goes onto the line.
"""

import errno
import os
import select
import threading
import time
import tty

from otpfob.core import hmac, otp
from otpfob.core.account import HOTP, KIND_NAMES, Account
from otpfob.core.errors import FobError
from otpfob.core.recovery import MAX_CODES_BYTES, stored_size
from otpfob.link.channel import Channel, LinkLost
from otpfob.link.messages import (
    CHECKING,
    CODE,
    CONFIRM,
    DONE,
    JOINING,
    MAKING,
    NONE,
    PROTOCOL,
    READY,
    RECEIVING,
    SYNCING,
    encode,
    read_request,
)
from otpfob.link.part import part_text
from otpfob.link.proof import proof
from otpfob.link.terms import CONFIRM_S, PART_BYTES

SILENCE = object()
DEAFNESS = object()
VANISH = object()

ASKS = {"asks": CONFIRM_S}
SERIAL = "02464f42fa4e"


class Port:
    """A pseudo-terminal and a thread that serves it. `port` is what fobctl opens."""

    def __init__(self):
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.port = os.ttyname(self._slave)
        self._wake_in, self._wake_out = os.pipe()
        self._gone = False
        self._thread = threading.Thread(target=self._run, name="fake token", daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *exception):
        os.write(self._wake_out, b"\0")
        self._thread.join()
        self._vanish()
        os.close(self._wake_in)
        os.close(self._wake_out)

    def _vanish(self):
        if not self._gone:
            self._gone = True
            os.close(self._master)
            os.close(self._slave)

    def _run(self):
        while not self._gone:
            ready = select.select([self._master, self._wake_in], [], [], 0.02)[0]
            if self._wake_in in ready:
                return
            self.turn(os.read(self._master, 4096) if ready else b"")

    def write(self, data):
        if not self._gone:
            os.write(self._master, data)

    def turn(self, received):
        raise NotImplementedError


class Foreign(Port):
    """Another device: answers everything with `text`, or is silent."""

    def __init__(self, text=b""):
        super().__init__()
        self._text = text

    def turn(self, received):
        if received and self._text:
            self.write(self._text)


class FakeToken(Port):
    def __init__(
        self, answers=None, *, spoil=None, serial=SERIAL, offset_ms=0, accounts=(), speed=1
    ):
        super().__init__()
        self._speed = speed  # of the clock that repeats frames
        self._answers = answers or {}
        self._spoil = spoil or (lambda line: line)
        self._channel = Channel(lambda line: self.write(self._spoil(line)), lambda a, b: a - b)
        self._outbox = []
        self._silent = False
        self._deaf_in = None  # the conversation
        self._failure = None
        self.serial = serial
        self.offset_ms = offset_ms
        self.clock = clock_told()
        self.wifi = None  # or (ssid, password)
        self._of_sync = [NONE]
        # (id, account, counter)
        self.accounts = [(i, *given) for i, given in enumerate(accounts, 1)]
        self.favourite = 0
        self.recovery_codes = {}  # by id
        self.used_codes = {}  # numbers by id
        self.requests = []  # (command, fields), in the order they came
        self.locked = False
        self.settings = {
            "lock_after": 300,
            "dim_after": 30,
            "dark_after": 60,
            "sleep_after": 180,
        }
        self.backup = made_backup(1500)
        self._of_backup = [NONE]  # the states to come
        self.received = b""  # a backup that was sent
        self._of_restore = [NONE]

    def __exit__(self, *exception):
        super().__exit__(*exception)
        if self._failure and not exception[0]:
            raise self._failure

    @property
    def commands(self):
        """The names of the commands that came, but for hello."""
        return [command for command, _ in self.requests if command != "hello"]

    def turn(self, received):
        try:
            self._turn(received)
        except OSError as error:
            if error.errno not in (errno.EIO, errno.EBADF):
                self._failure = error
        except Exception as error:  # noqa: BLE001 (the test gets it at the end)
            self._failure = error

    def _turn(self, received):
        now_ms = time.monotonic_ns() * self._speed // 1_000_000
        for byte in received:
            self._channel.feed(byte, now_ms)
        message = self._channel.take()
        if message is not None and not self._silent and self._channel.opened != self._deaf_in:
            self._request(*read_request(message))
        try:
            self._channel.poll(now_ms)
        except LinkLost:
            self._outbox.clear()
        if self._outbox and self._channel.idle:
            self._send(self._outbox.pop(0), now_ms)

    def _send(self, part, now_ms):
        if part is VANISH:
            self._vanish()
        else:
            self._channel.send(part, now_ms)

    def _request(self, command, fields):
        self.requests.append((command, fields))
        answer = self._answers.get(command, getattr(self, "_" + command))
        for part in answer if isinstance(answer, list) else [answer]:
            self._say(part(fields) if callable(part) else part)

    def _say(self, part):
        if isinstance(part, list):
            for piece in part:
                self._say(piece)
        elif part is SILENCE:
            self._silent = True
        elif part is DEAFNESS:
            self._deaf_in = self._channel.opened
        elif isinstance(part, FobError):
            error = {"error": part.code, "says": part.says}
            self._say(error | ({"field": part.field} if part.field else {}))
        else:
            self._outbox.append(encode(part) if isinstance(part, dict) else part)

    # --- the token that works ----------------------------------------------------------

    def _unix_ms(self):
        return time.time_ns() // 1_000_000 + self.offset_ms

    def _hello(self, fields):
        if self.locked:
            answer = hello(serial=self.serial, locked=True, accounts=0, free=0)
            del answer["pin"]
            return answer
        return hello(serial=self.serial, accounts=len(self.accounts))

    def _list(self, fields):
        # Three at a time: the host must ask for the rest.
        part = self.accounts[fields["first"] : fields["first"] + 3]
        return {"accounts": [self._listed(*entry) for entry in part], "total": len(self.accounts)}

    def _listed(self, account_id, account, counter):
        entry = listed(account_id, account, counter)
        if account_id == self.favourite:
            entry["favourite"] = True
        codes = self.recovery_codes.get(account_id)
        if codes:
            entry["codes"] = len(codes)
            entry["left"] = len(codes) - len(self.used_codes.get(account_id, []))
        return entry

    def _add(self, fields):
        account = Account(
            KIND_NAMES.index(fields["kind"]),
            fields["issuer"],
            fields["name"],
            fields["secret"],
            hmac.HASH_NAMES.index(fields["hash"]),
            fields["digits"],
            fields["period"],
        )
        account_id = 1 + max((entry[0] for entry in self.accounts), default=0)
        self.accounts.append((account_id, account, fields["counter"]))
        return [ASKS, {"id": account_id}]

    def _delete(self, fields):
        self.accounts = [entry for entry in self.accounts if entry[0] != fields["id"]]
        return [ASKS, {}]

    def _edit(self, fields):
        account = next(entry[1] for entry in self.accounts if entry[0] == fields["id"])
        account.issuer = fields.get("issuer", account.issuer)
        account.name = fields.get("name", account.name)
        account.digits = fields.get("digits", account.digits)
        account.period_s = fields.get("period", account.period_s)
        if "favourite" in fields:
            self.favourite = fields["id"] if fields["favourite"] else 0
        return [ASKS, {}]

    def _recovery(self, fields):
        codes = self.recovery_codes.get(fields["id"], [])
        used = self.used_codes.get(fields["id"], [])
        return {"codes": len(codes), "used": used, "room": MAX_CODES_BYTES - stored_size(codes)}

    def _recovery_add(self, fields):
        self.recovery_codes.setdefault(fields["id"], []).extend(fields["codes"].split("\n"))
        return [ASKS, {}]

    def _recovery_clear(self, fields):
        self.recovery_codes.pop(fields["id"], None)
        self.used_codes.pop(fields["id"], None)
        return [ASKS, {}]

    def _move(self, fields):
        entry = next(entry for entry in self.accounts if entry[0] == fields["id"])
        self.accounts.remove(entry)
        self.accounts.insert(fields["to"], entry)
        return [ASKS, {}]

    def _time(self, fields):
        """Ask about all that both bounds do not allow, as a token does."""
        asks = []
        if "set" in fields:
            change_ms = fields["set"] - self._unix_ms()
            if abs(change_ms) > self.clock["bound_ms"] + fields["bound_ms"]:
                asks = [ASKS]
            self._correct(change_ms, "host", fields["bound_ms"])
        return [*asks, self.clock | {"unix_ms": self._unix_ms()}]

    def _correct(self, by_ms, source, bound_ms):
        self.offset_ms += by_ms
        self.clock = clock_told(source=source, bound_ms=bound_ms, age_s=0)

    def _wifi(self, fields):
        if "ssid" not in fields:
            return {"ssid": self.wifi[0] if self.wifi else ""}
        self.wifi = (fields["ssid"], fields["password"]) if fields["ssid"] else None
        return [ASKS, {"ssid": fields["ssid"]}]

    def _sync(self, fields):
        self._of_sync = [JOINING, JOINING, SYNCING, SYNCING, DONE]
        return [ASKS, {}]

    def _sync_state(self, fields):
        state = _next(self._of_sync)
        if state == DONE:
            self._correct(-self.offset_ms, "sntp", 23)
        return synced(state)

    def _prove(self, fields):
        _, account, counter = next(e for e in self.accounts if e[0] == fields["id"])
        counter = counter if account.kind == HOTP else 0
        mac = proof(account, counter, fields["nonce"])
        return {"proof": mac.hex(), "unix_ms": self._unix_ms(), "counter": counter}

    def _code(self, fields):
        """Give a code by counter, as if the person pressed DO at once."""
        at = next(i for i, entry in enumerate(self.accounts) if entry[0] == fields["id"])
        account_id, account, counter = self.accounts[at]
        self.accounts[at] = account_id, account, counter + 1
        return [ASKS, {"code": otp.code(account, counter), "counter": counter, "left_s": None}]

    def _lock(self, fields):
        self.locked = True
        return {}

    def _settings(self, fields):
        self.settings |= fields
        return [ASKS, self.settings] if fields else self.settings

    def _backup(self, fields):
        # Each state is told twice: as often as the host asks, and it asks all the time.
        self._of_backup = [MAKING, MAKING, CODE, CODE, READY]
        return [ASKS, {}]

    def _backup_state(self, fields):
        state = _next(self._of_backup)
        return {"state": state, "size": len(self.backup) if state == READY else 0}

    def _backup_read(self, fields):
        assert self._of_backup == [READY]
        part = self.backup[fields["at"] :][:PART_BYTES]
        return {"data": part_text(part)}

    def _backup_end(self, fields):
        self._of_backup = [NONE]
        return {}

    @property
    def keeps_a_backup(self):
        return self._of_backup != [NONE]

    def _restore(self, fields):
        self.received = b""
        self._of_restore = [CODE, CODE, CHECKING, CONFIRM, DONE]
        self._size = fields["size"]
        return [ASKS, {}]

    def _restore_write(self, fields):
        assert fields["at"] == len(self.received)
        self.received += fields["data"]
        return {}

    def _restore_state(self, fields):
        whole = len(self.received) == self._size
        return restored(_next(self._of_restore) if whole else RECEIVING)


def clock_told(**changed):
    """Return the answer to `time` of a token that works, with some fields changed."""
    return {
        "unix_ms": 1_800_000_000_500,
        "source": "host",
        "bound_ms": 530,
        "age_s": 183_600,
        "rate_ppb": 1234,
        "sigma_ppb": 50,
        "rejected_ppb": 0,
        "trust": "shown",
    } | changed


def synced(state=DONE, **changed):
    """Return the answer to sync_state, with some fields changed."""
    bound_ms = 23 if state == DONE else None
    return {"state": state, "reason": "", "says": "", "bound_ms": bound_ms} | changed


def _next(states):
    return states.pop(0) if len(states) > 1 else states[0]


def restored(state=DONE, **changed):
    """Return the answer to restore_state, with some fields changed."""
    new, same, raised = (3, 2, 1) if state == DONE else (0, 0, 0)
    return {"state": state, "new": new, "same": same, "raised": raised} | changed


def made_backup(plain_size):
    """Return what looks like the backup of so many bytes to whoever has no code."""
    filled = -(-plain_size // 16) * 16
    head = b"FOBB" + bytes((1, 0, 0, 0, 0, 7, 0, 0)) + plain_size.to_bytes(4, "big")
    return head + bytes(i * 7 % 256 for i in range(16 + filled + 32))


def hello(**changed):
    """Return the answer to hello of a token that works, with some fields changed."""
    return {
        "firmware": "0.1.0",
        "protocol": PROTOCOL,
        "board": "fake",
        "serial": SERIAL,
        "locked": False,
        "pin": True,
        "ready": True,
        "time": True,
        "accounts": 0,
        "free": 200,
    } | changed


def listed(account_id, account, counter):
    """Return an account as the token lists it."""
    entry = {
        "id": account_id,
        "kind": KIND_NAMES[account.kind],
        "issuer": account.issuer,
        "name": account.name,
        "hash": hmac.HASH_NAMES[account.hash_id],
        "digits": account.digits,
        "period": account.period_s,
    }
    if account.kind == HOTP:
        entry["counter"] = counter
    return entry
