"""Pictures of labels: drawn with real fonts, and read by the firmware's own reader."""

import hashlib
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fobctl.pictures import fonts, has_all
from fobctl.pictures.line import ROWS, _drawn, draw
from fobctl.pictures.picture import MOST_COLUMNS, drawn
from otpfob.core.account import MAX_PICTURE_BYTES
from otpfob.ui.font import Font
from otpfob.ui.picture import Pictured
from otpfob.ui.picture import line as read

SCRIPTS = {
    "Japanese": "日本語テスト",
    "Chinese": "中国银行",
    "Korean": "한국은행",
    "Arabic": "البنك الأهلي",
    "Hebrew": "בנק הפועלים",
    "Devanagari": "स्टेट बैंक",
    "Thai": "ธนาคารกรุงเทพ",
    "emoji": "🔑 Bank 🏦",
}


def rows(image):
    return [
        "".join(".#"[bool(image.getpixel((x, y)))] for x in range(image.width))
        for y in range(image.height)
    ]


@pytest.mark.parametrize("name", ["small", "name"])
def test_the_ranges_are_those_of_the_fonts_on_the_token(name):
    with open(f"firmware/fonts/{name}.font", "rb") as file:
        font = Font(file)
        assert all(font.has(chr(c)) == has_all(chr(c)) for c in range(0x3000))


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_is_drawn_whole_and_read_by_the_token(script):
    text = SCRIPTS[script]
    made = drawn(text, "ann")
    assert made.warnings == () and len(made.picture) <= MAX_PICTURE_BYTES
    image = draw(text)
    line = read(made.picture, text, "")
    assert isinstance(line, Pictured) and line.text == text
    (strips,) = line.pieces
    width = len(strips) // 2
    assert (width, ROWS) == image.size
    for x in range(width):
        column = strips[x] | strips[width + x] << 8
        assert column == sum(bool(image.getpixel((x, y))) << y for y in range(ROWS)), x
    assert read(made.picture, "", "ann") == "ann"  # the token's fonts have it


def test_ideographs_are_those_that_were_drawn_for_twelve_rows():
    assert rows(draw("中")) == [
        *("....#....",) * 2,
        "#########",
        *("#...#...#",) * 3,
        "#########",
        "#...#...#",
        *("....#....",) * 3,
    ]


