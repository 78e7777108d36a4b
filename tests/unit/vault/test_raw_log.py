"""The log in raw flash: the newest whole entry is the old one or the new one, whatever happens."""

from binascii import crc32

from raises import raises
from ram_store import BLOCK_BYTES, WAYS, PowerCut, RamStore

from otpfob.core.errors import BadField, StorageFailed
from otpfob.vault.raw_log import RawLog

FIRST = 2
SLOTS = BLOCK_BYTES // 32  # in a block, with payloads of 20 bytes


def payload(i):
    return b"%04d" % i * 5


def log_on(store):
    return RawLog(store, FIRST, 20)


def filled(entries):
    store = RamStore()
    log = log_on(store)
    for i in range(1, entries + 1):
        log.append(payload(i))
    return store


def again(store):
    """The log after a restart: a new object on the same bytes."""
    return log_on(RamStore(store.image))


def test_a_blank_log_has_nothing_and_is_not_torn():
    log = again(RamStore())
    assert log.last() is None and log.newest(3) == [] and not log.torn
    assert log.find(lambda payload: True) is None


def test_the_bytes_are_the_documented_ones():
    store = filled(2)
    want = b"\x00\x00\x00\x02" + payload(2)
    want += crc32(want).to_bytes(4, "big") + b"\xff" * 4
    assert store.block(FIRST)[32:64] == want
    assert store.block(FIRST)[64:] == b"\xff" * (BLOCK_BYTES - 64)


def test_the_last_entry_is_the_newest_through_many_rounds():
    store = RamStore()
    log = log_on(store)
    for i in range(1, 5 * SLOTS + 3):
        log.append(payload(i))
        assert log.last() == payload(i)
        if i % 13 == 0 or i % SLOTS < 2:
            assert again(store).last() == payload(i), i
    assert {block for _, block in store.log} == {FIRST, FIRST + 1}


def test_a_block_is_erased_once_in_a_round():
    store = filled(4 * SLOTS)
    erases = [what for what in store.log if what[0] == "erase"]
    assert len(erases) == 3, len(erases)


def test_the_newest_come_first_and_reach_into_the_other_block():
    for entries in (1, 5, SLOTS, SLOTS + 1, SLOTS + 5, 2 * SLOTS + 1, 3 * SLOTS):
        log = again(filled(entries))
        assert log.newest(8) == [payload(i) for i in range(entries, 0, -1)][:8], entries
        assert log.newest(0) == []
    assert len(again(filled(2 * SLOTS)).newest(10**6)) == 2 * SLOTS


def test_the_newest_that_matches_is_found():
    log = again(filled(SLOTS + 20))
    assert log.find(lambda found: found[3:4] == b"7") == payload(SLOTS + 19)
    assert log.find(lambda found: found == payload(3)) == payload(3)
    assert log.find(lambda found: found == b"") is None


def check_cut(entries, n, way):
    """Cut the append after `entries` at its operation `n`. Returns whether it has one."""
    store = filled(entries)
    before = again(store).newest(5)
    store.cut(n, way)
    try:
        log_on(store).append(payload(9999))
    except PowerCut:
        pass
    else:
        return False
    log = again(store)
    found = log.newest(5)
    assert found in (before, ([payload(9999)] + before)[:5]), (entries, n, way)
    assert not (found == before and way == "done" and n == 2), (entries, n, way)
    log.append(payload(8888))
    for known in (log, again(store)):
        assert known.newest(5) == ([payload(8888)] + found)[:5], (entries, n, way)
        assert not known.torn, (entries, n, way)
    return True


def test_a_cut_at_any_operation_leaves_the_old_or_the_new_entry():
    cuts = 0
    for way in WAYS:
        for entries in (0, 1, SLOTS - 1, SLOTS, SLOTS + 1, 2 * SLOTS - 1, 2 * SLOTS, 3 * SLOTS):
            n = 1
            while check_cut(entries, n, way):
                n += 1
                cuts += 1
    assert cuts == len(WAYS) * (8 + 3), cuts


def cut_append(image, n, way):
    """Append to `image`, cut at operation `n`. Returns whether it was cut."""
    store = RamStore(image)
    store.cut(n, way)
    try:
        log_on(store).append(payload(0))
    except PowerCut:
        return True
    return False


