"""A key slot gives its key to the right PIN only, and is never half of one."""

import struct
from binascii import crc32

from cryptolib import aes
from raises import raises
from ram_store import BLOCK_BYTES, WAYS, PowerCut, RamStore

from otpfob.core import hmac
from otpfob.core.errors import Damaged, StorageFailed
from otpfob.vault.key_slots import MAX_ITERATIONS, MIN_ITERATIONS, KeySlots, Slot, wrapped

KEK = bytes(range(100, 132))
OTHER_KEK = bytes(range(101, 133))
DATA_KEY = bytes(range(32))
SALT = bytes(range(200, 216))
BLANK = b"\xff" * BLOCK_BYTES


def slot(number=1, has_pin=True, iterations=5000):
    return wrapped(number, has_pin, iterations, SALT, KEK, DATA_KEY)


def sealed_raw(change):
    """A slot's bytes, changed, under a right CRC."""
    raw = bytearray(slot().raw)
    change(raw)
    raw[96:] = struct.pack(">I", crc32(raw[:96]) & 0xFFFFFFFF)
    return bytes(raw)


def loaded(image):
    slots = KeySlots(RamStore(image))
    slots.load()
    return slots


def number_in(image):
    current = loaded(image).current
    return current.key_number if current else None


def test_the_bytes_are_the_documented_ones():
    raw = slot(7, True, 5000).raw
    assert len(raw) == 100
    assert raw[:16] == b"FOBK\x01\x01\x00\x00\x00\x00\x00\x07\x00\x00\x13\x88"
    assert raw[16:32] == SALT
    key = hmac.digest(KEK, b"OTPfob wrap encrypt", hmac.SHA256)
    assert raw[32:64] == aes(key, 2, bytes(16)).encrypt(DATA_KEY)
    key = hmac.digest(KEK, b"OTPfob wrap mac", hmac.SHA256)
    assert raw[64:96] == hmac.digest(key, raw[:64], hmac.SHA256)
    assert raw[96:] == struct.pack(">I", crc32(raw[:96]) & 0xFFFFFFFF)


def test_a_slot_that_is_bound_to_a_chip_differs_in_its_version():
    plain = slot()
    bound = wrapped(1, True, 5000, SALT, KEK, DATA_KEY, True)
    assert not plain.bound and bound.bound and Slot(bound.raw).bound
    assert bound.raw[:4] == plain.raw[:4] and bound.raw[4] == 2
    assert bound.raw[5:64] == plain.raw[5:64]
    # The version is under the MAC: nobody makes one of the other.
    other = bytearray(bound.raw)
    other[4] = 1
    other[96:] = struct.pack(">I", crc32(other[:96]) & 0xFFFFFFFF)
    assert Slot(bytes(other)).unwrap(KEK) is None and bound.unwrap(KEK) == DATA_KEY


def test_the_right_key_opens_it_and_a_wrong_one_does_not():
    made = slot()
    found = made.unwrap(KEK)
    assert isinstance(found, bytearray) and found == DATA_KEY
    assert made.unwrap(OTHER_KEK) is None
    assert made.unwrap(bytes(32)) is None


def test_what_was_set_is_read_back():
    for number, has_pin, iterations in (
        (1, False, 1),
        (2, True, MIN_ITERATIONS),
        (0xFFFFFFFF, True, MAX_ITERATIONS),
    ):
        found = Slot(slot(number, has_pin, iterations).raw)
        assert (found.key_number, found.has_pin, found.iterations) == (number, has_pin, iterations)
        assert found.salt == SALT


def test_iterations_that_make_guessing_cheap_or_take_for_ever_are_damage():
    for has_pin, iterations in (
        (True, 0),
        (True, 1),
        (True, MIN_ITERATIONS - 1),
        (True, MAX_ITERATIONS + 1),
        (True, 0xFFFFFFFF),
        (False, 0),
        (False, 2),
        (False, MIN_ITERATIONS),
    ):
        raises(Damaged, slot, 1, has_pin, iterations)

        def change(raw, has_pin=has_pin, iterations=iterations):
            raw[5] = has_pin
            raw[12:16] = struct.pack(">I", iterations)

        raises(Damaged, Slot, sealed_raw(change))


