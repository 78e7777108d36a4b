"""What nobody confirmed moves the clock no further than a right clock can be wrong."""

from clock_bench import DAY_MS, FLOOR_S, HOUR_MS, NOW_S, Bench
from raises import raises

from otpfob.core.errors import BadField, Locked, Refused, StorageFailed


def needs(bench, step_ms, bound_ms=20):
    unix_ms = bench.clock_ms() + step_ms
    return bench.clock.needs_confirmation(unix_ms, bound_ms, bench.now_ms())


def test_a_clock_that_is_not_set_needs_a_person():
    for bench in (Bench(None), Bench()):
        assert bench.clock.needs_confirmation(NOW_S * 1000, 20, bench.now_ms())
        assert raises(Refused, bench.correct, NOW_S * 1000)
        assert bench.clock.refused
        bench.set(NOW_S * 1000, 20)
        assert not bench.clock.refused


def test_small_corrections_are_silent_and_larger_ones_are_not():
    bench = Bench()
    bench.sync(500)
    bound_ms = bench.bound_ms()
    for sign in (-1, 1):
        assert not needs(bench, sign * bound_ms)
        assert not needs(bench, sign * (bound_ms + 20))
        assert needs(bench, sign * (bound_ms + 22))
        # A sync that says itself that it is worth little moves the clock no further.
        assert needs(bench, sign * (bound_ms + 1002), 1 << 40)
    before = bench.clock_ms()
    raises(Refused, bench.correct, before + bound_ms + 22)
    assert bench.clock_ms() == before and bench.clock.source == "host"
    bench.correct(before + 300)
    assert bench.clock_ms() == before + 300 and bench.clock.source == "sntp"


def test_an_old_clock_may_be_corrected_by_what_it_drifted():
    bench = Bench(ppm=4)
    bench.sync()
    bench.sleep(20 * DAY_MS)
    assert bench.wrong_ms() > 6000
    bench.correct(bench.true_ms())
    assert bench.wrong_ms() == 0


def test_nobody_moves_the_clock_in_small_steps():
    # With 3 s awake after a sync the chip is set, too; with less, sleep comes before.
    for every_ms, awake_ms in ((60_000, 100), (60_000, 3000), (HOUR_MS, 3000), (DAY_MS, 100)):
        for sign in (-1, 1):
            bench = Bench()
            bench.sync(1000)
            refused = 0
            start_ms = bench.ms
            for _ in range(200):
                bench.sleep(every_ms)
                try:
                    # The furthest that is accepted, each time.
                    bench.correct(bench.clock_ms() + sign * 900, 1000)
                except Refused:
                    refused += 1
                bench.turns(awake_ms)
            assert refused, every_ms
            # What a DS3231 can be wrong by itself: 10 ppm.
            most_ms = 4000 + (bench.ms - start_ms) // 100_000
            assert abs(bench.wrong_ms()) <= most_ms, (every_ms, bench.wrong_ms(), most_ms)


def test_good_syncs_are_never_asked_for():
    for ppm in (-5, 0, 5):
        bench = Bench(ppm=ppm)
        bench.sync(20)
        for number in range(300):
            bench.sleep((HOUR_MS, 7 * HOUR_MS, 3 * DAY_MS)[number % 3])
            bench.correct(bench.true_ms() + (20, -20, 0, 13)[number % 4], 20)
            bench.turns(3000)


def test_the_floor_rises_with_every_sync():
    bench = Bench()
    bench.sync(1000)
    floors = []
    for _ in range(4):
        bench.sleep(DAY_MS)
        bench.correct(bench.true_ms())
        bench.turns(3000)
        floors.append(bench.clock.history()[0].floor_unix_s)
        assert 0 <= bench.true_ms() // 1000 - floors[-1] < 6
    assert floors == sorted(floors)
    bench.restart()
    assert bench.clock.history()[0].floor_unix_s == floors[-1]
    assert needs(bench, -5 * DAY_MS)


def test_nothing_goes_back_before_the_floor_in_silence():
    bench = Bench()
    bench.sync()
    bench.turns(500)
    bench.correct(bench.true_ms(), 0)
    bench.turns(20)
    assert not needs(bench, -400, 1000) and not needs(bench, 1000, 1000)
    assert needs(bench, -1000, 1000)


def test_a_person_may_go_back_past_the_floor_but_not_before_the_release():
    bench = Bench()
    bench.set((NOW_S + 86_400 * 36_500) * 1000)  # 2127, by mistake
    bench.turns(5000)
    bench.set(bench.true_ms(), source="user")
    bench.turns(5000)
    assert not bench.clock.refused and abs(bench.wrong_ms()) <= 10
    bench.restart()
    assert not bench.clock.refused and bench.clock.source == "user"
    bench.turns(5000)
    bench.correct(bench.true_ms())
    # And when a silent sync follows at once.
    bench.set((NOW_S + 86_400 * 36_500) * 1000)
    bench.turns(5000)
    bench.set(bench.true_ms())
    bench.turns(100)
    bench.correct(bench.true_ms())
    bench.turns(5000)
    bench.correct(bench.true_ms())
    raises(BadField, bench.set, FLOOR_S * 1000 - 1)


def test_a_locked_token_takes_no_time_from_anybody():
    bench = Bench()
    bench.sync()
    clock, now_ms, era = bench.clock, bench.now_ms(), bench.clock.era
    for step_ms in (0, 5, 5000, -DAY_MS):
        unix_ms = bench.clock_ms() + step_ms
        raises(Locked, clock.set, unix_ms, now_ms, "host", 20, False)
        raises(Locked, clock.correct, unix_ms, now_ms, "sntp", 20, False)
    assert clock.era == era and abs(bench.wrong_ms()) <= 10 and len(bench.log.entries) == 1


def test_what_makes_no_sense_is_refused_by_name():
    bench = Bench()
    unix_ms = NOW_S * 1000
    for source in ("chip", "none", "setting", "", "ntp"):
        assert raises(BadField, bench.set, unix_ms, 20, source).field == "source"
    for bound_ms in (-1, 86_400_001):
        assert raises(BadField, bench.set, unix_ms, bound_ms).field == "bound"
    assert bench.log.entries == [] and bench.clock.refused


def test_a_flash_that_takes_nothing_leaves_the_clock_as_it_was():
    bench = Bench()
    bench.sync()
    bench.log.failing = True
    era, before = bench.clock.era, bench.clock_ms()
    raises(StorageFailed, bench.set, bench.true_ms() + DAY_MS)
    assert (bench.clock.era, bench.clock_ms()) == (era, before)
    bench.turns(5000)
    assert bench.written == []


def test_the_last_eight_changes_are_shown_newest_first():
    bench = Bench()
    assert bench.clock.history() == []
    for number in range(12):
        bench.set(bench.true_ms() + 5000 * number, 20, ("host", "sntp", "user")[number % 3])
        bench.turns(5000)
    history = bench.clock.history()
    assert [one.source for one in history] == ["user", "sntp", "host"] * 2 + ["user", "sntp"]
    times = [one.unix_ms for one in history]
    assert times == sorted(times, reverse=True)
    bench.chip_ms += 50_000
    bench.turns(70_000)
    assert bench.clock.history()[0].source == "none"
