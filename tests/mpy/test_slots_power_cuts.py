"""starter.slots on littlefs: a cut at any write leaves one of two firmwares to start, whole."""

import os

import vfs
from flash_model import WAYS, Device, PowerCut, blank

from starter import slots

BLOCKS = 16


def fresh(selector):
    """Return the image of a filesystem with this selector."""
    image = blank(BLOCKS)
    device = Device(image)
    vfs.VfsLfs2.mkfs(device)
    mounted(device, lambda: slots.write(selector))
    return image


def mounted(device, function):
    """Run a function with the filesystem at the root of everything."""
    vfs.umount("/")
    vfs.mount(vfs.VfsLfs2(device), "/")
    try:
        return function()
    finally:
        vfs.umount("/")
        vfs.mount(vfs.VfsPosix(), "/")


def after_each_cut(before, function):
    """Yield what the selector says after each cut in `function`, and how often that was."""
    found = {}
    for way in WAYS:
        n = 1
        while True:
            image = bytearray(before)
            device = Device(image)
            device.cut(n, way)
            try:
                mounted(device, function)
            except PowerCut:
                pass
            if device.alive:
                break
            words = " ".join(mounted(Device(image), slots.read))
            found[words] = found.get(words, 0) + 1
            n += 1
    return found


def test_an_update_that_is_cut_starts_the_old_or_the_new():
    found = after_each_cut(fresh("a"), lambda: slots.write("a b 3"))
    assert set(found) == {"a", "a b 3"} and sum(found.values()) > 10, found


def test_a_start_on_trial_that_is_cut_is_counted_or_not():
    found = after_each_cut(fresh("a b 3"), slots.chosen)
    assert set(found) == {"a b 3", "a b 2"}, found


def test_the_end_of_a_trial_that_is_cut_is_on_trial_or_kept():
    found = after_each_cut(fresh("a b 2"), slots.shown)
    assert set(found) == {"a b 2", "b"}, found


def test_going_back_that_is_cut_goes_back_at_the_next_start():
    found = after_each_cut(fresh("a b 0"), slots.chosen)
    assert set(found) == {"a b 0", "a"}, found


def test_a_start_without_a_trial_writes_nothing():
    device = Device(fresh("b"))
    assert mounted(device, slots.chosen) == "/b"
    mounted(device, slots.shown)
    assert device.operations == 0


def test_each_start_on_trial_is_counted_before_it_is_made():
    image = fresh("a b 3")
    started = [mounted(Device(image), slots.chosen) for _ in range(5)]
    assert started == ["/b", "/b", "/b", "/a", "/a"]
    assert mounted(Device(image), slots.read) == ["a"]


def test_without_a_selector_it_is_the_romfs():
    image = fresh("a")
    mounted(Device(image), lambda: os.remove(slots.SELECTOR))
    assert mounted(Device(image), slots.chosen) == "/rom"
