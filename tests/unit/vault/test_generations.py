"""An older file is noticed: what is in flash has to be the generation that was noted last."""

from raises import raises
from ram_store import BLOCK_BYTES, WAYS, PowerCut, RamStore

from otpfob.core import hmac
from otpfob.core.errors import Damaged, StorageFailed
from otpfob.vault.generations import COUNTERS, FIRST_BLOCK, SETTINGS, VAULT, Generations, log_in

KEY = bytes(range(32))
OTHER = bytes(32)
SLOTS = BLOCK_BYTES // 32


def on(image, key=KEY, number=3):
    return Generations(log_in(RamStore(image)), key, number)


def started(found=(5, 9, 2)):
    store = RamStore()
    on(store.image).start(found)
    return store


def accepted(image, found, key=KEY, number=3):
    try:
        on(image, key, number).verify(found)
    except Damaged:
        return False
    return True


def test_the_bytes_are_the_documented_ones():
    numbers = b"\x00\x00\x00\x03\x00\x00\x00\x05\x00\x00\x00\x09\x00\x00\x00\x02"
    mac_key = hmac.digest(KEY, b"OTPfob generations mac", hmac.SHA256)
    want = numbers + hmac.digest(mac_key, numbers, hmac.SHA256)[:8]
    store = started()
    assert store.block(FIRST_BLOCK)[4:28] == want


def test_what_was_noted_is_accepted():
    store = started()
    generations = on(store.image)
    generations.verify((5, 9, 2))
    generations.put(COUNTERS, 10)
    generations.put(VAULT, 6)
    generations.put(SETTINGS, 3)
    assert accepted(store.image, [6, 10, 3])


def test_every_other_combination_is_damage():
    for vault in range(3, 9):
        for counters in range(7, 12):
            for settings in range(0, 6):
                found = (vault, counters, settings)
                ahead = (vault - 5, counters - 9, settings - 2)
                want = sorted(ahead) in ([0, 0, 0], [0, 0, 1])
                assert accepted(started().image, found) == want, found


def test_a_write_that_was_cut_before_its_entry_is_made_up_for():
    store = started()
    assert accepted(store.image, (5, 10, 2))
    # Noted now: the one before is an older file.
    assert not accepted(store.image, (5, 9, 2))
    assert accepted(store.image, (5, 10, 2))


def test_a_log_without_an_entry_is_damage():
    for found in ((0, 0, 0), (1, 1, 1), (5, 9, 2)):
        assert not accepted(RamStore().image, found)


def test_entries_of_another_key_do_not_count():
    image = started().image
    assert not accepted(image, (5, 9, 2), OTHER)
    assert not accepted(image, (5, 9, 2), KEY, 2)
    on(image, OTHER, 3).start((100, 100, 100))
    on(image, KEY, 4).start((50, 50, 50))
    assert accepted(image, (5, 9, 2))
    assert accepted(image, (100, 100, 100), OTHER)
    assert accepted(image, (50, 50, 50), KEY, 4)


def test_every_flipped_bit_of_the_newest_entry_is_noticed_or_harmless():
    store = started()
    on(store.image).verify((5, 9, 2))
    generations = on(store.image)
    generations.verify((5, 9, 2))
    generations.put(COUNTERS, 10)
    for bit in range(8 * 32):
        image = bytearray(store.image)
        RamStore(image).flip(FIRST_BLOCK, 32 + bit // 8, bit % 8)
        assert accepted(bytearray(image), (5, 10, 2)), bit


def test_a_forged_entry_is_not_believed():
    # With a right CRC, but by somebody without the key.
    store = started()
    on(store.image, OTHER).start((5, 8, 2))
    assert not accepted(store.image, (5, 8, 2))


def test_a_cut_while_noting_leaves_what_can_be_opened():
    for entries in (1, SLOTS - 1, SLOTS, 2 * SLOTS):
        for way in WAYS:
            for n in (1, 2):
                store = started((0, 0, 0))
                generations = on(store.image)
                generations.verify((0, 0, 0))
                for i in range(1, entries):
                    generations.put(COUNTERS, i)
                store.cut(n, way)
                generations = Generations(log_in(store), KEY, 3)
                generations.verify((0, entries - 1, 0))
                try:
                    generations.put(COUNTERS, entries)
                except PowerCut:
                    pass
                # The file was renamed before.
                assert accepted(store.image, (0, entries, 0)), (entries, way, n)
                assert not accepted(store.image, (0, entries - 1, 0)), (entries, way, n)


def test_an_entry_that_failed_is_in_the_next_one():
    store = started()
    generations = Generations(log_in(store), KEY, 3)
    generations.verify((5, 9, 2))
    store.failing = ("program",)
    raises(StorageFailed, generations.put, VAULT, 6)
    store.failing = ()
    generations.put(COUNTERS, 10)
    assert not accepted(bytearray(store.image), (5, 10, 2))
    assert accepted(store.image, (6, 10, 2))


def test_new_keys_that_were_cut_never_push_the_old_one_out():
    store = started()
    for i in range(3 * SLOTS):
        old = on(store.image)
        old.verify((5, 9, 2))
        old.again()
        on(store.image, bytes((i & 0xFF,)) * 32, 4).start((5, 9, 2))
    assert accepted(store.image, (5, 9, 2))


def test_nothing_of_the_key_is_left_after_wiping():
    generations = on(started().image)
    generations.wipe()
    assert bytes(generations._mac_key) == bytes(32)


def test_generations_may_wrap():
    last = 0xFFFFFFFF
    assert accepted(started((last, 1, 1)).image, (0, 1, 1))
    assert not accepted(started((0, 1, 1)).image, (last, 1, 1))
