"""A sync over Wi-Fi, from the host's question to the radio that is off again.

The time servers are sockets on loopback whose clock is the simulator's. Time is stepped: after
each turn of the token the test answers what came, so nothing depends on how busy the PC is.
"""

import socket
import struct
from contextlib import contextmanager

import pytest
from sim.product import NOW_UNIX_S, filled_product
from sim.traces import pieces

from fobctl.link.errors import TokenError
from otpfob.clock import sntp_radio
from otpfob.ui import amounts

SSID, PASSWORD = "Office 2.4", "correct horse battery"
PIN = "135790"
NTP_TO_UNIX_S = 2_208_988_800
HOUR_MS = 3_600_000
DAY_S = 86_400
TURN_MS = 10
HOST_BOUND_MS = 510
LONGEST_TURNS = 6500  # a sync ends after a minute in any case
LEAP_S = 10
SYNC_MS = 3500  # the chip's second was seen to change, and the sync is kept


class Server:
    """Says what the time is, `off_ms` ahead of the true one; None: it says nothing."""

    def __init__(self, off_ms=0):
        self.off_ms = off_ms
        self.asked = 0
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.setblocking(False)
        self.name = f"127.0.0.1:{self._socket.getsockname()[1]}"

    def serve(self, true_ms):
        """Answer what has come."""
        while True:
            try:
                request, back = self._socket.recvfrom(100)
            except BlockingIOError:
                return
            self.asked += 1
            if self.off_ms is not None:
                self._socket.sendto(packet(request[40:], true_ms + self.off_ms), back)

    def close(self):
        self._socket.close()


