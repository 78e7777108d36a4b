"""What an edit of an account would change, in words: old and new, and what that means."""

from otpfob.app.answers.question import labels
from otpfob.core.account import HOTP, MAX_PICTURE_BYTES, Account
from otpfob.core.errors import BadField


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
    lines = []
    if issuer != old.issuer or name != old.name:
        lines += ["becomes"] + labels(issuer, name)
    if digits != old.digits:
        lines.append("%d digits, now %d" % (digits, old.digits))
    if period_s != old.period_s:
        lines.append("%d s, now %d s" % (period_s, old.period_s))
    if digits != old.digits or period_s != old.period_s:
        lines += ["Other codes: only if", "its site wants them."]
    if new.get("favourite", is_favourite) != is_favourite:
        lines.append("no longer opens first" if is_favourite else "opens first")
    return lines
