"""An account from what a person typed, field by field. Asking and printing is the CLI's."""

from dataclasses import dataclass, field

from fobctl.sources import fields
from fobctl.sources.new_account import NewAccount, SourceError
from fobctl.sources.secret_text import read_secret
from otpfob.core.account import HOTP, STEAM, TOTP
from otpfob.core.hmac import SHA1

_KINDS = {
    "time": TOTP,
    "totp": TOTP,
    "counter": HOTP,
    "hotp": HOTP,
    "steam": STEAM,
}


@dataclass(frozen=True)
class TypedFields:
    """What was typed, as it was typed. An empty text means the usual value.

    `issuer` is the portal: its name or its address, kept as given.
    """

    issuer: str = ""
    name: str = ""
    secret: str = field(default="", repr=False)
    kind: str = "time"
    digits: str = ""
    period: str = ""
    counter: str = ""
    algorithm: str = ""


def _read_kind(text):
    kind = text.strip(" ").lower() or "time"
    if kind not in _KINDS:
        raise SourceError("The kind must be time, counter or steam: correct it.", "kind")
    return _KINDS[kind]


def _read_secret(text):
    if "://" in text:
        raise SourceError(
            "The secret is a whole address or URI: type only what the site shows as the key,"
            " or add the otpauth URI by itself.",
            "secret",
        )
    return read_secret(text)


def build(typed: TypedFields) -> NewAccount:
    """Return the account. Raises SourceError, naming the field, for what cannot be one."""
    kind = _read_kind(typed.kind)
    issuer = fields.read_text(typed.issuer, "issuer")
    name = fields.read_text(typed.name, "name")
    secret, warnings = _read_secret(typed.secret)
    digits, period_s, counter, hash_id = (
        fields.default_digits(kind),
        fields.DEFAULT_PERIOD_S,
        0,
        SHA1,
    )
    if typed.digits.strip(" "):
        digits = fields.read_digits(typed.digits, kind)
    if typed.algorithm.strip(" "):
        hash_id = fields.read_algorithm(typed.algorithm)
    if typed.period.strip(" "):
        if kind == HOTP:
            raise SourceError(
                "The period belongs to time accounts: leave it empty for kind counter.", "period"
            )
        period_s = fields.read_period(typed.period)
    if typed.counter.strip(" "):
        if kind != HOTP:
            raise SourceError(
                "The counter belongs to kind counter: leave it empty for others.", "counter"
            )
        counter = fields.read_counter(typed.counter)
    account = fields.make_account(kind, issuer, name, secret, hash_id, digits, period_s)
    return NewAccount(account, counter, warnings)
