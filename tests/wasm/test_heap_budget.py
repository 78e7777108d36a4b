"""The token fits the chip: its heap on 32 bits, through a day with 200 accounts.

The cheap half of `make bench image`: from ROMFS, and without the import.
"""

import pytest
from wasm import heap_of_the_firmware

from fobctl.installer import boards, firmware_files, image
from fobctl.installer.chips import CHIPS, RADIO_BYTES

# Names that were met for the first time stay, and a little more.
_LEFT_BEHIND_BYTES = 1500


@pytest.fixture(scope="module")
def day():
    files = firmware_files.of(boards.load("esp32_devkit"), in_place=True)
    return heap_of_the_firmware.of_a_day(files, in_place=True, flashes=("full",))


def test_the_worst_of_the_day_keeps_its_budget_and_the_chip_has_it(day):
    moment = max(day, key=day.get)
    assert day[moment] <= image.ROMFS_HEAP_BYTES, f"{moment}: {day[moment]} bytes of heap"
    assert CHIPS["esp32"].heap_bytes - RADIO_BYTES >= image.ROMFS_HEAP_BYTES


def test_what_answers_the_host_is_let_go_when_the_line_is_quiet(day):
    assert day["host"] - day["home"] > 3 * _LEFT_BEHIND_BYTES
    assert day["home again"] - day["home"] < _LEFT_BEHIND_BYTES, day


def test_the_list_of_200_accounts_leaves_room_for_every_journey(day):
    assert day["home"] <= image.ROMFS_HEAP_BYTES - 20_000, day
