"""otpauth URIs, as sites and apps write them: `parse` is lenient in form, strict in meaning.

    otpauth://TYPE/ISSUER:NAME?secret=BASE32&issuer=ISSUER&algorithm=SHA1&digits=6&period=30
    steam://BASE32

    TYPE       totp, hotp, steam; totp with encoder=steam is steam
    secret     required; see secret_text.py
    issuer     beats the label's, with a warning when they differ
    algorithm  SHA1 (default), SHA256, SHA512
    digits     6 to 10 (default 6); 5 for steam
    period     seconds, 1 to 86400 (default 30); not looked at in hotp
    counter    0 to 2^64 - 1 (default 0, with a warning); only looked at in hotp

Parameters not named here are ignored. A `#` is a character like any other: apps
write it raw, and a URI of this kind has no fragment.
"""

import re
from urllib.parse import quote

from fobctl.sources import fields
from fobctl.sources.new_account import NewAccount, SourceError
from fobctl.sources.secret_text import read_secret
from otpfob.core.account import HOTP, KIND_NAMES, STEAM
from otpfob.core.base32 import encode
from otpfob.core.hmac import HASH_NAMES, SHA1

# The longest account takes some 1,200 characters.
MAX_URI_CHARACTERS = 8192

_KNOWN = ("secret", "issuer", "algorithm", "digits", "period", "counter", "encoder")
# Named in the error because people meet them; an unknown type is not: it may be a lost secret.
_FOREIGN_TYPES = ("motp", "yaotp")

_AMPERSAND = re.compile("&(?:amp;)?", re.IGNORECASE)
_BAD_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_PERCENT = re.compile(b"%([0-9A-Fa-f]{2})")
# "https://shop.example:ann": the colon of a site's address does not end the issuer.
_COLON = re.compile(":(?!//)")
_ENCODED_COLON = re.compile("%3A(?!//|%2F%2F)", re.IGNORECASE)


def _decoded(text, field):
    """Undo percent encoding. The standard library's would let bad encoding through."""
    if _BAD_PERCENT.search(text):
        raise SourceError(
            f"The {field} has a % that no two hexadecimal digits follow: a plain % is written %25.",
            field,
        )
    try:
        data = _PERCENT.sub(lambda match: bytes([int(match[1], 16)]), text.encode())
        return data.decode()
    except UnicodeError:
        pass
    # Raised out here: the caught error holds the bytes, and the context would keep it.
    raise SourceError(f"The {field} is not valid UTF-8: ask the site for a new key.", field)


def _parameters(query):
    found = {}
    for part in _AMPERSAND.split(query):
        key, _, value = part.partition("=")
        key = key.strip().lower()
        if key not in _KNOWN:
            continue
        value = _decoded(value.replace("+", " "), key)
        if found.setdefault(key, value) != value:
            raise SourceError(
                f"The {key} is given twice with different values: remove the wrong one.", key
            )
    return found


def _issuer_and_name(label, parameter):
    """Split the label. `parameter` is the issuer parameter: where it leads, it decides."""
    # A raw colon goes before an encoded one, which may belong to either side.
    colon = _COLON.search(label) or _ENCODED_COLON.search(label)
    if not colon:
        return "", _decoded(label, "name")
    issuer = _decoded(label[: colon.start()], "issuer")
    name = _decoded(label[colon.end() :], "name")
    whole = f"{issuer}:{name}"
    if parameter and whole.startswith(parameter + ":"):
        return parameter, whole[len(parameter) + 1 :]
    return issuer, name


def _kind(type_name, encoder):
    name = type_name.lower()
    if name in _FOREIGN_TYPES:
        raise SourceError(
            f"The type {name} is a scheme of its own, which the token does not compute:"
            " ask the site for a standard (TOTP) key.",
            "type",
        )
    if name not in KIND_NAMES:
        raise SourceError(
            "The type after otpauth:// must be totp, hotp or steam: correct it.", "type"
        )
    kind = KIND_NAMES.index(name)
    if not encoder:
        return kind
    if encoder.lower() != "steam" or kind == HOTP:
        raise SourceError(
            "The encoder must be left out, or be steam in a totp key: the token knows no other.",
            "encoder",
        )
    return STEAM


