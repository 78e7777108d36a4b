"""The clock follows its chip to the length of a turn, and has no time when the chip has none."""

from clock_bench import DAY_MS, FLOOR_S, HOUR_MS, NOW_S, TURN_MS, WRAP_MS, Bench

from otpfob.clock.token_clock import MAX_UNIX_S


def has_none(clock):
    return not clock.has_time and clock.unix_s is None and clock.unix_ms(0) is None


def test_the_time_of_the_chip_is_known_at_once():
    bench = Bench()
    assert bench.clock.has_time and bench.clock.unix_s == NOW_S
    assert bench.clock.source == "chip"


def test_a_chip_without_a_time_gives_none_and_seconds_go_on():
    bench = Bench(None)
    assert has_none(bench.clock) and bench.clock.source == "none"
    assert bench.turns(5000) == 5
    assert bench.clock.second == 5 and has_none(bench.clock)


def test_every_second_is_told_once():
    bench = Bench()
    bench.turns(2500)  # to the middle of one
    for second in range(1, 200):
        assert bench.turns(1000) == 1, second
        assert bench.clock.unix_s == NOW_S + 2 + second


def test_it_agrees_with_the_chip_to_a_turn_wherever_its_second_began():
    for phase_ms in range(0, 1000, 7):
        bench = Bench(phase_ms=phase_ms)
        assert -500 <= bench.error_ms() <= 500, phase_ms
        bench.turns(1000 + TURN_MS)
        for _ in range(30):
            bench.turns(330)
            assert abs(bench.error_ms()) <= TURN_MS, (phase_ms, bench.ms, bench.error_ms())


def test_the_millisecond_counter_may_wrap():
    for before_ms in (1, 15, 500, 1000, 1500, 30_000):
        for phase_ms in (0, 333):
            bench = Bench(phase_ms=phase_ms, ticks_ms=WRAP_MS - before_ms)
            bench.turns(1500)
            for _ in range(70):
                assert bench.turns(1000) == 1, (before_ms, bench.ms)
                assert bench.clock.unix_s == bench.clock_ms() // 1000
                assert abs(bench.error_ms()) <= TURN_MS, (before_ms, bench.ms)


def test_a_drifting_chip_is_followed():
    for ppm in (-200, -20, 20, 200):
        bench = Bench(phase_ms=400, ppm=ppm)
        bench.turns(1500)
        worst = 0
        for _ in range(1000):
            bench.turns(500)
            worst = max(worst, abs(bench.error_ms()))
        # 61 s at 200 ppm are 12 ms, and a turn at either end.
        assert worst <= 2 * TURN_MS + 13, (ppm, worst)


def test_a_chip_that_jumps_is_not_believed_until_the_next_sync():
    for jump_ms in (3000, -3000, 3_600_000, -DAY_MS, 10**11):
        bench = Bench()
        bench.turns(1000)
        bench.sync()
        bench.turns(5000)
        assert not bench.clock.refused
        bench.chip_ms += jump_ms
        bench.turns(66_000)
        assert has_none(bench.clock) and bench.clock.refused, jump_ms
        bench.turns(120_000)
        assert bench.clock.source == "chip" and bench.clock.refused, jump_ms
        bench.restart()
        bench.turns(5000)
        assert bench.clock.source == "chip" and bench.clock.refused, jump_ms
        bench.sync()
        assert not bench.clock.refused, jump_ms


def test_one_wrong_look_is_not_a_jump():
    bench = Bench()
    bench.sync()
    bench.turns(120_000)
    read, wrong = bench.read, [40, 40, 40, 40]
    bench.read = lambda: read() + (wrong.pop() if wrong else 0)
    bench.turns(120_000)
    assert not wrong and not bench.clock.refused
    assert abs(bench.error_ms()) <= TURN_MS


def test_seconds_from_the_start_never_go_back():
    bench = Bench(phase_ms=500, ppm=-500)
    last = 0
    for _ in range(2000):
        bench.turns(100)
        assert last <= bench.clock.second <= last + 1
        last = bench.clock.second


def test_a_late_turn_catches_up():
    bench = Bench()
    bench.turns(3000)
    assert bench.pause(7400) is True
    assert bench.clock.unix_s == NOW_S + 10
    assert bench.pause(500) is False
    assert bench.pause(200) is True
    assert bench.clock.second == bench.clock.unix_s - NOW_S == 11


