"""One sync: asks three time servers, one after the other, and combines what they say.

Never waits, but for a name: resolve() blocks until the network's name server answers or its
own time limit is over, on the ESP32 some seconds for each name. At most 12 s of asking.
"""

from otpfob.clock import sntp
from otpfob.core.errors import FobError

RESOLVING, ASKING, DONE, FAILED = range(4)

# Reasons of FAILED.
NO_ADDRESS = "no_address"
NO_ANSWER = "no_answer"
REFUSED = "servers_refuse"
UNUSABLE = "servers_unusable"
DISAGREE = "servers_disagree"

_LIMIT_MS = 2000
_TRIES = 2  # the first packet after joining a network is often lost
_PACKETS_A_TURN = 4


class Found:
    """`unix_ms` at `at_ms` of the millisecond counter, wrong by `bound_ms` at most.

    `servers` are the names of those that agreed, `round_trip_ms` the shortest of theirs.
    """

    def __init__(self, unix_ms, at_ms, bound_ms, round_trip_ms, servers) -> None:
        self.unix_ms = unix_ms
        self.at_ms = at_ms
        self.bound_ms = bound_ms
        self.round_trip_ms = round_trip_ms
        self.servers = servers


class Sync:
    """Call turn() until `state` is DONE (see `result`) or FAILED (see `reason`), or stop().

    `net` has resolve(name) -> address or None, and open(address) -> None or a socket with
    send(data), receive(buffer) -> size or 0, close(); none of them raises.
    `servers` is a clock.sntp_servers.Servers; `random` has read(n).
    """

    def __init__(self, net, servers, random, ticks, earliest_unix_s: int, second: int) -> None:
        self._net = net
        self._servers = servers
        self._random = random
        self._ticks = ticks
        self._earliest_unix_s = earliest_unix_s
        self._second = second
        self.state = RESOLVING
        self.reason = ""
        self.result = None
        self._began_ms = ticks.now_ms()
        self._index = -1
        self._addresses = []
        self._answers = []
        self._verdicts = []
        self._resolved = False
        self._socket = None
        self._cookie = b""
        self._asked_ms = 0
        self._tries = 0
        self._buffer = bytearray(sntp.SIZE + 1)  # one more: a longer packet is seen as longer

    def turn(self, now_ms: int) -> None:
        """Do a little. Raises what random.read() raises, and is stopped then.

        A turn in which nothing has come allocates nothing.
        """
        if self.state == RESOLVING:
            self._next_server()
        elif self._socket is not None:
            self._listen(self._socket, now_ms)

    def stop(self) -> None:
        """Leave the network. What was found stays."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        if self.state in (RESOLVING, ASKING):
            self.state = FAILED
            self.reason = NO_ANSWER

    def unix_ms(self, now_ms: int):
        """Return the time found, at `now_ms` of the millisecond counter, or None."""
        if self.result is None:
            return None
        return self.result.unix_ms + self._ticks.diff(now_ms, self.result.at_ms)

    def _next_server(self):
        self._index += 1
        if self._index == len(self._servers.names):
            self._end()
            return
        if not self._servers.may_ask(self._index, self._second):
            self._verdicts.append(sntp.DENIED)
            return
        address = self._net.resolve(self._servers.names[self._index])
        if address is None:
            return
        self._resolved = True
        # Two names of one server would agree with each other.
        if address in self._addresses:
            return
        self._addresses.append(address)
        self._socket = self._net.open(address)
        if self._socket is not None:
            self._tries = 0
            self.state = ASKING
            self._ask(self._socket)

    def _ask(self, socket):
        self._tries += 1
        try:
            self._cookie = self._random.read(sntp.COOKIE_BYTES)
        except FobError:
            self.stop()
            raise
        data = sntp.request(self._cookie)
        self._asked_ms = self._ticks.now_ms()
        socket.send(data)

    def _listen(self, socket, now_ms):
        for _ in range(_PACKETS_A_TURN):
            size = socket.receive(self._buffer)
            if not size:
                break
            came_ms = self._ticks.now_ms()
            if self._ticks.diff(came_ms, self._asked_ms) > _LIMIT_MS:
                break
            verdict = sntp.judge(self._buffer, size, self._cookie)
            if verdict != sntp.NOT_MINE:
                self._leave(socket)
                self._take(verdict, came_ms)
                return
        if self._ticks.diff(now_ms, self._asked_ms) > _LIMIT_MS:
            if self._tries < _TRIES:
                self._ask(socket)
            else:
                self._leave(socket)

    def _take(self, verdict, came_ms):
        """The request is answered: whatever else comes is not looked at."""
        self._verdicts.append(verdict)
        if verdict == sntp.DENIED:
            self._servers.deny(self._index)
        elif verdict == sntp.TOO_OFTEN:
            self._servers.slow_down(self._index, self._second)
        elif verdict == sntp.GOOD:
            self._servers.answered(self._index)
            self._answers.append(
                sntp.Answer(
                    self._servers.names[self._index],
                    self._buffer,
                    self._earliest_unix_s,
                    self._ticks.diff(came_ms, self._asked_ms),
                    self._ticks.diff(came_ms, self._began_ms),
                )
            )

    def _leave(self, socket):
        socket.close()
        self._socket = None
        self.state = RESOLVING

    def _end(self):
        agreed = sntp.agreeing(self._answers)
        if not agreed:
            self.state = FAILED
            self.reason = self._why()
            self._servers.tries.failed(self._second)
            return
        start_ms, bound_ms = sntp.combine(agreed)
        at_ms = self._ticks.now_ms()
        self.result = Found(
            start_ms + self._ticks.diff(at_ms, self._began_ms),
            at_ms,
            bound_ms,
            min([answer.round_trip_ms for answer in agreed]),
            [answer.name for answer in agreed],
        )
        self.state = DONE
        self._servers.tries.succeeded()

    def _why(self):
        if len(self._answers) > 1:
            return DISAGREE
        if sntp.UNUSABLE in self._verdicts:
            return UNUSABLE
        if sntp.DENIED in self._verdicts or sntp.TOO_OFTEN in self._verdicts:
            return REFUSED
        return NO_ANSWER if self._resolved else NO_ADDRESS
