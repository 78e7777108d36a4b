"""A wait that nobody can shorten."""

from ui.glass import SIZES, Clock, words
from ui.hand import ALL
from ui.quiet import quietly

from otpfob.ui.screen import DONE, REDRAW, STAY
from otpfob.ui.screens.countdown import CountdownScreen


def test_it_ends_after_its_seconds_and_not_before():
    for seconds in (1, 7, 511):
        clock = Clock()
        screen = CountdownScreen("Wrong PIN", "text", seconds)
        assert screen.on_tick(clock) == REDRAW
        for passed in range(seconds):
            clock.go()
            # The first second had begun before: with it, more than `seconds` have passed.
            assert screen.on_tick(clock) == (REDRAW if passed else STAY), passed
        clock.go()
        assert screen.on_tick(clock) == DONE


def test_it_says_how_long_it_takes():
    clock = Clock()
    screen = CountdownScreen("Wrong PIN", "2 wrong.", 511)
    for height in SIZES:
        assert words(screen, height) == ["Wrong PIN", "2 wrong.", "Wait 511 s"]
    screen.on_tick(clock)
    clock.go(2)
    screen.on_tick(clock)
    assert words(screen)[2] == "Wait 510 s"
    clock.go(509)
    screen.on_tick(clock)
    assert words(screen)[2] == "Wait 1 s"


def test_seconds_that_nobody_saw_count():
    clock = Clock()
    screen = CountdownScreen("Wrong PIN", "text", 60)
    screen.on_tick(clock)
    clock.go(3600)
    assert screen.on_tick(clock) == DONE


def test_it_counts_from_its_first_tick():
    clock = Clock()
    screen = CountdownScreen("Wrong PIN", "text", 5)
    clock.go(100)
    screen.on_tick(clock)
    clock.go(5)
    assert screen.on_tick(clock) == REDRAW


def test_a_clock_that_is_set_shortens_nothing():
    clock = Clock(1_800_000_000)
    screen = CountdownScreen("Wrong PIN", "text", 5)
    screen.on_tick(clock)
    clock.set(1_900_000_000)
    assert screen.on_tick(clock) == STAY


def test_no_press_ends_it():
    screen = CountdownScreen("Wrong PIN", "text", 5)
    screen.on_tick(Clock())
    for event in ALL:
        assert screen.on_action(event) == STAY


def test_no_seconds_are_over_at_once():
    assert CountdownScreen("Wrong PIN", "text", 0).on_tick(Clock()) == DONE


def test_a_tick_within_a_second_allocates_nothing():
    clock = Clock()
    screen = CountdownScreen("Wrong PIN", "text", 50)
    screen.on_tick(clock)
    words(screen)
    assert quietly(screen.on_tick, clock) == STAY
