"""Text entered with a wheel: PINs, backup codes and the answers of a quiz."""

from ui.glass import SIZES, Clock, words
from ui.hand import BASE32, DIGITS, DO, DO_HELD, NEXT, NEXT_HELD, enter, in_the_middle, turn_to
from ui.quiet import quietly

from otpfob.ui.screen import DONE, REDRAW, STAY
from otpfob.ui.screens.wheel import WheelScreen

# Of every eight, most take what is on the wheel.
PRESSES = (DO, DO, DO, DO, NEXT, NEXT, NEXT_HELD, DO_HELD)
CODE = "ABCDEFGHIJKLMNOPQRSTUVWXY7"


class Below:
    """Instead of randomness: the places to begin at. `asked` has the n of each request."""

    def __init__(self, *places):
        self._places = places
        self.asked = []

    def __call__(self, n):
        self.asked.append(n)
        place = self._places[(len(self.asked) - 1) % len(self._places)]
        assert place < n
        return place


def pin_screen(*places, **options):
    return WheelScreen("PIN", DIGITS, 6, 12, Below(*(places or (0,))), masked=True, **options)


def code_screen(longest=26, shortest=26):
    return WheelScreen("Code", BASE32, shortest, longest, Below(0))


def wheel(screen):
    """Return the labels of a whole turn of the wheel, from the one in the middle on."""
    labels = [in_the_middle(screen)]
    for _ in range(40):
        screen.on_action(NEXT)
        label = in_the_middle(screen)
        if label == labels[0]:
            return labels
        labels.append(label)
    raise AssertionError(labels)


def test_a_pin_of_six_digits_is_what_was_taken():
    screen = pin_screen()
    assert enter(screen, "903715")[0] == REDRAW
    turn_to(screen, "OK")
    assert screen.on_action(DO) == DONE
    assert screen.result == bytearray(b"903715")
    assert isinstance(screen.result, bytearray)


def test_do_held_is_ok_as_soon_as_there_are_enough():
    screen = pin_screen()
    for taken in range(6):
        assert screen.on_action(DO_HELD) == STAY, taken
        assert screen.result is None
        enter(screen, "7")
    assert screen.on_action(DO_HELD) == DONE
    assert screen.result == b"777777"


def test_ok_is_on_the_wheel_from_the_shortest_length_on():
    screen = pin_screen()
    for taken in range(6):
        assert wheel(screen) == list("0123456789<"), taken
        enter(screen, "0")
    for taken in range(6, 12):
        assert wheel(screen) == list("0123456789<") + ["OK"], taken
        enter(screen, "0")
    assert wheel(screen) == ["OK", "<"]


def test_no_more_than_the_longest_is_taken():
    screen = pin_screen()
    enter(screen, "123456789012")
    assert in_the_middle(screen) == "OK"
    assert screen.on_action(DO) == DONE
    assert screen.result == b"123456789012"


def test_the_last_character_is_taken_back_by_next_held_and_by_its_sign():
    screen = pin_screen()
    enter(screen, "1234567")
    assert screen.on_action(NEXT_HELD) == REDRAW
    turn_to(screen, "<")
    assert screen.on_action(DO) == REDRAW
    assert screen.on_action(DO_HELD) == STAY
    enter(screen, "99")
    assert screen.on_action(DO_HELD) == DONE
    assert screen.result == b"1234599"


def test_taking_back_nothing_gives_up():
    screen = pin_screen()
    assert screen.on_action(NEXT_HELD) == DONE
    assert screen.result is None
    screen = pin_screen()
    enter(screen, "12")
    for _ in range(2):
        turn_to(screen, "<")
        assert screen.on_action(DO) == REDRAW
    turn_to(screen, "<")
    assert screen.on_action(DO) == DONE
    assert screen.result is None


def test_a_masked_text_is_shown_as_asterisks_in_groups():
    for height in SIZES:
        screen = pin_screen()
        enter(screen, "1593572684")
        shown = words(screen, height)
        assert shown[:2] == ["PIN", "**** **** **"], shown
        assert "1593 5726 84" not in shown


def test_a_masked_wheel_begins_at_a_random_place_for_each_character():
    below = Below(7, 3, 0, 9)
    screen = WheelScreen("PIN", DIGITS, 6, 12, below, masked=True)
    for place in (7, 3, 0, 9, 7):
        assert in_the_middle(screen) == str(place)
        screen.on_action(NEXT)
        screen.on_action(DO)
    screen.on_action(NEXT_HELD)
    assert in_the_middle(screen) == "0"
    assert below.asked == [10] * 7


def test_a_wheel_that_is_not_masked_begins_at_the_first():
    below = Below(5)
    screen = WheelScreen("Code", DIGITS, 1, 3, below)
    enter(screen, "35")
    assert in_the_middle(screen) == "0"
    assert below.asked == []
    assert "35" in words(screen)


def test_a_long_alphabet_is_chosen_by_row_and_then_by_character():
    screen = code_screen()
    assert wheel(screen) == ["A-H", "I-P", "Q-X", "Y-7", "<"]
    turn_to(screen, "Y-7")
    assert screen.on_action(DO) == REDRAW
    assert wheel(screen) == list("YZ234567<")
    turn_to(screen, "4")
    screen.on_action(DO)
    assert in_the_middle(screen) == "A-H"
    assert "4" in words(screen)


