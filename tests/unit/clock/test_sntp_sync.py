"""Whatever servers send, no time is taken that is more wrong than its bound."""

from raises import raises
from sntp_bench import FLOOR_S, NAMES, NOW_MS, WRAP_MS, Net, Random, Server, honest, packet, run
from sntp_bench import error_ms as error_of

from otpfob.clock import sntp_sync
from otpfob.clock.sntp_servers import Servers
from otpfob.clock.sntp_sync import ASKING, DONE, FAILED, Sync
from otpfob.core.errors import FobError


class Hostile(Server):
    """Sends what `make(cookie, unix_ms)` gives, and nothing else."""

    def __init__(self, make, **fields):
        Server.__init__(self, **fields)
        self.answer = make


def silent(cookie, unix_ms):
    return []


def test_three_good_servers_give_the_time():
    net = Net([Server(), Server(2), Server(-3)])
    sync = run(net)
    assert sync.state == DONE and sync.reason == ""
    assert abs(error_of(net, sync)) <= 10
    assert honest(net, sync) and sync.result.bound_ms <= 60
    assert sync.result.servers == list(NAMES)


def test_the_result_goes_on_with_the_counter():
    net = Net([Server(), Server(), Server()])
    sync = run(net)
    before_ms = error_of(net, sync)
    assert sync.unix_ms(sync.result.at_ms) == sync.result.unix_ms
    net.ms += 86_400_000
    assert error_of(net, sync) == before_ms


def test_a_round_trip_is_halved_and_bounds_what_the_two_ways_may_differ():
    for out_ms, back_ms in ((5, 5), (300, 5), (5, 300), (900, 900), (0, 1500)):
        net = Net([Server(out_ms=out_ms, back_ms=back_ms) for _ in NAMES])
        sync = run(net)
        assert sync.state == DONE and honest(net, sync), (out_ms, back_ms)
        wanted_ms = (out_ms - back_ms) // 2
        assert abs(error_of(net, sync) - wanted_ms) <= 10, (out_ms, back_ms, error_of(net, sync))
        assert sync.result.bound_ms <= (out_ms + back_ms) // 2 + 20


def test_the_error_that_servers_admit_is_in_the_bound():
    for dispersion, delay in ((13_200, 0), (0, 26_300), (6_600, 13_200)):
        for off_ms in (-200, 200):
            net = Net([Server(off_ms, dispersion=dispersion, delay=delay) for _ in NAMES])
            sync = run(net)
            assert honest(net, sync) and sync.result.bound_ms <= 260, (dispersion, delay)


def test_the_best_round_trip_of_those_that_agree_decides():
    net = Net([Server(out_ms=5, back_ms=700), Server(out_ms=5, back_ms=5), Server(back_ms=500)])
    sync = run(net)
    assert abs(error_of(net, sync)) <= 10 and honest(net, sync)
    assert sync.result.round_trip_ms <= 20


def test_two_answers_of_three_are_enough_and_one_is_not():
    for missing in range(3):
        servers = [Server(), Server(), Server()]
        servers[missing].answer = silent
        net = Net(servers)
        sync = run(net)
        assert sync.state == DONE and honest(net, sync)
        assert NAMES[missing] not in sync.result.servers
        servers[missing - 1].answer = silent
        sync = run(Net(servers))
        assert (sync.state, sync.reason) == (FAILED, sntp_sync.NO_ANSWER)
        assert sync.result is None and sync.unix_ms(0) is None


def test_a_silent_server_is_asked_twice_with_two_cookies():
    servers = [Server(), Server(), Hostile(silent)]
    run(Net(servers))
    assert [len(server.asked) for server in servers] == [1, 1, 2]
    assert len(set(servers[2].asked)) == 2


def test_nothing_is_said_for_a_cookie_that_is_wrong():
    servers = [Hostile(lambda cookie, ms: [packet(bytes(8), ms)]) for _ in NAMES]
    sync = run(Net(servers))
    assert (sync.state, sync.reason) == (FAILED, sntp_sync.NO_ANSWER)


