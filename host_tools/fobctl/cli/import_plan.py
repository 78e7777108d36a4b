"""What an import would do, account by account, before it is done.

what    meaning
new     not on the token, as far as this PC can tell
clash   new, and another account on the token has its issuer and name
there   the token has proved that it holds this account
twice   the same key as an account before it in the file: imported once
bad     cannot be an account of the token, or could not be read
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fobctl.sources.new_account import NewAccount
from fobctl.token import Listed, Token
from otpfob.core.account import HOTP, KIND_NAMES, STEAM, Account
from otpfob.core.hmac import HASH_NAMES

if TYPE_CHECKING:
    from fobctl.sources.formats import Export

NEW = "new"
CLASH = "clash"
THERE = "there"
TWICE = "twice"
BAD = "bad"
WHATS = (NEW, CLASH, THERE, TWICE, BAD)

HEADER = ("what", "issuer", "name", "kind", "details")
OUTCOME_HEADER = ("what", "id", "account", "proof")


@dataclass
class Row:
    """One entry of an export. `new` is None when it is bad; then `label` and `note` say why.

    `id` is that of the account on the token: which it is, became, or whose name it has.
    `proved` is None as long as the token was not asked.
    """

    what: str
    label: str
    note: str = ""
    new: NewAccount | None = field(default=None, repr=False)
    id: int | None = None
    proved: bool | None = None
    wanted: bool = False  # it is to be sent

    @property
    def cells(self) -> tuple[str, ...]:
        """Return it for people, in the columns of HEADER."""
        if self.new is None:
            return self.what, "", self.label, "", self.note
        account = self.new.account
        details = _makes_codes(account, self.new.counter)
        if self.note:
            details += f"; {self.note}"
        return self.what, account.issuer, account.name, KIND_NAMES[account.kind], details

    @property
    def outcome(self) -> tuple[str, ...]:
        """Return what became of it, in the columns of OUTCOME_HEADER: "proved", or why not."""
        number = "" if self.id is None else str(self.id)
        proof = {True: "proved", False: "not proved", None: self.note}[self.proved]
        return self.what, number, self.label, proof

    def as_json(self) -> dict:
        """Return it as host_tools/README.md describes."""
        new = self.new
        account = new.account if new else None
        by_counter = account is not None and account.kind == HOTP
        return {
            "what": self.what,
            "label": self.label,
            "issuer": account.issuer if account else None,
            "name": account.name if account else None,
            "kind": KIND_NAMES[account.kind] if account else None,
            "hash": HASH_NAMES[account.hash_id] if account else None,
            "digits": account.digits if account else None,
            "period_s": account.period_s if account and not by_counter else None,
            "counter": new.counter if new and by_counter else None,
            "note": self.note,
            "warnings": list(new.warnings) if new else [],
            "id": self.id,
            "proved": self.proved,
        }


def _makes_codes(account: Account, counter: int) -> str:
    if account.kind == STEAM:
        return "5 characters"
    when = f"counter {counter}" if account.kind == HOTP else f"{account.period_s} s"
    return f"{when}, {account.digits} digits, {HASH_NAMES[account.hash_id]}"


def rows_of(exports: Sequence[Export]) -> list[Row]:
    """Return the entries of all exports: new, twice or bad.

    Of one that is there twice with two counters, the higher one is kept.
    """
    rows: list[Row] = []
    seen: dict[tuple, Row] = {}
    for export in exports:
        for new in export.entries:
            first = seen.setdefault(_identity(new.account), row := Row(NEW, new.label, new=new))
            rows.append(row)
            if first is row:
                continue
            row.what, row.note = TWICE, f"the same key as {first.label}"
            if first.new is not None and new.counter > first.new.counter:
                first.new = NewAccount(first.new.account, new.counter, first.new.warnings)
        rows += [Row(BAD, bad.label, bad.reason) for bad in export.bad]
    return rows


def _identity(account: Account) -> tuple:
    """Return what the token compares: two of which it is the same are one account."""
    fields = account.kind, account.hash_id, account.digits, account.period_s
    return *fields, bytes(account.secret)


def compare(rows: Sequence[Row], token: Token, listed: Sequence[Listed]) -> None:
    """Find out which of the new rows are on the token, and which names are taken."""
    names = {(item.issuer, item.name) for item in listed}
    for row in rows:
        if row.what != NEW or row.new is None:
            continue
        row.wanted = True
        account = row.new.account
        if (account.issuer, account.name) not in names:
            continue
        namesakes = [x for x in listed if (x.issuer, x.name) == (account.issuer, account.name)]
        same = proved(token, row.new, namesakes)
        row.id = (same or namesakes[0]).id
        if same is None:
            row.what, row.note = CLASH, f"account {row.id} on the token has this name"
            continue
        row.what, row.note, row.proved = THERE, f"account {row.id} on the token", True
        row.wanted = row.new.counter > (same.counter or 0) if account.kind == HOTP else False
        if row.wanted:
            row.note += f" goes up from counter {same.counter}"


def proved(token: Token, new: NewAccount, candidates: Sequence[Listed]) -> Listed | None:
    """Return the one that the token proves to be `new`, under whatever name; None: it is none.

    Its counter may be any.
    """
    account = new.account
    wanted = (
        *(KIND_NAMES[account.kind], HASH_NAMES[account.hash_id]),
        *(account.digits, account.period_s),
    )
    for item in candidates:
        if (item.kind, item.hash, item.digits, item.period_s) != wanted:
            continue
        named = Account(
            *(account.kind, item.issuer, item.name, account.secret),
            *(account.hash_id, account.digits, account.period_s),
        )
        if token.prove(item.id, named, item.counter or 0).same:
            return item
    return None
