"""Ways through the screens: gestures, and what is on the glass after each.

They are the same for boards with one, two and three buttons and for both sizes of the glass, but
for what a button is called. Each begins at the list of accounts, and ends there.
"""

import pytest
from sim.product import filled_product, hotp, totp

ACCOUNTS = [
    (totp("ann", "Acme"), 0),
    (totp("bob", "Bank"), 0),
    (hotp("cat", "Club"), 7),
    (totp("dan", "Dock"), 0),
]
# RFC 4226, appendix D: the codes of the counters 7 and 8.
CODE_7, CODE_8 = "162583", "399871"

# What a finger does, by the number of buttons: (button, how long it is down in ms, how often).
FINGERS = {
    1: {
        "next": ("next", 100, 1),
        "prev": ("next", 100, 2),
        "do": ("next", 1000, 1),
        "back": ("next", 2000, 1),
        "menu": ("next", 3100, 1),
    },
    2: {
        "next": ("next", 100, 1),
        "prev": ("next", 100, 2),
        "do": ("do", 100, 1),
        "back": ("next", 700, 1),
        "menu": ("do", 700, 1),
        "run": ("next", 1000, 1),
    },
    3: {
        "next": ("next", 100, 1),
        "prev": ("prev", 100, 1),
        "do": ("do", 100, 1),
        "back": ("prev", 700, 1),
        "menu": ("do", 700, 1),
        "run": ("next", 1000, 1),
    },
}
# From the release of a press to the next one of a double click, and to one that is none.
GAP_MS, REST_MS = 80, 250

# (gesture, what is then on the glass); {next} is what the button is called.
FLOWS = {
    "codes": """
        do    ann
        next  bob
        next  cat, for a code
        next  dan
        next  ann
        prev  dan
        prev  cat
        prev  bob
        back  Acme: ann, Bank: bob
    """,
    "two codes by counter": f"""
        prev  Club: cat
        prev  Club: cat
        do    cat, for a code
        do    {CODE_7}
        do    {CODE_8}
        back  Club: cat
    """,
    "the menu, and back": """
        menu  Menu, Clock
        next  Menu
        prev  Menu, Clock
        do    Clock, UTC
        next  2/
        prev  Clock, UTC, 1/
        menu  Set it by hand
        back  Clock, UTC
        back  Menu
        back  Acme: ann
    """,
    "a question that destroys": """
        menu  Menu
        prev  Erase everything
        do    Erase everything?
        do    Erase everything?
        back  Menu
        back  Acme: ann
    """,
    "a PIN that is given up": """
        menu  Menu
        next  Menu
        next  Set a PIN
        do    New PIN
        back  Menu
        back  Acme: ann
    """,
    "the menu of an account": """
        do    ann
        menu  Acme, Move
        do    Move, place 1
        next  place 2
        prev  place 1
        prev  place 4
        back  Acme, Move
        back  ann
        back  Acme: ann
    """,
    "how long until it dims": """
        menu  Menu
        next  Sleep
        do    Dim after
        do    Dim after, 30 s
        next  1 min
        do    Sleep, Dim after
        do    ✓ 1 min
        prev  30 s
        do    Sleep, Dim after
        back  Menu
        back  Acme: ann
    """,
    "another language, and back": """
        menu  Menu
        prev  Erase everything
        prev  About
        prev  Buttons
        prev  Turn the glass
        prev  Language
        do    ✓ English
        next  Русский
        do    Меню
        do    ✓ Русский
        prev  English
        do    Menu, Language
        back  Acme: ann
    """,
    "the buttons": """
        menu  Menu
        prev  Erase everything
        prev  About
        prev  Buttons
        do    Buttons, {next}
        next  Buttons
        back  Menu
        back  Acme: ann
    """,
}


@pytest.fixture(
    scope="module",
    params=[(buttons, height) for buttons in FINGERS for height in (64, 32)],
    ids=lambda param: f"{param[0]}-buttons-{param[1]}-rows",
)
def token(request, tmp_path_factory):
    """One token for all the ways: each leaves it as it was, but for the counter."""
    buttons, height = request.param
    folder = tmp_path_factory.mktemp("flows")
    with filled_product(folder, ACCOUNTS, buttons=buttons, height=height) as product:
        yield product


def press(token, gesture):
    button, down_ms, clicks = FINGERS[token.simulator.buttons][gesture]
    for i in range(clicks):
        rest_ms = REST_MS if i == clicks - 1 else GAP_MS
        token.simulator.press(button, down_ms=down_ms, rest_ms=rest_ms)


def begin(token):
    """Start at the list of accounts, and at the beginning of a code's 30 seconds."""
    token.restart()
    token.leap(30 - token.simulator.hardware.ds3231.unix_s() % 30)


def follow(token, flow):
    for line in flow.strip().splitlines():
        gesture, wanted = line.split(None, 1)
        press(token, gesture)
        for text in wanted.split(", "):
            text = text.format(next="press:" if token.simulator.buttons == 1 else "NEXT")
            assert any(text in word for word in token.words()), (line.strip(), token.words())


@pytest.mark.parametrize("name", FLOWS)
def test_a_way_leads_where_it_did(token, name):
    begin(token)
    follow(token, FLOWS[name])


def test_a_button_that_is_held_runs_through_the_list(token):
    if token.simulator.buttons == 1:
        return  # there the length of a press says what it means
    begin(token)
    press(token, "run")
    press(token, "do")
    assert any("dan" in word for word in token.words()), "three further"
