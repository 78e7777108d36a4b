"""What the token answers to the commands of the link (otpfob.link.messages).

A handler returns the fields of its answer, or a Question: then the person holding the
token decides, and the answer is what `apply` returns.
"""

from binascii import hexlify

from otpfob.app.storage import DAMAGED, OPEN
from otpfob.core import account as accounts
from otpfob.core import calendar, otp
from otpfob.core.account import Account, check_counter
from otpfob.core.errors import BadField, ClockNotSet, VaultFull
from otpfob.core.hmac import HASH_NAMES
from otpfob.link.messages import MAX_MESSAGE, PROTOCOL, encode
from otpfob.link.proof import proof
from otpfob.version import VERSION

# An object's own braces and commas, and room for `total`.
_LIST_BYTES = MAX_MESSAGE - 64


class Question:
    """What a change will do, in words, and the change. `lines` fit the screen or scroll."""

    def __init__(self, title: str, lines, apply, hold: bool = False) -> None:
        self.title = title
        self.lines = lines
        self.apply = apply
        self.hold = hold  # yes is DO held, not clicked: for what cannot be undone


def _index(names, name, field):
    for i in range(len(names)):
        if names[i] == name:
            return i
    raise BadField(field)


def _labels(issuer, name):
    return [text for text in (issuer, name) if text]


def time_text(unix_s: int) -> str:
    """Return a UTC date and time as people read it."""
    return "%04d-%02d-%02d %02d:%02d:%02d UTC" % calendar.civil(unix_s)[:6]


