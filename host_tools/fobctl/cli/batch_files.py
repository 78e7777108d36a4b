"""The files of a batch on this PC: all of them or none, readable by their owner only."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from fobctl.batch.job import Given, Terms


def make(
    given: Sequence[Given],
    terms: Terms,
    password: str,
    *,
    pskc: Path | None,
    entra: Path | None,
    privacyidea: Path | None,
    labels: Path | None,
) -> dict[Path, bytes]:
    """Return what is to be written, by file. Raises SourceError for what a file cannot say."""
    # They take longer to load than all the rest.
    from fobctl.batch import labels as sheets
    from fobctl.batch import pskc_file, server_csv

    made: dict[Path, bytes] = {}
    if entra:
        made[entra] = server_csv.entra(given, terms).encode()
    if privacyidea:
        made[privacyidea] = server_csv.privacyidea(given, terms).encode()
    if pskc:
        made[pskc] = pskc_file.make(given, terms, password)
    if labels:
        for number, page in enumerate(sheets.sheets(given), 1):
            made[labels / f"labels-{number}.svg"] = page.encode()
    if len(made) < sum(path is not None for path in (pskc, entra, privacyidea)):
        raise click.UsageError("Two of the files have the same name.")
    return made


def write(files: Mapping[Path, bytes], *, force: bool) -> None:
    """Write the files; none when one of them is there already and `force` is not given.

    Raises ClickException.
    """
    for path in files:
        if not force and os.path.lexists(path):
            raise click.ClickException(f"{path} is there already. --force replaces it.")
    asides: dict[Path, Path] = {}
    path = Path()
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            aside = path.with_name(f".{path.name}.new")
            asides[path] = aside
            _put(aside, data)
        for path, aside in asides.items():
            aside.replace(path)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from None
    finally:
        for aside in asides.values():
            aside.unlink(missing_ok=True)


def _put(path: Path, data: bytes) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
