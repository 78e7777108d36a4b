"""The exports of other apps that the command line names: files, pictures, standard input."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from fobctl.cli.looks import Looks
from fobctl.cli.session import Session
from fobctl.sources.new_account import SourceError
from fobctl.sources.start_of_file import start_of_file

if TYPE_CHECKING:
    from fobctl.sources.formats import Export

_MOST_PASSWORD_CHARACTERS = 4096
_TRIES = 3  # of a password, where somebody can type another one


def read(session: Session, sources: Sequence[str], looks: Looks) -> list[Export]:
    """Return what is in the files, in their order; all QR codes together are one export.

    Asks for the password of what is encrypted. Raises SourceError.
    """
    # They take longer to load than all the rest.
    from fobctl.sources import qr
    from fobctl.sources.formats import MAX_EXPORT_BYTES

    found: list[Export] = []
    texts: list[str] = []
    for source in sources:
        data = _standard_input if source == "-" else _file(source)
        content = data(MAX_EXPORT_BYTES + 1)
        with session.busy(f"Looking for QR codes in {source}"):
            from_picture = _texts_of_picture(source, content)
        if from_picture is None:
            found.append(_opened(content, _no_password if source == "-" else _password))
        else:
            texts += from_picture
    if looks:
        texts += looks.texts(session, qr.export_texts)
    if texts:
        found.append(_opened("\n".join(texts).encode(), _no_password))
    return found


def _file(path: str) -> Callable[[int], bytes]:
    def read(size: int) -> bytes:
        return start_of_file(path, size)

    return read


def _standard_input(size: int) -> bytes:
    return sys.stdin.buffer.read(size)


def _texts_of_picture(source: str, content: bytes) -> list[str] | None:
    """Return the keys in the QR codes of a picture, or None when it is no picture."""
    from fobctl.sources import picture_file, qr
    from fobctl.sources.formats import MAX_EXPORT_BYTES

    if not picture_file.is_picture(content[: picture_file.START_BYTES]):
        return None
    if source == "-" and len(content) > MAX_EXPORT_BYTES:
        raise SourceError(
            f"The picture on standard input is larger than {MAX_EXPORT_BYTES >> 20} MiB: give its"
            " file by name."
        )
    if source == "-":
        return qr.export_texts(qr.read_bytes(content, "standard input"))
    if len(content) <= MAX_EXPORT_BYTES:
        return qr.export_texts(qr.read_bytes(content, source))
    # From the file again: a picture may be larger than an export.
    return qr.export_texts(qr.read_file(source))


def _opened(content: bytes, password: Callable[[str], str]) -> Export:
    from fobctl.sources.formats import WrongPassword, read_export

    tries = _TRIES if sys.stdin.isatty() else 1
    while True:
        tries -= 1
        try:
            return read_export(content, password)
        except WrongPassword as error:
            if not tries:
                raise
            click.echo(error, err=True)


def _password(prompt: str) -> str:
    if sys.stdin.isatty():
        return click.prompt(prompt, hide_input=True, err=True)
    line = None
    try:
        line = sys.stdin.readline(_MOST_PASSWORD_CHARACTERS + 2)
    except UnicodeDecodeError:
        pass
    # Raised out here: the caught error holds the bytes, and the context would keep it.
    if line is None:
        raise SourceError("The password on standard input is not text in UTF-8.", "password")
    if not line:
        raise SourceError(
            "The file is encrypted: give its password on standard input, or run this at a"
            " terminal, which asks for it.",
            "password",
        )
    return line.rstrip("\r\n")


def _no_password(prompt: str) -> str:
    raise SourceError(
        "What comes from standard input is encrypted, so its password cannot come from there:"
        " give the file by its name.",
        "password",
    )
