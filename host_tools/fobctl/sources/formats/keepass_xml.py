"""KeePass 2 and KeePassXC: the unencrypted XML export.

    KeePassFile/Root/Group/...   Group has UUID, Entry and Group; Entry has String and History
    String                       Key, Value; an entry's fields
    Meta/RecycleBinUUID          the UUID of that group

The fields that hold a key, of which the first one that is there is taken:

    otp                              otpauth URI, or bare base32, or KeeOtp's
                                     key=BASE32&size=DIGITS&step=S&type=&counter=&otpHashMode=
    TimeOtp-Secret, -Hex, -Base32, -Base64     with TimeOtp-Length, -Period, -Algorithm
    HmacOtp-Secret, -Hex, -Base32, -Base64     with HmacOtp-Counter (the next one)
    TOTP Seed                        base32, with TOTP Settings "PERIOD;DIGITS" (S: Steam)

Entries of a History are passed over.
"""

from typing import Any
from urllib.parse import parse_qsl

from fobctl.sources.formats.entry import build, read_key, read_kind
from fobctl.sources.formats.export import Export, label_of
from fobctl.sources.formats.json_text import damaged, from_base64, from_hex
from fobctl.sources.formats.secret_key import Ask
from fobctl.sources.formats.xml_text import content
from fobctl.sources.new_account import NewAccount, SourceError
from otpfob.core.account import HOTP, STEAM, TOTP

NAME = "KeePass"

_STEAM = "S"
_TIME, _COUNTER = "TimeOtp-", "HmacOtp-"
_KEYS = ("otp", "TOTP Seed")
_FORMS = ("Secret", "Secret-Hex", "Secret-Base32", "Secret-Base64")


def is_root(root: Any) -> bool:
    """Return whether this is the root of a KeePass XML file."""
    return root.tag == "KeePassFile"


class _Entry:
    """An entry's fields; `trashed`: it is in the recycle bin."""

    def __init__(self, element: Any, trashed: bool) -> None:
        self.fields: dict[str, str] = {}
        self.encrypted: set[str] = set()
        self.trashed = trashed
        for string in element.findall("String"):
            key, value = content(string.find("Key")), string.find("Value")
            if key and value is not None:
                self.fields[key] = content(value) or ""
                if value.get("Protected") == "True":
                    self.encrypted.add(key)

    def get(self, key: str) -> str | None:
        if key in self.encrypted:
            raise SourceError(
                f"The field {key} is encrypted inside the XML file: export it from KeePass as XML.",
                key,
            )
        return self.fields.get(key) or None

    def has_key(self) -> bool:
        names = [*_KEYS, *(kind + form for kind in (_TIME, _COUNTER) for form in _FORMS)]
        return any(self.fields.get(name) for name in names)


def _entries(root):
    bin_id = content(root.find("Meta/RecycleBinUUID"))
    waiting = [(group, False) for group in reversed(root.findall("Root/Group"))]
    while waiting:
        group, trashed = waiting.pop()
        trashed = trashed or bin_id is not None and content(group.find("UUID")) == bin_id
        for element in group.findall("Entry"):
            yield _Entry(element, trashed)
        waiting.extend((child, trashed) for child in reversed(group.findall("Group")))


def _bytes(entry, prefix):
    for form in _FORMS:
        value = entry.get(prefix + form)
        if value is None:
            continue
        if form == "Secret":
            return value.encode(errors="replace")
        if form == "Secret-Hex":
            return from_hex(value, prefix + form)
        return from_base64(value, prefix + form) if form == "Secret-Base64" else value
    return None


def _kee_otp(text, issuer, name, warnings):
    given = dict(parse_qsl(text, max_num_fields=20))
    kind = read_kind(given.get("type", "totp"))
    return build(
        kind,
        issuer,
        name,
        given.get("key"),
        algorithm=given.get("otpHashMode"),
        digits=given.get("size"),
        period=given.get("step"),
        counter=given.get("counter"),
        warnings=warnings,
    )


def _seed(entry, issuer, name, warnings):
    kind, period, digits = TOTP, None, None
    settings = (entry.get("TOTP Settings") or "").split(";")
    if len(settings) >= 2:
        period, digits = settings[0], settings[1]
        if digits == _STEAM:
            kind, digits = STEAM, None
    seed = entry.get("TOTP Seed")
    return build(kind, issuer, name, seed, digits=digits, period=period, warnings=warnings)


def _account(entry) -> NewAccount:
    issuer, name = entry.get("Title"), entry.get("UserName")
    warnings = ("This entry is in the recycle bin.",) if entry.trashed else ()
    otp = entry.get("otp")
    if otp is not None and "://" not in otp and "key=" in otp:
        return _kee_otp(otp, issuer, name, warnings)
    if otp is not None:
        return read_key(otp, issuer, name, warnings)
    secret = _bytes(entry, _TIME)
    if secret is not None:
        return build(
            TOTP,
            issuer,
            name,
            secret,
            algorithm=entry.get("TimeOtp-Algorithm"),
            digits=entry.get("TimeOtp-Length"),
            period=entry.get("TimeOtp-Period"),
            warnings=warnings,
        )
    secret = _bytes(entry, _COUNTER)
    if secret is not None:
        counter = entry.get("HmacOtp-Counter")
        return build(HOTP, issuer, name, secret, counter=counter, warnings=warnings)
    return _seed(entry, issuer, name, warnings)


def read_root(root: Any, password: Ask) -> Export:
    """Return the accounts of an XML export."""
    if root.find("Root") is None:
        raise damaged("Root")
    return Export(NAME).collect(
        (entry for entry in _entries(root) if entry.has_key()),
        _account,
        lambda entry: label_of(entry.fields.get("Title"), entry.fields.get("UserName")),
    )