def test_hours_of_sleep_are_one_turn():
    for kind, ticks_ppm in (("ds3231", 0), ("ds3231", 50_000), ("rc", -50_000), ("crystal", 0)):
        bench = Bench(kind=kind)
        bench.sync()
        for hours in (1, 9, 100):
            bench.ms += hours * HOUR_MS
            bench._ticks_ms += hours * HOUR_MS * ticks_ppm // 1_000_000
            reads = bench.reads
            assert bench.clock.poll(bench.now_ms()) is True
            assert bench.reads - reads <= 2, (kind, bench.reads - reads)
            assert abs(bench.error_ms()) <= 1000, (kind, hours, bench.error_ms())
            bench.turns(3000)
            assert abs(bench.error_ms()) <= TURN_MS, (kind, hours, bench.error_ms())


def test_a_counter_that_wraps_in_sleep_leaves_the_time_to_the_chip():
    for days in (6, 7, 12):
        bench = Bench()
        bench.sync()
        second = bench.clock.second
        bench.pause(days * DAY_MS)
        bench.turns(3000)
        assert bench.clock.second >= second
        assert abs(bench.error_ms()) <= TURN_MS, days
        assert not bench.clock.refused, days


def test_a_busy_turn_before_a_look_costs_no_time():
    # The token computed for a while between reading its counter and looking at the chip.
    bench = Bench(phase_ms=300)
    bench.turns(2000)
    bench.sync()
    read = bench.read
    for busy_ms in range(10, 900, 30):
        bench.turns(57_000)

        def late(busy_ms=busy_ms):
            bench.ms += busy_ms
            bench.read = read
            return read()

        bench.read = late
        bench.turns(10_000)
        assert not bench.clock.refused, busy_ms
        assert abs(bench.wrong_ms()) <= 2 * TURN_MS, (busy_ms, bench.wrong_ms())


def test_the_floor_tells_a_lost_time_from_a_true_one():
    for below in (0, 59, 946_684_800, FLOOR_S - 1, -1):
        assert has_none(Bench(below).clock), below
    assert Bench(FLOOR_S).clock.unix_s == FLOOR_S
    assert Bench(MAX_UNIX_S).clock.has_time
    assert has_none(Bench(MAX_UNIX_S + 1).clock)


def test_a_chip_that_loses_its_power_takes_the_time_with_it():
    for before_ms in (200, 5000):
        bench = Bench(phase_ms=500)
        bench.turns(before_ms)
        era = bench.clock.era
        bench.chip_ms = None
        bench.turns(65_000)
        assert has_none(bench.clock) and bench.clock.source == "none", before_ms
        assert bench.clock.era == era + 1


def test_a_chip_that_falls_below_the_floor_has_no_time():
    bench = Bench()
    bench.turns(5000)
    bench.chip_ms = 0
    bench.turns(65_000)
    assert has_none(bench.clock)


def test_the_times_of_rfc_6238_come_from_a_chip_that_says_so():
    for unix_s in (59, 1111111109, 1234567890, 2000000000, 20000000000):
        bench = Bench(unix_s, floor_s=0)
        assert bench.clock.unix_s == unix_s
        bench.turns(100_500)
        assert bench.clock.unix_s == unix_s + 100


def test_a_chip_that_is_silent_for_a_moment_does_not_cost_the_time():
    bench = Bench(phase_ms=500)
    bench.turns(5_000)
    chip_ms, bench.chip_ms = bench.chip_ms, None
    bench.turns(40)  # within the minute nobody looks
    bench.chip_ms = chip_ms
    reads = [None, None]
    read = bench.read

    def failing():
        return reads.pop() if reads else read()

    bench.read = failing
    bench.turns(120_000)
    assert reads == []
    assert bench.clock.has_time
    assert bench.clock.source == "chip"


def test_a_chip_that_comes_back_is_believed_again():
    bench = Bench(phase_ms=500)
    bench.turns(5_000)
    chip_ms, bench.chip_ms = bench.chip_ms, None
    bench.turns(70_000)
    assert not bench.clock.has_time
    bench.chip_ms = chip_ms
    bench.turns(70_000)
    assert bench.clock.unix_s == bench.read()


def test_the_clock_goes_through_where_other_counters_end():
    for unix_s in (2_085_978_496, 2_147_483_648, 4_102_444_800, 4_107_542_400, 4_294_967_296):
        bench = Bench(unix_s - 3)
        bench.set((unix_s - 3) * 1000, 20)
        bench.turns(2_500)
        assert bench.clock.unix_s == unix_s - 1
        bench.turns(3_000)
        assert bench.clock.unix_s == unix_s + 2 and not bench.clock.refused, unix_s
        bench.off(30 * DAY_MS)
        bench.turns(3_000)
        assert abs(bench.error_ms()) <= TURN_MS and not bench.clock.refused, unix_s
