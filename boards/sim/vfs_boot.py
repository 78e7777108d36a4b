"""Mounts MicroPython's own filesystem and runs its main.py, as the ESP32's does by itself.

Afterwards MicroPython goes on to its prompt, if main.py comes to its end.
"""

import os
import select  # noqa: F401
import sys
import time  # noqa: F401

# What lies below the firmware is the simulator's, and not in the flash.
import esp32
import machine  # noqa: F401
import network  # noqa: F401
import vfs
import wire


class _Cached:
    """A partition of which the last block is kept: littlefs reads 128 bytes at a time.

    Each would go over the wire, and a start takes thousands.
    """

    def __init__(self, label):
        self._partition = esp32.Partition(label)
        self._block = -1
        self._content = bytearray(4096)

    def readblocks(self, block, buffer, offset=0):
        if block != self._block:
            self._block = -1
            self._partition.readblocks(block, self._content, 0)
            self._block = block
        buffer[:] = memoryview(self._content)[offset : offset + len(buffer)]

    def writeblocks(self, block, buffer, offset=0):
        self._block = -1
        self._partition.writeblocks(block, buffer, offset)

    def ioctl(self, request, argument):
        self._block = -1
        return self._partition.ioctl(request, argument)


vfs.umount("/")
vfs.mount(vfs.VfsLfs2(_Cached("vfs")), "/")  # type: ignore[reportArgumentType] (a shape, no class)
os.chdir("/")
sys.path[:] = ["", ".frozen", "/lib"]
with open("main.py") as _file:
    _program = compile(_file.read(), "main.py", "exec")
exec(_program, {"__name__": "__main__"})
wire.call(81, 0)  # Q
