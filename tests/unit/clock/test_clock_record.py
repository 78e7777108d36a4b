"""The record of a sync comes back as it went, and nonsense is nothing."""

from clock_bench import Bench

from otpfob.clock import record as records
from otpfob.clock.record import RECORD_BYTES, Record, decode, encode


def some_record():
    record = Record("crystal")
    record.source = "sntp"
    record.unix_ms = 1_795_305_600_123
    record.bound_ms = 37
    record.off_ms = -412
    record.rate_ppb = -23_456
    record.sigma_ppb = 321
    record.rejected_ppb = -71_300
    record.floor_unix_s = 1_795_305_599
    record.start_unix_ms = 1_790_000_000_456
    record.start_off_ms = 77
    record.start_bound_ms = 1000
    record.confirmed_unix_s = 1_780_000_000
    record.confirmed_off_ms = -90_000
    record.step_ms = -2
    return record


def same(one, other):
    return all([getattr(one, name) == getattr(other, name) for name in records._FIELDS])


def test_a_record_is_read_as_it_was_written():
    record = some_record()
    data = encode(record)
    assert len(data) == RECORD_BYTES == 52
    assert same(decode(data), record)
    assert encode(decode(data)) == data
    assert same(record.copy(), record)


def test_the_bytes_are_these():
    # The layout of version 1: a change here needs a new version.
    assert encode(some_record()) == bytes.fromhex(
        "0121" "01a2008d747b" "00000025" "fffffe64" "ffffa460" "0141" "fd37" "006b02307f"
        "01a0c4506dc8" "0000004d" "03e8" "006a18a500" "fffea070" "3ffe"
    )  # fmt: skip


def test_every_source_and_kind_is_kept():
    record = some_record()
    for source in records.SOURCES:
        for kind in ("ds3231", "crystal", "rc"):
            record.source, record.kind = source, kind
            assert same(decode(encode(record)), record)


def test_what_does_not_fit_is_cut_to_the_limit():
    record = some_record()
    record.start_bound_ms = 10**9
    record.bound_ms = 10**12
    record.rejected_ppb = 10**9
    record.confirmed_off_ms = -(10**12)
    record.unix_ms = 253_402_300_799_999
    again = decode(encode(record))
    assert again.start_bound_ms == 0xFFFF and again.bound_ms == records.MAX_BOUND_MS
    assert again.rejected_ppb == 3_276_700 and again.confirmed_off_ms == -0x7FFFFFFF
    assert again.unix_ms == record.unix_ms


def steps(bench):
    return [record.step_ms for record in bench.clock.history()]


def test_a_sync_tells_by_how_much_it_changed_the_time():
    bench = Bench(None)
    bench.sync()
    assert steps(bench) == [None]
    bench.sync(error_ms=3000)
    bench.sync(error_ms=2000)
    assert steps(bench) == [-1000, 3000, None]
    bench.restart()
    assert steps(bench) == [-1000, 3000, None]


def test_syncs_that_are_kept_as_one_tell_what_they_changed_together():
    for chip_s, together_ms in ((None, None), (Bench().true_ms() // 1000 - 3600, 3_600_000)):
        bench = Bench(chip_s)
        bench.turns(5000)
        bench.set(bench.true_ms() + 250)
        bench.turns(300)
        bench.sync()
        (step_ms,) = steps(bench)
        if together_ms is None:
            assert step_ms is None
        else:
            assert 0 <= together_ms - step_ms <= 60_000, step_ms  # told in minutes


def again(step_ms):
    record = some_record()
    record.step_ms = step_ms
    return decode(encode(record)).step_ms


def test_a_change_is_kept_in_ms_s_min_or_days():
    for step_ms, kept_ms in (
        (None, None),
        (0, 0),
        (8191, 8191),
        (8192, 8000),
        (94_499, 94_000),
        (94_500, 95_000),
        (7_199_985, 7_200_000),
        (8_191_499, 8_191_000),
        (8_191_500, 137 * 60_000),
        (5 * 86_400_000 + 29_999, 5 * 86_400_000),
        (300 * 86_400_000 - 43_200_000, 300 * 86_400_000),
        (10**13, 8191 * 86_400_000),
    ):
        assert again(step_ms) == kept_ms, step_ms
        if step_ms:
            assert again(-step_ms) == -kept_ms, -step_ms


def test_nonsense_is_nothing():
    data = encode(some_record())
    for size in range(RECORD_BYTES):
        assert decode(data[:size]) is None, size
    assert decode(data + b"\0") is None
    assert decode(b"\xff" * RECORD_BYTES) is None
    assert decode(b"\0" * RECORD_BYTES) is None
    for at, byte in ((0, 0), (0, 2), (1, 0x51), (1, 0x23), (8, 0xFF), (16, 0x7F), (20, 0x04)):
        bad = bytearray(data)
        bad[at] = byte
        assert decode(bytes(bad)) is None, (at, byte)


def test_any_flipped_bit_is_read_without_an_error():
    # The log's CRC finds them; here they must only not stop the token.
    data = encode(some_record())
    for bit in range(8 * RECORD_BYTES):
        bad = bytearray(data)
        bad[bit // 8] ^= 1 << bit % 8
        decode(bytes(bad))
