"""The token's time, told and set by the host; its Wi-Fi network, and a sync over it."""

from micropython import const

from otpfob.app.answers.clock_question import clock_question
from otpfob.app.answers.question import Question
from otpfob.clock import sntp_radio
from otpfob.core.errors import BadField, Busy
from otpfob.link.messages import SYNC_STATES, TRUSTS

_T_JOINED_FOR_TIME = const(0x4B007)
_T_USE_NETWORK = const(0x3FC3B)
_T_FORGET_NETWORK = const(0x8D2CD)
_T_ASK_FOR_TIME = const(0xF61D4)
_T_OVER_WIFI = const(0xF19E2)


class ClockAnswers:
    """`handlers` by command."""

    def __init__(self, kit, ticks) -> None:
        self._kit = kit
        self._clock = kit.clock
        self._ticks = ticks
        self.handlers = {
            "time": self._time,
            "wifi": self._wifi,
            "sync": self._sync,
            "sync_state": self._sync_state,
        }

    def _time(self, fields):
        asked_ms = self._ticks.now_ms()
        if "set" not in fields:
            return self._told(asked_ms)
        clock = self._clock
        wanted_ms, bound_ms = fields["set"], fields["bound_ms"]
        clock.check(wanted_ms)
        if not clock.needs_confirmation(wanted_ms, bound_ms, asked_ms):
            clock.correct(wanted_ms, asked_ms, "host", bound_ms)
            return self._told(asked_ms)

        def apply():
            # The host's time was right when it came; the person took a while to answer.
            now_ms = self._ticks.now_ms()
            later_ms = self._ticks.diff(now_ms, asked_ms)
            clock.set(wanted_ms + later_ms, now_ms, "host", bound_ms)
            return self._told(now_ms)

        return clock_question(clock, wanted_ms // 1000, apply)

    def _told(self, now_ms):
        clock = self._clock
        return {
            "unix_ms": clock.unix_ms(now_ms),
            "source": clock.source,
            "bound_ms": clock.bound_ms(now_ms),
            "age_s": clock.age_s,
            "rate_ppb": clock.rate_ppb,
            "sigma_ppb": clock.rate_sigma_ppb,
            "rejected_ppb": clock.rejected_ppb,
            "trust": TRUSTS[clock.trust],
        }

    def _wifi(self, fields):
        settings = self._kit.safe.settings
        if "ssid" not in fields:
            return {"ssid": settings.wifi[0]}
        ssid, password = fields["ssid"], fields.get("password", "")
        if ssid == "" and password:
            raise BadField("password")

        def apply():
            settings.put_wifi(ssid, password)
            return {"ssid": ssid}

        if ssid:
            lines = [ssid, _T_JOINED_FOR_TIME]
            return Question(_T_USE_NETWORK, lines, apply)
        return Question(_T_FORGET_NETWORK, [settings.wifi[0]], apply)

    def _sync(self, fields):
        ssid = self._kit.safe.settings.wifi[0]
        if not ssid:
            raise BadField("ssid")
        if self._kit.net.busy:
            raise Busy

        def apply():
            self._kit.begin(self._kit.lent(_sync))
            return {}

        return Question(_T_ASK_FOR_TIME, [_T_OVER_WIFI, ssid], apply)

    def _sync_state(self, fields):
        net = self._kit.net
        return {
            "state": SYNC_STATES[net.state],
            "reason": net.reason,
            "says": sntp_radio.SAYS.get(net.reason, ""),
            "bound_ms": net.bound_ms,
        }


def _sync(kit):
    from otpfob.app.journeys.clock import sync

    return sync(kit)
