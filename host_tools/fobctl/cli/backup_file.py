"""A token's backup as a file on this PC.

Only a token can look inside: without the code, which never leaves it, a backup is noise. Of
its bytes this PC knows just what tells a backup from another file, and a whole one from a
piece (the rest: firmware/otpfob/vault/README.md):

    0   4   "FOBB"
    4   1   format version, 1
    12  4   length of the plaintext, n, big-endian
    32  ..  n bytes of ciphertext, filled up to a multiple of 16
    end 32  MAC
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from fobctl.token import MAX_BACKUP_BYTES

_MAGIC = b"FOBB"
_VERSION = 1
_HEADER = 32
_MAC = 32
_BLOCK = 16


def check(data: bytes, name: str) -> None:
    """Raise ClickException unless `data`, called `name`, is a whole backup."""
    if len(data) > MAX_BACKUP_BYTES:
        raise click.ClickException(
            f"{name} is bigger than any backup: more than {MAX_BACKUP_BYTES:,} bytes."
        )
    if not data.startswith(_MAGIC):
        raise click.ClickException(f"{name} is no backup of an OTPfob token.")
    if len(data) < _HEADER + _MAC:
        raise click.ClickException(f"{name} was cut off: it has {len(data)} bytes.")
    if data[4] != _VERSION:
        raise click.ClickException(
            f"{name} is a backup of version {data[4]}; this fobctl knows {_VERSION}. Update it."
        )
    plain = int.from_bytes(data[12:16], "big")
    size = _HEADER + -(-plain // _BLOCK) * _BLOCK + _MAC
    if len(data) > size or size > MAX_BACKUP_BYTES:
        raise click.ClickException(f"{name} is damaged: its length is not the one it tells.")
    if len(data) < size:
        raise click.ClickException(f"{name} was cut off: it has {len(data)} of {size} bytes.")


def read(path: Path) -> bytes:
    """Return the backup in a file. Raises ClickException."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BACKUP_BYTES + 1)
    except FileNotFoundError:
        raise click.ClickException(f"There is no file {path}.") from None
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read: {error.strerror}.") from None
    check(data, str(path))
    return data


@contextmanager
def written(path: Path, *, force: bool) -> Iterator[Callable[[bytes], None]]:
    """Yield what writes the file, whole or not at all, readable by its owner only.

    What can be told before is raised on entry, as ClickException: a file that is there
    already, a folder that takes no files.
    """
    _refuse_if_there(path, force)
    try:
        handle, aside = tempfile.mkstemp(prefix=".backup.", dir=path.parent)
    except OSError as error:
        raise _unwritable(path, error) from None
    try:
        with os.fdopen(handle, "wb") as file:
            yield lambda data: _put(file, data, Path(aside), path, force)
    finally:
        Path(aside).unlink(missing_ok=True)


def _put(file: BinaryIO, data: bytes, aside: Path, path: Path, force: bool) -> None:
    try:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
        if aside.read_bytes() != data:
            raise click.ClickException(f"{path} could not be written: it reads back otherwise.")
        _refuse_if_there(path, force)  # again: the person took minutes
        aside.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from None


def _refuse_if_there(path: Path, force: bool) -> None:
    if path.is_dir():
        raise click.ClickException(f"{path} is a folder. Name a file.")
    if not force and os.path.lexists(path):
        raise click.ClickException(f"{path} is there already. --force replaces it.")


def _unwritable(path: Path, error: OSError) -> click.ClickException:
    return click.ClickException(f"{path} cannot be written: {error.strerror}.")
