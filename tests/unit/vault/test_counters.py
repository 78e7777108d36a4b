"""A counter is in flash before anybody sees it, and never goes back."""

from raises import raises
from ram_fs import RamFs
from vault_in_ram import COUNTERS, Noted, keys_of, opened_counters, sealed_counters

from otpfob.core.errors import CounterSpent, Damaged, NoAccount, StorageFailed, VaultFull
from otpfob.vault.container import decrypt
from otpfob.vault.counters import Counters, entry

LAST = (1 << 64) - 1


def everything(account_id):
    return True


def created(fs):
    counters = Counters(sealed_counters(fs))
    counters.create()
    return counters


def put(counters, account_id, counter, keep=everything):
    counters.put_all(bytearray(entry(account_id, counter)), lambda i: i != account_id and keep(i))


def filled(fs):
    counters = created(fs)
    put(counters, 1, 0)
    put(counters, 2, 1000)
    put(counters, 0xFFFFFFFF, LAST - 1)
    return counters


def written(fs, content):
    """Put a whole file with any plaintext in the place of the counters."""
    sealed_counters(fs).replace(len(content), lambda: (content,))


def plaintext(fs):
    with fs.open(COUNTERS, "rb") as file:
        out = bytearray(int.from_bytes(fs.files[COUNTERS][12:16], "big"))
        decrypt(file, keys_of("counters"), 0, out, bytearray(256))
    return bytes(out)


def test_a_new_file_has_no_counters():
    fs = RamFs()
    for counters in (created(fs), opened_counters(fs)):
        raises(Damaged, counters.get, 1)
        raises(NoAccount, counters.advance, 1)


def test_no_file_is_damage_and_not_a_file_without_counters():
    raises(Damaged, Counters(sealed_counters(RamFs())).load)


def test_the_bytes_are_the_documented_ones():
    fs = RamFs()
    counters = created(fs)
    put(counters, 0x01020304, 0x1122334455667788)
    assert list(fs.files) == [COUNTERS]
    assert fs.files[COUNTERS][:5] == b"FOBC\x02"
    assert plaintext(fs) == b"\x01\x02\x03\x04" + b"\x11\x22\x33\x44\x55\x66\x77\x88"


def test_counters_are_kept_apart():
    fs = RamFs()
    counters = filled(fs)
    assert [counters.advance(2) for _ in range(5)] == [1000, 1001, 1002, 1003, 1004]
    assert counters.advance(1) == 0
    for known in (counters, opened_counters(fs)):
        assert (known.get(1), known.get(2), known.get(0xFFFFFFFF)) == (1, 1005, LAST - 1)


def test_what_is_returned_is_one_less_than_what_is_in_flash():
    fs = RamFs()
    counters = filled(fs)
    for i in range(20):
        used = counters.advance(1)
        assert used == i
        assert opened_counters(fs).get(1) == used + 1


def test_counters_pass_31_32_and_63_bits():
    for start in ((1 << 30) - 1, (1 << 31) - 1, (1 << 32) - 1, (1 << 62) - 1, (1 << 63) - 1):
        fs = RamFs()
        counters = created(fs)
        put(counters, 1, start)
        assert counters.advance(1) == start
        assert opened_counters(fs).get(1) == start + 1


def test_the_last_counter_is_never_given_out():
    fs = RamFs()
    counters = filled(fs)
    assert counters.advance(0xFFFFFFFF) == LAST - 1
    before = dict(fs.files)
    for _ in range(2):
        raises(CounterSpent, counters.advance, 0xFFFFFFFF)
    assert fs.files == before and opened_counters(fs).get(0xFFFFFFFF) == LAST


def test_putting_drops_those_that_are_not_kept():
    fs = RamFs()
    counters = filled(fs)
    put(counters, 3, 33, lambda account_id: account_id == 2)
    assert counters.get(2) == 1000 and counters.get(3) == 33
    raises(Damaged, counters.get, 1)
    raises(Damaged, opened_counters(fs).get, 0xFFFFFFFF)


