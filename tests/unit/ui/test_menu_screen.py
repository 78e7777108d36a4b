"""The menu, and the way to it from the list."""

from ui.glass import SIZES, Clock, StrictCanvas, words
from ui.hand import DO, DO_HELD, NEXT, NEXT_HELD
from ui.quiet import quietly

from otpfob.ui.screen import DONE, REDRAW, STAY
from otpfob.ui.screens.menu import BACK, MenuScreen

ENTRIES = ["Entry %d" % i for i in range(9)]


def test_next_goes_round_and_do_takes_what_is_selected():
    for presses in range(12):
        screen = MenuScreen("Menu", ENTRIES)
        for _ in range(presses):
            assert screen.on_action(NEXT) == REDRAW
        assert screen.on_action(DO) == DONE
        assert screen.result == presses % 9


def test_next_held_goes_back_and_do_held_does_nothing():
    screen = MenuScreen("Menu", ENTRIES, 3)
    assert screen.on_action(DO_HELD) == STAY
    assert screen.on_action(NEXT_HELD) == DONE
    assert screen.result == BACK == -1


def test_it_begins_where_it_is_told():
    screen = MenuScreen("Menu", ENTRIES, 8)
    assert "✓ Entry 8" in words(screen), "it is the one that holds"
    assert "  Entry 7" in words(screen)
    screen.on_action(DO)
    assert screen.result == 8


def test_every_entry_comes_into_sight_under_the_title():
    for height, rows in ((64, 4), (32, 2)):
        screen = MenuScreen("Menu", ENTRIES)
        for entry in ENTRIES:
            shown = words(screen, height)
            assert shown[0] == "Menu"
            assert entry in shown
            assert len(shown) == 1 + rows
            screen.on_action(NEXT)


def bar(screen, height, column):
    """Return the rows of one column in which pixels are on."""
    canvas = StrictCanvas(height)
    screen.draw(canvas)
    rows = range(height)
    return [y for y in rows if canvas.buffer[y // 8 * 128 + column] >> y % 8 & 1]


def test_a_bar_below_the_title_tells_the_position():
    # The title takes rows 0 to 7, the line of the bar begins where the first entry's mark does.
    for height, top, size in ((64, 12, 23), (32, 9, 5)):
        for selected, first in ((0, top), (8, height - size)):
            screen = MenuScreen("Menu", ENTRIES, selected)
            thumb = list(range(first, first + size))
            assert bar(screen, height, 125) == list(range(8)) + thumb
            assert bar(screen, height, 126) == list(range(8)) + list(range(top, height))


def test_entries_that_all_fit_have_no_bar():
    for height, count in ((64, 4), (32, 2)):
        assert bar(MenuScreen("Menu", ENTRIES[:count]), height, 126) == list(range(8))


def test_a_long_entry_scrolls_to_its_end_and_a_short_one_is_quiet():
    clock = Clock()
    for height in SIZES:
        screen = MenuScreen("Menu", ["An entry that does not fit a line of the glass", "Short"])
        assert screen.on_tick(clock) == REDRAW
        places = set()
        for _ in range(20):
            words(screen, height)
            places.add(screen._rows._offset_px)
            assert screen.on_tick(clock) == REDRAW
        assert len(places) > 5
        screen.on_action(NEXT)
        words(screen, height)
        assert quietly(screen.on_tick, clock) == STAY
