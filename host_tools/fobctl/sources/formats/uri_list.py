"""Plain text of URIs, one a line: what Ente Auth, Aegis, FreeOTP+ and many others export.

    otpauth://...               see fobctl/sources/otpauth.py
    steam://BASE32
    otpauth-migration://...     see google.py; several lines are one export

Blank lines and lines that begin with # are skipped; any other line is listed as one that
cannot be read. Nothing in such a text tells where it ends: one that was cut inside the
last URI cannot be told from a whole one.

Ente Auth adds `codeDisplay` to each URI: JSON in percent encoding, of which `trashed` is
passed on as a warning.
"""

import json
from urllib.parse import unquote

from fobctl.sources import otpauth
from fobctl.sources.formats import google
from fobctl.sources.formats.export import Export
from fobctl.sources.new_account import NewAccount, SourceError

NAME = "otpauth URIs"
ENTE = "Ente Auth"

MAX_LINES = 100_000

_SCHEMES = ("otpauth://", "steam://", google.SCHEME)
_ENTE_MARK = "codedisplay="


def _lines(text):
    lines = (line.strip(" \t\r\ufeff") for line in text.split("\n"))
    return [line for line in lines if line and not line.startswith("#")]


def recognises(text: str) -> bool:
    """Return whether the first line that says something is a URI."""
    for line in text.split("\n"):
        line = line.strip(" \t\r\ufeff").lower()
        if line and not line.startswith("#"):
            return line.startswith(_SCHEMES)
    return False


def _trashed(uri):
    for parameter in uri.partition("?")[2].split("&"):
        key, _, value = parameter.partition("=")
        if key.lower() == "codedisplay":
            try:
                shown = json.loads(unquote(value))
            except (ValueError, RecursionError):
                return False
            return isinstance(shown, dict) and shown.get("trashed") is True
    return False


def _account(uri) -> NewAccount:
    new = otpauth.parse(uri)
    if _trashed(uri):
        warning = "This account is in the app's trash."
        return NewAccount(new.account, new.counter, (*new.warnings, warning))
    return new


def read(text: str, name: str = "") -> Export:
    """Return the accounts of all lines. `name` is the format's when somebody knows better."""
    if text.count("\n") > MAX_LINES:
        raise SourceError(f"The file has more than {MAX_LINES} lines: this is no export.")
    lines = _lines(text)
    parts, numbered = [], []
    for number, line in enumerate(lines, 1):
        if line.lower().startswith(google.SCHEME):
            parts.append(line)
        else:
            numbered.append((number, line))
    if parts and not numbered:
        name = google.NAME
    elif not name:
        name = ENTE if any(_ENTE_MARK in line.lower() for line in lines) else NAME
    export = Export(name)
    export.collect(numbered, lambda pair: _account(pair[1]), lambda pair: f"line {pair[0]}")
    return google.read_uris(parts, export)
