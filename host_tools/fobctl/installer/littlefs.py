"""littlefs: the firmware's files in the filesystem that MicroPython mounts as its own."""

from __future__ import annotations

from littlefs import LittleFS, LittleFSError

BLOCK = 4096  # a sector of the ESP32's flash
# As MicroPython's VfsLfs2 has them: it lays out a file as this does.
_UNIT = 32
_CACHE = 4 * _UNIT
_DISK_VERSION = 0x00020000


def make(files: dict[str, bytes], size: int) -> bytes:
    """Return the image of a partition of `size` bytes, without the erased bytes at its end.

    littlefs erases a block before it writes to it, so what is behind the image does not matter.
    The files carry no time: the same files give the same bytes. Raises ValueError when they do
    not fit.
    """
    filesystem = LittleFS(
        block_size=BLOCK,
        block_count=size // BLOCK,
        read_size=_UNIT,
        prog_size=_UNIT,
        cache_size=_CACHE,
        lookahead_size=_UNIT,
        disk_version=_DISK_VERSION,
    )
    try:
        for path, content in sorted(files.items()):
            folder = path.rpartition("/")[0]
            if folder:
                filesystem.makedirs(folder, exist_ok=True)
            with filesystem.open(path, "wb") as file:
                file.write(content)
    except LittleFSError as error:
        raise ValueError(f"the files do not fit in {size} bytes") from error
    return bytes(filesystem.context.buffer).rstrip(b"\xff")
