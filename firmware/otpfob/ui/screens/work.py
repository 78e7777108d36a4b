"""Work that takes longer than a turn, done piece by piece under a bar."""

from micropython import const

from otpfob.core.errors import FobError
from otpfob.ui.screen import DONE, REDRAW, STAY

_BAR_HEIGHT = const(5)


class WorkScreen:
    """Does `job`, and answers DONE when it has ended.

    A job has step(), which does a bounded piece and returns True when it was the last one,
    `done` of `total` for the bar, and perhaps a `result`, which becomes that of the screen. A
    FobError that a step raises is kept in `error`, None when all went well.
    """

    keeps_awake = True

    def __init__(self, title, job, text="") -> None:
        self._title = title
        self._job = job
        self._text = text
        self._drawn = False
        self._ended = False
        self._width = 0
        self._bar_px = 0  # as drawn last
        self.result = None
        self.error = None

    def on_turn(self) -> int:
        """Do one piece. Called in every turn of the event loop while it is in front."""
        if self._ended:
            return DONE
        try:
            self._ended = self._job.step()
        except FobError as error:
            self.error = error
            self._ended = True
            return DONE
        if self._ended:
            self.result = getattr(self._job, "result", None)
            return DONE
        return STAY if self._part() == self._bar_px else REDRAW

    def on_tick(self, clock) -> int:
        return STAY if self._drawn else REDRAW

    def on_action(self, action: int) -> int:
        return STAY

    def draw(self, canvas) -> None:
        self._drawn = True
        self._width = canvas.width
        self._bar_px = self._part()
        small = canvas.fonts.small
        y = canvas.title(self._title)
        bottom = canvas.height - _BAR_HEIGHT
        if self._text:
            canvas.wrapped(y, self._text, small, (bottom - y) // canvas.row_px)
        canvas.bar(0, bottom, canvas.width, _BAR_HEIGHT, self._bar_px, canvas.width)

    def _part(self):
        """Return how many columns of the bar are done."""
        total = self._job.total
        return self._width * min(self._job.done, total) // total if total > 0 else 0
