import io

from raises import raises
from ui.glass import TEXTS_OF
from ui.quiet import quietly
from unit_paths import FONTS

from otpfob.ui.canvas import Canvas
from otpfob.ui.font import Font, Fonts

MARGIN = 16
TEXTS = TEXTS_OF[2, "en"]
WIDTH = 128


def load(name):
    return Font(open(f"{FONTS}/{name}.font", "rb"))


def load_to_memory(name):
    with open(f"{FONTS}/{name}.font", "rb") as file:
        data = file.read()
    return Font(io.BytesIO(data), memoryview(data))


DIGITS = tuple([load(f"digits{height}") for height in (32, 28, 24, 20)])
ALL = Fonts(load("small"), load("name"), DIGITS)
SMALL, NAME = ALL.small, ALL.name


class Glass:
    """A canvas inside a larger buffer, whose margins nobody may touch."""

    def __init__(self, height=64):
        self.memory = bytearray(b"\xa5" * (WIDTH * height // 8 + 2 * MARGIN))
        inside = memoryview(self.memory)[MARGIN:-MARGIN]
        self.words = []
        self.canvas = Canvas(inside, WIDTH, height, ALL, TEXTS, self.words.append)
        self.canvas.clear()
        self.words.clear()

    def on(self):
        """Return the pixels that are on, having checked the margins."""
        assert self.memory[:MARGIN] == self.memory[-MARGIN:] == b"\xa5" * MARGIN
        pixels = 0
        for y in range(self.canvas.height - 1, -1, -1):
            row = 0
            for x in range(WIDTH):
                row |= (self.canvas.buffer[y // 8 * WIDTH + x] >> y % 8 & 1) << x
            pixels = pixels << WIDTH | row
        return pixels


# Pixels are the bits of one large number, row after row: small enough for MicroPython.


def box(x, y, w, h):
    """Return the pixels of a rectangle that lie on a 128x64 glass."""
    left, right = max(0, x), min(WIDTH, x + w)
    row = ((1 << right) - 1) >> left << left if left < right else 0
    pixels = 0
    for j in range(max(0, y), min(64, y + h)):
        pixels |= row << WIDTH * j
    return pixels


def glyphs(x, y, string, font):
    """Return those pixels of a text that lie on a 128x64 glass: the slow way."""
    pixels = 0
    for row in range(max(0, -y), min(font.height, 64 - y)):
        bits = 0
        at = x
        for character in string:
            glyph = font.load(character)
            for column in range(font.width):
                on = glyph[row // 8 * font.width + column] >> row % 8 & 1
                if on and 0 <= at + column < WIDTH:
                    bits |= 1 << at + column
            at += font.width
        pixels |= bits << WIDTH * (y + row)
    return pixels


EMPTY = 0
FULL = box(0, 0, 128, 64)


def test_a_buffer_of_the_wrong_size_is_refused():
    raises(ValueError, Canvas, bytearray(1025), 128, 64, ALL, TEXTS)
    raises(ValueError, Canvas, bytearray(128 * 60 // 8), 128, 60, ALL, TEXTS)


def test_clear_turns_everything_off_and_says_so():
    glass = Glass()
    glass.canvas.fill(0, 0, 128, 64)
    assert glass.on() == FULL
    glass.canvas.clear()
    assert glass.on() == EMPTY
    assert glass.words == [None]


def test_rectangles_are_exact_and_clipped_at_every_edge():
    boxes = ((3, 5, 7, 9), (0, 0, 1, 1), (-4, -4, 9, 9), (120, 60, 50, 50), (10, 8, 5, 8))
    boxes += ((5, 7, 2, 2), (-9, 0, 9, 9), (128, 0, 5, 5), (0, 64, 5, 5), (0, -7, 128, 3))
    boxes += ((4, 4, 0, 5), (4, 4, 5, 0), (4, 4, -2, 5), (4, 4, 5, -2), (-500, -500, 2000, 2000))
    for rectangle in boxes:
        glass = Glass()
        glass.canvas.fill(*rectangle)
        assert glass.on() == box(*rectangle), rectangle
        glass.canvas.invert(0, 0, 128, 64)
        assert glass.on() == FULL & ~box(*rectangle), rectangle
        glass.canvas.fill(0, 0, 128, 64)
        glass.canvas.fill(*rectangle, on=0)
        assert glass.on() == FULL & ~box(*rectangle), rectangle
        glass.canvas.invert(*rectangle)
        assert glass.on() == FULL, rectangle


def test_a_frame_is_one_pixel_thick():
    for x, y, w, h in ((10, 10, 20, 15), (-3, 50, 200, 30), (0, 0, 128, 64)):
        glass = Glass()
        glass.canvas.frame(x, y, w, h)
        assert glass.on() == box(x, y, w, h) & ~box(x + 1, y + 1, w - 2, h - 2), (x, y, w, h)


def test_a_bar_is_full_at_the_whole_and_empty_only_at_nothing():
    for part, whole, width in ((0, 30, 0), (30, 30, 100), (15, 30, 50), (1, 86400, 1)):
        for earlier in (0, 30):
            glass = Glass()
            glass.canvas.bar(4, 50, 100, 5, earlier, 30)
            glass.canvas.bar(4, 50, 100, 5, part, whole)
            wanted = box(4, 50, width, 5) | box(4, 52, 100, 1)
            assert glass.on() == wanted, (part, whole)


def test_a_bar_takes_senseless_parts():
    for part, whole, width in ((-5, 30, 0), (99, 30, 100), (5, 0, 0), (5, -1, 0)):
        glass = Glass()
        glass.canvas.bar(4, 50, 100, 5, part, whole)
        assert glass.on() == box(4, 50, width, 5) | box(4, 52, 100, 1), (part, whole)


def test_text_lands_on_any_row_and_is_clipped_on_all_sides():
    for font in (SMALL, NAME, DIGITS[0]):
        for y in (-21, -13, -8, -7, -1, 0, 1, 3, 7, 8, 9, 50, 57, 63, 64, 70):
            for x in (-7, 0, 5, 100):
                glass = Glass()
                glass.canvas.text(x, y, "8Ж", font, 28)
                count = min(28, 128 - x) // font.width
                string = "8Ж" if count >= 2 else "…"
                wanted = glyphs(x, y, string, font) & box(x, 0, 28, 64)
                assert glass.on() == wanted, (font.width, x, y)


def test_text_that_fits_is_drawn_whole():
    glass = Glass()
    assert glass.canvas.text(3, 9, "Счёт Ελ", NAME) == 42
    assert glass.on() == glyphs(3, 9, "Счёт Ελ", NAME)
    assert glass.words == ["Счёт Ελ"]


def test_text_that_fits_exactly_is_not_cut():
    glass = Glass()
    assert glass.canvas.text(0, 0, "Ж" * 21, NAME) == 126
    assert glass.on() == glyphs(0, 0, "Ж" * 21, NAME)
    glass = Glass()
    assert glass.canvas.text(2, 0, "abcd", NAME, 24) == 24
    assert glass.on() == glyphs(2, 0, "abcd", NAME)


def test_text_that_does_not_fit_ends_in_dots_and_is_traced_whole():
    glass = Glass()
    assert glass.canvas.text(0, 0, "Ж" * 22, NAME) == 126
    assert glass.on() == glyphs(0, 0, "Ж" * 20 + "…", NAME)
    assert glass.words == ["Ж" * 22]
    glass = Glass()
    assert glass.canvas.text(2, 0, "ab cd", NAME, 29) == 18
    assert glass.on() == glyphs(2, 0, "ab…", NAME)


def test_text_without_room_draws_nothing():
    for x, max_width in ((0, 5), (0, 0), (0, -9), (125, None), (128, None), (500, None)):
        glass = Glass()
        assert glass.canvas.text(x, 0, "ab", NAME, max_width) == 0
        assert glass.on() == EMPTY
        assert glass.words == ["ab"]
    assert Glass().canvas.text(0, 0, "", NAME) == 0


def test_the_longest_name_fits_through_every_way_of_drawing():
    longest = "Щ" * 64
    glass = Glass()
    glass.canvas.text(0, 0, longest, NAME)
    glass.canvas.centred(12, longest, SMALL)
    glass.canvas.scrolled(0, 24, longest, NAME, 128, 100)
    assert glass.canvas.wrapped(36, longest, SMALL, 2) == 2
    glass.on()
    assert glass.words == [longest] * 4


def test_centred_text_is_in_the_middle():
    glass = Glass()
    assert glass.canvas.centred(20, "Ключ", NAME) == 24
    assert glass.on() == glyphs(52, 20, "Ключ", NAME)
    glass = Glass()
    assert glass.canvas.centred(20, "K" * 30, NAME) == 126
    assert glass.on() == glyphs(0, 20, "K" * 20 + "…", NAME)


def test_scrolled_text_shows_its_window_and_nothing_beside_it():
    string = "Очень длинное имя счёта"
    for offset_px in (0, 1, 5, 6, 7, 40, 137, 138, 500, -3):
        glass = Glass()
        glass.canvas.scrolled(10, 3, string, NAME, 50, offset_px)
        wanted = glyphs(10 - offset_px, 3, string, NAME) & box(10, 0, 50, 64)
        assert glass.on() == wanted, offset_px
        assert glass.words == [string]


def test_scrolled_text_at_the_edge_of_the_glass_is_clipped():
    glass = Glass()
    glass.canvas.scrolled(-10, 60, "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", NAME, 500, 3)
    assert glass.on() == glyphs(-13, 60, "W" * 35, NAME) & box(0, 0, 128, 64)


def lines(string, max_lines, font=NAME):
    """Return how many lines `string` takes, having found them on the glass."""
    glass = Glass()
    count = glass.canvas.wrapped(0, string, font, max_lines)
    assert glass.words == [string]
    return count, glass.on()


def drawn(*strings):
    pixels = EMPTY
    for i in range(len(strings)):
        pixels |= glyphs(2, 13 * i, strings[i], NAME)
    return pixels


def test_messages_break_between_words():
    message = "The clock is not set. Connect the token."
    assert lines(message, 5) == (2, drawn("The clock is not set.", "Connect the token."))
    message = "Часы не установлены, подключите"
    assert lines(message, 5) == (2, drawn("Часы не установлены,", "подключите"))
    assert lines("One\nTwo\n\nFour", 5) == (4, drawn("One", "Two", "", "Four"))


def test_a_word_longer_than_a_line_is_broken():
    assert lines("ab " + "Ж" * 25, 5) == (3, drawn("ab", "Ж" * 21, "Ж" * 4))


def test_blanks_at_a_break_are_swallowed():
    assert lines("a" * 21 + "   " + "b", 5) == (2, drawn("a" * 21, "b"))
    assert lines("a  ", 5) == (1, drawn("a"))


def test_a_message_that_does_not_fit_ends_in_dots():
    assert lines("One two three four five six", 1) == (1, drawn("One two three four…"))
    assert lines("a" * 50, 2) == (2, drawn("a" * 21, "a" * 20 + "…"))
    assert lines("One\nTwo", 2) == (2, drawn("One", "Two"))
    assert lines("", 3) == (0, EMPTY)
    assert lines("abc", 0) == (0, EMPTY)


def test_a_command_is_never_broken_and_is_said_with_blanks():
    message = "On the PC: fobctl\u00a0time\u00a0set"
    glass = Glass()
    assert glass.canvas.wrapped(0, message, NAME, 3) == 2
    assert glass.on() == drawn("On the PC:", "fobctl time set")
    assert glass.words == ["On the PC: fobctl time set"]


def test_lines_can_be_in_the_middle():
    glass = Glass()
    assert glass.canvas.wrapped(0, "One two three four five", NAME, 2, centred=True) == 2
    assert glass.on() == glyphs(10, 0, "One two three four", NAME) | glyphs(52, 13, "five", NAME)


def test_a_low_display_has_no_room_between_lines():
    glass = Glass(32)
    assert glass.canvas.wrapped(0, "a\nb", NAME, 2) == 2
    assert glass.on() == glyphs(2, 0, "a", NAME) | glyphs(2, 12, "b", NAME)


def test_a_title_is_inverted_over_the_whole_width():
    for height, below in ((64, 11), (32, 8)):
        glass = Glass(height)
        assert glass.canvas.title("Sure?", "15 s") == below
        texts = glyphs(2, 0, "Sure?", SMALL) | glyphs(107, 0, "15 s", SMALL)
        assert glass.on() == box(0, 0, 128, 8) & ~texts
        assert glass.words == ["Sure?", "15 s"]


def test_a_badge_is_inverted_in_the_corner():
    glass = Glass()
    assert glass.canvas.badge("? 3 d") == 97
    assert glass.on() == box(102, 0, 26, 8) & ~glyphs(103, 0, "? 3 d", SMALL)
    assert glass.words == ["? 3 d"]


def test_an_empty_text_at_an_end_is_not_drawn():
    glass = Glass()
    glass.canvas.ends(56, "", "DO yes")
    assert glass.on() == glyphs(97, 56, "DO yes", SMALL)
    assert glass.words == ["DO yes"]


def test_bytes_are_drawn_in_groups():
    for characters, text in ((b"ABCDEFGHIJ", "ABCD EFGH IJ"), (b"ABCD", "ABCD"), (b"", "")):
        glass = Glass()
        glass.canvas.grouped(5, 20, bytearray(characters), 4, NAME)
        assert glass.on() == glyphs(5, 20, text, NAME)
        assert glass.words == [text]


def test_groups_make_no_string_of_a_secret():
    canvas = Canvas(Glass().canvas.buffer, 128, 64, ALL, TEXTS)
    code = bytearray(b"ABCD2345")
    canvas.grouped(0, 0, code, 4, NAME)  # letters become interned strings once
    quietly(lambda: canvas.grouped(0, 0, code, 4, NAME))


def code_pixels(code, height, limit):
    glass = Glass(height)
    used = glass.canvas.big_code(8, code, limit)
    assert glass.words == [code]
    return used, glass.on()


def test_codes_are_as_large_as_fits_and_grouped():
    wanted = (
        ("2C8KQ", DIGITS[0], ("2C8KQ",)),
        ("123456", DIGITS[0], ("123", "456")),
        ("1234567", DIGITS[0], ("123", "4567")),
        ("12345678", DIGITS[1], ("1234", "5678")),
        ("123456789", DIGITS[2], ("123", "456", "789")),
        ("1234567890", DIGITS[2], ("12345", "67890")),
    )
    for code, font, groups in wanted:
        gap = font.width * 2 // 3
        width = len(code) * font.width + (len(groups) - 1) * gap
        assert width <= 128, code
        for height, limit in ((64, 40), (32, 21)):
            x = (128 - width) // 2
            pixels = EMPTY
            for group in groups:
                pixels |= glyphs(x, 8 + (limit - font.height + 1) // 2, group, font)
                x += len(group) * font.width + gap
            assert code_pixels(code, height, limit) == (font.height, pixels), (code, height)


def test_ten_digits_fill_the_glass_from_edge_to_edge():
    glass = Glass()
    glass.canvas.fill(0, 0, 128, 64)
    assert 10 * DIGITS[2].width + DIGITS[2].width * 2 // 3 == 128
    assert glass.canvas.big_code(0, "8888888888", 64) == DIGITS[2].height


def test_a_lower_area_takes_lower_digits():
    for limit, height in ((64, 20), (20, 20), (19, 18), (17, 15), (14, 13), (12, 12), (8, 8)):
        used, pixels = code_pixels("123456", 64, limit)
        assert used == height, limit
        assert pixels and not pixels & ~box(0, 8, 128, limit), limit


def test_a_code_of_any_length_stays_on_the_glass():
    for length in range(30):
        code_pixels("8" * length, 32, 21)


def test_a_canvas_without_trace_draws_the_same():
    glass = Glass()
    buffer = bytearray(1024)
    for canvas in (glass.canvas, Canvas(buffer, 128, 64, ALL, TEXTS)):
        canvas.clear()
        canvas.centred(5, "Имя", NAME)
        canvas.big_code(20, "123456", 30)
    assert bytes(glass.canvas.buffer) == bytes(buffer)


def test_drawing_allocates_nothing():
    glass = Glass()
    canvas = Canvas(glass.canvas.buffer, 128, 64, ALL, TEXTS)

    def draw():
        canvas.clear()
        canvas.text(0, 0, "Банк GitHub", NAME)
        canvas.scrolled(0, 12, "Банк GitHub Банк GitHub", SMALL, 100, 17)
        canvas.big_code(20, "123456", 30)
        canvas.bar(0, 59, 128, 5, 7, 30)
        canvas.frame(0, 0, 128, 64)
        canvas.invert(3, 3, 50, 20)

    draw()  # letters become interned strings once
    quietly(draw)


def test_a_name_of_combining_marks_alone_is_a_row_of_boxes_of_the_usual_width():
    marks = "\u0301" * 32  # 64 bytes
    canvas = Canvas(bytearray(1024), 128, 64, ALL, TEXTS)
    assert canvas.text(0, 0, marks, ALL.small) == 128 // ALL.small.width * ALL.small.width
    assert not any(canvas.buffer[128:])
    box = bytes(ALL.small.load("\u0301"))
    assert bytes(canvas.buffer[:5]) == box == bytes(ALL.small.load("\u3042")) and any(box)


def test_a_font_in_memory_draws_the_same():
    glass = Glass()
    canvas = glass.canvas
    in_memory = load_to_memory("name")
    for text in (
        "",
        "a",
        "Ähnlich – Привет",
        "a name   that   does not fit  ",
        "\u3042 \u0301" * 9,
    ):
        for x, y, width in ((0, 0, None), (5, 13, 40), (3, 60, 90), (90, -4, 200), (0, 0, 5)):
            drawn = []
            for font in (NAME, in_memory):
                canvas.clear()
                end = canvas.text(x, y, text, font, width)
                drawn.append((end, glass.on()))
            assert drawn[0] == drawn[1], (text, x, y, width)
        for offset in (0, 1, 25):
            drawn = []
            for font in (NAME, in_memory):
                canvas.clear()
                canvas.scrolled(4, 8, text, font, 80, offset)
                drawn.append(glass.on())
            assert drawn[0] == drawn[1], (text, offset)


def test_the_ellipsis_stands_at_the_last_word_that_fits():
    glass = Glass()
    for font in (NAME, load_to_memory("name")):
        glass.canvas.clear()
        assert glass.canvas.text(0, 0, "ab    cd", font, 6 * 6) == 3 * 6
        assert glass.on() == glyphs(0, 0, "ab…", NAME)
