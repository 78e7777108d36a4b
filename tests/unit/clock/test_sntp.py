"""The request tells nothing; only a whole answer to it from a server with a good time counts."""

from sntp_bench import FLOOR_S, NOW_MS, packet, stamp

from otpfob.clock import sntp

COOKIE = b"\x01\x02\x03\x04\x05\x06\x07\x08"
GOOD = packet(COOKIE, NOW_MS)
ERA_S = 1 << 32


def judge(data, cookie=COOKIE):
    return sntp.judge(data, len(data), cookie)


def test_a_request_has_a_cookie_and_nothing_else_to_tell():
    data = sntp.request(COOKIE)
    assert data == b"\x23" + bytes(39) + COOKIE


def test_an_answer_repeats_the_cookie():
    assert judge(GOOD) == sntp.GOOD
    for bit in range(64):
        wrong = bytearray(COOKIE)
        wrong[bit // 8] ^= 1 << bit % 8
        assert judge(packet(bytes(wrong), NOW_MS)) == sntp.NOT_MINE, bit
    assert judge(packet(bytes(8), NOW_MS)) == sntp.NOT_MINE


def test_an_answer_has_the_size_mode_and_version_of_one():
    for size in range(601):
        if size != 48:
            assert judge((GOOD + bytes(600))[:size]) == sntp.NOT_MINE, size
    for mode in range(8):
        assert (judge(packet(COOKIE, NOW_MS, mode=mode)) == sntp.GOOD) == (mode == 4)
    for version in range(8):
        assert (judge(packet(COOKIE, NOW_MS, version=version)) == sntp.GOOD) == (version in (3, 4))


def test_bytes_beyond_the_size_are_not_looked_at():
    buffer = bytearray(GOOD + b"\xff")
    assert sntp.judge(buffer, 48, COOKIE) == sntp.GOOD
    assert sntp.judge(buffer, 49, COOKIE) == sntp.NOT_MINE
    assert sntp.judge(buffer, 0, COOKIE) == sntp.NOT_MINE


def test_a_server_without_a_good_time_is_refused():
    for leap in range(4):
        good = judge(packet(COOKIE, NOW_MS, leap=leap)) == sntp.GOOD
        assert good == (leap != 3), leap
    for stratum in range(1, 256):
        good = judge(packet(COOKIE, NOW_MS, stratum=stratum)) == sntp.GOOD
        assert good == (stratum < 16), stratum
    assert judge(packet(COOKIE, NOW_MS, transmit=bytes(8))) == sntp.UNUSABLE


def test_a_kiss_of_death_is_told_from_an_answer():
    for code, want in (
        (b"DENY", sntp.DENIED),
        (b"RSTR", sntp.DENIED),
        (b"RATE", sntp.TOO_OFTEN),
        (b"INIT", sntp.UNUSABLE),
        (b"\0\0\0\0", sntp.UNUSABLE),
    ):
        for leap in (0, 3):
            got = judge(packet(COOKIE, NOW_MS, leap=leap, stratum=0, ref_id=code))
            assert got == want, (code, got)
        # Without the cookie anybody could send it.
        assert judge(packet(bytes(8), NOW_MS, stratum=0, ref_id=code)) == sntp.NOT_MINE


def test_a_server_that_may_be_a_second_wrong_is_refused():
    for delay, dispersion, precision, good in (
        (0, 0, -20, True),
        (0, 65_000, -20, True),
        (0, 65_536, -20, False),
        (130_000, 0, -20, True),
        (131_072, 0, -20, False),
        (65_536, 32_768, -20, False),
        (0xFFFFFFFF, 0, -20, False),
        (0, 0xFFFFFFFF, -20, False),
        (0, 0, -1, True),
        (0, 0, 0, False),
        (0, 0, 127, False),
        (0, 0, -128, True),
    ):
        data = packet(COOKIE, NOW_MS, delay=delay, dispersion=dispersion, precision=precision)
        assert (judge(data) == sntp.GOOD) == good, (delay, dispersion, precision)


def test_what_a_server_says_of_its_error_is_rounded_up():
    for delay, dispersion, precision, least_us in (
        (0, 0, -31, 0),
        (0, 0, -6, 15_625),
        (6_554, 0, -31, 50_003),
        (0, 6_554, -31, 100_006),
        (65_536, 6_554, -6, 615_631),
    ):
        data = packet(COOKIE, NOW_MS, delay=delay, dispersion=dispersion, precision=precision)
        over_us = sntp.own_error_ms(data) * 1000 - least_us
        assert 0 <= over_us <= 1_001, (delay, dispersion, precision, over_us)


def test_the_fraction_is_read_to_the_millisecond():
    for ms in range(1000):
        data = packet(COOKIE, 1_800_000_000_000 + ms)
        assert sntp.transmit_unix_ms(data, FLOOR_S) == 1_800_000_000_000 + ms
    data = packet(COOKIE, 0, transmit=stamp(NOW_MS)[:4] + b"\xff\xff\xff\xff")
    assert sntp.transmit_unix_ms(data, FLOOR_S) % 1000 == 999


def test_the_seconds_begin_again_in_2036_and_are_those_after_the_floor():
    rollover_s = 2_085_978_496  # 2036-02-07 06:28:16
    assert stamp(rollover_s * 1000)[:4] == bytes(4)
    for unix_s in (
        FLOOR_S,
        FLOOR_S + 1,
        rollover_s - 1,
        rollover_s,
        rollover_s + 1,
        2_145_916_800,  # 2038-01-01
        4_102_444_800,  # 2100-01-01
        FLOOR_S + ERA_S - 1,
    ):
        for ms in (0, 500):
            data = packet(COOKIE, unix_s * 1000 + ms)
            assert judge(data) == sntp.GOOD
            assert sntp.transmit_unix_ms(data, FLOOR_S) == unix_s * 1000 + ms, unix_s


def test_a_stamp_before_the_floor_is_never_the_past():
    data = packet(COOKIE, (FLOOR_S - 1) * 1000)
    assert sntp.transmit_unix_ms(data, FLOOR_S) == (FLOOR_S - 1 + ERA_S) * 1000


def test_a_millisecond_here_and_there_is_in_the_bound():
    # All in microseconds: the counter tells whole milliseconds at both ends.
    for begin_us in range(0, 2000, 90):
        for out_us in (0, 333, 900, 5000):
            for back_us in (0, 450, 999, 1999, 7001):
                server_us = NOW_MS * 1000 + 77 + begin_us + out_us
                seconds, us = divmod(server_us, 1_000_000)
                sent = stamp(seconds * 1000)[:4] + ((us << 32) // 1_000_000).to_bytes(4, "big")
                data = packet(COOKIE, 0, precision=-31, transmit=sent)
                came_us = begin_us + out_us + back_us
                round_trip_ms = came_us // 1000 - begin_us // 1000
                answer = sntp.Answer("a", data, FLOOR_S, round_trip_ms, came_us // 1000)
                off_us = answer.start_ms * 1000 - (NOW_MS * 1000 + 77)
                assert abs(off_us) <= answer.bound_ms * 1000, (begin_us, out_us, back_us, off_us)
                assert answer.bound_ms <= round_trip_ms // 2 + 4


class Said:
    """An answer whose true time at the start of the sync is 0."""

    def __init__(self, start_ms, bound_ms, round_trip_ms=10):
        self.start_ms = start_ms
        self.bound_ms = bound_ms
        self.round_trip_ms = round_trip_ms


def test_two_agree_within_two_seconds_and_one_is_never_enough():
    for starts, count in (
        ((), 0),
        ((0,), 0),
        ((0, 2000), 2),
        ((0, 2001), 0),
        ((0, 1, 2), 3),
        ((0, 1, 2500), 2),
        ((0, 2001, 4002), 0),
        ((0, 1500, 3000), 3),
        ((-(10**15), 0, 10**15), 0),
    ):
        agreed = sntp.agreeing([Said(start, 5) for start in starts])
        assert len(agreed) == count, (starts, len(agreed))


def test_the_third_that_is_off_does_not_count():
    said = [Said(0, 5), Said(900_000, 5, 1), Said(3, 5)]
    assert sntp.agreeing(said) == [said[0], said[2]]


def test_the_bound_holds_with_any_one_liar():
    tried = 0
    for honest in ((3, 5), (-20, 30), (100, 150), (0, 1)):
        for other in ((0, 0), (-400, 500), (7, 8)):
            for lie in range(-2000, 2001, 125):
                for lie_bound in (0, 10, 700):
                    two = [Said(*honest, 30), Said(lie, lie_bound, 1)]
                    three = two + [Said(*other, 20)]
                    for said in (two, three, three[::-1]):
                        agreed = sntp.agreeing(said)
                        if agreed:
                            start_ms, bound_ms = sntp.combine(agreed)
                            assert abs(start_ms) <= bound_ms, (honest, other, lie, lie_bound)
                            tried += 1
    assert tried > 2000


def test_three_good_answers_give_about_the_second_best_bound():
    said = [Said(2, 4, 6), Said(-10, 20, 38), Said(150, 400, 790)]
    start_ms, bound_ms = sntp.combine(said)
    assert start_ms == 2 and bound_ms <= 32
