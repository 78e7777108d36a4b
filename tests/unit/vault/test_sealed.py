"""A sealed file is the old one or the new one, and either is what was written."""

from raises import raises
from ram_fs import EIO, RamFs
from vault_in_ram import KEY, Noted

import otpfob.vault.sealed as sealed_module
from otpfob.core.errors import BadField, Busy, Damaged, StorageFailed, VaultFull
from otpfob.core.hmac import SHA256, digest
from otpfob.vault.container import CHUNK_BYTES, Keys, Writer, file_size
from otpfob.vault.keys import derive
from otpfob.vault.sealed import VERSION, Sealed

OLD = b"what was there before"
NEW = b"what comes after it, which is longer"
PATH = "one.0"


def sealed(fs, noted=None, name="one", key=KEY, suffix=".0"):
    return Sealed(fs, name, b"FOBV", key, suffix, noted or Noted(), 2)


def feeds(content, part=7):
    """Return what gives `content` in small parts."""

    return lambda: [bytearray(content[i : i + part]) for i in range(0, len(content), part)]


def replace(one, content):
    one.replace(len(content), feeds(content))


def with_old(**options):
    fs = RamFs()
    fs.files["other"] = b"other"
    one = sealed(fs)
    replace(one, OLD)
    fs.room_bytes = options.get("room_bytes")
    fs.log.clear()
    return fs, one


def content_of(one):
    buffer = bytearray(one.size)
    assert one.read(0, buffer) == one.size
    return buffer


def loaded(fs, **options):
    one = sealed(fs, **options)
    one.load()
    return one


def kept(fs, one):
    """Return whether the old files are there, in flash and for who has them open."""
    return (
        sorted(fs.files) == [PATH, "other"]
        and one.healthy
        and one.generation == loaded(fs).generation == 1
        and content_of(one) == content_of(loaded(fs)) == OLD
    )


def hmac(key, message):
    return digest(key, message, SHA256)


def test_a_new_file_replaces_the_old_one():
    fs, one = with_old()
    replace(one, NEW)
    for known in (one, loaded(fs)):
        assert content_of(known) == NEW
        assert (known.size, known.generation) == (len(NEW), 2)
    assert sorted(fs.files) == [PATH, "other"]


def test_the_bytes_are_the_documented_ones():
    fs, _ = with_old()
    got = fs.files[PATH]
    start = b"FOBV\x02\0\0\0" + b"\0\0\0\x01" + b"\0\0\0\x15"
    assert got[:16] == start
    assert got[16:32] == hmac(derive(KEY, "one iv"), start + OLD)[:16]
    assert got[-32:] == hmac(derive(KEY, "one mac"), got[:-32])
    assert len(got) == 32 + 32 + 32 == file_size(len(OLD))
    assert hmac(KEY, b"OTPfob one iv") == derive(KEY, "one iv")


def test_the_same_plaintext_never_looks_the_same_twice():
    fs, one = with_old()
    seen = [fs.files[PATH][32:48]]
    for _ in range(10):
        replace(one, OLD)
        assert fs.files[PATH][32:48] not in seen
        seen.append(fs.files[PATH][32:48])
    a = sealed(fs, name="two")
    replace(a, OLD)
    assert fs.files["two.0"][32:48] not in seen


def test_every_write_has_a_generation_which_is_noted_after_it_is_there():
    fs = RamFs()

    class Looking(Noted):
        def put(self, index, generation):
            assert loaded(fs).generation == generation
            Noted.put(self, index, generation)

    noted = Looking()
    one = sealed(fs, noted)
    for _ in range(3):
        replace(one, OLD)
    assert noted.log == [(2, 1), (2, 2), (2, 3)]


def test_it_is_written_aside_closed_and_then_renamed():
    fs, one = with_old()
    replace(one, NEW)
    aside = PATH + ".new"
    assert fs.log == [("open", aside), ("close", aside), ("rename", aside, PATH)]


def test_half_a_file_left_by_a_power_cut_does_not_matter():
    fs, one = with_old()
    fs.files[PATH + ".new"] = b"half of" * 100
    replace(one, NEW)
    assert content_of(loaded(fs)) == NEW and sorted(fs.files) == [PATH, "other"]