def test_putting_twice_leaves_one():
    fs = RamFs()
    counters = filled(fs)
    size = len(fs.files[COUNTERS])
    put(counters, 2, 5)
    assert counters.get(2) == 5 and len(fs.files[COUNTERS]) == size


def test_every_flipped_bit_and_every_truncation_is_damage():
    fs = RamFs()
    filled(fs)
    good = fs.files[COUNTERS]
    for bit in range(8 * len(good)):
        bad = bytearray(good)
        bad[bit // 8] ^= 1 << bit % 8
        fs.files[COUNTERS] = bytes(bad)
        raises(Damaged, Counters(sealed_counters(fs)).load)
    for size in range(len(good)):
        fs.files[COUNTERS] = good[:size]
        raises(Damaged, Counters(sealed_counters(fs)).load)


def test_whole_files_that_no_counters_wrote_are_damage():
    one = entry(1, 0)
    fs = RamFs()
    for size in range(1, 12):
        written(fs, one + one[:size])
        raises(Damaged, Counters(sealed_counters(fs)).load)
    written(fs, one * 201)
    raises(Damaged, Counters(sealed_counters(fs)).load)
    written(fs, one * 200)
    opened_counters(fs)


def test_many_are_put_in_one_write():
    fs = RamFs()
    counters = filled(fs)
    fs.log.clear()
    counters.put_all(bytearray(entry(7, 70) + entry(8, 80)), lambda account_id: account_id == 2)
    assert len(fs.log) == 3
    for known in (counters, opened_counters(fs)):
        assert (known.get(2), known.get(7), known.get(8)) == (1000, 70, 80)
        raises(Damaged, known.get, 1)


def test_raising_never_lowers_and_then_writes_nothing():
    fs = RamFs()
    counters = filled(fs)
    counters.raise_to(2, 1005)
    assert counters.get(2) == opened_counters(fs).get(2) == 1005
    before = dict(fs.files)
    for lower in (0, 1004, 1005):
        counters.raise_to(2, lower)
    assert fs.files == before and counters.get(2) == 1005
    raises(NoAccount, counters.raise_to, 3, 1)
    counters.raise_to(2, LAST)
    raises(CounterSpent, counters.advance, 2)


def test_nothing_is_given_out_when_the_flash_does_not_take_it():
    def other(content):
        return content[:-33] + bytes((content[-33] ^ 1,)) + content[-32:]

    def whole_but_old(content):
        return old

    for trouble in ("write", "open", "rename", "read", other, whole_but_old):
        fs = RamFs()
        counters = filled(fs)
        old = fs.files[COUNTERS]
        if isinstance(trouble, str):
            fs.failing = (trouble,)
        else:
            fs.corrupt = trouble
        raises(StorageFailed, counters.advance, 2)
        fs.failing, fs.corrupt = (), None
        assert opened_counters(fs).get(2) == 1000, trouble
        assert counters.advance(2) == 1000, trouble
        assert opened_counters(fs).get(2) == 1001, trouble


def test_nothing_is_given_out_when_the_generation_cannot_be_noted():
    fs = RamFs()
    noted = Noted()
    filled(fs)
    counters = Counters(sealed_counters(fs, noted))
    counters.load()
    noted.error = StorageFailed()
    raises(StorageFailed, counters.advance, 2)
    assert not counters.healthy
    noted.error = None
    raises(StorageFailed, counters.advance, 2)  # until somebody has looked what is there
    assert opened_counters(fs).get(2) == 1001


def test_a_full_flash_gives_out_nothing_and_keeps_the_old():
    fs = RamFs()
    counters = filled(fs)
    fs.room_bytes = len(fs.files[COUNTERS])
    raises(StorageFailed, counters.advance, 2)
    raises(VaultFull, put, counters, 4, 0)
    assert list(fs.files) == [COUNTERS]
    assert opened_counters(fs).get(2) == counters.get(2) == 1000


def test_a_flash_that_cannot_be_read_is_no_empty_one():
    fs = RamFs()
    filled(fs)
    for failing in ("open", "read"):
        fs.failing = (failing,)
        raises(StorageFailed, Counters(sealed_counters(fs)).load)
