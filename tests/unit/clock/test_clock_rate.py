"""The token learns how fast its chip is, and applies it, when the syncs allow to know."""

from clock_bench import DAY_MS, HOUR_MS, TURN_MS, Bench, RamLog

from otpfob.clock import discipline
from otpfob.clock.oscillator import oscillator
from otpfob.clock.record import Record


def synced_twice(ppm, apart_ms, bound_ms=20, kind="ds3231", errors=(0, 0)):
    bench = Bench(ppm=ppm, kind=kind)
    bench.sync(bound_ms, errors[0])
    bench.sleep(apart_ms - 5000)
    bench.sync(bound_ms, errors[1])
    return bench


def test_the_rate_is_learned_in_a_day_with_milliseconds():
    for ppm in (-10, -2, 0, 1, 10):
        bench = synced_twice(ppm, DAY_MS)
        clock = bench.clock
        assert abs(clock.rate_ppb - ppm * 1000) <= 3 * clock.rate_sigma_ppb, (ppm, clock.rate_ppb)
        assert 0 < clock.rate_sigma_ppb < 1000 and clock.rejected_ppb == 0


def test_nothing_is_learned_too_early():
    for apart_ms in (HOUR_MS, DAY_MS - HOUR_MS):
        assert synced_twice(2, apart_ms).clock.rate_sigma_ppb == 0
    for apart_ms in (DAY_MS, 6 * DAY_MS, 7 * DAY_MS):  # 1 s is not known to 1 ppm in a week
        assert synced_twice(2, apart_ms, 1000).clock.rate_sigma_ppb == 0
    assert synced_twice(2, 12 * DAY_MS, 1000).clock.rate_sigma_ppb > 0


def test_syncs_that_come_often_teach_too():
    bench = Bench(ppm=4)
    for _ in range(60):
        bench.sync(20)
        bench.sleep(HOUR_MS)
    clock = bench.clock
    assert 0 < clock.rate_sigma_ppb < 500
    assert abs(clock.rate_ppb - 4000) <= 3 * clock.rate_sigma_ppb


def test_the_rate_is_applied_to_the_time_and_narrows_the_bound():
    for ppm in (-4, 4):
        bench = synced_twice(ppm, 7 * DAY_MS)
        bench.sleep(30 * DAY_MS)
        bench.turns(3000)
        assert abs(bench.wrong_ms()) < 300, bench.wrong_ms()
        # Uncorrected: 10 s. The bound without learning: 13 s.
        assert abs(bench.wrong_ms()) <= bench.bound_ms() < 6000
        wrong_ms = bench.wrong_ms()
        bench.restart()
        bench.turns(3000)
        assert abs(bench.wrong_ms() - wrong_ms) <= 2 * TURN_MS


def test_an_implausible_rate_is_rejected_remembered_and_widens_the_bound():
    for ppm in (45, -45):
        bench = synced_twice(ppm, 3 * DAY_MS)
        for _ in range(2):
            clock = bench.clock
            assert abs(clock.rejected_ppb - ppm * 1000) < 1000 and clock.rate_ppb == 0
            bench.restart()  # the screen says it after a restart, too
        if abs(ppm) <= 40:
            bench.sleep(3 * DAY_MS)
            assert abs(bench.wrong_ms()) <= bench.bound_ms()
    bench = synced_twice(30, 3 * DAY_MS)
    bench.sleep(3 * DAY_MS)
    assert abs(bench.wrong_ms()) <= bench.bound_ms(), "a chip worse than its kind"
    bench.run_at(1)
    bench.sync(20)
    bench.sleep(3 * DAY_MS)
    bench.sync(20)
    assert bench.clock.rejected_ppb == 0 and abs(bench.clock.rate_ppb - 1000) < 300


def test_a_plausible_rate_of_a_crystal_is_none_of_a_ds3231():
    assert abs(synced_twice(45, 2 * DAY_MS, kind="crystal").clock.rate_ppb - 45_000) < 500
    assert synced_twice(70, 2 * DAY_MS, kind="crystal").clock.rejected_ppb > 60_000
    rc = synced_twice(20, 2 * DAY_MS, kind="rc").clock
    assert (rc.rate_ppb, rc.rate_sigma_ppb, rc.rejected_ppb) == (0, 0, 0)


