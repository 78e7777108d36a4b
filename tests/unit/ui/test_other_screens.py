"""The list, the account by counter, the question and the message."""

from ui.glass import Clock, StrictCanvas, words
from ui.hand import DO, DO_HELD, NEXT, NEXT_HELD
from ui.quiet import quietly

from otpfob.ui.screen import ASK, DONE, REDRAW, STAY
from otpfob.ui.screens.accounts import MENU, AccountsScreen
from otpfob.ui.screens.confirm import NO, NOBODY, YES, ConfirmScreen
from otpfob.ui.screens.hotp import HotpScreen
from otpfob.ui.screens.message import MessageScreen


class Accounts:
    def __init__(self, count):
        self.count = count

    def labels_at(self, position):
        return "Issuer %d" % position, "name"

    def picture_at(self, position):
        return b""


def test_an_empty_list_says_what_to_do():
    screen = AccountsScreen(Accounts(0))
    for height in (64, 32):
        assert words(screen, height) == [
            "No accounts yet",
            "On the PC: fobctl accounts add",
            "Hold DO: menu",
        ]
    assert "Hold 3s: menu" in words(screen, 64, 1)
    assert screen.on_action(DO) == STAY
    assert screen.on_action(NEXT) == STAY


def test_the_list_goes_round_and_opens_what_is_selected():
    screen = AccountsScreen(Accounts(3))
    for _ in range(4):
        assert screen.on_action(NEXT) == REDRAW
    assert screen.on_action(DO) == ASK
    assert screen.result == 1


def test_do_held_opens_the_menu_and_no_account():
    for count in (0, 3):
        screen = AccountsScreen(Accounts(count))
        words(screen)
        assert screen.on_action(DO_HELD) == DONE
        assert screen.result == MENU == -1
    assert screen.on_action(DO) == ASK
    assert screen.result == 0


def test_every_one_of_200_accounts_comes_into_sight():
    for height in (64, 32):
        screen = AccountsScreen(Accounts(200))
        for position in range(200):
            assert "Issuer %d: name" % position in words(screen, height)
            screen.on_action(NEXT)


def test_the_selection_stays_in_a_list_that_became_shorter():
    accounts = Accounts(5)
    screen = AccountsScreen(accounts)
    screen.select(4)
    accounts.count = 2
    assert screen.on_tick(Clock()) == REDRAW
    assert "Issuer 1: name" in words(screen)
    screen.on_action(DO)
    assert screen.result == 1


def test_the_words_for_the_buttons_are_those_of_the_board():
    assert "Hold 1s for a code" in words(HotpScreen("Bank", "bob"), 64, 1)
    question = ConfirmScreen("Sure?", ["Hold DO", "NEXT"], 15)
    assert words(question)[-4:] == ["Hold DO", "NEXT", "NEXT no", "DO yes"]
    # What a user named stays as it is.
    assert words(question, 64, 1)[-4:] == ["Hold DO", "NEXT", "press: no", "hold 1s: yes"]
    erase = ConfirmScreen("Sure?", ["a"], None, hold=True)
    assert words(erase)[-2:] == ["NEXT no", "hold DO yes"]
    assert words(erase, 64, 1)[-2:] == ["press: no", "hold 3s: yes"]


def test_a_question_is_answered_by_do_or_next():
    for event, result in ((DO, YES), (NEXT, NO), (NEXT_HELD, NO)):
        screen = ConfirmScreen("Sure?", ["a"], 15)
        assert screen.on_action(event) == DONE
        assert screen.result == result
    assert ConfirmScreen("Sure?", ["a"], 15).on_action(DO_HELD) == STAY


def test_a_question_that_destroys_wants_do_held():
    screen = ConfirmScreen("Sure?", ["a"], None, hold=True)
    assert screen.on_action(DO) == STAY
    assert "hold DO yes" in words(screen)
    assert screen.on_action(DO_HELD) == DONE
    assert screen.result == YES


def test_a_question_nobody_answers_ends_after_its_time_and_not_before():
    clock = Clock()
    screen = ConfirmScreen("Sure?", ["a"], 15)
    screen.on_tick(clock)
    for second in range(15):
        clock.go()
        assert screen.on_tick(clock) == REDRAW, second
    clock.go()
    assert screen.on_tick(clock) == DONE
    assert screen.result == NOBODY


def test_a_question_shows_all_its_lines_even_where_two_fit():
    clock = Clock()
    screen = ConfirmScreen("Sure?", ["one", "two", "three", "four", "five"], 15)
    screen.on_tick(clock)
    seen = []
    for _ in range(8):
        seen += words(screen, 32)
        clock.go()
        screen.on_tick(clock)
    for line in ("one", "two", "three", "four", "five"):
        assert line in seen


def test_all_of_a_message_is_shown_even_where_three_lines_fit():
    text = "One two three four five. Six seven eight nine ten. Eleven twelve thirteen fourteen."
    clock = Clock()
    screen = MessageScreen("T", text)
    assert screen.on_tick(clock) == REDRAW
    seen = []
    drawn = 0
    for _ in range(16):
        canvas = StrictCanvas(32)
        screen.draw(canvas)
        seen += canvas.drawn()
        drawn += screen.on_tick(clock) == REDRAW
    assert drawn == 4
    for word in text.split(" "):
        assert [line for line in seen if word in line.split(" ")], word


def test_a_message_that_fits_is_quiet():
    screen = MessageScreen("T", "text")
    words(screen)
    assert quietly(screen.on_tick, Clock()) == STAY


def test_a_message_goes_with_any_click_unless_it_stays():
    assert MessageScreen("T", "text").on_action(NEXT) == DONE
    staying = MessageScreen("T", "text", stays=True)
    assert staying.on_action(DO) == STAY
    assert staying.on_action(NEXT_HELD) == STAY
    assert staying.on_action(DO_HELD) == DONE
    assert staying.result
