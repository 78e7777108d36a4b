"""The pages on which the code of a backup is written down."""

from ui.glass import Clock, words
from ui.hand import DO, DO_HELD, NEXT, NEXT_HELD
from ui.quiet import quietly

from otpfob.ui.screen import DONE, REDRAW, STAY
from otpfob.ui.screens.backup_code import CodePages

CODE = bytearray(b"ABCDEFGHIJKLMNOPQRSTUVWXY7")


def test_a_tall_display_shows_all_of_it_with_the_places():
    assert words(CodePages(CODE)) == [
        "Backup code",
        "1/1",
        "1",
        "ABCD EFGH",
        "9",
        "IJKL MNOP",
        "17",
        "QRST UVWX",
        "25",
        "Y7",
        "DO done",
    ]


def test_a_low_display_shows_it_in_two_pages():
    screen = CodePages(CODE)
    first = ["Backup code", "1/2", "1", "ABCD EFGH IJKL MNOP", "DO on"]
    assert words(screen, 32) == first
    assert screen.on_action(NEXT) == STAY
    assert screen.on_action(DO) == REDRAW
    assert words(screen, 32) == ["Backup code", "2/2", "17", "QRST UVWX Y7", "NEXT back", "DO done"]
    assert screen.on_action(NEXT) == REDRAW
    assert words(screen, 32) == first


def test_do_on_the_last_page_ends_it():
    for height, pages in ((64, 1), (32, 2)):
        screen = CodePages(CODE)
        for _ in range(pages):
            assert not screen.result
            words(screen, height)
            answer = screen.on_action(DO)
        assert answer == DONE
        assert screen.result is True


def test_next_held_gives_up_on_any_page():
    for pages in (0, 1):
        screen = CodePages(CODE)
        words(screen, 32)
        for _ in range(pages):
            screen.on_action(DO)
        assert screen.on_action(DO_HELD) == STAY
        assert screen.on_action(NEXT_HELD) == DONE
        assert screen.result is False


def test_a_code_that_was_not_drawn_was_not_read():
    screen = CodePages(CODE)
    assert screen.on_action(DO) == STAY
    assert screen.on_tick(Clock()) == REDRAW


def test_the_code_stays_the_callers():
    code = bytearray(CODE)
    screen = CodePages(code)
    words(screen)
    screen.on_action(DO)
    assert code == CODE
    for i in range(26):
        code[i] = 0
    assert "ABCD EFGH" not in words(screen)


def test_a_page_that_is_read_is_quiet():
    screen = CodePages(CODE)
    words(screen)
    assert quietly(screen.on_tick, Clock()) == STAY
