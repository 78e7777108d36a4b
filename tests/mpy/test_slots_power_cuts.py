"""starter.slots on littlefs: a cut at any write leaves one of two firmwares to start, whole."""

import os

import vfs
from cut_root import at_root, images_after_cuts
from flash_model import Device, blank

from starter import slots

BLOCKS = 16


def fresh(selector):
    """Return the image of a filesystem with this selector."""
    image = blank(BLOCKS)
    device = Device(image)
    vfs.VfsLfs2.mkfs(device)
    at_root(device, lambda: slots.write(selector))
    return image


def after_each_cut(before, function):
    """Return what the selector says after each cut in `function`, and how often that was."""
    found = {}
    for image in images_after_cuts(before, function):
        words = " ".join(at_root(Device(image), slots.read))
        found[words] = found.get(words, 0) + 1
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
    assert at_root(device, slots.chosen) == "/b"
    at_root(device, slots.shown)
    assert device.operations == 0


def test_each_start_on_trial_is_counted_before_it_is_made():
    image = fresh("a b 3")
    started = [at_root(Device(image), slots.chosen) for _ in range(5)]
    assert started == ["/b", "/b", "/b", "/a", "/a"]
    assert at_root(Device(image), slots.read) == ["a"]


def test_without_a_selector_it_is_the_romfs():
    image = fresh("a")
    at_root(Device(image), lambda: os.remove(slots.SELECTOR))
    assert at_root(Device(image), slots.chosen) == "/rom"