def test_contents_around_blocks_and_chunks():
    for size in (0, 1, 15, 16, 17, 31, 32, 33, 255, 256, 257, 271, 272, 511, 512, 513, 5000):
        fs = RamFs()
        content = bytes((i * 7 + size) & 255 for i in range(size))
        one = sealed(fs)
        one.replace(size, feeds(content, 100))
        assert len(fs.files[PATH]) == file_size(size)
        assert content_of(one) == content_of(loaded(fs)) == content


def test_any_part_can_be_read():
    fs = RamFs()
    content = bytes((i * 7) & 255 for i in range(700))
    one = sealed(fs)
    replace(one, content)
    for offset in range(0, 701, 13):
        for size in (0, 1, 15, 16, 17, 100, 255, 256, 257, 700):
            buffer = bytearray(size)
            count = one.read(offset, buffer)
            assert count == min(size, 700 - offset)
            assert buffer == content[offset : offset + size] + bytes(size - count)
    assert one.read(701, bytearray(1)) == 0


def test_only_the_blocks_that_are_asked_for_are_read():
    fs = RamFs()
    content = bytes((i * 7) & 255 for i in range(700))
    one = sealed(fs)
    replace(one, content)
    good = fs.files[PATH]
    for offset, size in ((0, 16), (5, 11), (16, 16), (100, 28), (300, 100)):
        first, end = offset // 16 * 16, -(-(offset + size) // 16) * 16
        fs.files[PATH] = bytes(16 + first) + good[16 + first : 32 + end]
        buffer = bytearray(size)
        one.read(offset, buffer)
        assert buffer == content[offset : offset + size]
        fs.files[PATH] = good[: 32 + end - 1]
        raises(Damaged, one.read, offset, buffer)


def test_the_scratch_is_overwritten():
    fs, one = with_old()
    for size in (1, len(OLD)):
        one.read(0, bytearray(size))
        assert not any(one._scratch)
    fs.files[PATH] = fs.files[PATH][:-40]
    raises(Damaged, one.read, 0, bytearray(len(OLD)))
    assert not any(one._scratch)


def test_the_old_file_can_be_read_while_the_new_one_is_written():
    fs, one = with_old()
    buffer = bytearray(len(OLD))

    def feed():
        assert one.read(0, buffer) == len(OLD)
        yield buffer
        yield b"and more"

    one.replace(len(OLD) + 8, feed)
    assert content_of(loaded(fs)) == OLD + b"and more"