def test_a_row_has_no_ok_but_do_held_is_one():
    screen = code_screen(3, 1)
    enter(screen, "B")
    assert wheel(screen) == ["A-H", "I-P", "Q-X", "Y-7", "<", "OK"]
    screen.on_action(DO)
    assert wheel(screen) == list("ABCDEFGH<")
    assert screen.on_action(DO_HELD) == DONE
    assert screen.result == b"B"


def test_every_character_of_a_long_alphabet_can_be_taken():
    for code in BASE32:
        screen = code_screen(1, 1)
        assert enter(screen, chr(code))[0] == DONE
        assert screen.result == bytes([code])


def test_the_way_back_from_a_row_takes_no_character_back():
    screen = code_screen()
    enter(screen, "QZ")
    for leave in (NEXT_HELD, DO):
        screen.on_action(NEXT)
        screen.on_action(DO)
        assert in_the_middle(screen) == "I"
        if leave == DO:
            turn_to(screen, "<")
        assert screen.on_action(leave) == REDRAW
        assert in_the_middle(screen) == "A-H"
        assert "QZ" in words(screen)
    assert screen.on_action(NEXT_HELD) == REDRAW
    assert "Q" in words(screen)


def test_a_backup_code_takes_seven_presses_a_character():
    presses = 0
    for code in BASE32:
        count = enter(code_screen(), chr(code))[1]
        assert count <= 12
        presses += count
    assert presses == 7 * 32


def test_a_backup_code_is_ready_after_its_last_character_and_not_before():
    screen = code_screen()
    for character in CODE:
        assert screen.on_action(DO_HELD) == STAY
        assert enter(screen, character)[0] == REDRAW
    assert wheel(screen) == ["OK", "<"]
    assert words(screen)[:4] == ["Code", "26/26", "ABCD EFGH IJKL MNOP QRST", "UVWX Y7"]
    # On a low display the line that is being written.
    assert words(screen, 32)[:3] == ["Code", "26/26", "UVWX Y7"]
    assert screen.on_action(DO) == DONE
    assert screen.result == bytearray(CODE.encode())


def test_a_line_that_is_full_stays_until_the_next_character():
    screen = code_screen()
    enter(screen, CODE[:20])
    assert words(screen, 32)[2] == "ABCD EFGH IJKL MNOP QRST"
    enter(screen, CODE[20])
    assert words(screen, 32)[2] == "U"


def test_an_answer_of_one_character_is_ready_when_it_is_taken():
    screen = WheelScreen("Character 7?", BASE32, 1, 1, Below(0))
    assert words(screen)[0] == "Character 7?"
    assert enter(screen, "K")[0] == DONE
    assert screen.result == b"K"
    screen = WheelScreen("Character 7?", BASE32, 1, 1, Below(0))
    assert screen.on_action(DO_HELD) == STAY
    assert screen.on_action(NEXT_HELD) == DONE
    assert screen.result is None


def test_a_hint_is_shown_until_something_is_taken():
    for height in SIZES:
        screen = pin_screen(hint="6 to 12 digits")
        # A low display has room for one line: what the buttons do.
        assert ("6 to 12 digits" in words(screen, height)) == (height == 64)
        enter(screen, "1")
        assert "6 to 12 digits" not in words(screen, height)
        assert "*" in words(screen, height)


def test_the_keys_are_told():
    screen = pin_screen()
    for height in SIZES:
        assert "NEXT turn" in words(screen, height)
        assert "DO take" in words(screen, height)
        assert "hold 1s: take" in words(screen, height, 1)
    assert "hold NEXT <" in words(screen)
    assert "hold DO OK" not in words(screen)
    enter(screen, "123456")
    assert "hold DO OK" in words(screen)
    assert "hold 3s: OK" in words(screen, 64, 1)


def test_a_wiped_screen_holds_nothing_of_what_was_taken():
    screen = pin_screen()
    enter(screen, "123456")
    taken = screen._taken
    screen.wipe()
    assert taken == bytearray(12)
    assert "*** ***" not in words(screen)
    enter(screen, "654321")
    screen.on_action(DO_HELD)
    result = screen.result
    assert taken == bytearray(12)
    assert result == b"654321"
    screen.wipe()
    assert result == bytearray(6)


def test_what_is_taken_back_is_overwritten():
    screen = pin_screen()
    enter(screen, "777")
    for _ in range(3):
        screen.on_action(NEXT_HELD)
    assert screen._taken == bytearray(12)


def test_a_wheel_that_nobody_turns_is_drawn_once_and_quiet():
    screen = pin_screen()
    clock = Clock()
    assert screen.on_tick(clock) == REDRAW
    words(screen)
    assert quietly(screen.on_tick, clock) == STAY


def test_random_presses_never_take_too_much_or_end_too_early():
    state = 7
    ended = given_up = 0
    screen = None
    for _ in range(4000):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        if screen is None:
            if state >> 12 & 1:
                screen = pin_screen(4)
            else:
                screen = WheelScreen("Code", BASE32, 2, 3, Below(0))
            low, high = screen._shortest, screen._longest
        answer = screen.on_action(PRESSES[state >> 16 & 7])
        assert screen._count <= high
        in_the_middle(screen)
        if answer == DONE:
            if screen.result is None:
                given_up += 1
            else:
                ended += 1
                assert low <= len(screen.result) <= high
                assert all([code in screen._alphabet for code in screen.result])
            screen = None
    assert ended > 20 and given_up > 20, (ended, given_up)
