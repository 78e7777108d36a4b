"""The radio is on while a sync runs, and at no other time."""

from raises import raises
from sntp_bench import FLOOR_S, NAMES, TURN_MS, Net, Random, Server, honest

from otpfob.clock import sntp_radio
from otpfob.clock.sntp_radio import DONE, FAILED, IDLE, JOINING, SYNCING, RadioSync
from otpfob.clock.sntp_servers import Servers
from otpfob.core.errors import FobError


class Wifi:
    """Joins after `turns` looks."""

    def __init__(self, turns=30):
        self.turns = turns
        self.reason = ""
        self.fails = ""
        self.on = False

    def begin(self, ssid, password):
        assert not self.on and (ssid, bytes(password)) == (b"home", b"12345678")
        self.on = True
        self.reason = ""

    def joined(self):
        assert self.on
        self.turns -= 1
        if self.turns <= 0:
            self.reason = self.fails
        return self.turns <= 0 and not self.fails

    def end(self):
        self.on = False


class Bench:
    def __init__(self, wifi, servers=None, random=None):
        self.net = Net(servers or [Server(), Server(), Server()])
        self.wifi = wifi
        self.servers = Servers(NAMES)
        self.radio = RadioSync(wifi, self.net, self.servers, random or Random(), self.net, FLOOR_S)

    def begin(self, second=0):
        self.radio.begin(b"home", bytearray(b"12345678"), second)

    def turn(self):
        self.net.ms += TURN_MS
        self.radio.turn(self.net.now_ms())
        assert self.wifi.on == self.radio.busy == (self.radio.state in (JOINING, SYNCING))

    def run(self):
        """Turn until the sync is over; return how many milliseconds the radio was on."""
        began_ms = self.net.ms
        while self.radio.busy:
            self.turn()
        assert self.net.open_sockets == 0
        return self.net.ms - began_ms


def test_a_sync_over_wifi_gives_the_time_and_turns_the_radio_off():
    bench = Bench(Wifi())
    assert bench.radio.state == IDLE and not bench.radio.busy
    assert bench.radio.result is None and bench.radio.unix_ms(0) is None
    for _ in range(2):
        bench.wifi.turns = 30
        bench.begin()
        assert bench.radio.state == JOINING and bench.radio.result is None
        assert bench.run() < 1000
        assert bench.radio.state == DONE and bench.radio.reason == ""
        assert honest(bench.net, bench.radio)
    bench.turn()
    assert bench.radio.state == DONE


def test_why_a_network_is_not_joined_is_passed_on():
    for word in ("wrong_password", "no_network"):
        bench = Bench(Wifi())
        bench.wifi.fails = word
        bench.begin(7)
        bench.run()
        assert (bench.radio.state, bench.radio.reason) == (FAILED, word)
        assert bench.servers.tries.left_s(7) == 64


def test_a_network_that_is_not_joined_in_twenty_seconds_is_given_up():
    bench = Bench(Wifi(10**9))
    bench.begin()
    assert 20_000 <= bench.run() <= 20_100
    assert (bench.radio.state, bench.radio.reason) == (FAILED, sntp_radio.NO_JOIN)


def test_the_radio_is_off_after_a_minute_whatever_happens():
    bench = Bench(Wifi(1500))
    for server in bench.net.servers.values():
        server.answer = lambda cookie, unix_ms: []
    bench.net.resolve_ms = 25_000
    bench.begin()
    assert bench.run() <= 60_000 + 25_000
    assert (bench.radio.state, bench.radio.reason) == (FAILED, sntp_radio.TOO_LONG)


def test_a_sync_that_fails_says_why_with_the_radio_off():
    bench = Bench(Wifi(), [Server(), Server(5000), Server(-5000)])
    bench.begin()
    bench.run()
    assert (bench.radio.state, bench.radio.reason) == (FAILED, "servers_disagree")


def test_stopping_at_any_turn_turns_the_radio_off():
    for turns in range(60):
        bench = Bench(Wifi())
        bench.begin()
        for _ in range(turns):
            bench.turn()
        done = bench.radio.state == DONE
        bench.radio.stop()
        assert not bench.wifi.on and bench.net.open_sockets == 0, turns
        assert bench.radio.state == (DONE if done else IDLE)
        bench.turn()


def test_beginning_again_ends_what_was_begun():
    bench = Bench(Wifi())
    bench.begin()
    for _ in range(33):
        bench.turn()
    assert bench.radio.state == SYNCING and bench.net.open_sockets == 1
    bench.wifi.turns = 30
    bench.begin()
    assert bench.net.open_sockets == 0 and bench.radio.state == JOINING
    bench.run()
    assert bench.radio.state == DONE


class Broken:
    def read(self, size):
        raise FobError


def test_an_error_within_a_turn_turns_the_radio_off():
    bench = Bench(Wifi(1), random=Broken())
    bench.begin()
    bench.turn()
    raises(FobError, bench.turn)
    assert not bench.wifi.on and bench.radio.state == FAILED and bench.net.open_sockets == 0


def test_every_reason_has_a_sentence():
    words = [value for name, value in vars_of(sntp_radio.sntp_sync) if name in WORDS]
    assert len(words) == len(WORDS)
    for word in words + ["no_radio", "no_network", "wrong_password", "no_join", "too_long"]:
        says = sntp_radio.SAYS[word]
        assert says[0].isupper() and says[-1] in ".?", word
    assert len(sntp_radio.SAYS) == len(WORDS) + 5


WORDS = ("NO_ADDRESS", "NO_ANSWER", "REFUSED", "UNUSABLE", "DISAGREE")


def vars_of(module):
    return [(name, getattr(module, name)) for name in dir(module)]
