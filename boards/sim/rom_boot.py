"""Mounts the firmware's image and starts it, as MicroPython on the ESP32 does by itself."""

import os
import sys

import uctypes
import vfs

_address, _size = os.getenv("OTPFOB_SIM_ROM", "").split()
vfs.mount(
    vfs.VfsRom(  # type: ignore[reportAttributeAccessIssue] (a build option)
        uctypes.bytearray_at(int(_address), int(_size))
    ),
    "/rom",
)
sys.path[:] = ["/rom", ".frozen"]

import main  # noqa: E402, F401
