"""The bound is never less than the error, and decides what codes do."""

from clock_bench import DAY_MS, FLOOR_S, HOUR_MS, NOW_S, TURN_MS, Bench, RamLog

from otpfob.clock.trust import MARKED, REFUSED, SHOWN, trust_of


def test_the_table_of_bounds():
    table = (
        (0, SHOWN), (10_000, SHOWN), (10_001, MARKED), (30_000, MARKED), (30_001, REFUSED),
        (1 << 40, REFUSED), (None, REFUSED),
    )  # fmt: skip
    for bound_ms, trust in table:
        assert trust_of(bound_ms) == trust, bound_ms


def test_a_clock_that_nobody_set_is_refused():
    for bench in (Bench(None), Bench(), Bench(FLOOR_S - 1)):
        bench.turns(3000)
        clock = bench.clock
        assert clock.refused and not clock.marked and clock.trust == REFUSED
        assert bench.bound_ms() is None and clock.age_s is None
        assert clock.source == ("chip" if clock.has_time else "none")


def test_after_a_sync_the_bound_is_that_of_the_sync():
    for chip_s in (None, NOW_S, NOW_S - 1_000_000):
        for bound_ms in (0, 20, 1000, 5000):
            bench = Bench(chip_s)
            bench.turns(2000)
            bench.set(bench.true_ms(), bound_ms)
            assert bound_ms <= bench.bound_ms() <= bound_ms + 2, bench.bound_ms()
            bench.turns(5000)
            assert bound_ms <= bench.bound_ms() <= bound_ms + 100, bench.bound_ms()
            assert bench.clock.trust == SHOWN and bench.clock.age_s == 5
            assert bench.clock.source == "host"


def days_until(bench, trust):
    """Sleep until the clock is trusted that much; return the days."""
    for days in range(1000):
        if bench.clock.trust == trust:
            return days
        bench.pause(DAY_MS - 3000)
        bench.turns(3000, 20)
    return 1000


def test_codes_are_shown_then_marked_then_refused():
    # The bound grows by 5 ppm for a DS3231, 60 for a crystal, 5 % for an RC oscillator.
    for kind, marked, refused in (("ds3231", 23, 69), ("crystal", 2, 6), ("rc", 1, 1)):
        bench = Bench(kind=kind)
        bench.sync()
        days = days_until(bench, MARKED if kind != "rc" else REFUSED)
        assert abs(days - marked) <= 1, (kind, days)
        assert bench.clock.marked == (kind != "rc")
        days += days_until(bench, REFUSED)
        assert abs(days - refused) <= 2, (kind, days)
        assert bench.clock.refused and bench.clock.has_time
        bench.sync()
        assert not bench.clock.refused


def test_while_awake_an_rc_chip_counts_the_main_crystal():
    bench = Bench(kind="rc")
    bench.sync()
    for _ in range(20):
        bench.turns(60_000, 250)
        assert bench.clock.trust == SHOWN
    assert bench.bound_ms() < 600
    bench.pause(150_000)
    assert bench.clock.trust == SHOWN and bench.bound_ms() > 8_000
    bench.pause(60_000)
    assert bench.clock.trust == MARKED
    bench.off(1000)  # nobody knows how long it was awake before
    assert bench.clock.trust == REFUSED


def test_the_bound_holds_for_every_chip_in_its_limits():
    for kind, ppms in (("ds3231", (-5, 3, 5)), ("crystal", (-60, 60)), ("rc", (-50_000, 50_000))):
        for ppm in ppms:
            bench = Bench(kind=kind, ppm=ppm, phase_ms=700)
            bench.sync(50, 50)
            for hours in (0, 1, 2, 10, 100, 100, 100):
                bench.pause(hours * HOUR_MS)
                for _ in range(3):
                    wrong, bound = bench.wrong_ms(), bench.bound_ms()
                    assert abs(wrong) <= bound, (kind, ppm, hours, wrong, bound)
                    bench.turns(700)
            bench.off(10 * HOUR_MS)
            assert abs(bench.wrong_ms()) <= bench.bound_ms(), (kind, ppm)
            bench.turns(5000)
            assert abs(bench.wrong_ms()) <= bench.bound_ms(), (kind, ppm)


def test_a_sync_before_the_chips_second_was_found_is_worth_less():
    for phase_ms in range(0, 1000, 99):
        for step_ms in (0, 5000):
            bench = Bench(phase_ms=phase_ms)
            bench.turns(20)
            bench.set(bench.true_ms() + step_ms, 20)
            bench.turns(20)
            bench.pause(HOUR_MS)
            bench.turns(5000)
            wrong_ms = bench.wrong_ms() - step_ms
            assert abs(wrong_ms) <= bench.bound_ms(), (phase_ms, step_ms, wrong_ms)


def test_the_sync_outlives_a_restart():
    bench = Bench(ppm=2)
    bench.sync(30)
    for _ in range(5):
        bench.off(2 * DAY_MS)
        bench.turns(5000)
        clock = bench.clock
        assert clock.trust == SHOWN and clock.source == "host"
        assert abs(bench.wrong_ms()) <= bench.bound_ms()
    assert bench.clock.age_s in range(10 * 86_400, 10 * 86_400 + 60)


def test_nothing_kept_and_nonsense_are_the_same():
    whole = Bench()
    whole.sync()
    data = whole.log.entries[-1]
    for entry in (b"", b"\0" * 50, b"\xff" * 50, data[:-1], data + b"\0", b"\2" + data[1:]):
        log = RamLog()
        log.entries.append(entry)
        bench = Bench(log=log)
        assert bench.clock.refused and bench.clock.source == "chip"
        bench.sync()
        assert not bench.clock.refused
        bench.restart()
        assert not bench.clock.refused


def test_a_flash_that_fails_stops_nothing():
    bench = Bench()
    bench.sync()
    bench.log.failing = True
    bench.restart()
    assert bench.clock.refused and bench.clock.history() == []
    bench.set(bench.true_ms() + 300)  # the chip need not be set
    bench.turns(70_000)
    assert not bench.clock.refused and abs(bench.wrong_ms() - 300) <= TURN_MS


def test_the_record_of_another_chip_is_not_taken():
    log = RamLog()
    Bench(log=log).sync()
    assert not Bench(log=log).clock.refused
    assert Bench(log=log, kind="rc").clock.refused


def test_a_chip_that_says_less_than_at_the_last_sync_is_not_believed():
    log = RamLog()
    bench = Bench(log=log)
    bench.turns(100_000)
    bench.sync()
    assert not Bench(NOW_S + 100, log=log).clock.refused
    earlier = Bench(NOW_S + 90, log=log).clock
    assert earlier.refused and earlier.source == "chip"


def test_a_cut_while_the_clock_is_set_leaves_nothing_to_believe():
    # 7000 s are wrong: whatever the chip holds when the power goes, nobody must take it for true.
    for cut_ms in range(0, 6000, 50):
        bench = Bench(NOW_S - 7000)
        bench.set((NOW_S - 7000) * 1000)  # a person who was wrong
        bench.turns(5000)
        bench.set(bench.true_ms(), 20)
        bench.turns(cut_ms)
        bench.restart()
        bench.turns(5000)
        if not bench.clock.refused:
            assert abs(bench.wrong_ms()) <= bench.bound_ms(), cut_ms
    assert not bench.clock.refused
