"""The SSD1306 model's bus, RAM pointer and counters against the data sheet."""

import pytest

from fobctl.simulator.chips.errors import ChipError
from fobctl.simulator.chips.ssd1306 import Ssd1306
from fobctl.simulator.chips.ssd1306_commands import HORIZONTAL, PAGE, VERTICAL, Registers

WIDTH = 128


def commands(chip, *sent):
    chip.write(bytes([0x00, *sent]))


def data(chip, *sent):
    chip.write(bytes([0x40, *sent]))


def written_places(chip):
    return {divmod(at, WIDTH): byte for at, byte in enumerate(chip.ram) if byte}


def test_after_reset_the_display_is_off_and_in_page_mode_at_page_0_column_0():
    chip = Ssd1306()
    assert chip.read(1) == b"\x40"
    data(chip, 0xAA)
    assert written_places(chip) == {(0, 0): 0xAA}
    assert chip.registers.addressing_mode == PAGE


def test_the_status_byte_has_bit_6_set_only_while_the_display_is_off():
    chip = Ssd1306()
    commands(chip, 0xAF)
    assert chip.read(2) == b"\x00\x00"
    commands(chip, 0xAE)
    assert chip.read(1) == b"\x40"


def test_a_continuation_bit_covers_one_byte_and_then_comes_another_control_byte():
    chip = Ssd1306()
    chip.write(bytes([0x80, 0x81, 0x80, 0x22, 0xC0, 0x11, 0xC0, 0x12, 0x40, 0x13, 0x14]))
    assert chip.registers.contrast == 0x22
    assert chip.ram[:5] == bytes([0x11, 0x12, 0x13, 0x14, 0])


def test_a_control_byte_with_other_bits_than_co_and_dc_is_refused():
    with pytest.raises(ChipError, match="0x41"):
        Ssd1306().write(b"\x41\x00")


def test_a_write_of_nothing_is_a_transaction_that_changes_nothing():
    chip = Ssd1306()
    chip.write(b"")
    assert (chip.transactions, chip.bytes_received, chip.commands) == (1, 0, 0)
    assert chip.registers == Registers()


def test_arguments_may_come_in_later_transactions():
    chip = Ssd1306()
    for byte in (0x20, HORIZONTAL, 0x21, 3, 9):
        chip.write(bytes([0x80, byte]))
    data(chip, 1)
    assert written_places(chip) == {(0, 3): 1}


def test_data_between_a_command_and_its_arguments_is_refused_and_drops_the_command():
    chip = Ssd1306()
    commands(chip, 0x81)
    with pytest.raises(ChipError, match="0x81"):
        data(chip, 0)
    commands(chip, 0xAF)
    assert chip.registers.display_on and chip.registers.contrast == 0x7F


def test_page_mode_wraps_to_its_start_column_and_stays_on_its_page():
    chip = Ssd1306()
    commands(chip, 0xB6, 0x0E, 0x17)
    data(chip, 1, 2, 3)
    assert written_places(chip) == {(6, 126): 3, (6, 127): 2}


def test_horizontal_mode_wraps_columns_then_pages_within_the_ranges():
    chip = Ssd1306()
    commands(chip, 0x20, HORIZONTAL, 0x21, 5, 6, 0x22, 2, 3)
    data(chip, 1, 2, 3, 4)
    assert written_places(chip) == {(2, 5): 1, (2, 6): 2, (3, 5): 3, (3, 6): 4}
    data(chip, 9)
    assert written_places(chip)[2, 5] == 9


def test_vertical_mode_wraps_pages_then_columns_within_the_ranges():
    chip = Ssd1306()
    commands(chip, 0x20, VERTICAL, 0x21, 5, 6, 0x22, 2, 3)
    data(chip, 1, 2, 3, 4)
    assert written_places(chip) == {(2, 5): 1, (3, 5): 2, (2, 6): 3, (3, 6): 4}
    data(chip, 9)
    assert written_places(chip)[2, 5] == 9


def test_horizontal_mode_wraps_at_the_end_of_the_ram_by_default():
    chip = Ssd1306()
    commands(chip, 0x20, HORIZONTAL)
    data(chip, *([7] * 1024), 9)
    assert chip.ram[0] == 9 and set(chip.ram[1:]) == {7}


def test_a_range_command_moves_the_pointer_to_its_start():
    chip = Ssd1306()
    commands(chip, 0x20, HORIZONTAL)
    data(chip, *([0] * 200))
    commands(chip, 0x21, 10, 20, 0x22, 4, 5)
    data(chip, 1)
    assert written_places(chip) == {(4, 10): 1}


def test_commands_of_the_other_addressing_mode_do_not_move_the_pointer():
    chip = Ssd1306()
    commands(chip, 0x21, 10, 20, 0x22, 4, 5)
    data(chip, 1)
    commands(chip, 0x20, HORIZONTAL, 0x21, 0, 127, 0x22, 0, 7, 0xB3, 0x05, 0x11)
    data(chip, 2)
    assert written_places(chip) == {(0, 0): 2}


def test_the_segment_remap_mirrors_only_data_written_after_it():
    chip = Ssd1306()
    data(chip, 1)
    commands(chip, 0xA1)
    data(chip, 2)
    assert written_places(chip) == {(0, 0): 1, (0, 126): 2}


def test_a_hard_reset_restores_the_registers_and_keeps_the_ram():
    chip = Ssd1306()
    data(chip, 1)
    commands(chip, 0xAF, 0xA7, 0x20, HORIZONTAL, 0x81)
    chip.hard_reset()
    commands(chip, 0xE3)
    assert chip.registers == Registers()
    assert chip.ram[0] == 1


def test_the_counters_count_bytes_transactions_commands_and_data_until_they_are_reset():
    chip = Ssd1306()
    commands(chip, 0x81, 0xFF, 0xAF)
    data(chip, 1, 2, 3, 4)
    chip.read(1)
    counted = (chip.bytes_received, chip.transactions, chip.commands, chip.data_bytes)
    assert counted == (4 + 5, 3, 2, 4)
    chip.reset_counters()
    assert (chip.bytes_received, chip.transactions, chip.commands, chip.data_bytes) == (0, 0, 0, 0)


def test_the_address_is_the_one_the_modules_have():
    assert Ssd1306().address == 0x3C
