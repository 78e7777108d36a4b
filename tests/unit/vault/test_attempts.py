"""Wrong PINs are counted before they are tried, and nothing makes the count smaller."""

from raises import raises
from ram_store import BLOCK_BYTES, WAYS, PowerCut, RamStore

from otpfob.core.errors import Damaged, StorageFailed
from otpfob.vault.attempts import FIRST_BLOCK, MAX_ATTEMPTS, Attempts, wait_s

SLOTS = BLOCK_BYTES // 16


def on_store(store):
    attempts = Attempts(store)
    attempts.load()
    return attempts


def on(image):
    """The count after a restart."""
    return on_store(RamStore(image))


def with_count(count, before=0):
    """A store with `count` wrong attempts, after `before` entries more."""
    store = RamStore()
    attempts = Attempts(store)
    attempts.clear()  # the first entry, as a set-up writes it
    for i in range(before):
        attempts.add() if i % 2 == 0 else attempts.clear()
    attempts.clear()
    for _ in range(count):
        attempts.add()
    return store


def test_a_new_token_has_no_wrong_attempts():
    assert on(RamStore().image).count == 0


def test_the_bytes_are_the_documented_ones():
    store = with_count(3)
    assert store.block(FIRST_BLOCK)[3 * 16 :][:6] == b"\x00\x00\x00\x04\x03\xfc"
    assert {block for _, block in store.log} == {FIRST_BLOCK}


def test_an_attempt_is_in_flash_when_it_is_counted():
    store = with_count(0)
    attempts = on(store.image)
    for want in range(1, MAX_ATTEMPTS + 1):
        assert attempts.add() == want == attempts.count
        assert on(store.image).count == want
    assert attempts.add() == MAX_ATTEMPTS


def test_the_right_pin_forgets_the_wrong_ones():
    store = with_count(9)
    on(store.image).clear()
    assert on(store.image).count == 0


def test_nothing_is_written_where_nothing_is_to_forget():
    store = with_count(0)
    attempts = on_store(store)
    done = store.operations
    attempts.clear()
    assert store.operations == done


def test_a_first_entry_is_written_also_for_none():
    # Or the first attempt, cut, would leave a log with no whole entry: damage.
    store = RamStore()
    attempts = on_store(store)
    attempts.clear()
    store.cut(1, "half")
    raises(PowerCut, attempts.add)
    assert on(store.image).count == 1


def check_cuts(count, before, change, least, most):
    """Cut `change` everywhere: what is found is in least..most, and it can be done after it."""
    cuts = 0
    for way in WAYS:
        n = 0
        alive = False
        while not alive:
            n += 1
            store = with_count(count, before)
            attempts = Attempts(store)
            attempts.load()
            store.cut(n, way)
            try:
                change(attempts)
            except PowerCut:
                cuts += 1
            alive = store.alive
            found = on(store.image).count
            assert least <= found <= most, (count, before, way, n, found)
            change(on(store.image))  # life goes on
            assert on(store.image).count in (0, min(found + 1, MAX_ATTEMPTS)), found
    assert cuts >= len(WAYS)


def test_a_cut_while_counting_never_makes_the_count_smaller_nor_ten_of_nine():
    for before in (0, SLOTS - 6, SLOTS - 5, SLOTS - 4):
        for count in (0, 1, 4, 8):
            check_cuts(count, before, lambda attempts: attempts.add(), count, count + 1)
    for way in ("none", "half", "bits"):
        store = with_count(9)
        store.cut(1, way)
        raises(PowerCut, on_store(store).add)
        # Nobody tried a tenth PIN.
        assert on(store.image).count == 9, way
        assert on(store.image).add() == 10


def test_a_cut_while_forgetting_counts_one_more_at_most():
    for before in (0, SLOTS - 4):
        for count in (1, 4, 9):
            check_cuts(count, before, lambda attempts: attempts.clear(), 0, min(count + 1, 9))


def test_a_cut_while_forgetting_ten_is_no_reason_to_wipe():
    # Only the right PIN writes after a ten.
    for way in ("half", "bits"):
        store = with_count(10)
        store.cut(1, way)
        raises(PowerCut, on_store(store).clear)
        assert on(store.image).count == 9
    store = with_count(10)
    store.cut(1, "none")
    raises(PowerCut, on_store(store).clear)
    assert on(store.image).count == 10


def test_a_wipe_that_was_begun_is_not_forgotten():
    for count in (0, 3, 9, 10):
        store = with_count(count)
        on(store.image).mark_wipe()
        assert on(store.image).count == MAX_ATTEMPTS
    store = RamStore()
    on(store.image).mark_wipe()
    assert on(store.image).count == MAX_ATTEMPTS


def test_a_mark_that_was_cut_is_no_wipe_but_can_be_made_again():
    for way in ("none", "half", "bits"):
        store = with_count(3)
        store.cut(1, way)
        raises(PowerCut, on_store(store).mark_wipe)
        assert on(store.image).count == (3 if way == "none" else 4)
        on(store.image).mark_wipe()
        assert on(store.image).count == MAX_ATTEMPTS


def test_no_flipped_bit_of_the_newest_entry_makes_fewer_attempts_or_a_wipe():
    store = with_count(5)
    for bit in range(8 * 16):
        store.flip(FIRST_BLOCK, 5 * 16 + bit // 8, bit % 8)
        assert on(store.image).count == 5, bit
        store.flip(FIRST_BLOCK, 5 * 16 + bit // 8, bit % 8)


def test_a_log_with_no_whole_entry_is_damage():
    raises(Damaged, on, bytearray(b"\x00" * (8 * BLOCK_BYTES)))
    store = with_count(0)
    store.flip(FIRST_BLOCK, 4, 0)
    raises(Damaged, on, store.image)


def test_entries_that_were_never_written_are_damage():
    for payload in (b"\x01\xff", b"\x0b\xf4", b"\xff\x00"):
        store = RamStore()
        attempts = Attempts(store)
        attempts._log.append(payload)
        raises(Damaged, on, store.image)


def test_an_attempt_that_the_flash_does_not_take_is_none():
    for trouble in ("failing", "forgetful"):
        store = with_count(4)
        attempts = on_store(store)
        setattr(store, trouble, ("program",))
        raises(StorageFailed, attempts.add)
        setattr(store, trouble, ())
        assert attempts.count == 4 and on(store.image).count == 4
        assert attempts.add() == 5


def test_erasing_leaves_two_blank_blocks():
    store = with_count(7)
    attempts = on_store(store)
    attempts.erase()
    assert attempts.count == 0
    for block in (FIRST_BLOCK, FIRST_BLOCK + 1):
        assert store.block(block) == b"\xff" * BLOCK_BYTES
    attempts.mark_wipe()
    assert on(store.image).count == MAX_ATTEMPTS


def test_the_wait_doubles():
    assert [wait_s(count) for count in range(10)] == [0, 1, 3, 7, 15, 31, 63, 127, 255, 511]
