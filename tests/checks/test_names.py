"""The names of the whole firmware fit into a table that MicroPython need not double in a full heap.

Names stay once they were met, whatever is let go (app/loans.py). Their tables hold 20, 40, 80 and
so on; the one after 1280 is of 2560 names and wants 18 kB of an ESP32's heap in one piece, which a
token that was used for a while does not have: "ran out of memory", until it is restarted.
"""

import pytest
from checks.names_of_modules import names, packages
from micropython_images import BOARDS, official

from fobctl.installer import firmware_files
from fobctl.installer.chips import CHIPS

_BOARDS = firmware_files.FIRMWARE.parent / "boards"
_TABLES = sum(20 << i for i in range(7))
# What is met while it runs: words of messages and settings, attributes that are looked for.
_RESERVE = 200


@pytest.mark.parametrize("chip", BOARDS)
def test_all_names_fit_into_the_tables_below_the_largest(chip):
    architecture = CHIPS[chip].architecture
    files = firmware_files.compiled(_BOARDS / BOARDS[chip], architecture, in_place=True)
    files |= firmware_files.starter(architecture)
    found = set()
    for path, content in files.items():
        if path.endswith(".mpy"):
            found |= names(content) | packages(path)
    assert "otpfob.app.token" in found and "on_action" in found
    image = official(chip)
    # Those that MicroPython itself has lie in its image.
    ours = {name for name in found if b"\0" + name.encode() + b"\0" not in image}
    assert 1000 < len(ours) <= _TABLES - _RESERVE
