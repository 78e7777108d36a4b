"""Every text of every screen is whole and by itself, on both sizes and all boards."""

import os

from ui.glass import BOARDS, SIZES, StrictCanvas, strict_words
from ui.hand import BASE32, DIGITS, DO, DO_HELD, NEXT, enter
from ui.shown.codes import Accounts
from ui.shown.every import TOPICS
from unit_paths import ROOT, TEXTS

from otpfob.ui.screens.accounts import AccountsScreen
from otpfob.ui.screens.wheel import WheelScreen
from otpfob.ui.texts import LANGUAGES, id_of

SCREENS = [shown for _, screens in TOPICS for shown in screens]


def everywhere(screen):
    """Draw it on every glass, in every language."""
    for language in LANGUAGES:
        for height in SIZES:
            for buttons in BOARDS:
                strict_words(screen, height, buttons, language)


def kinds_of_screens():
    """Return the name of every class of ui/screens that draws itself and is told of presses."""
    names = []
    for file in os.listdir(ROOT + "/firmware/otpfob/ui/screens"):
        if not file.endswith(".py") or file == "__init__.py":
            continue
        module = file[:-3]
        package = __import__("otpfob.ui.screens." + module)
        members = getattr(package.ui.screens, module).__dict__
        for name in members:
            kind = members[name]
            if isinstance(kind, type) and hasattr(kind, "on_action") and hasattr(kind, "draw"):
                names.append(kind.__name__)
    return names


def names_of_texts():
    """Return the names in the source of the English texts."""
    with open(TEXTS + "/en.txt") as file:
        lines = file.read().split("\n")
    return [line.split(" = ")[0] for line in lines if line and line[0] != "#"]


def test_the_strict_canvas_finds_what_is_cut_or_covered():
    def refuses(what, height=64):
        try:
            what(StrictCanvas(height))
        except AssertionError:
            return True
        return False

    small = StrictCanvas(64).fonts.small
    assert refuses(lambda canvas: canvas.text(0, 0, "x" * 26, small))
    assert refuses(lambda canvas: canvas.text(0, 57, "x", small))
    assert refuses(lambda canvas: canvas.ends(0, "x" * 12, "x" * 13))
    assert refuses(lambda canvas: canvas.wrapped(0, "x" * 26, small, 1))
    assert refuses(lambda canvas: canvas.wrapped(32, "x", small, 1), 32)
    assert refuses(lambda canvas: canvas.grouped(0, 0, b"x" * 21, 4, small))
    assert not refuses(lambda canvas: canvas.grouped(0, 0, b"x" * 20, 4, small))
    assert not refuses(lambda canvas: canvas.ends(0, "x" * 12, "x" * 12))


def test_every_screen_fits_every_glass_in_every_language():
    for language in LANGUAGES:
        for height in SIZES:
            for buttons in BOARDS:
                for shown in SCREENS:
                    canvas = StrictCanvas(height, buttons, None, language)
                    canvas.cuts = shown.cuts
                    canvas.of = (shown.name, language, height, buttons)
                    for _ in shown.parts(canvas):
                        pass


def test_no_screen_is_left_out_of_the_list():
    listed = set([type(shown.make()).__name__ for shown in SCREENS])
    assert not set(kinds_of_screens()) - listed, set(kinds_of_screens()) - listed
    assert len(listed) > 10, listed


def test_no_text_is_left_out_of_the_list():
    said = set()

    class Listening(StrictCanvas):
        def __init__(self, height, buttons):
            super().__init__(height, buttons)
            spoken = self.texts

            class Heard:
                def string(self, phrase):
                    note(phrase)
                    return spoken.string(phrase)

            self.texts = Heard()
            self.string = self.texts.string

    def note(phrase):
        if isinstance(phrase, int):
            said.add(phrase)
        elif not isinstance(phrase, str):
            said.add(phrase[0])
            for part in phrase[1:]:
                if not isinstance(part, int):
                    note(part)

    for height in SIZES:
        canvas = Listening(height, 2)
        canvas.cuts = True
        for shown in SCREENS:
            for _ in shown.parts(canvas):
                pass
    names = names_of_texts()
    known = set([id_of(name) for name in names])
    assert not said - known, "no such text"
    # The names of the buttons are in other texts, that of a language in its own file.
    found = [name for name in names if name[-2:] in ("_1", "_2", "_3")] + ["LANGUAGE"]
    missing = [name for name in names if id_of(name) not in said and name not in found]
    assert not missing, missing
    assert len(names) > 200


def test_every_place_of_a_list_fits():
    for count in (1, 3, 200):
        screen = AccountsScreen(Accounts(count, (("Acme", "ann"),)))
        for _ in range(min(count, 10)):
            everywhere(screen)
            screen.on_action(NEXT)


def test_the_wheel_fits_at_every_length_and_place():
    for alphabet, shortest, longest, masked in (
        (DIGITS, 6, 12, True),
        (BASE32, 26, 26, False),
        (BASE32, 1, 1, False),
    ):
        screen = WheelScreen(
            "Character 17?", alphabet, shortest, longest, lambda n: n - 1, masked, "6 to 12 digits"
        )
        for _ in range(longest - 1):
            everywhere(screen)
            enter(screen, "7")
        for _ in range(13):
            everywhere(screen)
            screen.on_action(NEXT)
        screen.on_action(DO)
        for _ in range(13):
            everywhere(screen)
            screen.on_action(NEXT)
        screen.on_action(DO_HELD)
        everywhere(screen)
