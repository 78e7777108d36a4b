import io

from raises import raises
from unit_paths import FONTS

from otpfob.core.errors import Damaged
from otpfob.ui.font import Font

NAMES = ("small", "name", "digits32", "digits28", "digits24", "digits20")


def read(name):
    with open(f"{FONTS}/{name}.font", "rb") as file:
        return file.read()


def load(name):
    return Font(open(f"{FONTS}/{name}.font", "rb"))


def picture(font, character):
    """Return the rows of a glyph as strings."""
    glyph = font.load(character)
    rows = []
    for y in range(font.height):
        strip = y // 8 * font.width
        row = ""
        for x in range(font.width):
            row += "#" if glyph[strip + x] >> y % 8 & 1 else "."
        rows.append(row)
    return rows


def test_cells_have_the_sizes_the_screens_count_on():
    sizes = []
    for name in NAMES:
        font = load(name)
        sizes.append((font.width, font.height))
    assert sizes == [(5, 8), (6, 12), (16, 20), (14, 18), (12, 15), (10, 13)], sizes


def test_text_fonts_have_latin_greek_and_cyrillic():
    alphabets = "AZaz09~ÀÿĀſȘțΑΩαωΆώЀЯаяџѐҐґ←↑→↓…–—‘’“”«»№€₽✓▲▼▶◀●○■"
    for name in ("small", "name"):
        font = load(name)
        for character in alphabets:
            assert font.has(character), (name, character)
        for first, last in ((0x20, 0x7E), (0xA0, 0x17F), (0x400, 0x45F), (0x391, 0x3A1)):
            for code_point in range(first, last + 1):
                assert font.has(chr(code_point)), (name, hex(code_point))


def test_both_text_fonts_have_the_same_characters():
    small = read("small")
    name = read("name")
    after_ranges = 11 + 6 * (small[7] << 8 | small[8])
    assert small[7:after_ranges] == name[7:after_ranges]


def test_digit_fonts_have_digits_and_the_alphabet_of_steam():
    for name in NAMES[2:]:
        font = load(name)
        for character in "0123456789 -23456789BCDFGHJKMNPQRTVWXY":
            assert font.has(character), (name, character)
        assert not font.has("A"), name


def test_a_letter_looks_as_it_should():
    assert picture(load("small"), "L") == [
        ".....",
        "#....",
        "#....",
        "#....",
        "#....",
        "#....",
        "####.",
        ".....",
    ]


def test_letters_that_differ_look_different():
    for name in NAMES:
        font = load(name)
        seen = {}
        for character in "0123456789BCDFGHJKMNPQRTVWXY":
            glyph = bytes(font.load(character))
            assert glyph not in seen, (name, character, seen[glyph])
            seen[glyph] = character


def test_digits_fill_their_cell_from_top_to_bottom():
    for name in NAMES[2:]:
        font = load(name)
        for character in "0123456789Q":
            rows = picture(font, character)
            assert "#" in rows[0] and "#" in rows[-1], (name, character)


def test_nothing_is_set_below_the_last_row():
    for name in NAMES:
        font = load(name)
        spare = 0xFF << (font.height - 1) % 8 + 1 & 0xFF
        for character in "0Q8gjщ☃":
            for byte in font.load(character)[-font.width :]:
                assert not byte & spare, (name, character)


def test_a_character_without_a_glyph_is_a_box():
    for name in NAMES:
        font = load(name)
        box = bytes(font.load("\0"))
        assert any(box), name
        for character in ("☃", "\n", "あ", chr(0x1F600), chr(0x10FFFF), "\x7f"):
            assert not font.has(character), (name, character)
            assert bytes(font.load(character)) == box, (name, character)


def test_a_blank_is_blank():
    for name in NAMES:
        assert not any(load(name).load(" ")), name


def test_a_glyph_does_not_depend_on_what_was_loaded_before():
    font = load("name")
    first = bytes(font.load("Щ"))
    font.load("☃")
    font.load("i")
    assert bytes(font.load("Щ")) == first
    assert bytes(font.load("Щ")) == first


def test_every_truncated_font_is_refused():
    data = read("digits20")
    for size in range(len(data)):
        raises(Damaged, Font, io.BytesIO(data[:size]))


def test_every_flipped_bit_is_refused():
    data = bytearray(read("digits20"))
    for i in range(len(data)):
        data[i] ^= 1 << i % 8
        raises(Damaged, Font, io.BytesIO(bytes(data)))
        data[i] ^= 1 << i % 8
    Font(io.BytesIO(bytes(data)))


def test_bytes_after_the_end_are_refused():
    raises(Damaged, Font, io.BytesIO(read("small") + b"\0"))


def test_a_table_that_points_outside_is_refused_even_with_a_right_crc():
    import binascii

    for at, byte in ((5, 0), (6, 0), (7, 0xFF), (8, 0), (13, 0xFF), (11, 0xFF), (15, 0xFF)):
        data = bytearray(read("digits20"))[:-4]
        data[at] = byte
        data = bytes(data)
        data += binascii.crc32(data).to_bytes(4, "big")
        error = raises(Damaged, Font, io.BytesIO(data))
        assert error.field == "font", at


def test_a_file_that_became_shorter_is_noticed():
    file = io.BytesIO(read("small"))
    font = Font(file)
    font._file = io.BytesIO(read("small")[:200])
    raises(Damaged, font.load, "я")


def test_a_font_that_lies_in_memory_has_the_same_glyphs():
    for name in NAMES:
        data = read(name)
        in_memory = Font(io.BytesIO(data), memoryview(data))
        other = load(name)
        for point in list(range(0x500)) + [0x2026, 0x2191, 0x3042]:
            character = chr(point)
            assert in_memory.has(character) == other.has(character), (name, point)
            assert in_memory.load(character) == other.load(character), (name, point)
