"""The folder of the firmware as one image, open in a file without a name."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import IO

from fobctl.installer import romfs


def of(folder: Path) -> IO[bytes]:
    """Return a file with the ROMFS of all that is in `folder`. The caller closes it."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.suffix in (".py", ".mpy")
    }
    image = tempfile.TemporaryFile()  # noqa: SIM115 (its user closes it)
    image.write(romfs.make(files))
    image.flush()
    return image
