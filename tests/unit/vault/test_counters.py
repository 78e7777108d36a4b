"""A counter is in flash before anybody sees it, and never goes back."""

from hashlib import sha256

from raises import raises
from ram_fs import RamFs

from otpfob.core.errors import CounterSpent, Damaged, NoAccount, StorageFailed, VaultFull
from otpfob.vault.counters import Counters

LAST = (1 << 64) - 1


def everything(account_id):
    return True


def loaded(fs):
    counters = Counters(fs)
    counters.load()
    return counters


def filled(fs):
    counters = loaded(fs)
    counters.put(1, 0, everything)
    counters.put(2, 1000, everything)
    counters.put(0xFFFFFFFF, LAST - 1, everything)
    return counters


def sealed(content):
    return content + sha256(content).digest()


def test_no_file_means_no_counters():
    counters = loaded(RamFs())
    raises(Damaged, counters.get, 1)
    raises(NoAccount, counters.advance, 1)


def test_the_bytes_are_the_documented_ones():
    fs = RamFs()
    counters = loaded(fs)
    counters.put(0x01020304, 0x1122334455667788, everything)
    want = b"FOBC\x01\x00\x00\x00\x01" + b"\x01\x02\x03\x04" + b"\x11\x22\x33\x44\x55\x66\x77\x88"
    assert fs.files == {"counters": sealed(want)}


def test_counters_are_kept_apart():
    fs = RamFs()
    counters = filled(fs)
    assert [counters.advance(2) for _ in range(5)] == [1000, 1001, 1002, 1003, 1004]
    assert counters.advance(1) == 0
    for known in (counters, loaded(fs)):
        assert (known.get(1), known.get(2), known.get(0xFFFFFFFF)) == (1, 1005, LAST - 1)


def test_what_is_returned_is_one_less_than_what_is_in_flash():
    fs = RamFs()
    counters = filled(fs)
    for i in range(20):
        used = counters.advance(1)
        assert used == i
        assert loaded(fs).get(1) == used + 1


def test_counters_pass_31_32_and_63_bits():
    for start in ((1 << 30) - 1, (1 << 31) - 1, (1 << 32) - 1, (1 << 62) - 1, (1 << 63) - 1):
        fs = RamFs()
        counters = loaded(fs)
        counters.put(1, start, everything)
        assert counters.advance(1) == start
        assert loaded(fs).get(1) == start + 1


def test_the_last_counter_is_never_given_out():
    fs = RamFs()
    counters = filled(fs)
    assert counters.advance(0xFFFFFFFF) == LAST - 1
    before = dict(fs.files)
    for _ in range(2):
        raises(CounterSpent, counters.advance, 0xFFFFFFFF)
    assert fs.files == before and loaded(fs).get(0xFFFFFFFF) == LAST


def test_putting_drops_those_that_are_not_kept():
    fs = RamFs()
    counters = filled(fs)
    counters.put(3, 33, lambda account_id: account_id == 2)
    assert counters.get(2) == 1000 and counters.get(3) == 33
    raises(Damaged, counters.get, 1)
    raises(Damaged, loaded(fs).get, 0xFFFFFFFF)


def test_putting_twice_leaves_one():
    fs = RamFs()
    counters = filled(fs)
    size = len(fs.files["counters"])
    counters.put(2, 5, everything)
    assert counters.get(2) == 5 and len(fs.files["counters"]) == size


def test_every_flipped_bit_and_every_truncation_is_damage():
    fs = RamFs()
    filled(fs)
    good = fs.files["counters"]
    for bit in range(8 * len(good)):
        bad = bytearray(good)
        bad[bit // 8] ^= 1 << bit % 8
        fs.files["counters"] = bytes(bad)
        raises(Damaged, Counters(fs).load)
    for size in range(len(good)):
        fs.files["counters"] = good[:size]
        raises(Damaged, Counters(fs).load)


def test_whole_files_of_another_kind_are_damage():
    good = b"FOBC\x01\x00\x00\x00\x01"
    entry = b"\x00\x00\x00\x01" + b"\x00" * 8
    fs = RamFs()
    for content in (b"", b"FOBC", good[:-1], b"FOBV" + good[4:], b"FOBC\x02" + good[5:]):
        fs.files["counters"] = sealed(content)
        raises(Damaged, Counters(fs).load)
    for size in range(1, 12):
        fs.files["counters"] = sealed(good + entry + entry[:size])
        raises(Damaged, Counters(fs).load)


def test_nothing_is_given_out_when_the_flash_does_not_take_it():
    def other(content):
        return content[:-33] + bytes((content[-33] ^ 1,)) + content[-32:]

    def whole_but_old(content):
        return old

    for trouble in ("write", "open", "rename", "read", other, whole_but_old):
        fs = RamFs()
        counters = filled(fs)
        old = fs.files["counters"]
        if isinstance(trouble, str):
            fs.failing = (trouble,)
        else:
            fs.corrupt = trouble
        raises(StorageFailed, counters.advance, 2)
        fs.failing, fs.corrupt = (), None
        assert loaded(fs).get(2) == 1000, trouble
        assert counters.advance(2) == 1000, trouble
        assert loaded(fs).get(2) == 1001, trouble


def test_a_full_flash_gives_out_nothing_and_keeps_the_old():
    fs = RamFs()
    counters = filled(fs)
    fs.room_bytes = len(fs.files["counters"])
    raises(StorageFailed, counters.advance, 2)
    raises(VaultFull, counters.put, 4, 0, everything)
    assert list(fs.files) == ["counters"]
    assert loaded(fs).get(2) == counters.get(2) == 1000


def test_a_flash_that_cannot_be_read_is_no_empty_one():
    fs = RamFs()
    filled(fs)
    for failing in ("stat", "open", "read"):
        fs.failing = (failing,)
        raises(StorageFailed, Counters(fs).load)
