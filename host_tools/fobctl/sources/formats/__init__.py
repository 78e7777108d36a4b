"""Exports of other apps: recognised by their content, read within bounds.

`read_export` knows every format of README.md. What each one looks like is in its own file;
the order below matters only where one is a special case of another.
"""

from collections.abc import Callable

from fobctl.sources.formats import (
    aegis,
    and_otp,
    bitwarden,
    duo,
    ente,
    free_otp,
    free_otp_plus,
    generic_csv,
    java_map,
    keepass_csv,
    keepass_xml,
    lastpass,
    one_password,
    proton,
    pskc,
    stratum,
    two_fas,
    uri_list,
    zip_member,
)
from fobctl.sources.formats.csv_text import read_table
from fobctl.sources.formats.export import Export, Rejected, WrongPassword
from fobctl.sources.formats.json_text import from_utf8
from fobctl.sources.formats.json_text import parse as parse_json
from fobctl.sources.formats.xml_text import parse as parse_xml
from fobctl.sources.new_account import NewAccount, SourceError

__all__ = ["MAX_EXPORT_BYTES", "Entry", "Export", "Rejected", "WrongPassword", "read_export"]

Entry = NewAccount

# The largest real ones hold pictures of hundreds of accounts.
MAX_EXPORT_BYTES = 20 << 20

_JSON = (
    (aegis.recognises, aegis.read),
    (two_fas.recognises, two_fas.read),
    (stratum.recognises, stratum.read),
    (free_otp_plus.recognises, free_otp_plus.read),
    (bitwarden.recognises, bitwarden.read),
    (ente.recognises, ente.read),
    (proton.recognises_pass, proton.read_pass),
    (one_password.recognises, one_password.read),
    (lastpass.recognises, lastpass.read),
    (proton.recognises_authenticator, proton.read_authenticator),
    (and_otp.recognises, and_otp.read),
    (duo.recognises, duo.read),
)
_XML = (
    (pskc.is_root, pskc.read_root),
    (keepass_xml.is_root, keepass_xml.read_root),
    (free_otp.is_settings, free_otp.read_settings),
)
_CSV = (
    (bitwarden.is_table, bitwarden.read_table),
    (lastpass.is_table, lastpass.read_table),
    (keepass_csv.is_table, keepass_csv.read_table),
    (generic_csv.is_table, generic_csv.read_table),
)
_ZIP = {
    one_password.MEMBER: one_password.NAME,
    "Proton Pass/data.json": proton.PASS,
    "data.json": proton.PASS,
}

_NO_EXPORTS = {
    b"\x89PNG": "a picture: add it with fobctl accounts add",
    b"\xff\xd8\xff": "a picture: add it with fobctl accounts add",
    b"GIF8": "a picture: add it with fobctl accounts add",
    b"%PDF": "a picture: add it with fobctl accounts add",
    b"\x03\xd9\xa2\x9a": "a KeePass database: export it from KeePass as XML or CSV",
    b"SQLite format 3\0": "an app's own database: use the app's export",
    b"\x1f\x8b": "packed with gzip: unpack it first",
    b"7z\xbc\xaf": "packed with 7-Zip: unpack it first",
    b"Salted__": "encrypted with OpenSSL: decrypt it first",
    b"-----BEGIN PGP": "encrypted with PGP: decrypt it first",
    b"\x85\x01": "encrypted with PGP: decrypt it first",
    b"\x85\x02": "encrypted with PGP: decrypt it first",
}
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def _unknown(what="none of the exports that fobctl knows: they are listed in its documentation"):
    return SourceError(f"The file is {what}.")


def _text(data):
    """Return the text in UTF-8 or UTF-16 with its mark, or None."""
    try:
        return data.decode("utf-16" if data.startswith(_UTF_16) else "utf-8-sig")
    except UnicodeDecodeError:
        return None


def _read_json(text, password):
    document = parse_json(text)
    for recognises, read in _JSON:
        if recognises(document):
            return read(document, password)
    if document in ([], {}):
        raise SourceError("The file holds no accounts: export them again.")
    raise _unknown()


def _read_text(text, password):
    start = text.lstrip(" \t\r\n\ufeff")
    if start.startswith(("{", "[")):
        return _read_json(start, password)
    if start.startswith("<"):
        root = parse_xml(start)
        for recognises, read in _XML:
            if recognises(root):
                return read(root, password)
        raise _unknown()
    if uri_list.recognises(start):
        return uri_list.read(start)
    table = read_table(start)
    if table is not None:
        for recognises, read in _CSV:
            if recognises(table):
                return read(table)
    raise _unknown()


def read_export(data: bytes, password: Callable[[str], str]) -> Export:
    """Return the accounts in an export, and what of it cannot be one.

    `password` is called with a prompt when the file is encrypted: at most once. Raises
    SourceError when nothing of the file can be read, WrongPassword when it does not open;
    what `password` raises passes through. QR codes of Google Authenticator: give the texts
    of all of them, one a line.
    """
    if len(data) > MAX_EXPORT_BYTES:
        raise SourceError(
            f"The file is larger than {MAX_EXPORT_BYTES >> 20} MiB: this is no export of accounts."
        )
    if not data.strip():
        raise SourceError("The file is empty: export it again.")
    if stratum.marked(data):
        return stratum.read_encrypted(data, password)
    if data.startswith(java_map.MAGIC):
        return free_otp.read_pairs(java_map.read_pairs(data), password)
    if data.startswith(zip_member.MAGIC):
        _, content = zip_member.read_member(data, _ZIP)
        return _read_json(from_utf8(content), password)
    for mark, what in _NO_EXPORTS.items():
        if data.startswith(mark):
            raise _unknown(what)
    text = _text(data)
    if text is not None:
        return _read_text(text, password)
    if and_otp.may_be(data):
        return and_otp.read_encrypted(data, password)
    raise SourceError("The file is not text in UTF-8: save or export it again as UTF-8.")
