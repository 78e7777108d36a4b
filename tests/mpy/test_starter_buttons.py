"""starter.buttons: whose wish MicroPython's prompt is, on a chip whose pins do what a test says."""

import sys

PINS = {}  # number: levels to come, the last one for ever
CAUSE = [1]


class Machine:
    PWRON_RESET = 1

    class Pin:
        IN = PULL_UP = 0

        def __init__(self, number, mode, pull):
            self._levels = PINS[number]

        def value(self):
            return self._levels.pop(0) if len(self._levels) > 1 else self._levels[0]

    @staticmethod
    def reset_cause():
        return CAUSE[0]


sys.modules["machine"] = Machine
from starter import buttons  # noqa: E402

waited = []
buttons.sleep_ms = waited.append


def held(**levels):
    PINS.clear()
    PINS.update({int(name[1:]): given for name, given in levels.items()})
    waited.clear()
    return buttons.held(list(PINS))


def test_nobody_waits_for_a_button_that_is_up():
    assert not held(p25=[1], p26=[1])
    assert not waited


def test_either_button_held_for_50_ms_is_one():
    assert held(p25=[0], p26=[1]) and held(p25=[1], p26=[0])
    assert sum(waited) == 50


def test_a_button_that_bounces_or_goes_up_is_none():
    for n in range(1, 5):
        assert not held(p25=[0] * n + [1], p26=[1])


def test_after_any_other_start_a_button_means_nothing():
    for cause in (0, 2, 3, 4, 5):
        CAUSE[0] = cause
        assert not held(p25=[0], p26=[0])
    CAUSE[0] = 1


def test_a_button_that_starts_the_boot_loader_may_come_within_a_second():
    assert held(p0=[1] * 90 + [0])
    assert not held(p0=[1] * 110 + [0])
    assert sum(waited) == 1000


def test_nothing_of_it_stays_loaded_when_the_firmware_starts():
    buttons.forget()
    assert "starter.buttons" not in sys.modules
    assert not hasattr(sys.modules["starter"], "buttons")
