"""A file is the old one or the new one, and either is what was written."""

from hashlib import sha256

from raises import raises
from ram_fs import RamFs

from otpfob.core.errors import Damaged, StorageFailed, VaultFull
from otpfob.vault import files

OLD = b"what was there before"
NEW = b"what comes after it, which is longer"


def sealed(content):
    return content + sha256(content).digest()


def write_new(writer):
    writer.write(NEW[:10])
    writer.write(bytearray(NEW[10:]))


def with_old(**options):
    fs = RamFs(**options)
    fs.files["one"] = sealed(OLD)
    fs.files["other"] = b"other"
    return fs


def kept(fs):
    """Return whether the old files are as they were."""
    return fs.files.get("one") == sealed(OLD) and fs.files.get("other") == b"other"


def size_of(fs, name):
    with fs.open(name, "rb") as file:
        size = files.content_size(file)
        assert file.read(size) == fs.files[name][:size]
        return size


def test_a_new_file_replaces_the_old_one():
    fs = with_old()
    files.replace(fs, "one", write_new)
    assert fs.files == {"one": sealed(NEW), "other": b"other"}
    assert size_of(fs, "one") == len(NEW)


def test_a_first_file_is_made():
    fs = RamFs()
    files.replace(fs, "one", write_new)
    assert fs.files == {"one": sealed(NEW)}


def test_it_is_written_aside_closed_and_then_renamed():
    fs = with_old()
    files.replace(fs, "one", write_new)
    assert fs.log == [("open", "one.new"), ("close", "one.new"), ("rename", "one.new", "one")]


def test_half_a_file_left_by_a_power_cut_does_not_matter():
    fs = with_old()
    fs.files["one.new"] = b"half of" * 100
    files.replace(fs, "one", write_new)
    assert fs.files == {"one": sealed(NEW), "other": b"other"}


def test_an_empty_content_is_a_file_too():
    fs = RamFs()
    files.replace(fs, "one", lambda writer: None)
    assert size_of(fs, "one") == 0


def test_contents_around_the_chunks_of_the_reader():
    for size in (1, 31, 32, 33, 255, 256, 257, 511, 512, 513, 5000):
        fs = RamFs()
        content = bytes((i * 7 + size) & 255 for i in range(size))
        files.replace(fs, "one", lambda writer, content=content: writer.write(content))
        assert size_of(fs, "one") == size


def test_every_flipped_bit_is_damage():
    fs = with_old()
    good = sealed(OLD)
    for bit in range(8 * len(good)):
        bad = bytearray(good)
        bad[bit // 8] ^= 1 << bit % 8
        fs.files["one"] = bytes(bad)
        raises(Damaged, size_of, fs, "one")


def test_every_truncation_and_every_byte_more_is_damage():
    fs = with_old()
    for size in range(len(sealed(OLD))):
        fs.files["one"] = sealed(OLD)[:size]
        raises(Damaged, size_of, fs, "one")
        fs.files["one"] = sealed(OLD)[size + 1 :]
        raises(Damaged, size_of, fs, "one")
    fs.files["one"] = sealed(OLD) + b"\0"
    raises(Damaged, size_of, fs, "one")


def test_a_full_flash_keeps_the_old_file_and_gives_the_room_back():
    used = len(sealed(OLD)) + len(b"other")
    for room in range(used, used + len(sealed(NEW))):
        fs = with_old(room_bytes=room)
        raises(VaultFull, files.replace, fs, "one", write_new)
        assert kept(fs) and len(fs.files) == 2, room
    files.replace(with_old(room_bytes=used + len(sealed(NEW))), "one", write_new)


def test_a_flash_that_stores_other_bytes_keeps_the_old_file():
    def flipped(content):
        return content[:-40] + bytes((content[-40] ^ 4,)) + content[-39:]

    for corrupt in (flipped, lambda c: c[:-1], lambda c: c + b"\0", lambda c: b""):
        fs = with_old()
        fs.corrupt = corrupt
        raises(StorageFailed, files.replace, fs, "one", write_new)
        assert kept(fs)


def test_a_flash_that_stores_something_else_that_is_whole_keeps_the_old_file():
    fs = with_old()
    fs.corrupt = lambda content: sealed(b"short")
    raises(StorageFailed, files.replace, fs, "one", write_new)
    assert kept(fs)


def test_a_flash_that_fails_anywhere_keeps_the_old_file():
    for failing in ("open", "write", "read", "rename"):
        fs = with_old()
        fs.failing = (failing,)
        raises(StorageFailed, files.replace, fs, "one", write_new)
        assert kept(fs), failing
        fs.failing = (failing, "remove")
        raises(StorageFailed, files.replace, fs, "one", write_new)
        assert kept(fs), failing


def test_what_the_writer_raises_keeps_the_old_file():
    def broken(writer):
        writer.write(b"half")
        raise Damaged

    fs = with_old()
    raises(StorageFailed, files.replace, fs, "one", broken)
    assert kept(fs)


def test_whether_there_is_a_file():
    fs = with_old()
    assert files.exists(fs, "one")
    assert not files.exists(fs, "two")
    fs.failing = ("stat",)
    raises(StorageFailed, files.exists, fs, "one")
    raises(StorageFailed, files.exists, fs, "two")
