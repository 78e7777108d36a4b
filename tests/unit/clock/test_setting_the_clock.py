"""Setting the time counts milliseconds and sets the chip when its second begins."""

from clock_bench import FLOOR_S, NOW_S, TURN_MS, Bench
from raises import raises

from otpfob.clock.token_clock import MAX_UNIX_S
from otpfob.core.errors import BadField


def test_setting_counts_the_milliseconds():
    for chip_s in (None, NOW_S):
        for rest_ms in (0, 1, 250, 999):
            bench = Bench(chip_s, phase_ms=500)
            bench.turns(3330)
            bench.set(NOW_S * 1000 + 86_400_000 + rest_ms)
            assert bench.clock_ms() == NOW_S * 1000 + 86_400_000 + rest_ms
            assert bench.clock.source == "host"
            set_at_ms = bench.ms
            for _ in range(500):
                bench.turns(260)
                want = NOW_S * 1000 + 86_400_000 + rest_ms + bench.ms - set_at_ms
                assert abs(bench.clock_ms() - want) <= 2 * TURN_MS, (rest_ms, bench.ms)


def test_the_chip_is_set_once_when_a_second_begins():
    for rest_ms in (0, 5, 250, 995):
        bench = Bench(None)
        bench.turns(120)
        bench.set(NOW_S * 1000 + rest_ms)
        assert bench.written == []
        bench.turns(120_000)
        assert len(bench.written) == 1
        at_ms, unix_s = bench.written[0]
        late_ms = at_ms - (120 + 1000 - rest_ms)
        assert unix_s == NOW_S + 1 and 0 <= late_ms <= TURN_MS, (rest_ms, late_ms)


def test_the_chip_is_not_set_in_the_middle_of_a_second():
    # A turn can be late: flash was erased. The chip's second begins when it is written.
    for late_ms in (1500, 1990, 2300):
        bench = Bench(None)
        bench.set(NOW_S * 1000)
        bench.pause(late_ms)
        bench.turns(200_000)
        want = NOW_S * 1000 + bench.ms
        assert abs(bench.chip_now_ms() - want) <= 100, (late_ms, bench.chip_now_ms() - want)
        assert abs(bench.clock_ms() - want) <= 100, late_ms


def test_setting_is_an_era_and_moves_no_second():
    bench = Bench()
    bench.turns(5500)
    era, second = bench.clock.era, bench.clock.second
    bench.set((NOW_S - 1000) * 1000)
    assert (bench.clock.era, bench.clock.second) == (era + 1, second)
    bench.turns(100_000)
    assert bench.clock.era == era + 1


def test_setting_twice_before_the_edge_writes_the_last():
    bench = Bench()
    bench.turns(3000)
    bench.set((NOW_S + 500) * 1000)
    bench.turns(100)
    bench.set((NOW_S + 900) * 1000)
    bench.turns(5000)
    assert [unix_s for _, unix_s in bench.written] == [NOW_S + 901]


def test_times_before_the_floor_and_after_the_year_9999_are_refused():
    bench = Bench()
    bench.turns(1000)
    before = bench.clock.unix_s
    for unix_ms in (-1, 0, FLOOR_S * 1000 - 1, (MAX_UNIX_S + 1) * 1000, 1 << 70):
        assert raises(BadField, bench.clock.check, unix_ms).field == "set", unix_ms
        assert raises(BadField, bench.set, unix_ms).field == "set", unix_ms
    assert bench.clock.unix_s == before and bench.clock.source == "chip"
    for unix_ms in (FLOOR_S * 1000, MAX_UNIX_S * 1000 + 999):
        bench.clock.check(unix_ms)
        bench.set(unix_ms)
        assert bench.clock_ms() == unix_ms


def test_a_chip_that_takes_no_time_is_written_again_and_not_believed():
    bench = Bench()
    bench.turns(2_000)
    bench.deaf = True
    bench.set((NOW_S + 5_000) * 1000)
    bench.turns(40_500)
    assert bench.written == []
    assert bench.clock.unix_s == NOW_S + 5_040 and not bench.clock.refused
    bench.deaf = False
    bench.turns(2_000)
    assert len(bench.written) == 1
    assert bench.written[0][1] in (NOW_S + 5_041, NOW_S + 5_042)


def test_a_chip_that_never_takes_the_time_is_no_clock():
    for chip_s in (NOW_S, None):
        bench = Bench(chip_s)
        bench.turns(2_000)
        bench.deaf = True
        bench.set((NOW_S + 5_000) * 1000)
        bench.turns(66_000)
        assert bench.clock.refused
        bench.turns(66_000)
        assert bench.clock.refused
        bench.restart()
        assert bench.clock.refused


def test_a_chip_that_is_a_little_off_is_not_set():
    bench = Bench()
    bench.turns(3_000)
    for step_ms in (900, -900, 3):
        bench.set(bench.true_ms() + step_ms)
        bench.turns(5_000)
        assert bench.written == [] and abs(bench.wrong_ms() - step_ms) <= TURN_MS
        bench.restart()
        bench.turns(3_000)
        assert abs(bench.wrong_ms() - step_ms) <= TURN_MS, (step_ms, bench.wrong_ms())


def test_a_time_that_the_chip_cannot_hold_is_refused():
    bench = Bench()
    bench.last_unix_s = NOW_S + 100
    bench.clock.check((NOW_S + 100) * 1000 + 999)
    error = raises(BadField, bench.clock.check, (NOW_S + 101) * 1000)
    assert error.field == "set"


def test_a_clock_that_waited_long_for_its_time_keeps_it():
    bench = Bench(None)
    bench.turns(200_000, 100)
    bench.deaf = True
    bench.set(bench.true_ms(), 20)
    bench.turns(3_000)
    assert not bench.clock.refused
    bench.deaf = False
    bench.turns(200_000)
    assert not bench.clock.refused and abs(bench.wrong_ms()) <= 2 * TURN_MS


def test_the_clock_can_be_set_while_the_chip_is_found_to_be_wrong():
    for jump_ms in (3_600_000, None):
        for looks in range(12):
            bench = Bench(phase_ms=500)
            bench.turns(2_000)
            bench.sync()
            if jump_ms is None:
                bench.chip_ms = None
            else:
                bench.chip_ms += jump_ms
            reads = bench.reads
            while bench.reads < reads + looks:
                bench.turns(10)
            bench.set(bench.true_ms(), 20)
            bench.turns(6_000)
            assert not bench.clock.refused, (jump_ms, looks)
            assert abs(bench.wrong_ms()) <= bench.bound_ms(), (jump_ms, looks)


def test_sleep_before_the_chip_was_set_is_in_the_bound():
    # The chip was days off or had no time, and the counter is 5 % fast in sleep.
    for chip_s in (None, NOW_S - 4000, NOW_S - 30 * 86_400, NOW_S + 30 * 86_400):
        for sleep_ms in (3_000, 20_000, 55_000, 70_000, 200_000):
            bench = Bench(chip_s)
            bench.turns(2_000)
            bench.set(bench.true_ms(), 20)
            bench.ms += sleep_ms
            bench._ticks_ms += sleep_ms // 20
            bench.clock.poll(bench.now_ms())
            for _ in range(2):
                if not bench.clock.refused:
                    assert abs(bench.wrong_ms()) <= bench.bound_ms(), (chip_s, sleep_ms)
                bench.turns(5_000)
            bench.restart()
            if not bench.clock.refused:
                assert abs(bench.wrong_ms()) <= bench.bound_ms(), (chip_s, sleep_ms)
