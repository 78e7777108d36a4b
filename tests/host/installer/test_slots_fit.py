"""Two slots with the firmware of a board fit into its filesystem, with room to replace one."""

import blocks_in_use
import pytest
from micropython_images import BOARDS, official

from fobctl.installer import boards, image, littlefs, micropython_image

# For the selector that is written aside, and folders that are rewritten.
_SPARE = 8


@pytest.mark.parametrize("chip", BOARDS)
def test_both_slots_of_a_board_fit(chip):
    board = boards.load(BOARDS[chip])
    token = image.build(board, micropython_image.parse(official(chip)))
    (vfs,) = (part for part in token.manifest["partitions"] if part["label"] == "vfs")
    assert blocks_in_use.of_both_slots(board) <= vfs["size"] // littlefs.BLOCK - _SPARE
