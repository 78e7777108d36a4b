"""What is in the list of every screen (ui.shown.every): a screen as a person meets it."""

from ui.glass import Clock
from ui.hand import DO, NEXT

from otpfob.ui.screens.backup_code import CodePages
from otpfob.ui.screens.clock import ClockScreen
from otpfob.ui.screens.confirm import ConfirmScreen
from otpfob.ui.screens.menu import MenuScreen
from otpfob.ui.screens.message import MessageScreen
from otpfob.ui.screens.pages import PagesScreen
from otpfob.ui.screens.work import WorkScreen
from otpfob.ui.texts import id_of

LONG = "Щ" * 32  # 64 bytes: as long as a label can be
QUESTION_S = 15

# What shows the next part of a screen that is larger than the glass: seconds, or a press.
_SECONDS = {MessageScreen: 4, ConfirmScreen: 2}
_PRESSES = {ClockScreen: NEXT, PagesScreen: NEXT, CodePages: DO}
_MOST_PARTS = 12


class Shown:
    """`make()` returns the screen, `clock()` the time it is told.

    `cuts`: a label of somebody else's may end in "…".
    """

    def __init__(self, name, make, clock=None, cuts=False):
        self.name = name
        self.make = make
        self.clock = clock or (lambda: Clock(3))
        self.cuts = cuts

    def parts(self, canvas):
        """Draw each part of the screen, and yield the canvas after each.

        They are told apart by what is below the title, where seconds are counted down.
        """
        screen = self.make()
        clock = self.clock()
        screen.on_tick(clock)
        before = []
        for _ in range(_MOST_PARTS):
            canvas.clear()
            screen.draw(canvas)
            looks = bytes(canvas.buffer[canvas.width :])
            if looks in before:
                return
            before.append(looks)
            yield canvas
            kind = type(screen)
            for _ in range(_SECONDS.get(kind, 0)):
                clock.go()
                screen.on_tick(clock)
            if kind in _PRESSES:
                screen.on_action(_PRESSES[kind])


def text(name):
    """Return the phrase of a text by its name in firmware/texts."""
    return id_of(name)


def menu(title, *names, now=None, note=""):
    """Return a menu of texts."""
    return MenuScreen(text(title), [text(name) for name in names], now, note)


def message(title, said):
    """Return a message; `said` is a phrase, or the name of a text."""
    return MessageScreen(text(title), text(said) if isinstance(said, str) else said)


def question(title, *lines, hold=False, limit_s=None):
    """Return a question of the token's own; with QUESTION_S one of the host."""
    return ConfirmScreen(text(title), list(lines), limit_s, hold)


class _Job:
    done = 3
    total = 7


def work(title):
    """Return work that is not half done."""
    return WorkScreen(text(title), _Job())
