"""What an edit of an account would change, in words: old and new, and what that means."""

from micropython import const

from otpfob.app.answers.question import labels
from otpfob.core.account import HOTP, MAX_PICTURE_BYTES, Account
from otpfob.core.errors import BadField

_T_BECOMES = const(0x7EF9E)
_T_DIGITS_NOW = const(0x956F7)
_T_PERIOD_NOW = const(0x202F4)
_T_OTHER_CODES = const(0x6A13D)
_T_NO_FAVOURITE = const(0x15235)
_T_FAVOURITE = const(0x0D4F6)


def edit_lines(old, is_favourite: bool, new: dict):
    """Return the lines of the question, none when nothing changes.

    `old` are the details of the account. Raises BadField for what `new` cannot be.
    """
    issuer, name = new.get("issuer", old.issuer), new.get("name", old.name)
    digits, period_s = new.get("digits", old.digits), new.get("period", old.period_s)
    if "period" in new and old.kind == HOTP:
        raise BadField("period")
    # Its limits are those of an account; the secret is not needed for that.
    Account(old.kind, issuer, name, b"\0", old.hash_id, digits, period_s)
    if len(new.get("picture", b"")) > MAX_PICTURE_BYTES:
        raise BadField("picture")
    lines: list = []
    if issuer != old.issuer or name != old.name:
        lines += [_T_BECOMES] + labels(issuer, name, new.get("picture", b""))
    if digits != old.digits:
        lines.append((_T_DIGITS_NOW, digits, old.digits))
    if period_s != old.period_s:
        lines.append((_T_PERIOD_NOW, period_s, old.period_s))
    if digits != old.digits or period_s != old.period_s:
        lines.append(_T_OTHER_CODES)
    if new.get("favourite", is_favourite) != is_favourite:
        lines.append(_T_NO_FAVOURITE if is_favourite else _T_FAVOURITE)
    return lines
