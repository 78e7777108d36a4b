"""PSKC, the format of hardware tokens and their servers (RFC 6030).

    KeyContainer/KeyPackage   DeviceInfo {Manufacturer, SerialNo, UserId}, Key
    Key            Id; Algorithm: urn:ietf:params:xml:ns:keyprov:pskc:hotp, :totp or #totp
        Issuer, FriendlyName, UserId
        AlgorithmParameters   Suite (a hash; absent: SHA-1), ResponseFormat {Length, Encoding
                              DECIMAL, CheckDigits}
        Data       Secret (base64), Counter (the next one), TimeInterval (s; absent: 30), Time
                   (offset), TimeDrift: each with PlainValue, or EncryptedValue and ValueMAC
        Policy     of a PIN, dates, uses

The name is the first of FriendlyName, UserId, SerialNo and Id that is there. Encryption: see
pskc_key.py. A time offset and check digits are refused: the token has neither.
"""

import re
from typing import Any

from fobctl.sources.formats import pskc_key
from fobctl.sources.formats.entry import build, read_kind
from fobctl.sources.formats.export import Export, WrongPassword, label_of
from fobctl.sources.formats.json_text import from_base64
from fobctl.sources.formats.secret_key import Ask
from fobctl.sources.formats.xml_text import content
from fobctl.sources.new_account import NewAccount, SourceError
from otpfob.core.account import HOTP, TOTP

NAME = "PSKC"

_PROFILE = re.compile(r"^urn:ietf:params:xml:ns:keyprov:pskc[:#](\w+)$", re.IGNORECASE)
_KINDS = {"hotp": HOTP, "totp": TOTP}
_MAX_NUMBER_BYTES = 8


def is_root(root: Any) -> bool:
    """Return whether this is a key container."""
    return root.tag == "KeyContainer"


def _secret(data, opener):
    element = data.find("Secret")
    if element is None:
        raise SourceError("The secret is missing: ask for the file again.", "secret")
    plain = content(element.find("PlainValue"))
    if plain is not None:
        return from_base64(plain, "secret")
    if element.find("EncryptedValue") is None:
        raise SourceError("The secret is missing: ask for the file again.", "secret")
    return opener.open(element)


def _number(data, name, opener):
    """Return a number as text, or None: decimal, or encrypted big-endian bytes."""
    element = data.find(name)
    if element is None:
        return None
    plain = content(element.find("PlainValue"))
    if plain is not None:
        return plain
    if element.find("EncryptedValue") is None:
        return None
    value = opener.open(element)
    if len(value) > _MAX_NUMBER_BYTES:
        raise SourceError(f"The {name} is beyond 64 bits: ask for the file again.", name)
    return str(int.from_bytes(value, "big"))


def _is_zero(text):
    return text is None or re.fullmatch("[+-]?0+", text) is not None


def _response(key):
    """Return the number of digits as text, or None."""
    found = key.find("AlgorithmParameters/ResponseFormat")
    if found is None:
        return None
    if (found.get("Encoding") or "DECIMAL").upper() != "DECIMAL":
        raise SourceError("The codes of this key are not decimal: the token shows digits only.")
    if (found.get("CheckDigits") or "false").lower() not in ("false", "0"):
        raise SourceError("This key adds a check digit to its codes: the token computes none.")
    return found.get("Length")


def _names(package, key):
    """Return issuer and name."""
    name = None
    for parent, path in (
        (key, "FriendlyName"),
        (key, "UserId"),
        (package, "DeviceInfo/UserId"),
        (package, "DeviceInfo/SerialNo"),
    ):
        name = name or content(parent.find(path))
    issuer = content(key.find("Issuer")) or content(package.find("DeviceInfo/Manufacturer"))
    return issuer, name or key.get("Id")


def _account(package, key, opener) -> NewAccount:
    profile = _PROFILE.match(key.get("Algorithm") or "")
    kind = read_kind(profile[1] if profile else None, _KINDS)
    digits = _response(key)
    data = key.find("Data")
    if data is None:
        raise SourceError("The secret is missing: ask for the file again.", "secret")
    secret, counter = _secret(data, opener), _number(data, "Counter", opener)
    period = _number(data, "TimeInterval", opener)
    warnings = ()
    if kind == TOTP:
        if not _is_zero(_number(data, "Time", opener)):
            raise SourceError("This key counts time from another start than 1970.", "Time")
        if not _is_zero(_number(data, "TimeDrift", opener)):
            warnings += ("The file says that this key's old clock was off; the token's is not.",)
    if key.find("Policy") is not None:
        warnings += ("The file has a policy (PIN, dates, uses), which the token does not keep.",)
    issuer, name = _names(package, key)
    suite = content(key.find("AlgorithmParameters/Suite"))
    return build(
        kind,
        issuer,
        name,
        secret,
        algorithm=suite or None,
        digits=digits,
        period=period,
        counter=counter,
        warnings=warnings,
    )


def _encrypted(key):
    return [part for part in key.findall("Data/*") if part.find("EncryptedValue") is not None]


def read_root(root: Any, password: Ask) -> Export:
    """Return the accounts of a key container."""
    opener = pskc_key.Opener(root, password)
    pairs = []
    for package in root.findall("KeyPackage"):
        pairs.extend((package, key) for key in package.findall("Key"))
    opener.unlock([part for _, key in pairs for part in _encrypted(key)])

    def account(pair):
        package, key = pair
        try:
            return _account(package, key, opener)
        except WrongPassword:
            pass
        raise SourceError("A value does not open with the file's key: ask for the file again.")

    return Export(NAME).collect(pairs, account, lambda pair: label_of(*_names(*pair)))
