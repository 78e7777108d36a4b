"""Every board uses pins that are good for it, and is described as it is."""

import ast
import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest
from checks.chip_pins import CHIP_PINS, problems

from fobctl.installer import boards
from fobctl.installer.chips import CHIPS
from fobctl.installer.errors import InstallError

ROOT = boards.FOLDER.parent
ESP32 = boards.load("esp32_devkit")
C3 = boards.load("esp32c3_supermini")


@pytest.mark.parametrize("name", boards.names())
def test_a_board_uses_pins_that_are_good_for_it(name):
    assert problems(boards.load(name)) == []


@pytest.mark.parametrize(
    ("board", "what"),
    [
        (replace(ESP32, sda=22), "used twice"),
        (replace(ESP32, sda=24), "no GPIO 24"),
        (replace(ESP32, scl=7), "belongs to the flash"),
        (replace(ESP32, scl=3), "is the console"),
        (replace(ESP32, buttons=(12, 26)), "decides how the chip starts"),
        (replace(ESP32, buttons=(34, 26)), "no pull-up"),
        (replace(ESP32, buttons=(19, 26)), "GPIO [19] cannot wake"),
        (replace(ESP32, wake=("gpio", "gpio")), "no wake source gpio"),
        (replace(ESP32, wake=("ext1", "ext1")), "GPIO 25 alone wakes nobody"),
        (replace(ESP32, wake=("ext0", "ext0")), "ext0 waits for one pin"),
        (replace(ESP32, wake=("ext0",)), "does not say of every button"),
        (replace(ESP32, usb_sense=21), "used twice"),
        (replace(ESP32, battery=(27, 100, 100, 3500)), "GPIO 27 is not of ADC1"),
        (replace(ESP32, panel_reset=40), "no GPIO 40"),
        (replace(ESP32, soldered=(33,)), "nothing that is used"),
        (replace(C3, sda=8), "decides how the chip starts"),
        (replace(C3, buttons=(3, 10)), "GPIO [10] cannot wake"),
        (replace(C3, wake=("ext0", "ext1")), "no wake source ext"),
        (replace(C3, scl=12), "belongs to the flash"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_a_pin_that_is_not_good_for_its_use_is_found(board, what):
    assert any(what in sentence for sentence in problems(board))


def test_there_is_a_table_of_pins_for_every_chip():
    assert set(CHIP_PINS) == set(CHIPS)
    assert {boards.load(name).chip.name for name in boards.names()} == set(CHIPS)


@pytest.mark.parametrize("name", [*boards.names(), "sim"])
def test_a_board_of_that_name_says_its_name(name):
    assert f'\nNAME = "{name}"\n' in (boards.FOLDER / name / "board.py").read_text()


@pytest.mark.parametrize("name", boards.names())
def test_a_board_is_its_constants_and_hands_each_of_them_on(name):
    """Whatever else it had would be repeated in every board."""
    tree = ast.parse((boards.FOLDER / name / "board.py").read_text())
    docstring, *rest, parts = tree.body
    assert isinstance(parts, ast.FunctionDef) and parts.name == "parts"
    assert not [node for node in rest if not isinstance(node, ast.Assign | ast.ImportFrom)]
    names = {node.targets[0].id for node in rest if isinstance(node, ast.Assign)}
    given = {node.id for node in ast.walk(parts) if isinstance(node, ast.Name)}
    # The two that only the tools on the PC need.
    assert names - given == {"CHIP", "SOLDERED"}


@pytest.mark.parametrize("name", boards.names())
def test_a_board_is_checked_with_the_stubs_of_its_chip(name):
    suffix = {"esp32": "config", "esp32s3": "_s3", "esp32c3": "_c3"}[boards.load(name).chip.name]
    config = json.loads((ROOT / "firmware" / f"pyright{suffix}.json").read_text())
    checked = {(ROOT / "firmware" / path).resolve() for path in config["include"]}
    folder = boards.FOLDER / name
    assert checked & {folder, folder.parent}
    assert checked & {boards.FOLDER / "usual_parts.py", boards.FOLDER}


def test_a_board_without_a_constant_or_of_an_unknown_chip_is_refused_by_name(tmp_path):
    source = (ESP32.folder / "board.py").read_text()
    folder = tmp_path / "some_board"
    folder.mkdir()
    for old, what in (("SDA = 21", "'SDA'"), ('CHIP = "esp32"', "'esp99'")):
        new = 'CHIP = "esp99"' if "CHIP" in old else ""
        (folder / "board.py").write_text(source.replace(old, new))
        with pytest.raises(InstallError, match=what):
            boards.load("some_board", tmp_path)


def test_the_simulators_board_is_no_real_one():
    assert "sim" not in boards.names() and len(boards.names()) == 6


def test_wiring_drawings_and_tables_are_what_the_pins_give():
    command = [sys.executable, boards.FOLDER / "wiring" / "make_wiring.py", "--check"]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", boards.names())
def test_every_pin_that_somebody_wires_is_in_the_drawing(name):
    board = boards.load(name)
    drawing = ElementTree.parse(boards.FOLDER / name / "wiring.svg")
    words = {text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")}
    pins = {board.sda, board.scl, *board.buttons} - set(board.soldered)
    assert {str(pin) for pin in pins} <= words
    assert {"DS3231", "GND", "3V3"} <= words


@pytest.mark.parametrize("name", boards.names())
def test_the_readme_lists_every_pin_of_a_board(name):
    board = boards.load(name)
    readme = (boards.FOLDER / "README.md").read_text()
    section = readme.split(f"## `{name}`")[1].split("\n## ")[0]
    for pin in (board.sda, board.scl, *board.buttons):
        assert f"| GPIO {pin} |" in section
    assert "nverified" in section
