"""A sync over Wi-Fi, from turning the radio on to turning it off.

The radio is off whenever this is not JOINING or SYNCING: at the end, on every failure, when
stopped, and after a minute in any case.
"""

from otpfob.clock import sntp_sync

IDLE, JOINING, SYNCING, DONE, FAILED = range(5)

# Reasons of FAILED, besides the radio's own and those of sntp_sync.
NO_JOIN = "no_join"
TOO_LONG = "too_long"

SAYS = {
    "no_radio": "The radio does not start. Restart the token.",
    "no_network": "The Wi-Fi network is not in reach.",
    "wrong_password": "The Wi-Fi network does not take the password.",
    NO_JOIN: "The Wi-Fi network cannot be joined.",
    sntp_sync.NO_ADDRESS: "The network finds no time server: has it no internet?",
    sntp_sync.NO_ANSWER: "Fewer than two time servers answered.",
    sntp_sync.REFUSED: "The time servers want no more questions for now.",
    sntp_sync.UNUSABLE: "The time servers have no good time themselves.",
    sntp_sync.DISAGREE: "The time servers do not agree.",
    TOO_LONG: "The sync took more than a minute.",
}

_JOIN_LIMIT_MS = 20_000
_LIMIT_MS = 60_000


class RadioSync:
    """begin(), then turn() until `state` is DONE (see `result`) or FAILED (see `reason`).

    `wifi` has begin(ssid, password), joined(), reason, end(); the others are sntp_sync.Sync's.
    One object for as long as the token runs; each begin() is a sync.
    """

    def __init__(self, wifi, net, servers, random, ticks, earliest_unix_s: int) -> None:
        self._wifi = wifi
        self._net = net
        self._servers = servers
        self._random = random
        self._ticks = ticks
        self._earliest_unix_s = earliest_unix_s
        self.state = IDLE
        self.reason = ""
        self._began_ms = 0
        self._second = 0
        self._sync = None

    @property
    def busy(self) -> bool:
        """Whether the radio is on: call turn()."""
        return self.state in (JOINING, SYNCING)

    @property
    def result(self):
        """A sntp_sync.Found, or None."""
        return None if self._sync is None else self._sync.result

    def unix_ms(self, now_ms: int):
        """Return the time found, at `now_ms` of the millisecond counter, or None."""
        return None if self._sync is None else self._sync.unix_ms(now_ms)

    def begin(self, ssid: bytes, password, second: int) -> None:
        """Turn the radio on and begin to join. The caller may wipe `password` afterwards.

        `second` is TokenClock.second. For a schedule, first ask servers.tries.left_s(second).
        """
        self.stop()
        self._sync = None
        self.reason = ""
        self._second = second
        self._began_ms = self._ticks.now_ms()
        self.state = JOINING
        self._wifi.begin(ssid, password)

    def turn(self, now_ms: int) -> None:
        """Do a little. Raises what the random source raises, with the radio off."""
        if not self.busy:
            return
        stepped = False
        try:
            self._step(now_ms)
            stepped = True
        finally:
            if not stepped:
                self._end(FAILED, sntp_sync.NO_ANSWER)
        elapsed_ms = self._ticks.diff(now_ms, self._began_ms)
        if self.state == JOINING and elapsed_ms > _JOIN_LIMIT_MS:
            self._fail(NO_JOIN)
        elif self.busy and elapsed_ms > _LIMIT_MS:
            self._fail(TOO_LONG)

    def stop(self) -> None:
        """Turn the radio off. What was found stays."""
        if self.busy:
            self._end(IDLE, "")

    def _step(self, now_ms):
        if self.state == JOINING:
            if self._wifi.joined():
                self._sync = sntp_sync.Sync(
                    self._net,
                    self._servers,
                    self._random,
                    self._ticks,
                    self._earliest_unix_s,
                    self._second,
                )
                self.state = SYNCING
            elif self._wifi.reason:
                self._fail(self._wifi.reason)
        elif self._sync is not None:
            self._sync.turn(now_ms)
            if self._sync.state == sntp_sync.DONE:
                self._end(DONE, "")
            elif self._sync.state == sntp_sync.FAILED:
                self._end(FAILED, self._sync.reason)

    def _fail(self, reason):
        """Fail for a reason that Sync has not counted."""
        self._servers.tries.failed(self._second)
        self._end(FAILED, reason)

    def _end(self, state, reason):
        if self._sync is not None:
            self._sync.stop()
        self._wifi.end()
        self.state = state
        self.reason = reason
