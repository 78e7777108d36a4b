"""JSON of other programs: read within bounds, and asked for its members by name.

Every function raises SourceError for what is not as an export has it. Values never appear
in an error: in a damaged file any of them can be a secret.
"""

import json
from base64 import b64decode
from binascii import Error as BinasciiError
from typing import Any

from fobctl.sources.new_account import SourceError

# A 20 MB file of nothing but brackets would take half a gigabyte of objects.
MAX_BRACKETS = 1_000_000


def damaged(what: str = "") -> SourceError:
    """Return the error for a file that is recognised but not whole; `what` names the place."""
    place = f" ({what})" if what else ""
    return SourceError(
        f"The file is damaged or cut off{place}: export it again, and copy it whole.", what
    )


def _object(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _no_constant(name):
    raise ValueError(name)


def parse(text: str) -> Any:
    """Return the document. Raises SourceError for anything but one JSON document."""
    if text.count("[") + text.count("{") > MAX_BRACKETS:
        raise SourceError(
            f"The file has more than {MAX_BRACKETS} objects and lists: this is no export."
        )
    document, ok = None, False
    try:
        document = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
        ok = True
    except (ValueError, RecursionError, MemoryError):
        pass
    # Raised out here: the caught error holds the whole text, and the context would keep it.
    if not ok:
        raise damaged("JSON")
    return document


def from_utf8(data: bytes) -> str:
    """Return decrypted bytes as text. Nothing is replaced: a name would be altered."""
    found = None
    try:
        found = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if found is None:
        raise damaged("UTF-8")
    return found


def as_object(value: object, what: str = "entry") -> dict[str, Any]:
    """Return a JSON object."""
    if not isinstance(value, dict):
        raise damaged(what)
    return value


def child(document: dict, key: str) -> dict[str, Any]:
    """Return the object under `key`."""
    return as_object(document.get(key), key)


def items(document: dict, key: str) -> list[Any]:
    """Return the list under `key`; null and nothing are empty."""
    value = document.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise damaged(key)
    return value


def text(document: dict, key: str) -> str:
    """Return the text under `key`."""
    value = document.get(key)
    if not isinstance(value, str):
        raise damaged(key)
    return value


def whole(document: dict, key: str) -> int:
    """Return the integer under `key`."""
    value = document.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise damaged(key)
    return value


def from_base64(value: str, what: str) -> bytes:
    """Return the bytes of base64 with padding. Blanks and line ends are dropped."""
    data, ok = b"", False
    try:
        data = b64decode("".join(value.split()), validate=True)
        ok = True
    except (BinasciiError, ValueError):
        pass
    if not ok:
        raise damaged(what)
    return data


def from_hex(value: str, what: str) -> bytes:
    """Return the bytes of hexadecimal text."""
    data, ok = b"", False
    try:
        data = bytes.fromhex(value)
        ok = True
    except ValueError:
        pass
    if not ok:
        raise damaged(what)
    return data
