"""A turn in which the clock has nothing to do allocates nothing (seen on MicroPython only)."""

from clock_bench import Bench

try:
    from micropython import heap_lock, heap_unlock
except ImportError:  # CPython

    def heap_lock():
        pass

    heap_unlock = heap_lock


def test_nothing_is_allocated_between_two_looks_at_the_chip():
    for chip_s in (1_800_000_000, None):
        bench = Bench(chip_s)
        if chip_s is not None:
            bench.sync()
        bench.turns(2500)
        clock = bench.clock
        now_ms = bench.now_ms()
        heap_lock()
        try:
            for _ in range(3000):
                now_ms += 10
                clock.poll(now_ms)
                assert clock.refused == (chip_s is None)
                assert not clock.marked
        finally:
            heap_unlock()
        assert clock.second >= 32


def test_the_chip_is_left_alone_between_two_looks():
    bench = Bench()
    bench.sync()
    reads = bench.reads
    bench.turns(50_000)
    assert bench.reads == reads
    bench.turns(12_000)
    # Once, and then around one change of its second.
    assert 0 < bench.reads - reads <= 15, bench.reads - reads