def test_arabic_runs_from_the_right_and_its_letters_join():
    """Beh, then alef: an upright stroke, which as the last letter is at the left."""

    def columns(text):
        image = draw(text)
        return [sum(bool(image.getpixel((x, y))) for y in range(ROWS)) for x in range(image.width)]

    joined, apart = columns("با"), columns("ب\u200cا")
    assert 0 not in joined and 0 in apart
    for heights in joined, apart:
        assert max(heights) == max(heights[: len(heights) // 2])


def test_hebrew_is_in_the_order_in_which_it_is_read():
    whole = rows(draw("אבג"))
    reverse = rows(draw("גבא"))
    assert whole != reverse
    assert [row[-5:] for row in rows(draw("בא"))] != [row[-5:] for row in rows(draw("אב"))]


def test_a_letter_with_its_mark_apart_is_drawn_as_one():
    assert rows(draw("e\u0301日")) == rows(draw("é日"))
    assert not has_all("e\u0301")


def test_parts_of_two_fonts_keep_the_blank_between_them():
    key, bank = draw("🔑"), draw("Bank")
    assert draw("🔑 Bank").width > key.width + bank.width + 2


def test_a_label_that_the_fonts_have_needs_no_picture():
    for issuer, name in ("Acme", "ann"), ("Яндекс", "ёж"), ("Ωmega", "čeština"), ("", "a"):
        assert drawn(issuer, name).picture == b""


def test_a_line_that_is_too_long_is_cut_and_the_person_told():
    made = drawn("三菱東京銀行" * 3, "山田太郎")
    assert len(made.picture) in (MAX_PICTURE_BYTES - 1, MAX_PICTURE_BYTES)
    assert made.picture[1] == MOST_COLUMNS - draw("山田太郎").width
    assert made.warnings == ("the issuer is too long for its picture: the token shows its start.",)
    both = drawn("三菱東京銀行" * 3, "山田太郎" * 5)
    assert both.picture[1] == both.picture[2] == MOST_COLUMNS // 2 and len(both.warnings) == 2


def test_a_cut_line_keeps_its_start_and_ends_in_an_ellipsis():
    for text, at_left in ("三菱東京銀行" * 3, False), ("البنك الأهلي " * 5, True):
        (strips,) = read(drawn(text, "").picture, text, "").pieces
        width = len(strips) // 2
        assert width == MOST_COLUMNS
        lowest = [strips[width + x] >> (ROWS - 9) & 1 for x in range(width)]
        end = lowest[:7] if at_left else lowest[-7:]
        assert end == ([1, 0, 1, 0, 1, 0, 0] if at_left else [0, 0, 1, 0, 1, 0, 1])
        whole = draw(text)
        kept = range(7, width) if at_left else range(width - 7)
        shift = whole.width - width if at_left else 0
        for x in kept:
            column = strips[x] | strips[width + x] << 8
            assert column == sum(bool(whole.getpixel((x + shift, y))) << y for y in range(ROWS))


def test_without_a_font_the_person_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(fonts, "known", lambda: iter(()))
    monkeypatch.setattr(fonts, "matched", lambda character: None)
    made = drawn("Acme", "日本")
    assert made.picture == b""
    (warning,) = made.warnings
    assert "the name cannot be drawn" in warning and "fonts-unifont" in warning


def test_without_the_library_that_orders_letters_none_are_drawn_in_the_wrong_order(monkeypatch):
    monkeypatch.setattr(fonts, "shapes", lambda: False)
    for text in "שלום", "سلام", "बैंक":
        made = drawn(text, "日本")
        assert "libfribidi0" in made.warnings[0] and made.picture[1] == 0 < made.picture[2]


def test_fontconfig_finds_a_font_where_none_is_at_a_known_place(monkeypatch):
    found = fonts.matched("中")
    monkeypatch.setattr(fonts, "known", lambda: iter(()))
    made = drawn("中", "")
    assert bool(made.picture) == (found is not None) == (not made.warnings)


def test_what_is_no_font_is_passed_over(tmp_path):
    path = tmp_path / "unifont.otf"
    path.write_bytes(b"no font")
    assert fonts.opened(str(path)) is None
    assert fonts.opened(str(tmp_path / "none.otf")) is None


def test_a_text_too_high_is_squeezed_and_loses_no_column():
    text = SCRIPTS["Thai"] + "ที่นี่"
    unifont = next(font for font in fonts.known() if font.has("ธ"))
    native = _drawn(unifont, text, unifont.sizes_px[0])
    squeezed = draw(text)
    assert native.height > ROWS == squeezed.height
    left = native.getbbox()[0]
    for x in range(squeezed.width):
        inked = any(native.getpixel((left + x, y)) for y in range(native.height))
        assert inked == any(squeezed.getpixel((x, y)) for y in range(ROWS)), x


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=16), st.text(max_size=16))
def test_whatever_a_label_holds_the_token_can_read_its_picture(issuer, name):
    issuer, name = (
        "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs"))
        for text in (issuer, name)
    )
    made = drawn(issuer, name)
    assert len(made.picture) <= MAX_PICTURE_BYTES
    if made.picture:
        read(made.picture, issuer, name)
        assert len(made.picture) == 3 + 2 * (made.picture[1] + made.picture[2])


def test_the_same_label_gives_the_same_picture():
    digests = {hashlib.sha256(drawn("日本", "العربية").picture).digest() for _ in range(2)}
    assert len(digests) == 1
