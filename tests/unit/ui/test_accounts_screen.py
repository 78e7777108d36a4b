"""The list jumps from letter to letter, and shows where an account would be."""

from ui.glass import SIZES, StrictCanvas, strict_words, words
from ui.hand import DO, DO_HELD, NEXT, NEXT_HELD

from otpfob.ui.actions import LEAP, PREV, RUN, SCROLL, TWICE, UP
from otpfob.ui.screen import ASK, DONE, REDRAW, STAY
from otpfob.ui.screens.accounts import AccountsScreen, initial
from otpfob.ui.screens.move import MoveScreen


class Accounts:
    """Issuers in the order of their user."""

    def __init__(self, *issuers) -> None:
        self._issuers = issuers
        self.count = len(issuers)

    def labels_at(self, position):
        return self._issuers[position], ""

    def picture_at(self, position):
        return b""


def selected(screen):
    assert screen.on_action(DO) == ASK
    return screen.result


def test_a_leap_goes_to_the_next_letter_and_around():
    screen = AccountsScreen(Accounts("Acme", "amazon", "Bank", "Яндекс", "яхта", "Почта", "acme"))
    for leap, want in ((LEAP, 2), (LEAP, 3), (LEAP, 5), (LEAP, 6), (LEAP, 2), (LEAP | UP, 1)):
        assert screen.on_action(leap) == REDRAW
        assert selected(screen) == want


def test_steps_go_both_ways_and_around():
    screen = AccountsScreen(Accounts("a", "b", "c", "d", "e"))
    for action, want in (
        (NEXT, 1),
        (NEXT_HELD, 2),
        (RUN | SCROLL, 3),
        (SCROLL | UP, 2),
        (PREV, 1),
        (PREV, 0),
        (PREV, 4),
        (TWICE, 1),
    ):
        assert screen.on_action(action) == REDRAW
        assert selected(screen) == want, action


def test_its_place_is_shown_while_it_scrolls_and_a_moment_after():
    screen = AccountsScreen(Accounts(*["name %d" % i for i in range(200)]))
    for way, place in ((NEXT_HELD, 2), (SCROLL, 3), (LEAP, 3), (SCROLL | UP, 2)):
        screen.on_action(way)
        for height in SIZES:
            assert "%d/200" % place in strict_words(screen, height), way
    assert screen.on_tick(None) == STAY
    assert screen.on_tick(None) == REDRAW
    assert "2/200" not in words(screen)
    assert screen.on_tick(None) == STAY
    for step in (NEXT, TWICE, PREV):
        screen.on_action(SCROLL)
        screen.on_action(step)
        assert not [word for word in words(screen) if "/200" in word], step


def test_a_long_name_gives_its_place_the_room_it_takes():
    screen = AccountsScreen(Accounts(*["x" * 64] * 200))
    screen.on_action(SCROLL)
    for height in SIZES:
        canvas = StrictCanvas(height)
        canvas.cuts = True
        screen.draw(canvas)
        assert "2/200" in canvas.drawn()
    for _ in range(2):
        screen.on_tick(None)
    words(screen)
    assert screen.on_tick(None) == REDRAW  # its name scrolls again


def test_a_list_of_one_letter_stays_where_it_is():
    for issuers in ((), ("Acme",), ("Acme", "amazon")):
        screen = AccountsScreen(Accounts(*issuers))
        assert screen.on_action(LEAP) == (REDRAW if issuers else STAY)
        if issuers:
            assert selected(screen) == 0


def test_both_cases_of_a_letter_are_one():
    for small, large in (
        ("azéþÿ", "AZÉÞŸ"),
        ("āķĺňŋőşŷźż", "ĀĶĹŇŊŐŞŶŹŻ"),
        ("łľńž", "ŁĽŃŽ"),
        ("αωϊϋάέήίόύώ", "ΑΩΪΫΆΈΉΊΌΎΏ"),
        ("аяёїґқүһәө", "АЯЁЇҐҚҮҺӘӨ"),
    ):
        for i in range(len(small)):
            assert initial(small[i] + "x") == initial(large[i]), small[i]
    for pair in ("ab", "аб", "αβ", "Āą", "ĽŁ", "Źż", "őŌ", "ОÓ", "ΊΌ", "1é", "日本"):
        assert initial(pair[0]) != initial(pair[1]), pair


def order(screen, count):
    return [screen._row_at(i) for i in range(count)]


def test_a_move_shows_the_list_as_it_would_be():
    names = ("a", "b", "c", "d")
    for origin in range(4):
        screen = MoveScreen(Accounts(*names), origin)
        for step in range(6):
            to = (origin + step) % 4
            want = [name for name in names if name != names[origin]]
            want.insert(to, names[origin])
            assert order(screen, 4) == want, (origin, to)
            assert screen.on_action(NEXT) == REDRAW
        assert screen.on_action(DO_HELD) == STAY
        assert screen.on_action(DO) == DONE and screen.result == (origin + 6) % 4


def test_a_move_that_is_given_up_goes_nowhere():
    screen = MoveScreen(Accounts("a", "b"), 0)
    screen.on_action(NEXT)
    assert screen.on_action(NEXT_HELD) == DONE and screen.result is None


def test_a_move_fits():
    for height in SIZES:
        screen = MoveScreen(Accounts(*["i" * 15] * 200), 198)
        screen.on_action(NEXT)
        found = []
        screen.draw(StrictCanvas(height, trace=found.append))
        assert "Move" in found and "place 200" in found