def packet(cookie, unix_ms):
    """RFC 5905, figure 8: leap 0, version 4, mode 4, stratum 1."""
    seconds = unix_ms // 1000 + NTP_TO_UNIX_S
    stamp = struct.pack(">II", seconds % 2**32, (unix_ms % 1000 << 32) // 1000)
    head = struct.pack(">BBbbII", 4 << 3 | 4, 1, 6, -20, 0, 0)
    return head + b"GPS\0" + stamp + cookie + stamp + stamp


class Air:
    """A product, the network in its reach and the servers behind that."""

    def __init__(self, product, servers):
        self.product = product
        self.simulator = product.simulator
        self.servers = servers
        self.radio_turns = 0  # so many turns the radio was on

    def true_ms(self):
        return NOW_UNIX_S * 1000 + self.simulator.time.now_ms()

    def turn(self, count=1):
        for _ in range(count):
            self.simulator.advance(TURN_MS)
            self.radio_turns += self.simulator.hardware.radio_on
            for server in self.servers:
                server.serve(self.true_ms())

    def rest(self, seconds):
        """Let time go on in few turns that take long, and return how often the radio is on.

        A leap ends so early in a try that the radio is still on.
        """
        seen = 0
        for _ in range(seconds // LEAP_S):
            self.product.leap(LEAP_S)
            seen += self.simulator.hardware.radio_on
        return seen

    def until_off(self):
        """Let a sync that was begun come to its end."""
        for _ in range(LONGEST_TURNS):
            self.turn()
            if self.radio_turns and not self.simulator.hardware.radio_on:
                return self.turn(2)
        raise AssertionError(f"the radio is on: {self.product.words()}")

    def join(self, ssid=SSID, password=PASSWORD):
        return self.product.accept(
            lambda token: token.set_wifi(ssid, password), "Use this network?", ssid
        )

    def begin(self):
        self.product.accept(lambda token: token.begin_sync(), "Ask for the time?", SSID)

    def sync(self):
        """Have it ask for the time, and return what it says of that."""
        self.radio_turns = 0
        self.begin()
        self.until_off()
        assert not self.simulator.hardware.radio_on and self.radio_turns
        return self.product.connect().sync_state()

    def clock(self):
        return self.product.connect().clock()

    def off_ms(self):
        return self.clock().unix_ms - self.true_ms()


@contextmanager
def air_of(folder, offsets=(0, 0, 0), wifi=(SSID, PASSWORD), pin=None):
    servers = [Server(off_ms) for off_ms in offsets]
    names = tuple(server.name for server in servers)
    try:
        with filled_product(folder, pin=pin, wifi=wifi, time_servers=names) as product:
            yield Air(product, servers)
    finally:
        for server in servers:
            server.close()


@pytest.fixture
def make(tmp_path):
    """Return a function that makes a token that knows its network, with these servers."""
    opened = []

    def open_it(*offsets, **options):
        context = air_of(tmp_path / "token", offsets or (0, 0, 0), **options)
        air = context.__enter__()
        opened.append(context)
        if "pin" in options:
            air.product.unlock(PIN, "No accounts yet")
        # As right as fobctl thinks that a PC is: a sync may change it by so much in silence.
        air.product.connect()._request("time", set=air.true_ms(), bound_ms=HOST_BOUND_MS)
        air.simulator.advance(SYNC_MS)
        return air

    yield open_it
    for context in opened:
        context.__exit__(None, None, None)


class TestTheHostAsks:
    def test_the_servers_time_is_taken_and_the_radio_is_off_again(self, make):
        air = make(400, 400, 400)
        assert air.join() == SSID
        state = air.sync()
        assert (state.state, state.reason) == ("done", "")
        assert air.product.words()[0] == "Clock set"
        assert f"3 servers agree within {state.bound_ms} ms." in air.product.words()
        assert abs(air.off_ms() - 400) <= state.bound_ms <= 30
        air.simulator.advance(SYNC_MS)
        clock = air.clock()
        assert (clock.source, clock.trust) == ("sntp", "shown")
        assert abs(air.off_ms() - 400) <= clock.bound_ms <= 60
        assert [server.asked for server in air.servers] == [1, 1, 1]

    def test_no_turns_no_radio_on(self, make):
        air = make()
        air.join()
        future = air.product.start(lambda token: token.begin_sync(), "Ask for the time?")
        air.simulator.press("next")
        with pytest.raises(TokenError) as caught:
            future.result(timeout=30)
        assert caught.value.code == "refused"
        assert air.rest(10) == 0 and [server.asked for server in air.servers] == [0, 0, 0]

    def test_one_sync_at_a_time(self, make):
        air = make()
        air.join()
        air.begin()
        with pytest.raises(TokenError) as caught:
            air.product.connect().begin_sync()
        assert caught.value.code == "busy"
        air.until_off()
        assert air.product.words()[0] == "Clock set"

    def test_without_a_network_there_is_none(self, make):
        air = make()
        token = air.product.connect()
        assert token.wifi_ssid() == ""
        with pytest.raises(TokenError) as caught:
            token.begin_sync()
        assert caught.value.code == "bad_field"


class TestWhatFails:
    def _fails(self, air, reason):
        before_ms = air.off_ms()
        state = air.sync()
        assert (state.state, state.reason, state.bound_ms) == ("failed", reason, None)
        assert state.says == sntp_radio.SAYS[reason]
        assert air.product.words()[:2] == ["No sync", state.says]
        assert abs(air.off_ms() - before_ms) <= 20 and air.clock().source == "host"
        air.simulator.press("do")
        assert "No accounts yet" in air.product.words()

    def test_a_wrong_password(self, make):
        air = make()
        air.join(password="correct horse batterx")
        self._fails(air, "wrong_password")

    @pytest.mark.parametrize("wifi", [None, ("Office 5", PASSWORD)])
    def test_no_such_network(self, make, wifi):
        air = make(wifi=wifi)
        air.join()
        self._fails(air, "no_network")

    def test_servers_that_are_silent(self, make):
        air = make(None, None, None)
        air.join()
        self._fails(air, "no_answer")
        assert [server.asked for server in air.servers] == [2, 2, 2]

    def test_one_server_alone_is_not_believed(self, make):
        air = make(None, 0, None)
        air.join()
        self._fails(air, "no_answer")

    def test_servers_that_all_say_something_else(self, make):
        air = make(0, HOUR_MS, -HOUR_MS)
        air.join()
        self._fails(air, "servers_disagree")


class TestLiars:
    def test_one_of_three_is_outvoted(self, make):
        air = make(300, HOUR_MS, 300)
        air.join()
        assert air.sync().state == "done"
        assert any(word.startswith("2 servers agree") for word in air.product.words())
        assert abs(air.off_ms() - 300) <= 30

    def _asked_about_an_hour(self, air):
        """Two that agree are believed by nobody but the person."""
        air.join()
        now_s = air.true_ms() // 1000
        assert air.sync().state == "done"
        words = air.product.words()
        assert words[0] == "Set the clock?" and "hold DO yes" in words
        texts = [word for word in words if word.startswith(("from ", "to "))]
        assert texts[0] in {f"from {amounts.utc(now_s + late)}" for late in range(4)}
        assert texts[1] in {f"to   {amounts.utc(now_s + 3600 + late)}" for late in range(4)}
        assert abs(air.off_ms()) <= 20

    def test_two_that_agree_on_an_hour_are_asked_about_and_no_changes_nothing(self, make):
        air = make(HOUR_MS, 0, HOUR_MS)
        self._asked_about_an_hour(air)
        air.simulator.advance(500)
        image = air.simulator.flash_image()
        air.simulator.press("do")
        assert air.product.words()[0] == "Set the clock?", "a click is enough"
        air.simulator.press("next")
        assert "No accounts yet" in air.product.words()
        assert abs(air.off_ms()) <= 20 and air.clock().source == "host"
        assert air.simulator.flash_image() == image

    def test_nobodys_answer_is_no(self, make):
        air = make(HOUR_MS, 0, HOUR_MS)
        self._asked_about_an_hour(air)
        for _ in range(40):
            air.simulator.advance(1000)
        assert "No accounts yet" in air.product.words()
        assert abs(air.off_ms()) <= 20

    def test_yes_sets_what_they_said_however_long_it_took(self, make):
        air = make(HOUR_MS, 0, HOUR_MS)
        self._asked_about_an_hour(air)
        air.simulator.advance(7000)
        air.simulator.press("do", hold=True)
        assert abs(air.off_ms() - HOUR_MS) <= 30

    def test_yes_to_an_older_question_sets_what_it_said(self, make):
        air = make(HOUR_MS, 0, HOUR_MS)
        self._asked_about_an_hour(air)
        for server in air.servers:
            server.off_ms = None
        air.sync()
        assert air.product.words()[0] == "No sync"
        air.simulator.press("do")
        assert air.product.words()[0] == "Set the clock?"
        air.simulator.press("do", hold=True)
        assert abs(air.off_ms() - HOUR_MS) <= 30


class TestTheSchedule:
    def _daily(self, air):
        air.join()
        air.product.menu("Clock")
        air.simulator.press("do", hold=True)
        air.product.choose("Sync when…", "  every day")
        air.simulator.press("next", hold=True)
        air.simulator.press("next", hold=True)
        assert "No accounts yet" in air.product.words()
        air.product.disconnect()

    def test_a_token_that_nobody_uses_syncs_by_itself_and_says_nothing(self, make):
        air = make(400, 400, 400)
        self._daily(air)
        air.product.leap(DAY_S - 60)
        assert air.clock().age_s < DAY_S
        air.product.disconnect()
        for _ in range(3):
            air.simulator.press("next")
            assert air.rest(50) == 0, "somebody is there"
        glass = [air.product.words()]
        for _ in range(LONGEST_TURNS):
            air.turn()
            if air.product.words() != glass[-1]:
                glass.append(air.product.words())
            if air.radio_turns and not air.simulator.hardware.radio_on:
                break
        air.simulator.advance(SYNC_MS)
        titles = [words[0] for words in [*glass, air.product.words()]]
        assert set(titles[1:-1]) <= {titles[0], "Asking for the time"}
        assert titles[0] == titles[-1] and "No accounts yet" in air.product.words()
        assert air.rest(130) == 0, "once a day is enough"
        clock = air.clock()
        assert (clock.source, clock.age_s < 140) == ("sntp", True)
        assert abs(air.off_ms() - 400) <= clock.bound_ms <= 1100

    def test_a_sync_that_fails_is_tried_again_later_and_says_nothing(self, make):
        air = make(wifi=None)
        self._daily(air)
        air.product.leap(DAY_S)
        assert air.simulator.hardware.radio_on
        assert air.rest(60) == 0, "it is tried again too soon"
        assert air.rest(70) == 1
        air.simulator.advance(500)
        assert "No accounts yet" in air.product.words()

    def test_a_time_that_nobody_confirms_is_not_asked_for_every_minute(self, make):
        air = make(HOUR_MS, HOUR_MS, HOUR_MS)
        self._daily(air)
        air.product.leap(DAY_S)
        air.until_off()
        assert air.product.words()[0] == "Set the clock?"
        assert air.rest(180) == 0
        air.product.light()
        assert "No accounts yet" in air.product.words()
        air.product.leap(DAY_S)
        air.until_off()
        assert air.product.words()[0] == "Set the clock?", "once a day it is"
        assert abs(air.off_ms()) <= 50 + air.clock().bound_ms

    def test_a_press_that_comes_with_its_question_is_not_the_answer(self, tmp_path):
        with air_of(tmp_path / "token") as air:
            self._daily(air)
            air.simulator.hardware.ds3231.lose_power()
            air.product.restart()
            air.product.leap(60)
            for _ in range(LONGEST_TURNS):
                air.turn()
                if "Set the clock?" in air.product.words():
                    break
            assert "DO yes" in air.product.words(), "nothing vouches for the time that there is"
            air.simulator.press("do")
            assert air.product.words()[0] == "Set the clock?"
            air.simulator.advance(500)
            air.simulator.press("do")
            assert air.clock().source == "sntp"


class TestTheNetwork:
    def test_it_is_forgotten_when_the_person_says_so(self, make):
        air = make()
        air.join()
        air.product.menu("Clock")
        air.simulator.press("do", hold=True)
        assert "Sync by Wi-Fi" in air.product.words()
        for _ in range(3):
            air.simulator.press("next", hold=True)
        air.product.accept(lambda token: token.remove_wifi(), "Forget the network?", SSID)
        assert air.product.connect().wifi_ssid() == ""
        air.product.menu("Clock")
        air.simulator.press("do", hold=True)
        assert air.product.words() == ["Clock", "Set it by hand"]
        air.product.restart()
        assert air.product.connect().wifi_ssid() == ""

    def test_it_outlives_power_loss_and_a_person_can_sync_by_the_menu(self, make):
        air = make(400, 400, 400)
        air.join()
        air.product.restart()
        air.simulator.advance(SYNC_MS)
        assert air.product.connect().wifi_ssid() == SSID
        air.product.menu("Clock")
        air.simulator.press("do", hold=True)
        air.product.choose("Sync by Wi-Fi")
        air.until_off()
        assert air.product.words()[0] == "Clock set"
        assert abs(air.off_ms() - 400) <= 30

    @pytest.mark.parametrize("options", [{}, {"pin": PIN}], ids=["without PIN", "with PIN"])
    def test_its_password_is_nowhere_in_the_flash(self, make, options):
        air = make(**options)
        air.join()
        assert _found(air) == []
        air.product.restart()
        if options:
            air.product.unlock(PIN, "No accounts yet")
        assert air.sync().state == "done", "it was not kept"
        assert _found(air) == []
        air.simulator.press("do")
        air.product.accept(lambda token: token.remove_wifi(), "Forget the network?")
        assert _found(air) == []

    def test_a_locked_token_neither_tells_nor_takes_it_nor_syncs(self, make):
        air = make(pin=PIN)
        air.join()
        air.product.connect().lock()
        air.simulator.advance(2000)
        token = air.product.connect()
        for ask in (
            token.wifi_ssid,
            token.remove_wifi,
            token.begin_sync,
            token.sync_state,
            lambda: token.set_wifi("Other", PASSWORD),
        ):
            with pytest.raises(TokenError) as caught:
                ask()
            assert caught.value.code == "locked"

    def test_locking_in_the_middle_of_a_sync_turns_the_radio_off(self, make):
        air = make(None, None, None, pin=PIN)
        air.join()
        air.begin()
        air.turn(10)
        assert air.simulator.hardware.radio_on
        seen = []
        air.simulator.before_reset = lambda: seen.append(air.simulator.hardware.radio_on)
        air.product.connect().lock()
        air.turn(20)
        assert seen == [False], "the radio was on when it asked for its reset"
        assert "PIN" in air.product.words()


def _found(air) -> list[bytes]:
    image = air.simulator.flash_image()
    wanted = {PASSWORD.encode(), SSID.encode()} | pieces(PASSWORD.encode())
    return [piece for piece in wanted if piece in image]
