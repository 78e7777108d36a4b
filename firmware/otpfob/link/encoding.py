"""The bytes of a message: JSON in UTF-8."""

import json

try:
    # CPython escapes all but ASCII, in two halves beyond U+FFFF, which MicroPython's json
    # does not put together again. MicroPython always writes UTF-8 and knows no such option.
    json.dumps("", ensure_ascii=False)  # type: ignore[reportCallIssue]
    _AS_UTF8 = {"ensure_ascii": False}
except TypeError:
    _AS_UTF8 = {}


def encode(fields: dict) -> bytes:
    """Return the bytes of a message."""
    return json.dumps(fields, **_AS_UTF8).encode()
