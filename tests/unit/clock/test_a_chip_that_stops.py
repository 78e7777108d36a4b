"""Within 66 s of the chip's last second no code is shown, however late the turns come."""

from clock_bench import NOW_S, WRAP_MS, Bench

LIMIT_MS = 66_000


class Dice:
    """Numbers that look random, the same on both interpreters."""

    def __init__(self, seed):
        self._state = seed * 2_654_435_761 % (1 << 32) or 1

    def below(self, limit):
        x = self._state
        x ^= x << 13 & 0xFFFFFFFF
        x ^= x >> 17
        x ^= x << 5 & 0xFFFFFFFF
        self._state = x
        return x % limit


def lose(bench):
    bench.chip_ms = None


def stop(bench):
    bench.stop()


def jump(bench):
    bench.chip_ms += 100_000


def shown_for(bench, turn_ms):
    """Turn for long. Returns how long a code could be seen, and the longest turn."""
    start_ms = last_ms = bench.ms
    while bench.ms < start_ms + 200_000:
        bench.ms += turn_ms()
        bench.clock.poll(bench.now_ms())
        if not bench.clock.refused:
            last_ms = bench.ms
    return last_ms - start_ms


def test_a_chip_that_stops_is_noticed_with_turns_of_any_length():
    dice = Dice(1)
    for fault in (lose, stop, jump):
        for turn in (10, 100, 500, 990, 1000, 1010, 1999, 2000, 2900, 3000, 17_000, 70_000):
            for after_ms in (0, 300, 30_000, 58_700, 60_000, 61_000):
                bench = Bench(phase_ms=dice.below(1000))
                bench.sync()
                bench.turns(61_000)
                bench.pause(after_ms)
                fault(bench)
                shown_ms = shown_for(bench, lambda turn=turn: turn)
                assert shown_ms <= LIMIT_MS, (fault.__name__, turn, after_ms, shown_ms)


def test_a_chip_that_stops_is_noticed_with_mixed_turns():
    dice = Dice(2)
    lengths = (10, 10, 10, 10, 100, 500, 990, 1000, 1010, 3000, 17_000)
    for number in range(150):
        bench = Bench(phase_ms=dice.below(1000), ticks_ms=WRAP_MS - dice.below(200_000))
        bench.sync()
        for _ in range(dice.below(300)):
            bench.pause(lengths[dice.below(len(lengths))])
        assert not bench.clock.refused, number
        (lose, stop, jump)[number % 3](bench)
        shown_ms = shown_for(bench, lambda: lengths[dice.below(len(lengths))])
        assert shown_ms <= LIMIT_MS, (number, shown_ms)


def test_a_chip_that_stands_still_from_the_start_has_no_time_in_seconds():
    bench = Bench()
    bench.sync()
    bench.stop()
    bench.restart()
    assert not bench.clock.refused
    bench.turns(4000)
    assert bench.clock.refused and not bench.clock.has_time
    bench.turns(200_000)
    assert bench.clock.refused


def test_a_chip_that_dies_just_after_it_was_set_has_no_time():
    for at_ms in (0, 300, 1500, 3000):
        for fault in (lose, stop):
            bench = Bench(None)
            bench.turns(500)
            bench.set(NOW_S * 1000 + 250)
            bench.turns(at_ms)
            if bench.chip_ms is None:
                bench.deaf = True
            else:
                fault(bench)
            bench.turns(LIMIT_MS)
            assert bench.clock.refused, (at_ms, fault.__name__)


def test_slow_turns_of_a_good_chip_cost_no_time():
    for turn_ms in (10, 100, 500, 990, 1000, 1010, 1999, 2500, 3000, 17_000, 70_000):
        bench = Bench(phase_ms=500)
        bench.sync()
        for _ in range(100):
            bench.pause(turn_ms)
            assert not bench.clock.refused, turn_ms
            assert abs(bench.wrong_ms()) <= bench.bound_ms(), (turn_ms, bench.wrong_ms())
