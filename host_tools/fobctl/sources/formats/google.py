"""Google Authenticator: what its export QR codes hold, one text a line.

    otpauth-migration://offline?data=BASE64     percent-encoded; a raw `+` is a plus

The data is a Protocol Buffers message:

    1 accounts, repeated     1 secret (bytes)   2 name   3 issuer
                             4 algorithm: 0, 1 SHA-1; 2 SHA-256; 3 SHA-512; 4 MD5
                             5 digits: 0, 1 six; 2 eight
                             6 type: 0, 2 TOTP; 1 HOTP
                             7 counter, the next one
    2 version
    3 batch size, 4 batch index from 0, 5 batch id (int32, often negative: ten bytes)

Long exports are several QR codes: parts of one batch, in any order. Parts that are not
there are listed. The period is always 30 s.
"""

from typing import Any
from urllib.parse import unquote

from fobctl.sources.formats.entry import build, split_label
from fobctl.sources.formats.export import Export, label_of
from fobctl.sources.formats.json_text import damaged, from_base64
from fobctl.sources.formats.protobuf import read_fields, signed
from fobctl.sources.new_account import NewAccount, SourceError
from otpfob.core.account import HOTP, TOTP

NAME = "Google Authenticator"
SCHEME = "otpauth-migration:"

# The app puts ten accounts into one code.
MAX_PARTS = 100

_ALGORITHMS = {0: "SHA1", 1: "SHA1", 2: "SHA256", 3: "SHA512", 4: "MD5"}
_DIGITS = {0: 6, 1: 6, 2: 8}
_KINDS = {0: TOTP, 1: HOTP, 2: TOTP}


class _Part:
    def __init__(self) -> None:
        self.accounts: list[bytes] = []
        self.size = 1
        self.index = 0
        self.batch = 0


def _payload(uri):
    _, _, query = uri.partition("?")
    for parameter in query.split("&"):
        key, _, value = parameter.partition("=")
        if key.lower() == "data":
            # unquote leaves a raw "+" alone; a blank is a "+" that somebody decoded.
            text = unquote(value).strip().replace(" ", "+")
            text = text.replace("-", "+").replace("_", "/")
            return from_base64(text + "=" * (-len(text) % 4), "export data")
    raise damaged("export data")


def read_part(uri: str) -> _Part:
    """Return one QR code's part. Raises SourceError."""
    part = _Part()
    for number, value in read_fields(_payload(uri)):
        if number == 1 and isinstance(value, bytes):
            part.accounts.append(value)
        elif isinstance(value, int) and number in (3, 4, 5):
            value = signed(value, 32)
            if number == 3:
                part.size = value
            elif number == 4:
                part.index = value
            else:
                part.batch = value
    # An old version wrote no size for a single code.
    part.size = part.size or 1
    if not 1 <= part.size <= MAX_PARTS or not 0 <= part.index < part.size:
        raise damaged("number of the part")
    return part


def _fields(data):
    found: dict[int, Any] = {}
    for number, value in read_fields(data):
        if isinstance(value, bytes) != (number < 4) and number < 8:
            raise damaged("account")
        found[number] = value
    return found


def _utf8(data, field):
    text = None
    try:
        text = data.decode()
    except UnicodeDecodeError:
        pass
    if text is None:
        raise SourceError(f"The {field} is not valid UTF-8: add this account by hand.", field)
    return text


def _choice(value, choices, field):
    if value not in choices:
        raise SourceError(
            f"The {field} is one that this version of fobctl does not know: add this account"
            " by hand.",
            field,
        )
    return choices[value]


def _account(data) -> NewAccount:
    found = _fields(data)
    issuer, name = _utf8(found.get(3, b""), "issuer"), _utf8(found.get(2, b""), "name")
    issuer, name = split_label(issuer, name)
    counter = found.get(7)
    if counter is not None and counter >> 63:
        raise SourceError("The counter is negative: correct it in the app.", "counter")
    return build(
        _choice(found.get(6, 0), _KINDS, "type"),
        issuer,
        name,
        found.get(1, b""),
        algorithm=_choice(found.get(4, 0), _ALGORITHMS, "algorithm"),
        digits=_choice(found.get(5, 0), _DIGITS, "digits"),
        counter=counter,
    )


def _label(data):
    try:
        found = _fields(data)
        return label_of(_utf8(found.get(3, b""), "issuer"), _utf8(found.get(2, b""), "name"))
    except SourceError:
        return ""


def read_uris(uris: list[str], export: Export) -> Export:
    """Add the accounts of all parts, and list the parts that are damaged or missing."""
    batches: dict[tuple[int, int], dict[int, _Part]] = {}
    for number, uri in enumerate(uris, 1):
        try:
            part = read_part(uri)
        except SourceError as error:
            export.reject(f"export code {number}", str(error))
            continue
        # The same code twice is one part.
        batches.setdefault((part.batch, part.size), {}).setdefault(part.index, part)
    for (_, size), parts in batches.items():
        for index in range(size):
            if index in parts:
                export.collect(parts[index].accounts, _account, _label)
            else:
                export.reject(
                    f"part {index + 1} of {size}",
                    f"Of this export's QR codes {len(parts)} of {size} were read, and this one"
                    " was not: add it to the others.",
                )
    return export
