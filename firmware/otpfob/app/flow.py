"""Which screen is in front, and the journeys that decide it.

A journey is a generator that yields screens: it is resumed when its screen has something
to say, with ASK or DONE of ui.screen, or with CHANGED when the host changed something
while a code was on the glass. A journey begins another one with `yield from`. So a way
through the screens reads from top to bottom, and what it holds is let go in `finally`.

The host's question covers whatever is there, and goes away again.
"""

from micropython import const

from otpfob.core.errors import FobError, NoMemory
from otpfob.ui.screen import ASK, DONE, REDRAW, STAY, YES
from otpfob.ui.screens.accounts import AccountsScreen
from otpfob.ui.screens.message import MessageScreen
from otpfob.ui.texts import error_text

_T_ERROR = const(0x97EC1)

CHANGED = 4

_NOTHING = MessageScreen("", "")  # while there is no journey


def failure(error):
    """A journey of one screen: what went wrong."""
    yield MessageScreen(_T_ERROR, error_text(error.code))


class Flow:
    """`front` is the screen on the glass. `main()` makes the journey that begins again for ever.

    `tell(result)` takes what the user said to a question of the host; `kit.journey` is
    what it wants to show then, and `kit.ended` what it wants no more.
    """

    def __init__(self, kit, main, tell) -> None:
        self._kit = kit
        self._main = main
        self._tell = tell
        self._journeys = []  # (journey, its screen), the one in front last
        self._question = None  # the confirm screen of the host's question
        self._working = None  # the screen in front, if it wants to be called every turn
        self.front = _NOTHING
        self.restart()

    def restart(self) -> None:
        """End every journey and begin with what is in the flash now."""
        self.end()
        self._begin(self._main())

    def end(self) -> None:
        """End every journey: what they hold is overwritten, and no screen is left."""
        while self._journeys:
            self._journeys.pop()[0].close()
        self._question = None
        self._working = None
        self.front = _NOTHING

    @property
    def at_home(self) -> bool:
        """Whether the list of accounts is in front."""
        return isinstance(self.front, AccountsScreen)

    @property
    def keeps_awake(self) -> bool:
        """Whether the screen in front goes away by itself, which must not be missed."""
        return getattr(self.front, "keeps_awake", False)

    def ask(self, question, limit_s: int) -> None:
        """Cover the glass with a question of the host."""
        self._question = question.screen(limit_s)
        self._show()

    def withdraw(self) -> None:
        """Take the question away: whoever asked it is gone."""
        if self._question is not None:
            self._question = None
            self._show()

    def on_turn(self) -> int:
        """Let a screen that works do a bounded piece of it."""
        return STAY if self._working is None else self._after(self._working.on_turn())

    def on_tick(self) -> int:
        return self._after(self.front.on_tick(self._kit.clock))

    def on_action(self, action: int) -> int:
        return self._after(self.front.on_action(action))

    def _after(self, answer):
        if answer in (ASK, DONE):
            question = self._question
            if question is not None and self.front is question:
                self._answered(question.result)
            else:
                self._resume(answer)
            return REDRAW
        return answer

    def _answered(self, result):
        state = self._kit.safe.state
        self.withdraw()
        self._tell(result)
        if result != YES:
            return
        if self._kit.safe.state != state:
            self.restart()
        elif getattr(self.front, "follows_changes", False):
            self._resume(CHANGED)
        self.follow()

    def follow(self) -> None:
        """End and begin what the answers to the host want ended, and to see on the glass."""
        ended, journey = self._kit.ended, self._kit.journey
        self._kit.ended = self._kit.journey = None
        if ended is not None:
            self._drop(ended)
        if journey is not None:
            self._begin(journey)

    def _drop(self, journey):
        """End a journey, wherever it stands, if it has not ended by itself."""
        for i in range(len(self._journeys)):
            if self._journeys[i][0] is journey:
                self._journeys.pop(i)
                journey.close()
                self._show()
                return

    def _begin(self, journey):
        self._journeys.append((journey, None))
        self._resume(None)

    def _resume(self, answer):
        """Go on with the journey in front until it has a screen; one that ends uncovers another."""
        journey = self._journeys[-1][0]
        try:
            self._journeys[-1] = (journey, journey.send(answer))
        except StopIteration:
            self._ended()
        except (FobError, MemoryError) as error:
            # A journey that needs to do more about an error catches it itself.
            self._journeys.pop()
            if not self._journeys:
                self._journeys.append((self._main(), None))
            self._begin(failure(error if isinstance(error, FobError) else NoMemory()))
        self._show()

    def _ended(self):
        self._journeys.pop()
        if not self._journeys:
            self._begin(self._main())
        elif self._journeys[-1][1] is None:
            self._resume(None)

    def _show(self):
        self.front = self._question or self._journeys[-1][1]
        self._working = self.front if hasattr(self.front, "on_turn") else None
