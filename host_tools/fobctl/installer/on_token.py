"""Runs on the token, at MicroPython's prompt: fobctl.installer.update sends it there.

Every file is whole or was never there for whoever starts: nothing here is started yet.
"""

import os
from binascii import a2b_base64, hexlify
from hashlib import sha256

_FOLDER = 0x4000  # in st_mode
_open: list = []  # the file that is being written


def sums(folder):
    """Print path and check sum of every file below a folder."""
    try:
        names = os.listdir(folder)
    except OSError:
        return  # there is none yet
    for name in names:
        path = folder + "/" + name
        if os.stat(path)[0] & _FOLDER:
            sums(path)
        else:
            print(_sum(path), path)


def _sum(path):
    found = sha256()
    buffer = bytearray(512)
    with open(path, "rb") as file:
        size = file.readinto(buffer)
        while size:
            found.update(memoryview(buffer)[:size])
            size = file.readinto(buffer)
    return str(hexlify(found.digest()), "ascii")


def begin(path):
    """Begin a file, in folders that need not be there."""
    parts = path.split("/")
    for i in range(2, len(parts)):
        try:
            os.mkdir("/".join(parts[:i]))
        except OSError:
            pass  # it is there; if not, open() says so
    _open[:] = [open(path, "wb")]  # noqa: SIM115 (closed by end())


def put(text):
    """Write what is base64 in `text`."""
    _open[0].write(a2b_base64(text))


def end():
    _open[0].close()


def copy(source, path):
    """Copy a file."""
    begin(path)
    buffer = bytearray(512)
    with open(source, "rb") as file:
        size = file.readinto(buffer)
        while size:
            _open[0].write(memoryview(buffer)[:size])
            size = file.readinto(buffer)
    end()