def test_cut_after_cut_never_loses_the_old_entry():
    for entries in (3, SLOTS, 2 * SLOTS):
        image = filled(entries).image
        for i in range(SLOTS + 9):
            way = ("half", "bits")[i % 2]
            after_an_erase = cut_append(bytearray(image), 2, way)
            assert cut_append(image, 2 if after_an_erase and i % 3 else 1, way)
            assert log_on(RamStore(image)).last() == payload(entries), (entries, i)
        log = log_on(RamStore(image))
        log.append(payload(7777))
        assert log_on(RamStore(image)).newest(2) == [payload(7777), payload(entries)]


def test_an_entry_that_was_cut_is_seen_as_torn():
    for entries in (0, 1, SLOTS - 1):
        for way in ("half", "bits"):
            store = filled(entries)
            store.cut(1, way)
            raises(PowerCut, log_on(store).append, payload(9999))
            log = again(store)
            assert log.torn, (entries, way)
            assert log.last() == (payload(entries) if entries else None)


def test_an_entry_that_was_cut_in_the_next_block_is_seen_as_torn():
    store = filled(2 * SLOTS)
    store.cut(2, "half")
    raises(PowerCut, log_on(store).append, payload(9999))
    log = again(store)
    assert log.torn and log.last() == payload(2 * SLOTS)


def test_a_torn_entry_of_long_ago_is_no_torn_one_of_now():
    store = filled(3)
    store.cut(1, "half")
    raises(PowerCut, log_on(store).append, payload(9999))
    log = again(store)
    for i in range(4, 3 * SLOTS):
        log.append(payload(i))
        assert not log.torn, i
        assert not again(store).torn, i


def test_every_flipped_bit_of_the_newest_leaves_the_one_before_and_a_torn_log():
    store = filled(4)
    for bit in range(8 * 28):  # the padding is not part of an entry
        store.flip(FIRST, 3 * 32 + bit // 8, bit % 8)
        log = again(store)
        assert log.last() == payload(3) and log.torn, bit
        store.flip(FIRST, 3 * 32 + bit // 8, bit % 8)
    assert again(store).last() == payload(4)


def test_every_flipped_bit_of_an_older_one_is_harmless():
    store = filled(4)
    for bit in range(8 * 32):
        store.flip(FIRST, 32 + bit // 8, bit % 8)
        log = again(store)
        assert log.last() == payload(4) and not log.torn, bit
        assert log.newest(3)[:2] == [payload(4), payload(3)]
        store.flip(FIRST, 32 + bit // 8, bit % 8)


def test_what_the_flash_does_not_take_is_no_entry():
    for trouble in ("program", "read", "erase"):
        for entries in (3, SLOTS):
            store = filled(entries)
            log = log_on(store)
            log.last()
            store.failing = (trouble,)
            if trouble == "erase" and entries == 3:
                log.append(payload(9999))  # nothing to erase
                continue
            raises(StorageFailed, log.append, payload(9999))
            store.failing = ()
            log.append(payload(8888))
            assert log.last() == payload(8888) and again(store).last() == payload(8888)


def test_a_flash_that_keeps_nothing_is_noticed():
    store = filled(3)
    log = log_on(store)
    store.forgetful = ("program",)
    raises(StorageFailed, log.append, payload(9999))
    store.forgetful = ("erase",)
    raises(StorageFailed, log.erase)
    store.forgetful = ()
    assert again(store).last() == payload(3)


def test_an_erased_log_begins_anew():
    store = filled(SLOTS + 3)
    log = log_on(store)
    log.last()
    log.erase()
    assert store.block(FIRST) == store.block(FIRST + 1) == b"\xff" * BLOCK_BYTES
    assert log.last() is None and not log.torn
    log.append(payload(1))
    assert again(store).last() == payload(1)


def test_nonsense_in_both_blocks_is_torn_and_is_written_over():
    store = RamStore(bytearray(b"\x5a" * (8 * BLOCK_BYTES)))
    log = log_on(store)
    assert log.last() is None and log.torn
    for i in range(1, 2 * SLOTS):
        log.append(payload(i))
        assert log.last() == payload(i)
    assert store.block(FIRST - 1) == store.block(FIRST + 2) == b"\x5a" * BLOCK_BYTES


def test_another_size_is_refused():
    store = filled(1)
    for size in (0, 19, 21):
        assert raises(BadField, log_on(store).append, bytes(size)).field == "payload"
    assert again(store).newest(9) == [payload(1)]