def test_a_chip_that_is_set_between_two_syncs_is_still_learned_from():
    # 10 ppm for 3 days are 2.6 s: the chip is set at every sync.
    bench = Bench(ppm=9)
    for _ in range(4):
        bench.sync(20)
        bench.sleep(3 * DAY_MS)
    assert len(bench.written) >= 2
    assert abs(bench.clock.rate_ppb - 9000) <= 3 * bench.clock.rate_sigma_ppb


def test_nothing_is_learned_over_a_lost_time():
    bench = Bench(ppm=3)
    bench.sync()
    bench.sleep(3 * DAY_MS)
    bench.chip_ms += 700
    for jump_ms in (100_000, None):
        if jump_ms is None:
            bench.chip_ms = None
        else:
            bench.chip_ms += jump_ms
        bench.turns(70_000)
        assert bench.clock.refused
        bench.sync()
        assert bench.clock.rate_sigma_ppb == 0 and bench.clock.rejected_ppb == 0
        bench.sleep(3 * DAY_MS)


def test_two_syncs_in_a_row_do_not_hide_that_the_time_was_lost():
    bench = Bench(ppm=3)
    bench.sync()
    bench.sleep(3 * DAY_MS)
    bench.turns(5000)
    bench.chip_ms -= 5000
    bench.turns(130_000)
    assert bench.clock.refused and bench.clock.source == "chip"
    bench.set(bench.true_ms(), 20)
    bench.turns(20)
    bench.sync()
    assert bench.clock.rate_sigma_ppb == 0 and bench.clock.rejected_ppb == 0


def test_the_rate_outlives_restarts_and_lost_power():
    bench = synced_twice(5, 7 * DAY_MS)
    rate_ppb = bench.clock.rate_ppb
    bench.chip_ms = None
    bench.restart()
    assert bench.clock.refused and bench.clock.rate_ppb == rate_ppb
    bench.sync()
    bench.sleep(7 * DAY_MS)
    bench.turns(3000)
    assert abs(bench.wrong_ms()) < 200


def test_old_and_new_are_weighed_by_their_uncertainty():
    chip = oscillator("ds3231")
    for old_sigma, new_bound_ms, least, most in ((900, 1, 2900, 3000), (10, 60, 1700, 2100)):
        record = Record("ds3231")
        record.rate_ppb, record.sigma_ppb = 1000, old_sigma
        record.start_unix_ms = 10**12
        record.unix_ms = 10**12 + DAY_MS
        record.start_bound_ms = record.bound_ms = new_bound_ms
        record.off_ms = 259  # 3 ppm
        discipline.learn(chip, record)
        assert least <= record.rate_ppb <= most, record.rate_ppb
        assert 0 < record.sigma_ppb < 1000
        assert record.start_unix_ms == record.unix_ms


def test_uncertain_estimates_wait():
    chip = oscillator("ds3231")
    record = Record("ds3231")
    record.start_unix_ms, record.unix_ms = 10**12, 10**12 + 8 * DAY_MS
    record.start_bound_ms = record.bound_ms = 2000
    discipline.learn(chip, record)
    assert record.sigma_ppb == 0 and record.start_unix_ms == 10**12
    record.bound_ms = 20  # four times as good: the next pair starts here
    discipline.learn(chip, record)
    assert record.sigma_ppb == 0 and record.start_unix_ms == record.unix_ms


def test_roots_are_whole():
    for square in list(range(1000)) + [10**12 - 1, 10**12, 10**12 + 1, 1 << 80]:
        root = discipline._root(square)
        assert root * root <= square < (root + 1) * (root + 1), square


def test_a_week_of_syncs_by_a_person_does_not_make_the_clock_worse():
    # Whole seconds, any of them wrong by as much as was said.
    for errors in ((900, -900), (-900, 900)):
        bench = synced_twice(2, 10 * DAY_MS, 1000, errors=errors)
        bench.sleep(10 * DAY_MS)
        assert abs(bench.wrong_ms()) <= bench.bound_ms()


def test_the_log_is_read_once_and_written_once_a_sync():
    log = RamLog()
    bench = Bench(log=log)
    bench.sync()
    bench.sleep(DAY_MS)
    before = len(log.entries)
    bench.sync()
    assert len(log.entries) == before + 1
    bench.turns(600_000, 100)
    assert len(log.entries) == before + 1
