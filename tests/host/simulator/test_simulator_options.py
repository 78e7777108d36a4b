"""What tests can do to a simulated board: its buttons, its memory, its flash."""

import pytest
from click.testing import CliRunner
from host.simulator.programs import said

from fobctl.cli import sim
from fobctl.simulator import process_memory
from fobctl.simulator.errors import SimulatorError

# Prints how long which button was down, in tenths of a second. As boards/sim/board.py wires them.
BUTTONS = """
import wire
from board import BUTTONS
from otpfob.drivers.buttons_gpio import GpioButtons
import time
buttons = GpioButtons(BUTTONS["esp32"][: int(wire.setting("buttons"))])
print(buttons.count)
levels, since = 0, 0
while True:
    time.sleep_ms(10)
    now = buttons.levels()
    if now != levels:
        if levels:
            print(levels, (time.ticks_ms() - since + 50) // 100)
        levels, since = now, time.ticks_ms()
"""


def buttons_of(program, presses, **options):
    with program(BUTTONS, **options) as simulator:
        for button, press in presses:
            simulator.press(button, **press)
        return said(simulator)


PRESSES = [
    ("next", {}),
    ("do", {}),
    ("next", {"hold": True}),
    ("do", {"hold": True}),
    ("next", {"down_ms": 500}),
]


def test_two_buttons_are_two_pins(program):
    assert buttons_of(program, PRESSES) == ["2", "1 1", "2 1", "1 8", "2 8", "1 5"]


def test_one_button_is_down_as_long_as_the_same_gesture_takes_there(program):
    said = buttons_of(program, PRESSES, buttons=1)
    assert said == ["1", "1 1", "1 10", "1 20", "1 32", "1 5"]


def test_the_second_pin_of_a_board_with_one_button_is_not_wired(program):
    assert buttons_of(program, [("do", {"down_ms": 500})], buttons=1) == ["1"]


def test_three_buttons_are_three_pins_and_fewer_get_what_means_the_same(program):
    presses = [("prev", {}), ("prev", {"hold": True})]
    assert buttons_of(program, presses, buttons=3) == ["3", "4 1", "4 8"]
    assert buttons_of(program, presses) == ["2", "1 1", "1 1", "1 8"]
    assert buttons_of(program, presses, buttons=1) == ["1", "1 1", "1 1", "1 20"]


def test_buttons_of_a_board_that_is_turned_over_are_in_each_others_places(program):
    with program(BUTTONS, buttons=3) as simulator:
        simulator.turn_over()
        for button in ("next", "do", "prev"):
            simulator.press(button)
        assert said(simulator) == ["3", "4 1", "2 1", "1 1"]


@pytest.mark.parametrize("buttons", [0, 4])
def test_a_board_has_one_two_or_three_buttons(program, buttons):
    with pytest.raises(ValueError, match="one, two or three buttons"):
        program("", buttons=buttons)


# Neither the program nor this file holds the bytes that are looked for.
LEAVES = """
import machine, time
part = bytes(range(40, 60))
kept = part + bytes(reversed(part))
print("made")
time.sleep_ms(1000)
kept = bytearray(len(kept))
{}
"""
LEFT = bytes(range(40, 60)) + bytes(range(59, 39, -1))


def test_the_memory_of_the_firmware_can_be_searched(program):
    with program(LEAVES.format("")) as simulator:
        assert simulator.memory_holds(LEFT)
        assert not simulator.memory_holds(LEFT + LEFT)
        simulator.cut_power()
        assert not simulator.memory_holds(LEFT)


@pytest.mark.parametrize("way", ["reset()", "soft_reset()", "deepsleep(10)"])
def test_before_a_reset_the_memory_is_still_there(program, way):
    found = []
    with program(LEAVES.format(f"machine.{way}")) as simulator:
        simulator.before_reset = lambda: found.append(simulator.memory_holds(LEFT))
        assert found == []
        simulator.advance(1100)
        assert found == [True]
        assert simulator.resets == 2
        simulator.before_reset = None
        simulator.advance(1100)
        assert len(found) == 1


def test_the_reset_button_asks_nobody(program):
    found = []
    with program("") as simulator:
        simulator.before_reset = lambda: found.append(True)
        simulator.reset()
    assert found == []


def test_nothing_cannot_be_looked_for_and_other_processes_not_be_searched():
    with pytest.raises(ValueError):
        process_memory.holds(1, b"")
    with pytest.raises(SimulatorError, match="cannot be read"):
        process_memory.holds(1 << 30, b"a")


def test_the_flash_can_be_seen_with_and_without_power(program):
    source = "from esp32 import Partition\nPartition('vault').writeblocks(1, b'here', 5)"
    with program(source) as simulator:
        image = simulator.flash_image()
        assert len(image) == 74 * 4096 and image[4096 + 5 :][:4] == b"here"
        simulator.cut_power()
        assert simulator.flash_image() == image


def test_what_the_board_tells_the_simulator_is_not_left_on_the_wire(program):
    source = "import wire\nwire.send('X', b'\\1a text')\nprint(any(wire.payload[:60]))"
    with program(source) as simulator:
        assert said(simulator) == ["False"]


def test_fobctl_sim_hands_the_number_of_buttons_on(monkeypatch, tmp_path):
    asked = {}

    def made(folder, **options):
        asked.update(options)
        raise ValueError("enough")

    monkeypatch.setattr("fobctl.simulator.simulator.Simulator", made)
    monkeypatch.setattr(sim.signal, "signal", lambda number, handler: None)
    from fobctl.cli.main import root

    def run(*arguments):
        return CliRunner().invoke(root, ["sim", "--folder", str(tmp_path), *arguments])

    run("--buttons", "1")
    assert asked["buttons"] == 1
    run()
    assert asked["buttons"] == 2
    run("--buttons", "3")
    assert asked["buttons"] == 3
    assert run("--buttons", "4").exit_code == 2
