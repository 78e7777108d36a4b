"""A recovery code is shown one at a time, and a used one is crossed out."""

from ui.glass import SIZES, StrictCanvas
from ui.hand import DO, DO_HELD, NEXT, NEXT_HELD

from otpfob.ui.screen import DONE, REDRAW, STAY
from otpfob.ui.screens.recovery import BACK, CROSS_OFF, RecoveryScreen


def drawn(height, code, used=False):
    found = []
    screen = RecoveryScreen(code, 20, 20, used)
    assert screen.on_tick(None) == REDRAW
    screen.draw(StrictCanvas(height, trace=found.append))
    assert screen.on_tick(None) == STAY
    return found


def test_every_length_of_a_code_fits():
    for height in SIZES:
        for size in range(1, 33):
            for used in (False, True):
                found = drawn(height, bytearray(b"W" * size), used)
                assert "".join(found).count("W") == size, (height, size, found)


def test_it_says_which_of_them_it_is_and_what_the_buttons_do():
    for height in SIZES:
        found = drawn(height, bytearray(b"1234-5678"))
        assert "1234-5678" in found and "20/20" in " ".join(found)
        assert "DO used" in found
        found = drawn(height, bytearray(b"1234-5678"), used=True)
        assert "was used" in found and "DO used" not in found


def test_what_each_gesture_wants():
    for event, used, answer, result in (
        (DO, False, DONE, CROSS_OFF),
        (DO, True, STAY, BACK),
        (DO_HELD, False, STAY, BACK),
        (NEXT, False, DONE, 1),
        (NEXT, True, DONE, 1),
        (NEXT_HELD, False, DONE, BACK),
    ):
        screen = RecoveryScreen(bytearray(b"code"), 1, 2, used)
        assert screen.on_action(event) == answer
        assert screen.result == result, (event, used)
