"""What a batch has done so far: a file that only grows, and that its password alone opens.

    line 1    {"format": "otpfob-batch", "version": 1, "salt", "n", "r", "p", "check"}
    line 2    a record each: base64 of nonce (12) and AES-256-GCM of a JSON object, under the
    and on    key that scrypt (RFC 7914) makes of the password; bound to the number of its line

`check` is such a line of an empty object, number 0: it tells a wrong password from damage. A
record is on the disk before append() returns. So a line that was cut off is the last one, and
nothing was done because of it: it is dropped. Any other damage is an error.
"""

from __future__ import annotations

import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from filelock import FileLock, Timeout

from fobctl.sources.formats.export import WrongPassword
from fobctl.sources.formats.secret_key import scrypt
from fobctl.sources.new_account import SourceError

_FORMAT = "otpfob-batch"
_VERSION = 1
_NONCE_BYTES = 12
_SALT_BYTES = 16
# 64 MiB and about a fifth of a second.
_COST = {"n": 1 << 16, "r": 8, "p": 1}


class Journal:
    """An open journal: its records so far, and append(). Use create() or resume()."""

    def __init__(self, file: BinaryIO, cipher: AESGCM, records: list[dict]) -> None:
        self._file = file
        self._cipher = cipher
        self._lines = 1 + len(records)
        self.records = records

    def append(self, record: dict) -> None:
        """Write a record, and return once it lies on the disk. Raises OSError."""
        self._file.write(_seal(self._cipher, record, self._lines))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._lines += 1
        self.records.append(record)


@contextmanager
def create(path: Path, password: str) -> Iterator[Journal]:
    """Begin a journal at `path`, which must be new. Raises SourceError, OSError."""
    salt = secrets.token_bytes(_SALT_BYTES)
    cipher = AESGCM(scrypt(password.encode(), salt, **_COST))
    head = {"format": _FORMAT, "version": _VERSION, "salt": _text(salt), **_COST}
    head["check"] = _seal(cipher, {}, 0).decode().strip()
    with _alone(path), _opened(path, os.O_RDWR | os.O_CREAT | os.O_EXCL) as file:
        file.write(json.dumps(head).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
        yield Journal(file, cipher, [])


@contextmanager
def resume(path: Path, password: str) -> Iterator[Journal]:
    """Go on with a journal. Raises WrongPassword, SourceError, OSError."""
    with _alone(path), _opened(path, os.O_RDWR) as file:
        data = file.read()
        whole = data[: data.rfind(b"\n") + 1]
        lines = whole.splitlines()
        cipher = _cipher(lines, password, path)
        records = [_open(cipher, line, i, path) for i, line in enumerate(lines[1:], 1)]
        file.seek(len(whole))
        file.truncate()
        yield Journal(file, cipher, records)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let no other fobctl use the journal meanwhile."""
    lock = FileLock(path.with_suffix(".lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise SourceError(f"Another fobctl works on the batch in {path.parent}.") from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _opened(path: Path, flags: int) -> Iterator[BinaryIO]:
    with os.fdopen(os.open(path, flags, 0o600), "r+b") as file:
        yield file


def _cipher(lines: list[bytes], password: str, path: Path) -> AESGCM:
    """Return the cipher of a journal, from its first line."""
    try:
        head = json.loads(lines[0])
        version, check = head["version"], head["check"].encode()
        salt = _bytes(head["salt"].encode())
        cost = {name: int(head[name]) for name in _COST}
        if head["format"] != _FORMAT:
            raise ValueError
    except (IndexError, KeyError, TypeError, ValueError, AttributeError):
        raise SourceError(
            f"{path} is no journal of a batch, or its first line is damaged."
        ) from None
    if version != _VERSION:
        raise SourceError(
            f"{path} is a journal of version {version}; this fobctl knows {_VERSION}. Update it."
        )
    cipher = AESGCM(scrypt(password.encode(), salt, **cost))
    if _unseal(cipher, check, 0) is None:
        raise WrongPassword
    return cipher


def _open(cipher: AESGCM, line: bytes, number: int, path: Path) -> dict:
    record = _unseal(cipher, line, number)
    if record is None:
        raise SourceError(
            f"{path} is damaged in its line {number + 1}: take the copy of it that you have."
        )
    return record


def _seal(cipher: AESGCM, record: dict, number: int) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = cipher.encrypt(nonce, json.dumps(record).encode(), str(number).encode())
    return b64encode(nonce + sealed) + b"\n"


def _unseal(cipher: AESGCM, line: bytes, number: int) -> dict | None:
    """Return the record of a line, or None: damaged, elsewhere, or under another key."""
    try:
        data = _bytes(line)
        plain = cipher.decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], str(number).encode())
    except (ValueError, InvalidTag):
        return None
    return json.loads(plain)


def _bytes(text: bytes) -> bytes:
    """Return the bytes that base64 `text` says. Raises ValueError.

    The last character carries bits that say nothing (RFC 4648, 3.5): as _seal() writes them, or
    the line was changed.
    """
    data = b64decode(text, validate=True)
    if b64encode(data) != text:
        raise ValueError
    return data


def _text(data: bytes) -> str:
    return b64encode(data).decode()