def test_a_forged_packet_does_not_keep_the_true_answer_out():
    def forged_first(cookie, unix_ms):
        forged = packet(b"whatever", unix_ms + 3_600_000)
        return [forged, forged[:47], b"", forged * 12, packet(cookie, unix_ms)]

    # A datagram without bytes looks like none: it may take a turn, no more.
    net = Net([Hostile(forged_first) for _ in NAMES])
    sync = run(net)
    assert sync.state == DONE and honest(net, sync)


def test_an_answer_that_is_longer_is_none():
    for more in (1, 4, 20, 552):

        def longer(cookie, unix_ms, more=more):
            return [packet(cookie, unix_ms + 500) + bytes(more)]

        net = Net([Server(), Hostile(longer, out_ms=0, back_ms=0), Server()])
        sync = run(net)
        assert len(sync.result.servers) == 2 and abs(error_of(net, sync)) <= 10, more


def test_a_flood_takes_no_turn_for_itself():
    waiting = [packet(b"whatever", NOW_MS)] * 100

    class Counting:
        taken = 0

        def send(self, data):
            pass

        def receive(self, buffer):
            self.taken += 1
            return len(waiting[0])

        def close(self):
            pass

    net = Net([Server(), Server(), Server()])
    counting = Counting()
    net.open = lambda address: counting
    sync = Sync(net, Servers(NAMES), Random(), net, FLOOR_S, 0)
    for turns in range(20):
        sync.turn(net.now_ms())
        assert counting.taken <= 4 * turns, (turns, counting.taken)


def test_garbage_of_every_length_is_no_answer():
    for size in range(0, 601):
        for fill in (b"\x00", b"\x24", b"\xff"):
            garbage = [fill * size]
            servers = [Server(), Server(), Hostile(lambda cookie, ms, data=garbage: data)]
            net = Net(servers)
            sync = run(net)
            assert sync.state == DONE and honest(net, sync), (size, fill)
            assert len(sync.result.servers) == 2, (size, fill)


def test_garbage_with_the_right_cookie_gives_no_wrong_time():
    for size in range(32, 601, 4):
        for fill in (b"\x00", b"\x24", b"\xff"):

            def garbage(cookie, unix_ms, fill=fill, size=size):
                return [b"\x24" + fill * 23 + cookie + fill * (size - 32)]

            net = Net([Server(), Hostile(garbage), Server()])
            sync = run(net)
            assert sync.state == DONE and honest(net, sync), (size, fill)


def test_a_server_without_a_good_time_is_not_believed():
    for fields in (
        {"leap": 3},
        {"stratum": 16},
        {"stratum": 255},
        {"dispersion": 70_000},
        {"delay": 140_000},
        {"transmit": bytes(8)},
        {"stratum": 0},
    ):
        sync = run(Net([Server(**fields) for _ in NAMES]))
        assert (sync.state, sync.reason) == (FAILED, sntp_sync.UNUSABLE), fields
        net = Net([Server(), Server(off_ms=500, **fields), Server()])
        sync = run(net)
        assert sync.state == DONE and len(sync.result.servers) == 2, fields


def test_one_liar_of_three_does_not_move_the_time_beyond_the_bound():
    for place in range(3):
        for off_ms in (-(10**12), -86_400_000, -2001, -1999, -500, -40, 40, 1000, 3000, 10**9):
            servers = [Server(), Server(), Server()]
            servers[place] = Server(off_ms, out_ms=1, back_ms=1)
            net = Net(servers)
            sync = run(net)
            assert sync.state == DONE, (place, off_ms)
            assert honest(net, sync), (place, off_ms, error_of(net, sync), sync.result.bound_ms)
            assert abs(error_of(net, sync)) <= 50, (place, off_ms)


def test_a_liar_and_one_honest_server_do_not_agree_or_are_bounded():
    for off_ms in (-3_600_000, -2100, -1900, -300, 300, 1900, 2100, 3_600_000):
        net = Net([Server(off_ms, 1, 1), Hostile(silent), Server()])
        sync = run(net)
        if abs(off_ms) > 2000:
            assert (sync.state, sync.reason) == (FAILED, sntp_sync.DISAGREE), off_ms
        else:
            assert honest(net, sync), (off_ms, error_of(net, sync), sync.result.bound_ms)


def test_three_that_disagree_give_no_time():
    sync = run(Net([Server(), Server(5000), Server(-5000)]))
    assert (sync.state, sync.reason) == (FAILED, sntp_sync.DISAGREE)


