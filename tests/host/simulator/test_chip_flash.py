"""The flash model: NOR rules, its file, its counters, and power cuts of every kind."""

import pytest

from fobctl.simulator.chips.flash import CUT_KINDS, Flash, PowerCut

BLOCK = 64


@pytest.fixture
def flash(tmp_path):
    flash = Flash(tmp_path / "flash.bin", blocks=4, block_size=BLOCK)
    yield flash
    flash.close()


def cut_program(flash, kind, data, seed=0):
    flash.cut_after(1, kind, seed)
    with pytest.raises(PowerCut):
        flash.program(0, 0, data)
    return flash.image()[: len(data)]


def test_a_missing_file_is_created_erased_and_only_for_its_owner(tmp_path):
    path = tmp_path / "new.bin"
    flash = Flash(path)
    assert path.read_bytes() == b"\xff" * 64 * 4096
    assert path.stat().st_mode & 0o777 == 0o600
    flash.close()


@pytest.mark.parametrize("size", [0, 4 * BLOCK - 1, 4 * BLOCK + 1])
def test_a_file_of_another_size_is_refused_and_left_as_it_is(tmp_path, size):
    path = tmp_path / "flash.bin"
    path.write_bytes(b"x" * size)
    with pytest.raises(ValueError, match=f"has {size} bytes, .* {4 * BLOCK}"):
        Flash(path, blocks=4, block_size=BLOCK)
    assert path.read_bytes() == b"x" * size


def test_every_write_is_in_the_file_at_once_and_there_after_reopening(flash, tmp_path):
    path = tmp_path / "flash.bin"
    flash.program(1, 2, b"abc")
    assert path.read_bytes()[BLOCK + 2 : BLOCK + 5] == b"abc"
    flash.close()
    flash.close()
    again = Flash(path, blocks=4, block_size=BLOCK)
    assert again.read(1, 1, 5) == b"\xffabc\xff"
    again.erase(1)
    assert path.read_bytes() == b"\xff" * 4 * BLOCK
    again.close()


def test_a_closed_flash_refuses_to_work(flash):
    flash.close()
    for use in (lambda: flash.read(0, 0, 1), lambda: flash.erase(0), flash.image):
        with pytest.raises(ValueError, match="closed"):
            use()


def test_programming_only_clears_bits_and_counts_when_more_was_asked(flash):
    flash.program(0, 0, b"\x0f\x0f")
    flash.program(0, 0, b"\x0e\x0f")
    assert flash.nor_violations == 0, "clearing more bits is what NOR flash can do"
    flash.program(0, 0, b"\xfc\x0f")
    assert flash.read(0, 0, 2) == b"\x0c\x0f"
    assert flash.nor_violations == 1


def test_erasing_sets_one_block_and_no_other(flash):
    flash.restore(bytes(4 * BLOCK))
    flash.erase(2)
    assert flash.image() == bytes(2 * BLOCK) + b"\xff" * BLOCK + bytes(BLOCK)


@pytest.mark.parametrize(
    "block, offset, n", [(-1, 0, 1), (4, 0, 1), (0, -1, 1), (0, 0, BLOCK + 1), (0, BLOCK, 1)]
)
def test_what_is_not_within_one_block_is_refused_and_not_counted(flash, block, offset, n):
    with pytest.raises(ValueError, match="not "):
        flash.read(block, offset, n)
    with pytest.raises(ValueError, match="not "):
        flash.program(block, offset, bytes(n))
    assert (flash.reads, flash.operations) == (0, 0)
    assert flash.image() == b"\xff" * 4 * BLOCK


@pytest.mark.parametrize("block", [-1, 4])
def test_erasing_a_block_that_is_not_there_is_refused(flash, block):
    with pytest.raises(ValueError, match="block"):
        flash.erase(block)


def test_reading_a_negative_number_of_bytes_is_refused(flash):
    with pytest.raises(ValueError, match="-1 bytes"):
        flash.read(0, 5, -1)


def test_the_last_byte_of_the_last_block_is_within(flash):
    flash.program(3, BLOCK - 1, b"\x01")
    assert flash.read(3, BLOCK - 1, 1) == b"\x01"
    assert flash.read(3, BLOCK, 0) == b"", "no bytes are within everywhere"


def test_the_counters_count_until_they_are_reset(flash):
    flash.read(0, 0, 1)
    flash.program(0, 0, b"a")
    flash.program(0, 1, b"a")
    flash.erase(3)
    assert (flash.reads, flash.programs, flash.erases, flash.operations) == (1, 2, 1, 3)
    assert flash.erases_per_block == [0, 0, 0, 1]
    flash.program(0, 0, b"\xff")
    flash.reset_counters()
    assert (flash.reads, flash.operations, flash.nor_violations) == (0, 0, 0)
    assert flash.erases_per_block == [0] * 4


