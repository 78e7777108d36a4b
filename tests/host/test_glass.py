"""The token's glass as text: half blocks and braille, in a frame."""

import pytest

from fobctl.cli.glass import braille, framed, half_blocks


def rows_of(*texts):
    return [[int(character == "#") for character in text] for text in texts]


def blank(columns, rows):
    return [[0] * columns for _ in range(rows)]


def test_a_half_block_is_two_pixels_one_above_the_other():
    assert half_blocks(rows_of(" # #", "  ##")) == [" ▀▄█"]


def test_half_blocks_have_a_line_for_every_two_rows():
    lines = half_blocks(rows_of("#.", "..", "..", ".#"))
    assert lines == ["▀ ", " ▄"]


@pytest.mark.parametrize(
    "x, y, character",
    [
        (0, 0, "⠁"),
        (0, 1, "⠂"),
        (0, 2, "⠄"),
        (0, 3, "⡀"),
        (1, 0, "⠈"),
        (1, 1, "⠐"),
        (1, 2, "⠠"),
        (1, 3, "⢀"),
    ],
)
def test_every_pixel_is_its_own_dot_of_a_braille_pattern(x, y, character):
    rows = blank(2, 4)
    rows[y][x] = 1
    assert braille(rows) == [character]


def test_braille_has_a_character_for_two_columns_and_four_rows():
    rows = blank(4, 8)
    rows[0][3] = rows[7][0] = 1
    assert braille(rows) == ["⠀⠈", "⡀⠀"]
    assert braille([[1] * 4] * 8) == ["⣿⣿", "⣿⣿"]


@pytest.mark.parametrize("height", [64, 32])
def test_a_pixel_is_where_it_was_on_the_whole_glass(height):
    rows = blank(128, height)
    rows[height - 1][127] = 1
    halves = half_blocks(rows)
    assert len(halves) == height // 2 and {len(line) for line in halves} == {128}
    assert [line.strip() for line in halves[:-1]] == [""] * (height // 2 - 1)
    assert halves[-1] == " " * 127 + "▄"
    dots = braille(rows)
    assert len(dots) == height // 4 and {len(line) for line in dots} == {64}
    assert dots[-1] == "⠀" * 63 + "⢀"


def test_the_rows_of_the_display_model_are_taken_as_they_are():
    from fobctl.simulator.chips.ssd1306 import Ssd1306

    lines = half_blocks(Ssd1306(128, 64).glass())
    assert len(lines) == 32 and set("".join(lines)) <= set(" ▀▄█")


@pytest.mark.parametrize(
    "columns, lines, width",
    [(130, 36, 128), (200, 50, 128), (129, 36, 64), (130, 35, 64), (80, 24, 64)],
)
def test_the_frame_takes_braille_when_the_terminal_is_small(columns, lines, width):
    picture = framed(blank(128, 64), columns, lines)
    assert picture[0] == "╭" + "─" * width + "╮"
    assert picture[-1] == "╰" + "─" * width + "╯"
    assert all(line[0] == line[-1] == "│" and len(line) == width + 2 for line in picture[1:-1])
    assert len(picture) == 2 + (32 if width == 128 else 16)


def test_what_is_drawn_fits_the_usual_terminal():
    picture = framed(blank(128, 64), 80, 24)
    assert len(picture) + 2 <= 24 and len(picture[0]) <= 80  # two lines of help below
