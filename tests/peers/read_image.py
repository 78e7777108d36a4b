"""Runs under MicroPython: copies every file of a partition of a flash image to a folder.

usage: micropython read_image.py IMAGE START SIZE lfs|rom FOLDER
"""

import os
import sys

import vfs

BLOCK = 4096


class Flash:
    """A partition of the image; behind the end of the file it is erased."""

    def __init__(self, path, start, size):
        self._file = open(path, "rb")  # noqa: SIM115
        self._start = start
        self._size = size

    def readblocks(self, block, buffer, offset=0):
        self._file.seek(self._start + block * BLOCK + offset)
        buffer[:] = bytes((0xFF,)) * len(buffer)
        self._file.readinto(buffer)

    def writeblocks(self, block, buffer, offset=0):
        raise OSError(30)  # EROFS: MicroPython only mounts and reads

    def ioctl(self, request, argument):
        return {4: self._size // BLOCK, 5: BLOCK}.get(request, 0)


def copy(source, target):
    os.mkdir(target)
    for name, kind, *_ in os.ilistdir(source):
        if kind == 0x4000:
            copy(source + "/" + name, target + "/" + name)
        else:
            with open(source + "/" + name, "rb") as old, open(target + "/" + name, "wb") as new:
                new.write(old.read())


path, start, size, kind, folder = sys.argv[1:]
flash = Flash(path, int(start), int(size))
if kind == "rom":
    content = bytearray(int(size))
    flash.readblocks(0, content)
    vfs.mount(vfs.VfsRom(content), "/image")
else:
    # As the ESP32 port mounts its own: no options, and the file system found by itself.
    vfs.mount(vfs.VfsLfs2(flash), "/image")
copy("/image", folder)
