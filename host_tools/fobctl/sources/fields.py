"""The fields of an account as text, checked one by one so that an error can name its field.

Values never appear in an error: a damaged URI can have its secret anywhere.
"""

import re

from fobctl.sources.new_account import SourceError
from otpfob.core.account import (
    KIND_NAMES,
    MAX_COUNTER,
    MAX_DIGITS,
    MAX_PERIOD_S,
    MAX_TEXT_BYTES,
    MIN_DIGITS,
    STEAM,
    STEAM_DIGITS,
    Account,
)
from otpfob.core.errors import BadField
from otpfob.core.hmac import HASH_NAMES, SHA1

DEFAULT_DIGITS = MIN_DIGITS
DEFAULT_PERIOD_S = 30

_NUMBER = re.compile(r"0*([0-9]{1,20})")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


def read_text(value: str, field: str) -> str:
    """Return an issuer or a name without blanks around it, or raise SourceError(field)."""
    text = value.strip(" ")
    if _SURROGATE.search(text):
        raise SourceError(f"The {field} is not valid Unicode text: type it again.", field)
    if _CONTROL.search(text):
        raise SourceError(
            f"The {field} holds a control character, which no screen can show: remove it.", field
        )
    size = len(text.encode())
    if size > MAX_TEXT_BYTES:
        raise SourceError(
            f"The {field} has {size} bytes in UTF-8 and the token holds up to {MAX_TEXT_BYTES}:"
            " shorten it.",
            field,
        )
    return text


def _number(value, field, low, high):
    match = _NUMBER.fullmatch(value.strip(" "))
    number = int(match[1]) if match else -1
    if not match or not low <= number <= high:
        raise SourceError(f"The {field} must be a number from {low} to {high}: correct it.", field)
    return number


def read_digits(value: str, kind: int) -> int:
    """Return how many characters a code has. Steam's have five and nothing else."""
    if kind != STEAM:
        return _number(value, "digits", MIN_DIGITS, MAX_DIGITS)
    if value.strip(" ") != str(STEAM_DIGITS):
        raise SourceError(
            f"The digits must be {STEAM_DIGITS} or left out: a Steam code has"
            f" {STEAM_DIGITS} characters.",
            "digits",
        )
    return STEAM_DIGITS


def default_digits(kind: int) -> int:
    """Return how many characters a code of this kind has when nobody says."""
    return STEAM_DIGITS if kind == STEAM else DEFAULT_DIGITS


def read_period(value: str) -> int:
    """Return a period in seconds, 1 to 86400."""
    return _number(value, "period", 1, MAX_PERIOD_S)


def read_counter(value: str) -> int:
    """Return a counter, an unsigned 64-bit number."""
    return _number(value, "counter", 0, MAX_COUNTER)


def read_algorithm(value: str) -> int:
    """Return the hash_id of SHA1, sha-256, HmacSHA512 and the like."""
    name = re.sub("[-_ ]", "", value.upper())
    name = name.removeprefix("HMAC")
    if name not in HASH_NAMES:
        raise SourceError(
            "The algorithm must be SHA1, SHA256 or SHA512: the token computes no other.",
            "algorithm",
        )
    return HASH_NAMES.index(name)


def make_account(
    kind: int,
    issuer: str,
    name: str,
    secret: bytes,
    hash_id: int = SHA1,
    digits: int = DEFAULT_DIGITS,
    period_s: int = DEFAULT_PERIOD_S,
) -> Account:
    """Return the account, or raise SourceError where Account would raise BadField."""
    if not issuer and not name:
        raise SourceError("The name is missing, and so is the issuer: give one of them.", "name")
    try:
        return Account(kind, issuer, name, secret, hash_id, digits, period_s)
    except BadField as error:
        field = error.field
    raise SourceError(
        f"The {field} of this {KIND_NAMES[kind]} account is out of the token's limits: correct it.",
        field,
    )
