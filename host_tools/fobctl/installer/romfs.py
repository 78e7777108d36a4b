"""ROMFS: the firmware's files as MicroPython reads them in place, out of mapped flash."""

from __future__ import annotations

from mpremote.romfs import VfsRomWriter

# What a directory lists costs a record each, and its name is ASCII in this format.
_SEPARATOR = "/"


def make(files: dict[str, bytes]) -> bytes:
    """Return the image of `files`, contents by path: the same bytes for the same files.

    Modules run from where they lie, so their bytecode costs no heap. Viper code is copied to
    memory that the processor can execute, so nothing in the image needs an alignment.
    Raises ValueError on a path that is not plain ASCII names with slashes between.
    """
    writer = VfsRomWriter()
    _write(writer, _tree(files))
    return bytes(writer.finalise())


def _tree(files: dict[str, bytes]) -> dict:
    root: dict = {}
    for path, content in files.items():
        *folders, name = path.split(_SEPARATOR)
        if not path.isascii() or not all((*folders, name)):
            raise ValueError(f"{path!r} is no path inside an image")
        folder = root
        for part in folders:
            folder = folder.setdefault(part, {})
            if not isinstance(folder, dict):
                raise ValueError(f"{path!r} lies in a file")
        if name in folder:
            raise ValueError(f"{path!r} is a folder too")
        folder[name] = content
    return root


def _write(writer: VfsRomWriter, folder: dict) -> None:
    for name, entry in sorted(folder.items()):
        if isinstance(entry, dict):
            writer.opendir(name)
            _write(writer, entry)
            writer.closedir()
        else:
            writer.mkfile(name, bytes(entry))