def test_every_flipped_bit_is_damage():
    fs, _ = with_old()
    good = fs.files[PATH]
    for bit in range(8 * len(good)):
        bad = bytearray(good)
        bad[bit // 8] ^= 1 << bit % 8
        fs.files[PATH] = bytes(bad)
        raises(Damaged, loaded, fs)


def test_every_truncation_and_every_byte_more_is_damage():
    fs, _ = with_old()
    good = fs.files[PATH]
    for size in range(len(good)):
        fs.files[PATH] = good[:size]
        raises(Damaged, loaded, fs)
        fs.files[PATH] = good[size + 1 :]
        raises(Damaged, loaded, fs)
    for more in (b"\0", bytes(16), bytes(32), good):
        fs.files[PATH] = good + more
        raises(Damaged, loaded, fs)


def test_a_file_of_another_name_or_key_is_damage():
    fs, _ = with_old()
    fs.files["two.0"] = fs.files[PATH]
    for options in ({"name": "two"}, {"key": bytes(32)}):
        one = sealed(fs, **options)
        raises(Damaged, one.load)


def test_no_file_is_damage():
    raises(Damaged, loaded, RamFs())


def test_a_file_that_cannot_be_read_is_no_missing_one():
    for failing in ("open", "read"):
        fs, one = with_old()
        fs.failing = (failing,)
        raises(StorageFailed, one.load)
        raises(StorageFailed, one.read, 0, bytearray(1))


def test_a_full_flash_keeps_the_old_file_and_gives_the_room_back():
    used = file_size(len(OLD)) + len(b"other")
    for room in range(used, used + file_size(len(NEW))):
        fs, one = with_old(room_bytes=room)
        raises(VaultFull, replace, one, NEW)
        assert kept(fs, one), room
    fs, one = with_old(room_bytes=used + file_size(len(NEW)))
    replace(one, NEW)


def test_a_flash_that_stores_other_bytes_keeps_the_old_file():
    def flipped(content):
        return content[:-40] + bytes((content[-40] ^ 4,)) + content[-39:]

    def whole_but_old(content):
        return old

    for corrupt in (flipped, lambda c: c[:-1], lambda c: c + b"\0", lambda c: b"", whole_but_old):
        fs, one = with_old()
        old = fs.files[PATH]
        fs.corrupt = corrupt
        raises(StorageFailed, replace, one, NEW)
        assert kept(fs, one)


def test_a_flash_that_stores_a_whole_file_of_another_day_keeps_the_newest():
    fs, one = with_old()
    older = fs.files[PATH]
    replace(one, NEW)
    newest = fs.files[PATH]
    fs.corrupt = lambda content: older
    raises(StorageFailed, replace, one, OLD)
    assert fs.files[PATH] == newest and one.healthy and one.generation == 2


def test_nothing_is_written_after_a_file_of_another_day_came_back():
    class Confused(RamFs):
        older = None

        def rename(self, old, new):
            RamFs.rename(self, old, new)
            if self.older:
                self.files[new] = self.older

    fs = Confused()
    one = sealed(fs)
    replace(one, OLD)
    older = fs.files[PATH]
    replace(one, NEW)
    fs.older = older
    raises(StorageFailed, replace, one, OLD)
    assert not one.healthy


def test_a_file_of_another_kind_or_version_is_damage_even_under_the_right_keys():
    fs, _ = with_old()
    keys = Keys(KEY, "one")
    for magic, version in ((b"FOBX", VERSION), (b"FOBV", VERSION + 1), (b"FOBV", VERSION)):
        writer = Writer(keys, magic, version, 1, 0)
        with fs.open(PATH, "wb") as file:
            writer.begin(file)
            writer.end()
        if (magic, version) == (b"FOBV", VERSION):
            assert loaded(fs).size == 0
        else:
            raises(Damaged, loaded, fs)


def test_a_flash_that_fails_anywhere_keeps_the_old_file():
    for failing in ("open", "write", "read", "rename"):
        fs, one = with_old()
        fs.failing = (failing,)
        raises(StorageFailed, replace, one, NEW)
        fs.failing = ()
        assert kept(fs, one), failing
        fs.failing = (failing, "remove")
        raises(StorageFailed, replace, one, NEW)
        fs.failing = ()
        fs.files.pop(PATH + ".new", None)
        assert kept(fs, one), failing
        replace(one, NEW)
        assert content_of(loaded(fs)) == NEW


def test_what_the_feed_raises_keeps_the_old_file():
    for error, seen in ((Damaged, StorageFailed), (BadField("name"), BadField)):

        def broken(error=error):
            yield b"half"
            raise error

        fs, one = with_old()
        raises(seen, one.replace, 8, broken)
        assert kept(fs, one)


def test_a_feed_of_another_size_keeps_the_old_file():
    fs, one = with_old()
    for size in (len(NEW) - 1, len(NEW) + 1, 0, len(NEW) + 16):
        raises(StorageFailed, one.replace, size, feeds(NEW))
        assert kept(fs, one)
    given = [NEW, NEW[:-1]]
    raises(StorageFailed, one.replace, len(NEW), lambda: (given.pop(0),))
    assert kept(fs, one)


def test_nothing_is_written_after_it_is_not_known_what_is_there():
    class Blind(RamFs):
        def rename(self, old, new):
            RamFs.rename(self, old, new)
            self.failing = ("open",)
            raise OSError(EIO)

    fs = Blind()
    one = sealed(fs)
    raises(StorageFailed, replace, one, OLD)
    fs.failing = ()
    assert not one.healthy
    raises(StorageFailed, replace, one, NEW)
    assert content_of(loaded(fs)) == OLD


def test_nothing_is_written_after_a_generation_that_was_not_noted():
    fs = RamFs()
    noted = Noted()
    one = sealed(fs, noted)
    replace(one, OLD)
    noted.error = StorageFailed()
    raises(StorageFailed, replace, one, NEW)
    noted.error = None
    assert not one.healthy and content_of(loaded(fs)) == NEW
    fs.log.clear()
    raises(StorageFailed, replace, one, OLD)
    assert fs.log == []
    assert noted.log == [(2, 1)] and loaded(fs).generation == 2


def test_a_copy_under_another_key_has_the_same_plaintext_and_generation():
    for size in (0, 1, CHUNK_BYTES, 1000):
        fs = RamFs()
        content = bytes((i * 7) & 255 for i in range(size))
        one = sealed(fs)
        replace(one, OLD)
        replace(one, content)
        noted = Noted()
        other = sealed(fs, noted, key=bytes(32), suffix=".1")
        one.copy_to(other)
        assert noted.log == []
        known = loaded(fs, key=bytes(32), suffix=".1")
        assert content_of(known) == content_of(one) == content and known.generation == 2
        replace(other, NEW)
        assert noted.log == [(2, 3)]


def test_rotten_bytes_get_no_new_mac():
    fs = RamFs()
    one = sealed(fs)
    replace(one, OLD * 30)
    good = fs.files[PATH]
    for at in (32, 100, len(good) - 33):
        bad = bytearray(good)
        bad[at] ^= 1
        fs.files[PATH] = bytes(bad)
        other = sealed(fs, key=bytes(32), suffix=".1")
        raises(Damaged, one.copy_to, other)
        assert not other.healthy


def test_bytes_that_were_misread_for_a_while_get_no_new_mac():
    class Misread(RamFs):
        times = 0

        def open(self, name, mode="r"):
            if self.times and name == PATH:
                self.times -= 1
                bad = bytearray(self.files[PATH])
                bad[40] ^= 1
                self.files["bad"] = bytes(bad)
                name = "bad"
            return RamFs.open(self, name, mode)

    fs = Misread()
    one = sealed(fs)
    replace(one, OLD)
    other = sealed(fs, key=bytes(32), suffix=".1")
    fs.times = 2  # for the IV, and for the file
    raises(StorageFailed, one.copy_to, other)
    assert fs.times == 0 and not other.healthy
    one.copy_to(sealed(fs, key=bytes(32), suffix=".1"))


def test_wiped_keys_open_nothing():
    fs, one = with_old()
    keys = one._keys
    one.wipe()
    assert not any(keys.encrypt) and not any(keys.iv) and not any(keys.mac)
    raises(Damaged, one.load)
    assert content_of(loaded(fs)) == OLD


def test_who_gives_up_between_two_steps_keeps_the_old_file():
    steps = 0
    for stop in range(1000):
        fs, one = with_old()
        work = one.replacing(len(NEW), feeds(NEW))
        over = False
        for _ in range(stop):
            try:
                next(work)
            except StopIteration:
                over = True
                break
        work.close()
        if over:
            break
        assert kept(fs, one), stop
        replace(one, NEW)
        assert content_of(loaded(fs)) == NEW
        steps += 1
    assert steps >= 2 * len(NEW) // 7 and content_of(one) == NEW


def test_a_file_is_not_written_twice_at_once():
    fs, one = with_old()
    work = one.replacing(len(NEW), feeds(NEW))
    next(work)
    raises(Busy, replace, one, OLD)
    assert content_of(one) == OLD
    for _ in work:
        pass
    assert content_of(loaded(fs)) == NEW
    replace(one, OLD)


def test_keys_that_are_wiped_between_two_steps_write_nothing():
    for stop in range(1, 12):
        fs, one = with_old()
        work = one.replacing(len(NEW), feeds(NEW))
        for _ in range(stop):
            next(work)
        one.wipe()
        raises(StorageFailed, lambda work=work: list(work))
        assert sorted(fs.files) == [PATH, "other"] and content_of(loaded(fs)) == OLD


def test_no_plaintext_is_left_when_a_write_is_given_up():
    kept_writers = []

    def keeping(*args):
        kept_writers.append(Writer(*args))
        return kept_writers[-1]

    sealed_module.Writer = keeping
    try:
        for stop in range(1, 12):
            _, one = with_old()
            work = one.replacing(len(NEW), feeds(NEW))
            for _ in range(stop):
                next(work)
            work.close()
            assert not any(kept_writers[-1]._chunk), stop
    finally:
        sealed_module.Writer = Writer
