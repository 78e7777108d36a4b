"""Every command of the SSD1306 model: its arguments, what it sets, and what is refused."""

import pytest

from fobctl.simulator.chips.errors import ChipError
from fobctl.simulator.chips.ssd1306 import Ssd1306
from fobctl.simulator.chips.ssd1306_commands import COMMANDS, HORIZONTAL, VERTICAL, Registers


def commands(chip, *sent):
    chip.write(bytes([0x00, *sent]))


def changed_registers(*sent):
    chip = Ssd1306()
    commands(chip, *sent)
    default = vars(Registers())
    return {name: value for name, value in vars(chip.registers).items() if value != default[name]}


def test_after_reset_the_registers_hold_the_data_sheets_defaults():
    found = Registers()
    assert (found.contrast, found.multiplex, found.clock) == (0x7F, 64, 0x80)
    assert (found.precharge, found.vcomh, found.current_reference) == (0x22, 0x20, 0)
    assert (found.column_start, found.column_end, found.page_start, found.page_end) == (
        0,
        127,
        0,
        7,
    )
    assert (found.start_line, found.display_offset) == (0, 0)
    assert found.com_pins_alternative and not found.com_left_right_swapped
    assert not (found.segment_remapped or found.com_reversed or found.charge_pump_on)
    assert not (found.entire_on or found.inverted or found.display_on)


@pytest.mark.parametrize("opcode", [0x23, 0x28, 0x80, 0xA2, 0xB8, 0xC4, 0xD6, 0xFF])
def test_an_unknown_command_is_refused_by_its_number_and_the_next_one_works(opcode):
    chip = Ssd1306()
    with pytest.raises(ChipError, match=f"unknown command 0x{opcode:02X}"):
        commands(chip, opcode)
    commands(chip, 0xAF)
    assert chip.registers.display_on


def test_the_known_commands_are_those_of_the_data_sheet():
    known = {*range(0x00, 0x23), 0x26, 0x27, 0x29, 0x2A, 0x2E, 0x2F, *range(0x40, 0x80)}
    known |= {0x81, 0x8D, 0xA0, 0xA1, *range(0xA3, 0xA9), 0xAD, 0xAE, 0xAF, *range(0xB0, 0xB8)}
    known |= {0xC0, 0xC8, 0xD3, 0xD5, 0xD9, 0xDA, 0xDB, 0xE3}
    assert set(COMMANDS) == known


@pytest.mark.parametrize(
    "sent, changed",
    [
        ([0x0B], {"page_mode_column_start": 0x0B, "column": 0x0B}),
        ([0x0F, 0x02], {"page_mode_column_start": 0x02, "column": 0x02}),
        ([0x17], {"page_mode_column_start": 0x70, "column": 0x70}),
        ([0x20, 0x00], {"addressing_mode": HORIZONTAL}),
        ([0x20, 0x01], {"addressing_mode": VERTICAL}),
        ([0x20, 0x00, 0x20, 0x02], {}),
        ([0x20, 0x10], {"addressing_mode": HORIZONTAL}),
        ([0x21, 0x85, 0x7E], {"column_start": 5, "column_end": 0x7E}),
        ([0x21, 0x05, 0x05], {"column_start": 5, "column_end": 5}),
        ([0x22, 0x04, 0x04], {"page_start": 4, "page_end": 4}),
        ([0x22, 0x02, 0x06], {"page_start": 2, "page_end": 6}),
        ([0x40], {}),
        ([0x7F], {"start_line": 63}),
        ([0x81, 0xFF], {"contrast": 0xFF}),
        ([0x8D, 0x14], {"charge_pump_on": True}),
        ([0x8D, 0x14, 0x8D, 0x10], {}),
        ([0x8D, 0x11], {}),
        ([0xA1], {"segment_remapped": True}),
        ([0xA1, 0xA0], {}),
        ([0xA5], {"entire_on": True}),
        ([0xA5, 0xA4], {}),
        ([0xA7], {"inverted": True}),
        ([0xA7, 0xA6], {}),
        ([0xA8, 0x0F], {"multiplex": 16}),
        ([0xAD, 0x30], {"current_reference": 0x30}),
        ([0xAF], {"display_on": True}),
        ([0xAF, 0xAE], {}),
        ([0xB5], {"page": 5}),
        ([0xC8], {"com_reversed": True}),
        ([0xC8, 0xC0], {}),
        ([0xD3, 0x3F], {"display_offset": 63}),
        ([0xD5, 0x51], {"clock": 0x51}),
        ([0xD9, 0xF1], {"precharge": 0xF1}),
        ([0xD9, 0x21], {"precharge": 0x21}),
        ([0xDA, 0x02], {"com_pins_alternative": False}),
        ([0xDA, 0x32], {"com_left_right_swapped": True}),
        ([0xDB, 0x3F], {"vcomh": 0x30}),
        ([0xE3], {}),
        ([0x2E], {}),
        ([0x26, 0, 0, 0, 7, 0, 0xFF], {"scroll_setup": {0x26: bytes([0, 0, 0, 7, 0, 0xFF])}}),
        ([0x27, 0, 0, 0, 7, 0, 0xFF], {"scroll_setup": {0x27: bytes([0, 0, 0, 7, 0, 0xFF])}}),
        ([0x29, 0, 1, 2, 3, 4], {"scroll_setup": {0x29: bytes([0, 1, 2, 3, 4])}}),
        ([0x2A, 0, 1, 2, 3, 4], {"scroll_setup": {0x2A: bytes([0, 1, 2, 3, 4])}}),
        ([0xA3, 8, 48], {"scroll_setup": {0xA3: bytes([8, 48])}}),
    ],
)
def test_a_command_takes_its_arguments_and_sets_only_its_own_register(sent, changed):
    assert changed_registers(*sent) == changed
    # A command that took an argument too many would swallow the NOP.
    assert changed_registers(*sent, 0xE3) == changed


@pytest.mark.parametrize(
    "sent",
    [
        (0x18,),
        (0x20, 3),
        (0x21, 9, 8),
        (0x22, 4, 3),
        (0xA8, 14),
        (0xD9, 0x20),
        (0xD9, 0x01),
        (0xDA, 0x13),
    ],
)
def test_what_the_data_sheet_calls_invalid_is_refused_and_changes_nothing(sent):
    chip = Ssd1306()
    with pytest.raises(ChipError, match=f"0x{sent[0]:02X}"):
        commands(chip, *sent)
    assert chip.registers == Registers() and chip.commands == 0


def test_starting_to_scroll_is_refused_as_unsupported():
    with pytest.raises(ChipError, match="0x2F.*does not support"):
        commands(Ssd1306(), 0x2F)
