"""Date and time set by hand."""

from ui.glass import SIZES, Clock, inverted, strict_words
from ui.hand import DO, DO_HELD, NEXT, NEXT_HELD
from ui.quiet import quietly

from otpfob.core import calendar
from otpfob.ui.screen import DONE, REDRAW, STAY
from otpfob.ui.screens.set_time import SetTimeScreen

EARLIEST_S = calendar.unix(2026, 11, 20, 18, 30, 1)
LATEST_S = calendar.unix(2199, 12, 31, 23, 59, 59)
NOW_S = calendar.unix(2027, 1, 15, 14, 2, 7)
FIELDS = ("year", "month", "day", "hour", "minute")


def screen_of(unix_s: "int | None" = NOW_S, earliest_s=EARLIEST_S, latest_s=LATEST_S):
    return SetTimeScreen(unix_s, earliest_s, latest_s)


def date(screen):
    return strict_words(screen)[2]


def enter(screen, *fields):
    """Enter fields from the marked one on, each followed by DO; returns how often NEXT was it."""
    presses = 0
    for wanted in fields:
        title = strict_words(screen)[0]
        at = FIELDS.index(title.split(" ")[-1])
        while int(date(screen).replace("-", " ").replace(":", " ").split(" ")[at]) != wanted:
            assert screen.on_action(NEXT) == REDRAW
            presses += 1
            assert presses < 400, (title, wanted)
        assert screen.on_action(DO) == REDRAW
    return presses


def test_the_minute_that_was_entered_is_the_result_when_do_is_pressed_at_its_start():
    screen = screen_of()
    assert enter(screen, 2028, 2, 29, 0, 59) == 1 + 1 + 14 + 10 + 57
    assert strict_words(screen)[0] == "Set the clock"
    assert screen.result is None
    assert screen.on_action(DO) == DONE
    assert screen.result == calendar.unix(2028, 2, 29, 0, 59, 0)


def test_it_begins_with_the_time_that_it_is_told():
    assert date(screen_of()) == "2027-01-15 14:02"


def test_without_a_time_it_begins_with_the_first_minute_that_is_allowed():
    assert date(screen_of(None)) == "2026-11-20 18:31"
    assert date(screen_of(None, calendar.unix(2026, 11, 20))) == "2026-11-20 00:00"
    assert date(screen_of(0)) == "2026-11-20 18:31"
    assert date(screen_of(LATEST_S + 9999)) == "2199-12-31 23:59"


def test_next_counts_up_and_goes_round():
    screen = screen_of(None, calendar.unix(2026, 1, 1), calendar.unix(2028, 12, 31, 23, 59))
    for values in (
        (2026, 2027, 2028),
        range(1, 13),
        range(1, 32),
        range(24),
        range(60),
    ):
        before = date(screen)
        for value in values:
            assert "%02d" % value in date(screen), value
            screen.on_action(NEXT)
        assert date(screen) == before
        screen.on_action(DO)


def test_every_month_has_its_days():
    for year, february in ((2027, 28), (2028, 29), (2100, 28), (2096, 29), (2000, 29)):
        for month, days in enumerate((31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)):
            screen = screen_of(calendar.unix(year, month + 1, 1), 0)
            enter(screen, year, month + 1)
            for _ in range(days - 1):
                screen.on_action(NEXT)
            assert date(screen)[8:10] == str(days), (year, month + 1)
            screen.on_action(NEXT)
            assert date(screen)[8:10] == "01"


def test_a_day_that_the_new_month_or_year_does_not_have_becomes_its_last():
    screen = screen_of(calendar.unix(2027, 1, 31))
    enter(screen, 2027)
    screen.on_action(NEXT)
    assert date(screen) == "2027-02-28 00:00"
    screen = screen_of(calendar.unix(2028, 2, 29))
    screen.on_action(NEXT)
    assert date(screen) == "2029-02-28 00:00"


