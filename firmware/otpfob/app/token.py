"""The event loop: link, buttons, clock, glass. One turn about every 10 ms."""

from otpfob.app.flow import Flow
from otpfob.app.parts import Parts
from otpfob.app.requests import Requests
from otpfob.app.server import Server
from otpfob.app.storage import Storage
from otpfob.clock.token_clock import TokenClock
from otpfob.ui.canvas import Canvas
from otpfob.ui.gestures import Gestures
from otpfob.ui.screen import STAY

_TURN_MS = 10
# A press that begins this soon after a question came was meant for the screen before it.
_GUARD_MS = 500


class Token:
    """The whole token, from the parts of its board."""

    def __init__(self, parts: Parts) -> None:
        ticks = parts.ticks
        now_ms = ticks.now_ms()
        self._ticks = ticks
        self._panel = parts.panel
        self._buttons = parts.buttons
        self._console = parts.console
        self._canvas = Canvas(
            parts.panel.pixels, parts.panel.width, parts.panel.height, parts.fonts, parts.trace
        )
        self._gestures = Gestures(parts.buttons.count, ticks.diff)
        self._clock = TokenClock(parts.chip, ticks.diff, parts.earliest_unix_s, now_ms)
        self._storage = Storage(parts.flash)
        self._storage.start()
        requests = Requests(self._storage, self._clock, ticks, parts.board, parts.serial)
        self._server = Server(parts.console, ticks, requests)
        self._flow = Flow(self._storage, self._clock, self._server.decided)
        self._asked = None  # the question on the glass
        self._asked_ms = now_ms
        self._drawn = None  # the screen that is on the glass

    def run(self) -> None:
        """Turn for ever."""
        while True:
            self.turn()
            self._console.wait(_TURN_MS)

    def turn(self) -> None:
        """Do what there is to do now. Allocates nothing when nothing happens."""
        now_ms = self._ticks.now_ms()
        self._server.turn(now_ms)
        if self._server.question is not self._asked:
            self._follow_question(now_ms)
        answer = STAY
        if self._clock.poll(now_ms):
            answer = self._flow.on_tick()
        event = self._gestures.sample(self._buttons.levels(), now_ms)
        if self._guarded(now_ms):
            self._gestures.ignore()
        elif event is not None:
            answer = self._flow.on_gesture(event) or answer
        if self._flow.front is not self._drawn:
            # A screen that comes to the front learns the time before it is drawn.
            self._flow.on_tick()
            answer = not STAY
        if answer != STAY:
            self._draw()

    def _guarded(self, now_ms):
        return self._asked is not None and self._ticks.diff(now_ms, self._asked_ms) < _GUARD_MS

    def _follow_question(self, now_ms):
        self._asked = self._server.question
        # What is down was meant for the screen that goes away, whichever it is.
        self._gestures.ignore()
        self._flow.withdraw()
        if self._asked is not None:
            self._asked_ms = now_ms
            self._flow.ask(self._asked)

    def _draw(self):
        front = self._flow.front
        self._drawn = front
        self._canvas.clear()
        front.draw(self._canvas)
        self._panel.show()