class Requests:
    """Handlers by command. `storage`, `clock` and `ticks` as in app.token."""

    def __init__(self, storage, clock, ticks, board: str, serial: str) -> None:
        self._storage = storage
        self._clock = clock
        self._ticks = ticks
        self._board = board
        self._serial = serial
        self._handlers = {
            "hello": self._hello,
            "list": self._list,
            "add": self._add,
            "delete": self._delete,
            "rename": self._rename,
            "move": self._move,
            "time": self._time,
            "prove": self._prove,
            "code": self._code,
            "wipe": self._wipe,
        }

    def answer(self, command: str, fields: dict):
        """Return the answer's fields or a Question. Raises any FobError."""
        return self._handlers[command](fields)

    def _hello(self, fields):
        ready = self._storage.state == OPEN
        return {
            "firmware": VERSION,
            "protocol": PROTOCOL,
            "board": self._board,
            "serial": self._serial,
            "locked": False,
            "ready": ready,
            "damaged": self._storage.state == DAMAGED,
            "time": self._clock.has_time,
            "accounts": self._storage.vault.count if ready else 0,
            "free": self._storage.vault.free if ready else 0,
        }

    def _list(self, fields):
        vault = self._storage.vault
        first = fields["first"]
        if not 0 <= first <= vault.count:
            raise BadField("first")
        part = []
        size = 0
        for position in range(first, vault.count):
            entry = self._entry(vault, position)
            size += len(encode(entry)) + 2
            if size > _LIST_BYTES:
                break
            part.append(entry)
        return {"accounts": part, "total": vault.count}

    def _entry(self, vault, position):
        account = vault.account_at(position)
        entry = {
            "id": vault.id_at(position),
            "kind": accounts.KIND_NAMES[account.kind],
            "issuer": account.issuer,
            "name": account.name,
            "hash": HASH_NAMES[account.hash_id],
            "digits": account.digits,
            "period": account.period_s,
        }
        if account.kind == accounts.HOTP:
            entry["counter"] = vault.counter(entry["id"])
        return entry

    def _add(self, fields):
        vault = self._storage.vault
        account = Account(
            _index(accounts.KIND_NAMES, fields["kind"], "kind"),
            fields["issuer"],
            fields["name"],
            fields["secret"],
            _index(HASH_NAMES, fields["hash"], "hash"),
            fields["digits"],
            fields["period"],
        )
        counter = fields["counter"]
        check_counter(counter)
        if not vault.free:
            raise VaultFull
        lines = _labels(account.issuer, account.name)
        lines.append(_summary(account, counter))
        return Question("Add account?", lines, lambda: {"id": vault.add(account, counter)})

    def _delete(self, fields):
        vault = self._storage.vault
        issuer, name = vault.labels_at(vault.index_of(fields["id"]))

        def apply():
            vault.delete(fields["id"])
            return {}

        return Question("Delete account?", _labels(issuer, name) + ["Its key is lost."], apply)

    def _rename(self, fields):
        vault = self._storage.vault
        issuer, name = fields["issuer"], fields["name"]
        position = vault.index_of(fields["id"])
        old = vault.labels_at(position)
        # Checked by the account itself, before anybody is asked.
        before = vault.account_at(position)
        Account(before.kind, issuer, name, b"\0", before.hash_id, before.digits, before.period_s)

        def apply():
            vault.rename(fields["id"], issuer, name)
            return {}

        lines = _labels(*old) + ["becomes"] + _labels(issuer, name)
        return Question("Rename account?", lines, apply)

    def _move(self, fields):
        vault = self._storage.vault
        position = vault.index_of(fields["id"])
        if not 0 <= fields["to"] < vault.count:
            raise BadField("to")
        issuer, name = vault.labels_at(position)

        def apply():
            vault.move(fields["id"], fields["to"])
            return {}

        line = "from place %d to %d" % (position + 1, fields["to"] + 1)
        return Question("Move account?", _labels(issuer, name) + [line], apply)

    def _time(self, fields):
        asked_ms = self._ticks.now_ms()
        if "set" not in fields:
            return {"unix_ms": self._clock.unix_ms(asked_ms), "source": self._clock.source}
        wanted_ms = fields["set"]
        self._clock.check(wanted_ms)
        old = self._clock.unix_s

        def apply():
            # The host's time was right when it came; the person took a while to answer.
            now_ms = self._ticks.now_ms()
            self._clock.set(wanted_ms + self._ticks.diff(now_ms, asked_ms), now_ms, "host")
            return {"unix_ms": self._clock.unix_ms(now_ms), "source": self._clock.source}

        lines = [
            "from " + (time_text(old) if old is not None else "not set"),
            "to   " + time_text(wanted_ms // 1000),
        ]
        return Question("Set the clock?", lines, apply)

    def _prove(self, fields):
        vault = self._storage.vault
        account = vault.account_at(vault.index_of(fields["id"]))
        counter = vault.counter(fields["id"]) if account.kind == accounts.HOTP else 0
        mac = proof(account, counter, fields["nonce"])
        return {
            "proof": str(hexlify(mac), "ascii"),
            "unix_ms": self._clock.unix_ms(self._ticks.now_ms()),
            "counter": counter,
        }

    def _code(self, fields):
        vault = self._storage.vault
        account_id = fields["id"]
        position = vault.index_of(account_id)
        issuer, name = vault.labels_at(position)
        lines = _labels(issuer, name)
        if vault.is_hotp(account_id):
            lines.append("Uses up counter %d." % vault.counter(account_id))
        elif not self._clock.has_time:
            raise ClockNotSet
        return Question("Give the PC a code?", lines, lambda: self._code_of(account_id))

    def _code_of(self, account_id):
        vault = self._storage.vault
        account = vault.account_at(vault.index_of(account_id))
        if account.kind == accounts.HOTP:
            counter = vault.use_counter(account_id)  # saved before the code leaves the token
            return {"code": otp.code(account, counter), "counter": counter, "left_s": None}
        unix_s = self._clock.unix_s
        if unix_s is None:
            raise ClockNotSet
        return {
            "code": otp.code(account, otp.step(unix_s, account.period_s)),
            "counter": None,
            "left_s": otp.seconds_left(unix_s, account.period_s),
        }

    def _wipe(self, fields):
        def apply():
            self._storage.wipe()
            return {}

        lines = ["All accounts on this", "token will be erased."]
        return Question("Erase everything?", lines, apply, hold=True)


def _summary(account, counter):
    """Return the kind of an account in a line: what decides its codes."""
    if account.kind == accounts.STEAM:
        return "Steam"
    text = "%d digits, %s" % (account.digits, HASH_NAMES[account.hash_id])
    if account.kind == accounts.HOTP:
        return "Counter %d, %s" % (counter, text)
    return "%d s, %s" % (account.period_s, text)
