"""Partitions of one flash: each is where it is, and a power cut takes all of them."""

from flash_model import BLOCK_BYTES, Device, PowerCut, Window, blank


def made():
    image = blank(6)
    device = Device(image)
    return image, device, Window(device, 0, 4), Window(device, 4, 2)


def refused(function, *arguments):
    try:
        function(*arguments)
    except OSError as error:
        return error.errno == 22
    return False


def test_a_window_is_part_of_its_device():
    image, device, first, second = made()
    first.writeblocks(3, b"abc", BLOCK_BYTES - 3)
    second.writeblocks(0, b"def", 0)
    at = 4 * BLOCK_BYTES
    assert image[at - 3 : at + 3] == b"abcdef"
    buffer = bytearray(4)
    second.readblocks(0, buffer, 1)
    assert buffer == b"ef\xff\xff"
    assert (first.ioctl(4, 0), second.ioctl(4, 0)) == (4, 2)
    assert second.ioctl(5, 0) == BLOCK_BYTES


def test_an_erase_hits_the_window_s_own_block():
    image, device, first, second = made()
    first.writeblocks(1, b"a", 0)
    second.writeblocks(1, b"b", 0)
    second.ioctl(6, 1)
    assert image[BLOCK_BYTES] == ord("a") and image[5 * BLOCK_BYTES] == 0xFF
    first.writeblocks(1, b"\xfe", None)  # without an offset: erased first
    assert image[BLOCK_BYTES] == 0xFE


def test_a_block_outside_is_refused_and_changes_nothing():
    image, device, first, second = made()
    for window, block in ((first, 4), (first, -1), (second, 2), (second, -1)):
        assert refused(window.readblocks, block, bytearray(1))
        assert refused(window.writeblocks, block, b"a", 0)
        assert refused(window.writeblocks, block, b"a")
        assert refused(window.ioctl, 6, block)
    assert image == blank(6) and device.operations == 0


def test_windows_share_operations_and_the_power_cut():
    image, device, first, second = made()
    device.cut(3, "half")
    first.writeblocks(0, b"ab", 0)
    second.writeblocks(0, b"cd", 0)
    assert device.operations == 2
    try:
        first.writeblocks(0, b"ef", 2)
    except PowerCut:
        pass
    assert not device.alive
    second.writeblocks(0, b"gh", 2)
    first.ioctl(6, 0)
    assert image[:4] == b"abe\xff"
    assert image[4 * BLOCK_BYTES :][:4] == b"cd\xff\xff"
