"""The codes of an account by counter: none unasked, two in a row in sight, nothing left behind."""

from ui.glass import strict_words, words
from ui.hand import DO, DO_HELD, NEXT, NEXT_HELD

from otpfob.ui.screen import ASK, DONE
from otpfob.ui.screens.heading import ACCOUNT_MENU
from otpfob.ui.screens.hotp import HotpScreen

LARGEST = 18446744073709551614


def screen_of(*codes):
    screen = HotpScreen("Bank", "bob")
    for counter, code in codes:
        screen.show(counter, code)
    return screen


def test_nothing_is_shown_of_a_counter_account_before_do_is_pressed():
    screen = HotpScreen("Bank", "bob")
    assert words(screen) == ["Bank", "bob", "Press DO for a code"]
    assert screen.on_action(DO_HELD) == DONE and screen.result == ACCOUNT_MENU
    assert screen.on_action(DO) == ASK
    assert screen.on_action(NEXT) == DONE
    assert screen.result == 1
    assert screen.on_action(NEXT_HELD) == DONE
    assert screen.result == 0


def test_a_code_has_its_counter_and_how_to_get_the_next_below_it():
    assert words(screen_of((5, "254676"))) == ["Bank", "bob", "254676", "Counter 5", "DO next"]
    assert words(screen_of((5, "254676")), 32) == ["Bank bob", "254676"]


def test_the_code_before_stays_in_sight_with_both_counters():
    both = ["5:", "Counter 6", "254 676"]
    screen = screen_of((5, "254676"), (6, "287922"))
    assert strict_words(screen) == ["Bank", "bob", "287922"] + both
    assert strict_words(screen, 32) == both + ["287922"]
    screen.show(7, "162583")
    assert strict_words(screen) == ["Bank", "bob", "162583", "6:", "Counter 7", "287 922"]


def test_a_code_is_grouped_as_a_person_reads_it():
    for code, grouped in (
        ("254676", "254 676"),
        ("1254676", "1254676"),
        ("31254676", "3125 4676"),
        ("931254676", "931 254 676"),
        ("0931254676", "09312 54676"),
    ):
        assert grouped in strict_words(screen_of((1, code), (2, "0" * len(code)))), code


def test_codes_that_are_not_in_a_row_are_never_shown_as_if_they_were():
    # The host took the one between them, or gave the account another counter.
    for counter in (7, 4, 5, 0):
        found = " ".join(words(screen_of((5, "254676"), (counter, "162583"))))
        assert "254" not in found and "162583" in found


def test_the_largest_counters_leave_room_for_the_codes():
    assert words(screen_of((LARGEST, "0123456789")))[2:] == ["0123456789", str(LARGEST)]
    assert words(screen_of((10**17 - 1, "755224")))[-1] == "Counter 99999999999999999"
    screen = screen_of((LARGEST - 1, "9876543210"), (LARGEST, "0123456789"))
    for height in (64, 32):
        found = strict_words(screen, height)
        assert "before it:" in found and "98765 43210" in found and "0123456789" in found


def test_a_wiped_counter_screen_holds_no_code():
    screen = screen_of((5, "254676"), (6, "287922"))
    before = screen._before
    screen.wipe()
    assert words(screen) == ["Bank", "bob", "Press DO for a code"]
    assert bytes(before) == bytes(10)
    screen.show(0, "755224")
    assert "Counter 0" in words(screen)