def test_two_liars_that_agree_win():
    # What SNTP cannot see: the clock's own rule for jumps is there for that.
    net = Net([Server(3_600_000), Server(), Server(3_600_000)])
    sync = run(net)
    assert sync.state == DONE
    assert abs(error_of(net, sync) - 3_600_000) < 50


def test_a_server_that_steps_by_seconds_never_gives_a_wrong_time():
    for steps in range(-10, 11):
        servers = [Server(), Server(steps * 1000), Server()]
        net = Net(servers)
        sync = run(net)
        assert sync.state == DONE and honest(net, sync), steps
        # The same between two of which one only is honest.
        net = Net([Server(), Server(steps * 1000), Hostile(silent)])
        sync = run(net)
        assert sync.state == FAILED or honest(net, sync), steps


def test_a_replayed_answer_is_not_looked_at():
    kept = []

    def replay(cookie, unix_ms):
        kept.append(packet(cookie, unix_ms))
        # The first answer twice; every later request gets all that was said before, only.
        return [kept[0], kept[0]] if len(kept) == 1 else kept[:-1]

    net = Net([Hostile(replay), Server(), Server()])
    sync = run(net)
    assert sync.state == DONE and len(sync.result.servers) == 3
    net.ms += 3_600_000
    sync = run(net, random=Random10())
    assert honest(net, sync) and len(sync.result.servers) == 2


class Random10(Random):
    """Other cookies than Random's."""

    def __init__(self):
        self.count = 10


def test_the_second_answer_to_a_request_is_not_looked_at():
    def twice(cookie, unix_ms):
        return [packet(cookie, unix_ms), packet(cookie, unix_ms + 1500)]

    net = Net([Hostile(twice) for _ in NAMES])
    sync = run(net)
    assert abs(error_of(net, sync)) <= 10


def test_an_answer_later_than_two_seconds_is_dropped():
    for back_ms, count in ((1960, 3), (2020, 2), (5000, 2)):
        net = Net([Server(), Server(), Server(out_ms=0, back_ms=back_ms)])
        sync = run(net)
        assert len(sync.result.servers) == count, back_ms


def test_an_answer_that_a_late_turn_finds_too_old_is_dropped():
    net = Net([Server(), Server(), Server()])
    sync = Sync(net, Servers(NAMES), Random(), net, FLOOR_S, 0)
    while sync.state != ASKING:
        sync.turn(net.now_ms())
    net.ms += 2001
    sync.turn(net.now_ms())
    assert sync.state == ASKING and len(net.servers[NAMES[0]].asked) == 2
    sync.stop()


def test_a_late_turn_widens_the_bound():
    net = Net([Server(), Server(), Server()])
    sync = Sync(net, Servers(NAMES), Random(), net, FLOOR_S, 0)
    while sync.state not in (DONE, FAILED):
        net.ms += 800
        sync.turn(net.now_ms())
    assert sync.state == DONE and honest(net, sync)
    assert abs(error_of(net, sync)) > 300


def test_the_counter_may_wrap_within_a_sync():
    for before_ms in range(0, 200, 10):
        net = Net([Server(), Server(), Server()], ticks_ms=WRAP_MS - before_ms)
        sync = run(net)
        assert sync.state == DONE and abs(error_of(net, sync)) <= 10, before_ms


def test_the_roll_over_of_2036_may_be_within_a_sync():
    rollover_ms = 2_085_978_496_000
    for before_ms in range(0, 200, 10):
        net = Net([Server(), Server(), Server()], now_ms=rollover_ms - before_ms)
        sync = run(net)
        assert sync.state == DONE and abs(error_of(net, sync)) <= 10, before_ms
    for now_ms in (rollover_ms + 10**10, FLOOR_S * 1000, (FLOOR_S + 2**32 - 10) * 1000):
        net = Net([Server(), Server(), Server()], now_ms=now_ms)
        assert abs(error_of(net, run(net))) <= 10, now_ms


