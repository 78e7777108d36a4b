"""What a person sees on the SSD1306 model's glass, against data-sheet tables 10-1 to 10-3."""

import pytest

from fobctl.simulator.chips.ssd1306 import Ssd1306
from fobctl.simulator.chips.ssd1306_commands import Registers
from fobctl.simulator.chips.ssd1306_panel import shown_line

UPRIGHT = (0x20, 0x00, 0xA1, 0xC8, 0x8D, 0x14, 0xAF)


def lit_chip(*more, height=64):
    """Return an upright chip with one pixel at row 1, column 2, after the commands `more`."""
    chip = Ssd1306(128, height)
    if height == 32:
        chip.write(bytes([0x00, 0xA8, 31, 0xDA, 0x02]))
    chip.write(bytes([0x00, *UPRIGHT]))
    chip.write(bytes([0x40, 0, 0, 0b10]) + bytes(1021))
    chip.write(bytes([0x00, *more]))
    return chip


def lit_pixels(chip):
    return {(x, y) for y, row in enumerate(chip.glass()) for x, bit in enumerate(row) if bit}


def shown_by_pads(**registers):
    """Return the RAM line each pad shows with sequential pins, where pad and COM are the same."""
    state = Registers(com_pins_alternative=False, **registers)
    return [shown_line(state, pad) for pad in range(64)]


def test_a1_and_c8_are_upright_on_the_common_modules():
    assert lit_pixels(lit_chip()) == {(2, 1)}


def test_a0_and_c0_turn_the_picture_by_180_degrees_once_it_is_written_again():
    chip = lit_chip(0xA0, 0xC0)
    assert lit_pixels(chip) == {(2, 62)}, "the RAM is still the one written with A1"
    chip.write(bytes([0x40, 0, 0, 0b10]) + bytes(1021))
    assert lit_pixels(chip) == {(125, 62)}


@pytest.mark.parametrize("sent", [(0xAE,), (0x8D, 0x10), (0xA5, 0xAE), (0xA7, 0x8D, 0x10)])
def test_nothing_shines_with_the_display_or_the_charge_pump_off(sent):
    assert lit_pixels(lit_chip(*sent)) == set()


def test_the_ram_survives_display_off_and_comes_back():
    assert lit_pixels(lit_chip(0xAE, 0xAF)) == {(2, 1)}


def test_entire_on_lights_everything_whatever_the_ram_and_inversion_say():
    assert len(lit_pixels(lit_chip(0xA5))) == 128 * 64
    assert len(lit_pixels(lit_chip(0xA5, 0xA7))) == 128 * 64
    assert lit_pixels(lit_chip(0xA5, 0xA4)) == {(2, 1)}


def test_inversion_swaps_light_and_dark():
    everything = {(x, y) for x in range(128) for y in range(64)}
    assert lit_pixels(lit_chip(0xA7)) == everything - {(2, 1)}


def test_the_start_line_moves_the_picture_up_and_around():
    assert lit_pixels(lit_chip(0x41)) == {(2, 0)}
    assert lit_pixels(lit_chip(0x42)) == {(2, 63)}


def test_the_display_offset_moves_the_picture_around_the_rows():
    # Scanned from COM63 down, an offset shifts towards higher COMs, which is up on the glass.
    assert lit_pixels(lit_chip(0xD3, 1)) == {(2, 0)}
    assert lit_pixels(lit_chip(0xD3, 63)) == {(2, 2)}


def test_rows_beyond_the_multiplex_ratio_stay_dark_even_when_everything_is_on():
    rows = {y for _, y in lit_pixels(lit_chip(0xA8, 47, 0xA5))}
    assert rows == set(range(16, 64))


@pytest.mark.parametrize(
    "registers, com_to_line",
    [
        ({}, {0: 0, 63: 63}),
        ({"display_offset": 8}, {0: 8, 55: 63, 56: 0, 63: 7}),
        ({"start_line": 8}, {0: 8, 55: 63, 56: 0, 63: 7}),
        ({"multiplex": 56}, {0: 0, 55: 55, 56: None, 63: None}),
        (
            {"multiplex": 56, "display_offset": 8},
            {0: 8, 47: 55, 48: None, 55: None, 56: 0, 63: 7},
        ),
        ({"multiplex": 56, "start_line": 8}, {0: 8, 55: 63, 56: None, 63: None}),
    ],
)
def test_offset_start_line_and_multiplex_follow_table_10_1(registers, com_to_line):
    shown = shown_by_pads(**registers)
    assert {com: shown[com] for com in com_to_line} == com_to_line


