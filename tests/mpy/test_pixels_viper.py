"""The machine code of the display's loops on this interpreter, against its plain twin."""

import random

from unit_paths import FONTS

from otpfob.core import pixels, pixels_plain, pixels_viper

WIDTH, PAGES = 40, 4
TEXT = "A~\x7f\x80é߿ࠀ…€\uffff𐀀😀z"


def noise(size):
    return bytearray([random.getrandbits(8) for _ in range(size)])


def test_the_machine_code_is_what_runs():
    assert pixels.put is pixels_viper.put


def test_a_glyph_lands_on_the_same_pixels_wherever_it_is_cut():
    random.seed(1)
    for _ in range(400):
        columns = random.randint(1, 16)
        size = columns * random.randint(1, 3)
        x, y = random.randint(-20, WIDTH + 5), random.randint(-40, 8 * PAGES + 9)
        left = random.randint(0, WIDTH)
        window = bytearray((WIDTH, PAGES, left, random.randint(0, WIDTH)))
        at = random.randint(0, 9)
        glyphs, mine = noise(at + size), noise(WIDTH * PAGES)
        theirs = bytearray(mine)
        pixels_plain.put(mine, window, x, y, glyphs, at, size, columns)
        pixels_viper.put(theirs, window, x, y, glyphs, at, size, columns)
        assert mine == theirs, (x, y, bytes(window), size, columns)


def test_bytes_are_painted_alike():
    random.seed(2)
    for keep, flip in ((0xFF, 0xFF), (0xFF, 0x3C), (0xC3, 0x3C), (0x0F, 0), (0, 0)):
        mine = noise(50)
        theirs = bytearray(mine)
        pixels_plain.paint(mine, 3, 47, keep, flip)
        pixels_viper.paint(theirs, 3, 47, keep, flip)
        assert mine == theirs


def test_changes_are_found_and_taken_alike():
    random.seed(3)
    for _ in range(200):
        held = noise(64)
        drawn = bytearray(held)
        for _ in range(random.randint(0, 6)):
            drawn[random.randint(0, 63)] ^= 1 << random.randint(0, 7)
        i = random.randint(0, 64)
        found = pixels_plain.next_change(drawn, held, i, 64)
        assert found == pixels_viper.next_change(drawn, held, i, 64)
        if found == 64:
            continue
        size = pixels_plain.run(drawn, held, found, 64, 7)
        assert size == pixels_viper.run(drawn, held, found, 64, 7) > 0
        piece, other_piece, other_held = bytearray(9), bytearray(9), bytearray(held)
        at = min(found, 56)
        end = pixels_plain.take(drawn, held, at, piece, 9)
        assert end == pixels_viper.take(drawn, other_held, at, other_piece, 9) == at + 8
        assert (piece, held) == (other_piece, other_held)


def test_every_length_of_a_character_is_read():
    for point_at in (pixels_plain.point_at, pixels_viper.point_at):
        place, text = 0, ""
        for _ in range(len(TEXT)):
            point = point_at(TEXT, place)
            place += point & 7
            text += chr(point >> 3)
        assert text == TEXT


def font(name):
    with open(f"{FONTS}/{name}.font", "rb") as file:
        return file.read()


def test_the_glyph_of_every_code_point_is_found_alike():
    for name in ("name", "digits20"):
        data = font(name)
        found = [pixels_plain.find(data, point) for point in range(0x3000)]
        assert found == [pixels_viper.find(data, point) for point in range(0x3000)]
        assert found[ord("0")] > 0 and found[0x2FFF] == 0


def test_texts_are_written_alike():
    random.seed(4)
    for name in ("small", "digits20"):
        data = font(name)
        for _ in range(200):
            text = "".join(
                [random.choice(TEXT + "12 żЯя   ") for _ in range(random.randint(0, 12))]
            )
            count = random.randint(0, len(text))
            x, y = random.randint(-40, WIDTH + 5), random.randint(-20, 8 * PAGES + 9)
            left = random.randint(0, WIDTH)
            window = bytearray((WIDTH, PAGES, left, random.randint(0, WIDTH)))
            mine = noise(WIDTH * PAGES)
            theirs = bytearray(mine)
            end = pixels_plain.write(mine, window, x, y, text, count, data)
            assert end == pixels_viper.write(theirs, window, x, y, text, count, data), text
            assert mine == theirs, (text, count, x, y, bytes(window))
