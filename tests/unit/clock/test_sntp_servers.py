"""Time servers are left alone for as long as they asked, and tries get rarer."""

from raises import raises

from otpfob.clock.sntp_servers import COUNT, DEFAULT_NAMES, BackOff, Servers
from otpfob.core.errors import BadField


def test_waits_double_from_64_seconds_to_a_day_and_start_again_after_a_success():
    back_off = BackOff()
    assert back_off.left_s(0) == 0
    waits = []
    for _ in range(15):
        back_off.failed(1000)
        waits.append(back_off.left_s(1000))
    assert waits[:4] == [64, 128, 256, 512] and waits[10] == 65_536
    assert waits[11:] == [86_400] * 4
    assert back_off.left_s(1001) == 86_399
    assert back_off.left_s(1000 + 86_400) == 0 and back_off.left_s(10**9) == 0
    back_off.succeeded()
    assert back_off.left_s(1000) == 0
    back_off.failed(1000)
    assert back_off.left_s(1000) == 64


def test_three_servers_are_asked_by_default():
    assert len(set(DEFAULT_NAMES)) == COUNT == 3
    assert Servers().names == DEFAULT_NAMES


def test_there_are_three_names():
    for names in ((), ("a",), ("a", "b"), ("a", "b", "c", "d")):
        assert raises(BadField, Servers, names).field == "servers"


def test_one_server_does_not_suffer_for_another():
    servers = Servers(("a", "b", "c"))
    servers.deny(0)
    servers.slow_down(1, 100)
    assert [servers.may_ask(i, 100) for i in range(3)] == [False, False, True]
    assert [servers.may_ask(i, 164) for i in range(3)] == [False, True, True]
    servers.answered(0)
    assert not servers.may_ask(0, 10**9)