def test_no_time_outside_of_the_limits_can_be_entered():
    earliest_s = calendar.unix(2026, 11, 20, 18, 31, 0)
    latest_s = calendar.unix(2027, 2, 3, 4, 5, 59)
    # Pseudo-random presses: NEXT mostly, and DO or NEXT held.
    seed = 1
    screen = screen_of(None, earliest_s, latest_s)
    entered = set()
    for _ in range(6000):
        seed = seed * 1103515245 + 12345 & 0x7FFFFFFF
        event = (NEXT, NEXT, DO, NEXT, DO, NEXT_HELD)[(seed >> 16) % 6]
        if screen.on_action(event) == DONE:
            if screen.result is not None:
                assert earliest_s <= screen.result <= latest_s, screen.result
                entered.add(screen.result)
            screen = screen_of(None if seed & 1 << 20 else latest_s, earliest_s, latest_s)
    assert len(entered) > 50, len(entered)
    for unix_s in (earliest_s, latest_s // 60 * 60):
        screen = screen_of(unix_s, earliest_s, latest_s)
        for _ in range(6):
            screen.on_action(DO)
        assert screen.result == unix_s


def test_next_held_goes_back_a_field_and_from_the_first_gives_up():
    screen = screen_of()
    enter(screen, 2027, 3, 4, 5, 6)
    for field in ("minute", "hour", "day", "month", "year"):
        assert screen.on_action(NEXT_HELD) == REDRAW
        assert strict_words(screen)[0] == "Set the " + field
    assert date(screen) == "2027-03-04 05:06"
    assert screen.on_action(NEXT_HELD) == DONE
    assert screen.result is None


def test_do_held_and_next_at_the_end_do_nothing():
    screen = screen_of()
    assert screen.on_action(DO_HELD) == STAY
    for _ in range(5):
        screen.on_action(DO)
    assert screen.on_action(DO_HELD) == STAY
    assert screen.on_action(NEXT) == STAY
    assert screen.result is None
    assert date(screen) == "2027-01-15 14:02"


def test_the_whole_date_is_always_shown_with_the_field_marked():
    # The text of 16 characters of 6 columns begins at column 16; its top row is blank.
    for height, top in ((64, 16), (32, 9)):
        screen = screen_of()
        for first, end in ((0, 4), (5, 7), (8, 10), (11, 13), (14, 16)):
            shown = strict_words(screen, height)
            assert shown[2] == "2027-01-15 14:02"
            lit = [x for x in range(128) if inverted(screen, height, x, top)]
            assert lit == list(range(16 + 6 * first - 1, 16 + 6 * end)), (height, first)
            screen.on_action(DO)
        assert strict_words(screen, height)[2] == "2027-01-15 14:02"
        assert not [x for x in range(128) if inverted(screen, height, x, top)]


def test_it_says_what_the_buttons_do():
    screen = screen_of()
    assert strict_words(screen)[3:] == ["NEXT up", "DO on", "hold NEXT give up"]
    assert strict_words(screen, 32)[3:] == ["NEXT up", "DO on"]
    screen.on_action(DO)
    assert strict_words(screen, 64, 1)[3:] == ["press: up", "hold 1s: on", "hold 2s: back"]
    for _ in range(4):
        screen.on_action(DO)
    assert strict_words(screen)[3:] == ["Press DO at full minute", "hold NEXT back"]
    assert strict_words(screen, 32, 1)[3:] == ["Hold 1s at full minute"]


def test_everything_fits_on_every_board():
    for height in SIZES:
        for buttons in (1, 2, 3):
            screen = screen_of(253_402_300_799, 0, 253_402_300_799)
            for _ in range(6):
                strict_words(screen, height, buttons)
                screen.on_action(DO)


def test_a_tick_is_quiet():
    screen = screen_of()
    assert screen.on_tick(Clock()) == REDRAW
    strict_words(screen)
    assert quietly(screen.on_tick, Clock()) == STAY