def test_a_kiss_of_death_is_obeyed_in_every_later_sync():
    for code in (b"DENY", b"RSTR"):
        servers = Servers(NAMES)
        kissing = [Server(), Server(stratum=0, ref_id=code), Server()]
        assert run(Net(kissing), servers).state == DONE
        for second in (100, 100_000, 10_000_000):
            good = [Server(), Server(), Server()]
            sync = run(Net(good), servers, second)
            assert sync.state == DONE and not good[1].asked, second
        kissing[0] = Server(stratum=0, ref_id=code)
        sync = run(Net(kissing), servers)
        assert (sync.state, sync.reason) == (FAILED, sntp_sync.REFUSED)


def test_a_server_that_says_rate_is_left_alone_for_longer_each_time():
    servers = Servers(NAMES)
    second = 0
    waits = []
    for _ in range(14):
        rating = [Server(), Server(stratum=0, ref_id=b"RATE"), Server()]
        run(Net(rating), servers, second)
        assert rating[1].asked
        wait_s = 0
        while not servers.may_ask(1, second + wait_s):
            wait_s += 32
        waits.append(wait_s)
        second += wait_s
    assert waits[:3] == [64, 128, 256] and waits[-1] == 86_400, waits
    good = [Server(), Server(), Server()]
    run(Net(good), servers, second)
    assert good[1].asked
    run(Net([Server(), Server(stratum=0, ref_id=b"RATE"), Server()]), servers, second)
    assert servers.may_ask(1, second + 64)


def test_a_forged_kiss_of_death_is_not_obeyed():
    servers = Servers(NAMES)

    def forged(cookie, unix_ms):
        return [packet(b"whatever", unix_ms, stratum=0, ref_id=b"DENY"), packet(cookie, unix_ms)]

    run(Net([Hostile(forged) for _ in NAMES]), servers)
    assert [servers.may_ask(i, 0) for i in range(3)] == [True] * 3


def test_names_without_address_are_told_from_servers_without_answer():
    net = Net([Server(), Server(), Server()])
    for name in NAMES:
        net.addresses[name] = None
    assert run(net).reason == sntp_sync.NO_ADDRESS
    net.addresses[NAMES[1]] = (NAMES[1], 123)
    assert run(net).reason == sntp_sync.NO_ANSWER
    net.addresses[NAMES[2]] = (NAMES[2], 123)
    assert run(net).state == DONE
    net.closed = True
    assert run(net).reason == sntp_sync.NO_ANSWER


def test_names_that_take_long_to_resolve_do_no_harm_to_the_time():
    net = Net([Server(), Server(), Server()])
    net.resolve_ms = 5000
    sync = run(net)
    assert sync.state == DONE and abs(error_of(net, sync)) <= 10
    assert sync.result.bound_ms <= 60


def test_two_names_of_one_server_do_not_agree_with_each_other():
    net = Net([Server(3_600_000), Server(3_600_000), Server()])
    net.addresses[NAMES[1]] = net.addresses[NAMES[0]]
    sync = run(net)
    assert (sync.state, sync.reason) == (FAILED, sntp_sync.DISAGREE)
    net.addresses[NAMES[2]] = net.addresses[NAMES[0]]
    assert run(net).reason == sntp_sync.NO_ANSWER


def test_a_sync_that_is_stopped_leaves_no_socket_and_no_time():
    net = Net([Server(), Server(), Server()])
    for turns in range(15):
        sync = Sync(net, Servers(NAMES), Random(), net, FLOOR_S, 0)
        for _ in range(turns):
            net.ms += 10
            sync.turn(net.now_ms())
        sync.stop()
        assert net.open_sockets == 0 and sync.state == FAILED and sync.result is None
        sync.turn(net.now_ms())
        assert net.open_sockets == 0


class Broken:
    def read(self, size):
        raise FobError


def test_without_random_bytes_nothing_is_asked():
    net = Net([Server(), Server(), Server()])
    sync = Sync(net, Servers(NAMES), Broken(), net, FLOOR_S, 0)
    raises(FobError, sync.turn, net.now_ms())
    assert net.open_sockets == 0 and sync.state == FAILED
    assert not net.servers[NAMES[0]].asked


def test_failures_make_the_next_try_wait():
    servers = Servers(NAMES)
    assert servers.tries.left_s(5) == 0
    run(Net([Hostile(silent) for _ in NAMES]), servers, 5)
    assert servers.tries.left_s(5) == 64
    run(Net([Server(), Server(), Server()], NOW_MS), servers, 6)
    assert servers.tries.left_s(6) == 0
