"""One account as FreeOTP 1, FreeOTP 2 and FreeOTP+ write it.

    type                   TOTP, HOTP
    issuerExt, issuerInt   of the URI's label and parameter; issuerAlt, labelAlt: as renamed
    label, algo, digits, period, counter
    secret                 list of signed bytes; not in FreeOTP 2's, which keeps it elsewhere

A TOTP account whose issuer is "Steam" makes Steam codes there. FreeOTP 2 leaves out what the
URI left out: SHA1, 6 digits (Steam 5), 30 s.
"""

from typing import Any

from fobctl.sources.formats.entry import build, one_of_two, read_kind, secret_bytes
from fobctl.sources.formats.export import label_of
from fobctl.sources.new_account import NewAccount, SourceError
from otpfob.core.account import HOTP, STEAM, TOTP

_STEAM = "Steam"
_KINDS = {"totp": TOTP, "hotp": HOTP}


def _counter(value, behind):
    if not isinstance(value, int) or isinstance(value, bool) or not behind:
        return value
    if value < -behind:
        raise SourceError("The counter is negative: correct it in the app.", "counter")
    return value + behind


def read_token(token: dict[str, Any], secret: bytes | None, behind: int) -> NewAccount:
    """Return the account. `behind` is how much the stored counter is behind the next one."""
    kind = read_kind(token.get("type"), _KINDS)
    outer = token.get("issuerExt") or ""
    if kind == TOTP and outer == _STEAM:
        kind = STEAM
    issuer, warnings = one_of_two("issuer", outer, token.get("issuerInt"))
    return build(
        kind,
        token.get("issuerAlt") or issuer,
        token.get("labelAlt") or token.get("label"),
        secret_bytes(token.get("secret")) if secret is None else secret,
        algorithm=token.get("algo"),
        digits=token.get("digits"),
        period=token.get("period"),
        counter=_counter(token.get("counter"), behind),
        warnings=warnings,
    )


def token_label(token: Any) -> str:
    """Return what the app shows."""
    if not isinstance(token, dict):
        return ""
    issuer = token.get("issuerAlt") or token.get("issuerExt") or token.get("issuerInt")
    return label_of(issuer, token.get("labelAlt") or token.get("label"))
