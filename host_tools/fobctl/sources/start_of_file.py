"""The beginning of a file that a person named."""

from __future__ import annotations

from pathlib import Path

from fobctl.sources.new_account import SourceError


def start_of_file(path: str | Path, size: int) -> bytes:
    """Return up to `size` bytes. Raises SourceError when there is no such file, or no way in."""
    try:
        with open(path, "rb") as file:
            return file.read(size)
    except FileNotFoundError:
        raise SourceError(f"There is no file {path}: check its name and folder.") from None
    except (OSError, ValueError):
        raise SourceError(
            f"{path} cannot be read: check that it is a file and that you may open it."
        ) from None