def _steam_address(rest):
    """steam://SECRET has no place for a name."""
    secret, warnings = read_secret(_decoded(rest.rstrip("/"), "secret"))
    account = fields.make_account(
        STEAM, "Steam", "", secret, SHA1, fields.default_digits(STEAM), fields.DEFAULT_PERIOD_S
    )
    return NewAccount(account, 0, warnings)


def parse(uri: str) -> NewAccount:
    """Return the account in `uri`. Raises SourceError, and nothing else, for any text."""
    if len(uri) > MAX_URI_CHARACTERS:
        raise SourceError(
            f"The URI is longer than {MAX_URI_CHARACTERS} characters: this is no otpauth key."
        )
    scheme, separator, rest = uri.strip(" \t\r\n\ufeff").partition("://")
    scheme = scheme.lower()
    if separator and scheme == "otpauth-migration":
        raise SourceError(
            "This is an export of Google Authenticator (otpauth-migration): give it to"
            " fobctl accounts import."
        )
    if separator and scheme == "steam":
        return _steam_address(rest)
    if not separator or scheme != "otpauth":
        raise SourceError(
            "This is no otpauth URI: one starts with otpauth:// (or steam://). Copy all of it."
        )
    path, _, query = rest.partition("?")
    type_name, _, label = path.partition("/")
    return _account(type_name, label, _parameters(query))


def _account(type_name, label, given):
    kind = _kind(type_name, given.get("encoder", "").strip(" "))
    if "secret" not in given:
        raise SourceError(
            "The secret is missing: the URI has no secret=. Ask the site for a new key.", "secret"
        )
    secret, warnings = read_secret(given["secret"])
    parameter = fields.read_text(given.get("issuer", ""), "issuer")
    issuer, name = _issuer_and_name(label, parameter)
    issuer = fields.read_text(issuer, "issuer")
    name = fields.read_text(name, "name")
    if parameter and issuer and parameter != issuer:
        warnings += (
            f'The key names two issuers, "{parameter}" and "{issuer}": the first one is used.',
        )
    digits, period_s, counter = fields.default_digits(kind), fields.DEFAULT_PERIOD_S, 0
    if "digits" in given:
        digits = fields.read_digits(given["digits"], kind)
    if "period" in given and kind != HOTP:
        period_s = fields.read_period(given["period"])
    if kind == HOTP and "counter" in given:
        counter = fields.read_counter(given["counter"])
    elif kind == HOTP:
        warnings += ("The key has no counter: it starts at 0.",)
    hash_id = fields.read_algorithm(given["algorithm"]) if "algorithm" in given else SHA1
    account = fields.make_account(
        kind, parameter or issuer, name, secret, hash_id, digits, period_s
    )
    return NewAccount(account, counter, warnings)


def _label(account):
    issuer, name = quote(account.issuer, safe=""), quote(account.name, safe="")
    # A name with a colon of its own needs the raw one in front, even after no issuer.
    return f"{issuer}:{name}" if issuer or ":" in account.name else name


def write(new: NewAccount) -> str:
    """Return the canonical URI. It holds the secret.

    `parse` reads the same account from it, but for blanks around issuer and name and
    for the period of a HOTP account, which mean nothing.
    """
    account = new.account
    parameters = [("secret", encode(account.secret))]
    if account.issuer:
        parameters.append(("issuer", quote(account.issuer, safe="")))
    parameters.append(("algorithm", HASH_NAMES[account.hash_id]))
    parameters.append(("digits", str(account.digits)))
    if account.kind == HOTP:
        parameters.append(("counter", str(new.counter)))
    else:
        parameters.append(("period", str(account.period_s)))
    query = "&".join(f"{key}={value}" for key, value in parameters)
    return f"otpauth://{KIND_NAMES[account.kind]}/{_label(account)}?{query}"
