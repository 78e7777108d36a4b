"""Two slots with the firmware of a board fit into its filesystem, with room to replace one."""

import pytest

from fobctl.installer import boards, firmware_files, image, littlefs, slots

# From the end of an official MicroPython to the partition of the keys.
_BLOCKS = (image.KEYS.offset - 0x200000) // littlefs.BLOCK
_SPARE = 8


@pytest.mark.parametrize("board", ["esp32_devkit", "esp32s3_devkit", "esp32c3_supermini"])
def test_both_slots_of_a_board_fit(board):
    found = boards.load(board)
    firmware = firmware_files.of(found)
    root = slots.root(firmware_files.starter(found.chip.architecture), firmware, {})
    files = slots.filled(root, firmware)
    files |= {f"{slots.NAMES[1]}/{path}": content for path, content in firmware.items()}
    whole = littlefs.make(files, (_BLOCKS - _SPARE) * littlefs.BLOCK)
    assert len(whole) <= (_BLOCKS - _SPARE) * littlefs.BLOCK
