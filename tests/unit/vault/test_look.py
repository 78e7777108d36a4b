"""The look of the glass survives everything but its own damage, which is that of a new token."""

from raises import raises
from ram_store import BLOCK_BYTES, WAYS, PowerCut, RamStore

from otpfob.core.errors import StorageFailed
from otpfob.vault.look import FIRST_BLOCK, Look

LANGUAGES = 2
ENGLISH, RUSSIAN = 0, 1
ENTRY_BYTES = 16


def look_of(image):
    """The look after a restart: (language, turned)."""
    look = Look(RamStore(image), LANGUAGES)
    return look.language, look.turned


def saved(*looks):
    """Return a store on which these were saved, one after the other."""
    store = RamStore()
    look = Look(store, LANGUAGES)
    for look.language, look.turned in looks:
        look.save()
    return store


def test_a_new_token_speaks_the_first_language_upright():
    assert look_of(RamStore().image) == (ENGLISH, False)


def test_what_was_saved_last_is_there_after_a_restart():
    for last in ((RUSSIAN, False), (RUSSIAN, True), (ENGLISH, True), (ENGLISH, False)):
        assert look_of(saved((RUSSIAN, True), (ENGLISH, False), last).image) == last


def test_the_bytes_are_the_documented_ones():
    store = saved((RUSSIAN, True))
    assert store.block(FIRST_BLOCK)[4:12] == b"\x01\x01\x01\x00\x00\x00\x00\x00"


def test_any_flipped_bit_is_the_look_of_a_new_token_or_the_one_before():
    for before, want in (((), (ENGLISH, False)), (((ENGLISH, True),), (ENGLISH, True))):
        store = saved(*before + ((RUSSIAN, True),))
        start = FIRST_BLOCK * store.block_bytes + len(before) * ENTRY_BYTES
        for bit in range(8 * ENTRY_BYTES):
            image = bytearray(store.image)
            image[start + bit // 8] ^= 1 << bit % 8
            assert look_of(image) == want, bit


def test_a_language_that_this_firmware_does_not_have_is_the_first():
    store = saved((7, True))
    assert look_of(store.image) == (ENGLISH, True)


def test_a_format_that_this_firmware_does_not_know_is_none():
    store = RamStore()
    look = Look(store, LANGUAGES)
    look._log.append(bytes((2, RUSSIAN, 1, 0, 0, 0, 0, 0)))
    assert look_of(store.image) == (ENGLISH, False)


def test_a_flash_that_cannot_be_read_is_no_reason_not_to_start():
    class Dead(RamStore):
        def read(self, block, offset, buffer):
            raise StorageFailed

    look = Look(Dead(), LANGUAGES)
    assert (look.language, look.turned) == (ENGLISH, False)
    raises(StorageFailed, look.save)


def test_a_cut_at_any_write_leaves_the_old_look_or_the_new_one():
    # The first block is full: the last one begins the other.
    looks = [(i % 2, i % 3 == 0) for i in range(BLOCK_BYTES // ENTRY_BYTES + 1)]
    whole = saved(*looks[:-1])
    for way in WAYS:
        for n in range(1, 9):
            store = RamStore(bytearray(whole.image))
            look = Look(store, LANGUAGES)
            look.language, look.turned = looks[-1]
            store.cut(n, way)
            try:
                look.save()
            except PowerCut:
                pass
            assert look_of(store.image) in looks[-2:], (way, n)