@pytest.mark.parametrize(
    "registers, com_to_line",
    [
        ({}, {0: 63, 63: 0}),
        ({"display_offset": 8}, {0: 7, 7: 0, 8: 63, 63: 8}),
        ({"start_line": 8}, {0: 7, 7: 0, 8: 63, 63: 8}),
        ({"multiplex": 48}, {0: 47, 47: 0, 48: None, 63: None}),
        ({"multiplex": 48, "display_offset": 8}, {0: None, 7: None, 8: 47, 55: 0, 56: None}),
        ({"multiplex": 48, "start_line": 8}, {0: 55, 47: 8, 48: None}),
    ],
)
def test_offset_start_line_and_multiplex_follow_table_10_2_with_reversed_coms(
    registers, com_to_line
):
    shown = shown_by_pads(com_reversed=True, **registers)
    assert {com: shown[com] for com in com_to_line} == com_to_line


@pytest.mark.parametrize(
    "alternative, swapped, com_reversed, row_to_pad",
    [
        (False, False, False, {0: 0, 31: 31, 32: 32, 63: 63}),
        (False, True, False, {0: 32, 31: 63, 32: 0, 63: 31}),
        (False, False, True, {0: 63, 31: 32, 32: 31, 63: 0}),
        (False, True, True, {0: 31, 31: 0, 32: 63, 63: 32}),
        (True, False, False, {0: 0, 1: 32, 2: 1, 61: 62, 62: 31, 63: 63}),
        (True, True, False, {0: 32, 1: 0, 2: 33, 61: 30, 62: 63, 63: 31}),
        (True, False, True, {0: 63, 1: 31, 2: 62, 61: 1, 62: 32, 63: 0}),
        (True, True, True, {0: 31, 1: 63, 2: 30, 61: 33, 62: 0, 63: 32}),
    ],
)
def test_the_com_pins_follow_the_eight_cases_of_table_10_3(
    alternative, swapped, com_reversed, row_to_pad
):
    state = Registers(
        com_pins_alternative=alternative,
        com_left_right_swapped=swapped,
        com_reversed=com_reversed,
    )
    assert {row: shown_line(state, pad) for row, pad in row_to_pad.items()} == {
        row: row for row in row_to_pad
    }


def test_a_128x32_panel_is_wired_in_order():
    assert lit_pixels(lit_chip(height=32)) == {(2, 1)}


def test_a_128x32_panel_with_alternating_pins_shows_every_second_line_on_half_its_rows():
    chip = lit_chip(0xDA, 0x12, 0xA5, height=32)
    assert {y for _, y in lit_pixels(chip)} == set(range(16, 32))
    chip.write(b"\x00\xa4")
    assert lit_pixels(chip) == {(2, 16)}


def test_a_128x64_panel_with_sequential_pins_shows_its_rows_in_the_wrong_order():
    assert lit_pixels(lit_chip(0xDA, 0x02)) == {(2, 2)}


def test_the_smallest_panel_has_the_size_it_was_given():
    chip = Ssd1306(8, 16)
    assert (chip.width, chip.height) == (8, 16)
    assert [len(row) for row in chip.glass()] == [8] * 16


def test_a_narrow_panel_uses_the_middle_columns():
    chip = Ssd1306(64, 48)
    chip.write(bytes([0x00, *UPRIGHT, 0xA8, 47, 0x21, 32, 95]))
    chip.write(bytes([0x40, 1]) + bytes(62) + bytes([2]))
    assert lit_pixels(chip) == {(0, 0), (63, 1)}


@pytest.mark.parametrize("width, height", [(129, 64), (128, 65), (128, 8), (0, 64)])
def test_a_panel_the_chip_cannot_drive_is_refused(width, height):
    with pytest.raises(ValueError, match=f"{width} x {height}"):
        Ssd1306(width, height)


def test_glass_bytes_hold_rows_from_the_top_with_the_left_pixel_in_the_top_bit():
    packed = lit_chip().glass_bytes()
    assert len(packed) == 1024
    assert {at: byte for at, byte in enumerate(packed) if byte} == {128 // 8: 0b00100000}


def test_glass_bytes_fill_a_row_that_does_not_end_on_a_byte():
    chip = Ssd1306(20, 16)
    chip.write(bytes([0x00, *UPRIGHT, 0xA8, 15, 0xA5]))
    assert chip.glass_bytes() == bytes([0xFF, 0xFF, 0xF0]) * 16


def test_ram_that_was_shown_before_it_was_written_is_counted():
    chip = Ssd1306(128, 32)
    chip.write(bytes([0x00, 0xA8, 31, 0xDA, 0x02]))
    assert chip.noise_bytes_shown() == 0, "a dark panel shows no noise"
    chip.write(bytes([0x00, *UPRIGHT]))
    assert chip.noise_bytes_shown() == 512
    chip.write(bytes([0x40]) + bytes(500))
    assert chip.noise_bytes_shown() == 12
    chip.write(bytes([0x00, 0x47]))
    assert chip.noise_bytes_shown() == 12 + 128, "the start line brought the next page in"
    chip.write(bytes([0x00, 0xA5]))
    assert chip.noise_bytes_shown() == 0
