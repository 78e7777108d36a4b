"""Texts by id, from files that are whole or not read."""

import io

from raises import raises
from ui.glass import BOARDS, TEXTS_OF, said
from unit_paths import TEXTS

from otpfob.core.errors import ALL as ERRORS
from otpfob.core.errors import Damaged
from otpfob.ui.texts import LANGUAGES, Texts, error_text, id_of

DONE = id_of("DONE")


def content(language):
    with open(TEXTS + "/" + language + ".texts", "rb") as file:
        return file.read()


def spoken(files, language="en", buttons=2):
    """Return texts of files in RAM, by language; None: there is no such file."""

    def open_file(wanted):
        if files.get(wanted) is None:
            raise OSError(2)
        return io.BytesIO(files[wanted])

    return Texts(open_file, buttons, language)


def test_an_id_says_the_same_thing_in_each_language():
    assert said(DONE) == "Done"
    assert said(DONE, "ru") == "Готово"


def test_a_string_is_said_as_it_is():
    for text in ("", "DO", "100 %", "%s", "\1"):
        assert said(text) == text
        assert said((id_of("COUNTER"), text)) == "Counter " + text


def test_gaps_take_numbers_strings_and_phrases():
    assert said((id_of("NEW_AND_SAME"), 12, 3)) == "12 new, 3 already here"
    hand = (id_of("BY_HAND"),)
    assert said((id_of("SET_BY"), hand)) == "Set by hand"
    assert said((id_of("AGO"), (id_of("DAYS"), 3)), "ru") == "3 д назад"


def test_buttons_are_called_as_on_the_board():
    yes = id_of("YES_BY")
    assert [TEXTS_OF[n, "en"].string(yes) for n in BOARDS] == ["hold 1s: yes", "DO yes", "DO yes"]
    back = id_of("TAKE_BACK_BY")
    shown = [TEXTS_OF[n, "ru"].string(back) for n in BOARDS]
    assert shown == ["2 с: <", "NEXT долго <", "PREV долго <"]


def test_every_error_has_its_words_in_every_language():
    for error in ERRORS:
        assert said(error_text(error.code)) == error.says
        assert said(error_text(error.code), "ru") != error.says


def test_each_language_says_what_it_is_called():
    for texts in (TEXTS_OF[2, "en"], TEXTS_OF[2, "ru"]):
        assert [texts.name_of(language) for language in LANGUAGES] == ["English", "Русский"]


def test_a_changed_byte_anywhere_is_found():
    good = content("en")
    for at in range(0, len(good), 97):
        bad = bytearray(good)
        bad[at] ^= 0x10
        texts = spoken({"en": good, "ru": bad})
        raises(Damaged, texts.use, "ru")
        assert texts.language == "en" and texts.string(DONE) == "Done"
    for size in (0, 6, 7, 100, len(good) - 1):
        raises(Damaged, spoken({"en": good, "ru": good[:size]}).use, "ru")


def test_a_language_that_cannot_be_read_is_replaced_by_one_that_can():
    assert spoken({"en": content("en")}, "ru").string(DONE) == "Done"
    assert spoken({"en": b"nonsense", "ru": content("ru")}, "en").string(DONE) == "Готово"
    assert spoken({"en": content("en")}).name_of("ru") == "ru"


def test_without_any_texts_their_numbers_are_said():
    texts = spoken({})
    assert texts.language == ""
    assert texts.string(DONE) == "#%05X" % DONE
    assert texts.string((id_of("NEW_AND_SAME"), 1, 2)) == "#%05X" % id_of("NEW_AND_SAME")
    assert texts.string("ann") == "ann"


def test_an_unknown_id_is_said_as_its_number():
    assert said(0) == "#00000"
    assert said(0xFFFFF) == "#FFFFF"
