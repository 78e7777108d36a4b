"""The beginning of a file that a person named."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from fobctl.sources.new_account import SourceError


def _is_silent_pipe(path):
    """Nobody may ever write to a pipe. One that the shell has opened, as for <(...), is read."""
    try:
        is_pipe = stat.S_ISFIFO(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False
    return is_pipe and not str(path).startswith("/dev/fd/")


def start_of_file(path: str | Path, size: int) -> bytes:
    """Return up to `size` bytes. Raises SourceError when there is no such file, or no way in."""
    if _is_silent_pipe(path):
        raise SourceError(f"{path} is a pipe, not a file: save what comes from it first.")
    try:
        with open(path, "rb") as file:
            return file.read(size)
    except FileNotFoundError:
        raise SourceError(f"There is no file {path}: check its name and folder.") from None
    except (OSError, ValueError):
        raise SourceError(
            f"{path} cannot be read: check that it is a file and that you may open it."
        ) from None
