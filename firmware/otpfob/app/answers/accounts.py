"""Accounts: listed without their secrets, changed after a question, proven, and their codes."""

from binascii import hexlify

from micropython import const

from otpfob.app.answers.edit import edit_lines
from otpfob.app.answers.question import Question, index_of, labels, labels_at
from otpfob.core import account as accounts
from otpfob.core import otp
from otpfob.core.account import Account, check_counter
from otpfob.core.errors import BadField, ClockNotSet, VaultFull
from otpfob.core.hmac import HASH_NAMES
from otpfob.link.encoding import encode
from otpfob.link.proof import proof
from otpfob.link.terms import MAX_MESSAGE
from otpfob.vault.changes import NewParts, edit

_T_ADD_ACCOUNT = const(0x714B8)
_T_DELETE_ACCOUNT = const(0x99A99)
_T_KEY_IS_LOST = const(0x4510F)
_T_CHANGE_ACCOUNT = const(0xFEC66)
_T_FROM_PLACE_TO = const(0x731B1)
_T_MOVE_ACCOUNT = const(0xFBBB5)
_T_USES_UP_COUNTER = const(0x46CB2)
_T_GIVE_A_CODE = const(0x07F22)
_T_BY_COUNTER = const(0x91CB0)
_T_BY_TIME = const(0xF10E6)

# An object's own braces and commas, and room for `total`.
_LIST_BYTES = MAX_MESSAGE - 64


class AccountAnswers:
    """`handlers` by command, as app.requests collects them."""

    def __init__(self, kit, ticks) -> None:
        self._safe = kit.safe
        self._clock = kit.clock
        self._ticks = ticks
        self.handlers = {
            "list": self._list,
            "add": self._add,
            "delete": self._delete,
            "edit": self._edit,
            "move": self._move,
            "prove": self._prove,
            "code": self._code,
        }

    def _list(self, fields):
        vault = self._safe.vault
        first = fields["first"]
        if not 0 <= first <= vault.count:
            raise BadField("first")
        part = []
        size = 0
        for position in range(first, vault.count):
            entry = _entry(vault, position)
            size += len(encode(entry)) + 2
            if size > _LIST_BYTES:
                break
            part.append(entry)
        return {"accounts": part, "total": vault.count}

    def _add(self, fields):
        vault = self._safe.vault
        account = Account(
            index_of(accounts.KIND_NAMES, fields["kind"], "kind", BadField),
            fields["issuer"],
            fields["name"],
            bytearray(fields["secret"]),
            index_of(HASH_NAMES, fields["hash"], "hash", BadField),
            fields["digits"],
            fields["period"],
        )
        counter = fields["counter"]
        check_counter(counter)
        picture = fields.get("picture", b"")
        parts = NewParts(picture)
        if not vault.free:
            raise VaultFull

        def apply():
            try:
                return {"id": vault.add(account, counter, parts)}
            finally:
                account.wipe()

        lines = labels(account.issuer, account.name, picture)
        lines.append(_summary(account, counter))
        return Question(_T_ADD_ACCOUNT, lines, apply)

    def _delete(self, fields):
        vault = self._safe.vault
        lines = labels_at(vault, vault.index_of(fields["id"]))

        def apply():
            vault.delete(fields["id"])
            return {}

        return Question(_T_DELETE_ACCOUNT, lines + [_T_KEY_IS_LOST], apply)

    def _edit(self, fields):
        vault = self._safe.vault
        account_id = fields["id"]
        position = vault.index_of(account_id)
        old = vault.details_at(position)
        is_favourite = vault.favourite == account_id
        lines = edit_lines(old, is_favourite, fields)
        picture = fields.get("picture")
        if lines:
            lines = labels_at(vault, position) + lines
        elif picture:
            lines = labels(old.issuer, old.name, picture)
        else:
            return {}

        def apply():
            edit(vault, account_id, fields)
            return {}

        return Question(_T_CHANGE_ACCOUNT, lines, apply)

    def _move(self, fields):
        vault = self._safe.vault
        position = vault.index_of(fields["id"])
        if not 0 <= fields["to"] < vault.count:
            raise BadField("to")

        def apply():
            vault.move(fields["id"], fields["to"])
            return {}

        line = _T_FROM_PLACE_TO, position + 1, fields["to"] + 1
        return Question(_T_MOVE_ACCOUNT, labels_at(vault, position) + [line], apply)

    def _prove(self, fields):
        vault = self._safe.vault
        account = vault.account_at(vault.index_of(fields["id"]))
        try:
            counter = vault.counter(fields["id"]) if account.kind == accounts.HOTP else 0
            mac = proof(account, counter, fields["nonce"])
        finally:
            account.wipe()
        return {
            "proof": str(hexlify(mac), "ascii"),
            "unix_ms": self._clock.unix_ms(self._ticks.now_ms()),
            "counter": counter,
        }

    def _code(self, fields):
        vault = self._safe.vault
        account_id = fields["id"]
        position = vault.index_of(account_id)
        lines = labels_at(vault, position)
        if vault.is_hotp(account_id):
            lines.append((_T_USES_UP_COUNTER, str(vault.counter(account_id))))
        elif self._clock.refused:
            raise ClockNotSet
        return Question(_T_GIVE_A_CODE, lines, lambda: self._code_of(account_id))

    def _code_of(self, account_id):
        vault = self._safe.vault
        account = vault.account_at(vault.index_of(account_id))
        try:
            if account.kind == accounts.HOTP:
                counter = vault.use_counter(account_id)  # saved before the code leaves the token
                return {"code": otp.code(account, counter), "counter": counter, "left_s": None}
            unix_s = self._clock.unix_s
            if unix_s is None or self._clock.refused:
                raise ClockNotSet
            return {
                "code": otp.code(account, otp.step(unix_s, account.period_s)),
                "counter": None,
                "left_s": otp.seconds_left(unix_s, account.period_s),
            }
        finally:
            account.wipe()


def _entry(vault, position):
    details = vault.details_at(position)
    entry = {
        "id": vault.id_at(position),
        "kind": accounts.KIND_NAMES[details.kind],
        "issuer": details.issuer,
        "name": details.name,
        "hash": HASH_NAMES[details.hash_id],
        "digits": details.digits,
        "period": details.period_s,
    }
    if details.kind == accounts.HOTP:
        entry["counter"] = vault.counter(entry["id"])
    if entry["id"] == vault.favourite:
        entry["favourite"] = True
    extras = details.extras
    if extras.picture_size:
        entry["picture"] = True
    if extras.count:
        entry["codes"] = extras.count
        entry["left"] = extras.left
    return entry


def _summary(account, counter):
    """Return the kind of an account in a line: what decides its codes."""
    if account.kind == accounts.STEAM:
        return "Steam"
    hash_name = HASH_NAMES[account.hash_id]
    if account.kind == accounts.HOTP:
        return _T_BY_COUNTER, str(counter), account.digits, hash_name
    return _T_BY_TIME, account.period_s, account.digits, hash_name
