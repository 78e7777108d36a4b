"""One entry of an export, as the app wrote it, into an account.

Values come from JSON, XML and CSV: a number may be an int, a whole float or a text, and
what is absent is None. Nothing is guessed: what is no value of its field is refused.
"""

from urllib.parse import quote

from fobctl.sources import fields, otpauth
from fobctl.sources.new_account import NewAccount, SourceError
from fobctl.sources.secret_text import read_secret
from otpfob.core.account import HOTP, STEAM, TOTP
from otpfob.core.base32 import encode
from otpfob.core.hmac import SHA1

# Beyond it a float has lost digits.
_EXACT_FLOAT = 2**53

KINDS = {"totp": TOTP, "hotp": HOTP, "steam": STEAM}


def read_kind(value: object, kinds: dict = KINDS) -> int:
    """Return the kind that `value` means to an app. Texts are looked up in lower case."""
    key = value.lower() if isinstance(value, str) else value
    if isinstance(key, (str, int)) and not isinstance(key, bool) and key in kinds:
        return kinds[key]
    raise SourceError(
        "The type is none of TOTP, HOTP and Steam, and the token computes no other:"
        " ask the site for a standard key.",
        "type",
    )


def as_text(value: object, field: str) -> str:
    """Return an issuer or a name; null is empty."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise SourceError(f"The {field} is no text: export the file again.", field)
    return fields.read_text(value, field)


def _number_text(value, field):
    if isinstance(value, float) and value.is_integer() and abs(value) <= _EXACT_FLOAT:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return value
    raise SourceError(f"The {field} is no whole number: correct it in the app.", field)


def secret_bytes(value: object) -> bytes:
    """Return a secret that is written as a list of bytes, signed (Java) or not."""
    if not isinstance(value, list):
        raise SourceError("The secret is missing: add this account by hand.", "secret")
    for byte in value:
        if not isinstance(byte, int) or isinstance(byte, bool) or not -128 <= byte <= 255:
            raise SourceError("The secret is damaged: add this account by hand.", "secret")
    return bytes(byte & 0xFF for byte in value)


def _secret(value):
    if isinstance(value, bytes):
        # Through text, so that there is one place that knows sizes and warnings.
        return read_secret(encode(value))
    if value is None:
        raise SourceError("The secret is missing: add this account by hand.", "secret")
    if not isinstance(value, str):
        raise SourceError("The secret is no text: export the file again.", "secret")
    return read_secret(value)


def build(
    kind: int,
    issuer: object,
    name: object,
    secret: object,
    *,
    algorithm: object = None,
    digits: object = None,
    period: object = None,
    counter: object = None,
    warnings: tuple[str, ...] = (),
) -> NewAccount:
    """Return the account of one entry, or raise SourceError naming its field.

    `secret` is base32 text or bytes. None means the usual value; a period is looked at
    in TOTP and Steam only, a counter in HOTP only.
    """
    issuer_text, name_text = as_text(issuer, "issuer"), as_text(name, "name")
    key, notes = _secret(secret)
    hash_id, period_s, next_counter = SHA1, fields.DEFAULT_PERIOD_S, 0
    if algorithm is not None:
        if not isinstance(algorithm, str):
            raise SourceError("The algorithm is no text: export the file again.", "algorithm")
        hash_id = fields.read_algorithm(algorithm)
    count = fields.default_digits(kind)
    if digits is not None:
        count = fields.read_digits(_number_text(digits, "digits"), kind)
    if period is not None and kind != HOTP:
        period_s = fields.read_period(_number_text(period, "period"))
    if kind == HOTP and counter is not None:
        next_counter = fields.read_counter(_number_text(counter, "counter"))
    elif kind == HOTP:
        notes += ("The entry has no counter: it starts at 0.",)
    account = fields.make_account(kind, issuer_text, name_text, key, hash_id, count, period_s)
    return NewAccount(account, next_counter, notes + warnings)


def one_of_two(field: str, shown: object, other: object) -> tuple[object, tuple[str, ...]]:
    """Return what the app shows, else the other; with a warning when they differ."""
    if not shown or not other or shown == other:
        return shown or other, ()
    return shown, (f"The file has two texts for the {field}: the one that the app shows is used.",)


def split_label(issuer: str, label: str) -> tuple[str, str]:
    """Take the issuer off a label "issuer:name", as apps write them."""
    head, colon, rest = label.partition(":")
    # "https://shop.example": the colon of a site's address does not end the issuer.
    if not colon or rest.startswith("//") or issuer and head != issuer:
        return issuer, label
    return head, rest.strip(" ")


def _named(new, issuer, name):
    """Put the item's title and user where the URI says nothing and they fit."""
    account = new.account
    issuer_text, name_text = account.issuer, account.name
    try:
        issuer_text = issuer_text or as_text(issuer, "issuer")
        name_text = name_text or as_text(name, "name")
    except SourceError:
        pass
    if not name_text and isinstance(issuer, str) and issuer != issuer_text:
        # A Steam URI has no name of its own: "Steam", and the item's title.
        try:
            name_text = as_text(issuer, "name")
        except SourceError:
            name_text = ""
    named = fields.make_account(
        account.kind,
        issuer_text,
        name_text,
        account.secret,
        account.hash_id,
        account.digits,
        account.period_s,
    )
    return NewAccount(named, new.counter, new.warnings)


def _labelled(uri, issuer, name):
    """Return an otpauth URI that has no label with one."""
    head, _, query = uri.partition("?")
    scheme, _, rest = head.partition("://")
    kind = rest.partition("/")[0]
    label = f"{quote(as_text(issuer, 'issuer'), safe='')}:{quote(as_text(name, 'name'), safe='')}"
    return f"{scheme}://{kind}/{label}?{query}"


def read_key(
    text: object, issuer: object, name: object, warnings: tuple[str, ...] = ()
) -> NewAccount:
    """Return the account of a password manager's field: an URI, or a bare base32 secret.

    `issuer` and `name` are the item's title and user.
    """
    if not isinstance(text, str):
        raise SourceError("The secret is no text: export the file again.", "secret")
    uri = text.strip(" \t\r\n")
    if not uri.lower().startswith(("otpauth", "steam://")):
        return build(TOTP, issuer, name, text, warnings=warnings)
    new, nameless = None, False
    try:
        new = otpauth.parse(uri)
    except SourceError as error:
        nameless = error.field == "name" and "missing" in str(error)
        if not nameless:
            raise
    if new is None:
        new = otpauth.parse(_labelled(uri, issuer, name))
    new = _named(new, issuer, name)
    return NewAccount(new.account, new.counter, new.warnings + warnings)