def test_a_right_check_sum_over_nonsense_is_damage():
    for at, value in ((0, 0x47), (4, 3), (4, 0), (5, 3), (5, 0x81), (6, 1), (7, 1)):

        def change(raw, at=at, value=value):
            raw[at] = value

        raises(Damaged, Slot, sealed_raw(change))
    raises(Damaged, slot, 0)


def test_a_changed_header_under_a_right_check_sum_opens_for_nobody():
    def weaker(raw):
        raw[12:16] = struct.pack(">I", MIN_ITERATIONS)

    def other_salt(raw):
        raw[20] ^= 1

    def other_key(raw):
        raw[40] ^= 1

    for change in (weaker, other_salt, other_key):
        assert Slot(sealed_raw(change)).unwrap(KEK) is None


def test_blank_blocks_hold_nothing():
    slots = loaded(RamStore().image)
    assert slots.current is None and slots.is_blank()


def test_the_number_chooses_the_block():
    for number in (1, 2, 3, 1000):
        store = RamStore()
        slots = KeySlots(store)
        slots.write(slot(number))
        assert {block for _, block in store.log} == {number & 1}
        assert store.block(number & 1)[:100] == slot(number).raw
        assert not slots.is_blank()
        assert number_in(store.image) == number


def test_a_slot_in_the_other_block_is_damage():
    store = RamStore()
    store.program(0, 0, slot(1).raw)
    raises(Damaged, loaded, store.image)


def test_the_higher_number_counts_and_settling_erases_the_other():
    for older, newer in ((1, 2), (2, 3)):
        store = RamStore()
        slots = KeySlots(store)
        slots.write(slot(older))
        slots.write(slot(newer))
        assert number_in(store.image) == newer
        loaded(store.image).settle()
        assert number_in(store.image) == newer
        assert store.block(older & 1) == BLANK


def test_settling_leaves_a_blank_block_alone():
    store = RamStore()
    KeySlots(store).write(slot(1))
    slots = KeySlots(store)
    slots.load()
    done = store.operations
    slots.settle()
    assert store.operations == done


def test_every_flipped_bit_makes_it_none():
    store = RamStore()
    KeySlots(store).write(slot(1))
    for bit in range(800):
        store.flip(1, bit // 8, bit % 8)
        slots = loaded(store.image)
        assert slots.current is None and not slots.is_blank(), bit
        store.flip(1, bit // 8, bit % 8)


def test_a_cut_anywhere_leaves_the_old_key_or_the_new_one():
    found = set()
    cuts = 0
    for way in WAYS:
        n = 0
        alive = False
        while not alive:
            n += 1
            store = RamStore()
            KeySlots(store).write(slot(1))
            slots = KeySlots(store)
            slots.load()
            # Rests of an earlier try are in the way.
            store.program(0, 0, b"\x00" * 7)
            store.cut(n, way)
            try:
                new = slot(2)
                slots.write(new)
                slots.use(new)
            except PowerCut:
                cuts += 1
            alive = store.alive
            slots = loaded(store.image)
            number = slots.current.key_number
            assert number == 2 or not alive
            slots.settle()
            assert number_in(store.image) == number
            assert store.block(1 - (number & 1)) == BLANK, (way, n)
            found.add(number)
    assert cuts == 3 * len(WAYS) and found == {1, 2}


def test_a_slot_that_does_not_read_back_is_no_slot():
    for trouble, what in (("failing", "program"), ("failing", "read"), ("forgetful", "program")):
        store = RamStore()
        setattr(store, trouble, (what,))
        raises(StorageFailed, KeySlots(store).write, slot(1))


def test_an_old_slot_that_does_not_erase_is_said():
    store = RamStore()
    slots = KeySlots(store)
    slots.write(slot(1))
    slots.write(slot(2))
    store.forgetful = ("erase",)
    raises(StorageFailed, slots.use, slot(2))
    raises(StorageFailed, slots.erase)


def test_erasing_leaves_no_trace_of_a_key():
    store = RamStore()
    slots = KeySlots(store)
    slots.write(slot(1))
    slots.write(slot(2))
    slots.erase()
    assert slots.is_blank() and slots.current is None
    assert store.block(0) == store.block(1) == BLANK


def test_the_key_is_in_no_repr():
    made = slot()
    assert "FOBK" not in repr(made) and "FOBK" not in str(made)
