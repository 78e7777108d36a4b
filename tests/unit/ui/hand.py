"""What the presses of all boards can mean, and those that take characters from a wheel."""

from ui.glass import words

from otpfob.ui.actions import BACK, DO, LAYOUTS, MENU, NEXT, SCROLL

NEXT_HELD = BACK | SCROLL
DO_HELD = MENU

ALL = sorted({action for layout in LAYOUTS for action in layout if action})

DIGITS = b"0123456789"
BASE32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_ROWS = {"A-H": "ABCDEFGH", "I-P": "IJKLMNOP", "Q-X": "QRSTUVWX", "Y-7": "YZ234567"}


def in_the_middle(screen, height=64):
    """Return the label that stands in the middle of the wheel."""
    found = [word[1:-1] for word in words(screen, height) if word[:1] == "[" and word[-1:] == "]"]
    assert len(found) == 1, found
    return found[0]


def turn_to(screen, *labels):
    """Press NEXT until one of `labels` stands in the middle; returns how often."""
    for presses in range(40):
        if in_the_middle(screen) in labels:
            return presses
        screen.on_action(NEXT)
    raise AssertionError(f"none of {labels} is on the wheel")


def enter(screen, text):
    """Take the characters of `text` one by one; returns (the last answer, how many presses)."""
    answer = None
    presses = 0
    for character in text:
        rows = [row for row in _ROWS if character in _ROWS[row]]
        presses += turn_to(screen, character, *rows) + 1
        through_a_row = in_the_middle(screen) in rows
        answer = screen.on_action(DO)
        if through_a_row:
            presses += turn_to(screen, character) + 1
            answer = screen.on_action(DO)
    return answer, presses
