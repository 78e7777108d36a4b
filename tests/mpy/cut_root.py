"""MicroPython's own filesystem at the root of everything, with the power cut at every write."""

import os

import vfs
from flash_model import WAYS, Device, PowerCut


def at_root(device, function):
    """Run a function with the filesystem of a device at the root; returns what it returns."""
    vfs.umount("/")
    vfs.mount(vfs.VfsLfs2(device), "/")
    os.chdir("/")
    try:
        return function()
    finally:
        vfs.umount("/")
        vfs.mount(vfs.VfsPosix(), "/")


def images_after_cuts(before, function):
    """Yield the image that each cut in `function` leaves of the image `before`, in every way."""
    for way in WAYS:
        n = 1
        while True:
            image = bytearray(before)
            device = Device(image)
            device.cut(n, way)
            try:
                at_root(device, function)
            except PowerCut:
                pass
            if device.alive:
                break
            yield image
            n += 1