def test_images_can_be_taken_and_put_back(flash):
    flash.program(0, 0, b"a")
    image = flash.image()
    flash.erase(0)
    flash.restore(image)
    assert flash.image() == image and flash.read(0, 0, 1) == b"a"
    with pytest.raises(ValueError, match="has 3 bytes"):
        flash.restore(b"abc")


def test_the_cut_comes_at_the_nth_program_or_erase_and_reads_do_not_count(flash):
    flash.cut_after(3, "none")
    flash.program(0, 0, b"a")
    flash.read(0, 0, 1)
    flash.erase(1)
    with pytest.raises(PowerCut):
        flash.program(0, 1, b"b")
    assert flash.image()[:2] == b"a\xff"
    assert flash.operations == 3


def test_a_cut_program_is_left_undone_half_done_or_done(flash):
    blank = flash.image()
    left = {}
    for kind in ("none", "half", "done"):
        left[kind] = cut_program(flash, kind, b"abcdef")
        flash.restore(blank)
        flash.power_on()
    assert left == {"none": b"\xff" * 6, "half": b"abc\xff\xff\xff", "done": b"abcdef"}


def test_a_cut_erase_is_left_undone_half_done_or_done(flash):
    left = {}
    for kind in ("none", "half", "done"):
        flash.restore(bytes(4 * BLOCK))
        flash.cut_after(1, kind)
        with pytest.raises(PowerCut):
            flash.erase(1)
        flash.power_on()
        left[kind] = flash.image()[BLOCK : 2 * BLOCK].count(0xFF)
        assert flash.image().count(0xFF) == left[kind], "another block changed"
        assert flash.image()[BLOCK : BLOCK + left[kind]] == b"\xff" * left[kind]
    assert left == {"none": 0, "half": BLOCK // 2, "done": BLOCK}


def test_cut_bits_are_a_random_part_of_those_that_would_change(flash):
    flash.program(0, 0, b"\xf0" * 32)
    start = flash.image()
    results = set()
    for seed in range(20):
        flash.restore(start)
        flash.power_on()
        left = cut_program(flash, "bits", b"\xcc" * 32, seed)
        assert all(byte & 0xC0 == 0xC0 and byte & 0x0F == 0 for byte in left)
        results.add(left)
    assert len(results) == 20
    assert b"\xf0" * 32 not in results and b"\xc0" * 32 not in results
    flash.restore(start)
    flash.power_on()
    assert cut_program(flash, "bits", b"\xcc" * 32, seed=19) == left, "a seed repeats its cut"


def test_a_cut_erase_of_kind_bits_sets_only_some_bits(flash):
    flash.restore(bytes(4 * BLOCK))
    flash.cut_after(1, "bits", seed=1)
    with pytest.raises(PowerCut):
        flash.erase(0)
    ones = sum(byte.bit_count() for byte in flash.image()[:BLOCK])
    assert 0 < ones < 8 * BLOCK


@pytest.mark.parametrize("kind", CUT_KINDS)
def test_after_a_cut_nothing_works_or_changes_until_power_on(flash, kind):
    cut_program(flash, kind, b"abcd")
    left = flash.image()
    dead = [lambda: flash.read(0, 0, 1), lambda: flash.program(1, 0, b"a"), lambda: flash.erase(0)]
    for use in dead * 2:
        with pytest.raises(PowerCut):
            use()
    assert flash.image() == left
    assert flash.operations == 1
    flash.power_on()
    flash.program(1, 0, b"a")
    assert flash.read(1, 0, 1) == b"a", "the cut comes once"


def test_a_disarmed_cut_does_not_come(flash):
    flash.cut_after(1, "none")
    flash.disarm()
    flash.program(0, 0, b"a")
    assert flash.read(0, 0, 1) == b"a"


def test_a_second_order_replaces_the_first(flash):
    flash.cut_after(1, "none")
    flash.cut_after(2, "done")
    flash.program(0, 0, b"a")
    with pytest.raises(PowerCut):
        flash.program(0, 1, b"b")
    assert flash.image()[:2] == b"ab"


def test_a_cut_that_cannot_be_is_refused(flash):
    with pytest.raises(ValueError, match="number 1"):
        flash.cut_after(0, "none")
    with pytest.raises(ValueError, match="'later'"):
        flash.cut_after(1, "later")
