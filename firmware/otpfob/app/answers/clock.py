"""The token's time, told and set by the host."""

from otpfob.app.answers.question import Question, time_text


class ClockAnswers:
    """`handlers` by command."""

    def __init__(self, kit, ticks) -> None:
        self._clock = kit.clock
        self._ticks = ticks
        self.handlers = {"time": self._time}

    def _time(self, fields):
        asked_ms = self._ticks.now_ms()
        if "set" not in fields:
            return {"unix_ms": self._clock.unix_ms(asked_ms), "source": self._clock.source}
        wanted_ms = fields["set"]
        self._clock.check(wanted_ms)
        old = self._clock.unix_s

        def apply():
            # The host's time was right when it came; the person took a while to answer.
            now_ms = self._ticks.now_ms()
            self._clock.set(wanted_ms + self._ticks.diff(now_ms, asked_ms), now_ms, "host")
            return {"unix_ms": self._clock.unix_ms(now_ms), "source": self._clock.source}

        lines = [
            "from " + (time_text(old) if old is not None else "not set"),
            "to   " + time_text(wanted_ms // 1000),
        ]
        return Question("Set the clock?", lines, apply)
