"""A token starts from one of two slots, and goes back to the old one from a new that fails."""

import pytest
from sim.installed import filesystem, firmware, installed, selector
from sim.product import NEW

BROKEN = {
    "that is not there": {},
    "whose main fails": firmware() | {"main.mpy": b"no module"},
    "without a board": {path: file for path, file in firmware().items() if path != "board.mpy"},
    "whose app fails": firmware() | {"otpfob/app/start.mpy": b"no module"},
}
# What cannot start waits for five seconds, and starts again.
_A_START_MS = 5_100


def start(folder, **changed):
    return installed(folder, filesystem(**changed), stepped=True)


def test_it_starts_from_its_own_filesystem(tmp_path):
    with start(tmp_path) as simulator:
        assert NEW in simulator.words()
        assert (selector(simulator), simulator.resets) == (b"a", 1)


def test_a_new_firmware_is_kept_once_it_has_shown_its_first_screen(tmp_path):
    with start(tmp_path, b=firmware(), slot=b"a b 3") as simulator:
        assert NEW in simulator.words()
        assert selector(simulator) == b"b"


def test_a_start_that_was_cut_before_the_first_screen_counts_as_one(tmp_path):
    with start(tmp_path, b=firmware(), slot=b"a b 0") as simulator:
        assert NEW in simulator.words()
        assert selector(simulator) == b"a"


@pytest.mark.parametrize("what", BROKEN)
def test_from_a_new_firmware_it_goes_back_to_the_old_after_three_starts(what, tmp_path):
    with start(tmp_path, b=BROKEN[what], slot=b"a b 3") as simulator:
        for left in (b"2", b"1", b"0"):
            assert selector(simulator) == b"a b " + left, simulator.console
            assert NEW not in simulator.words()
            simulator.advance(_A_START_MS)
        assert selector(simulator) == b"a"
        assert NEW in simulator.words()


def test_with_no_selector_the_firmware_is_looked_for_in_romfs(tmp_path):
    with start(tmp_path, slot=b"") as simulator:
        # There is none here: it says so and starts again, and does not show MicroPython's prompt.
        assert b"OTPfob cannot start: OSError" in simulator.console
        simulator.advance(_A_START_MS)
        assert simulator.resets > 1 and b">>>" not in simulator.console
