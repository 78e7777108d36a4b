"""Random bytes: never without the hardware, never again the same, none likelier than another."""

import struct
from hashlib import sha256

from raises import raises

from otpfob.core import hmac
from otpfob.core.errors import FobError
from otpfob.vault.entropy import Pool


class Counting:
    """A source that tells what it gave: 32 bytes of 1, 2, 3 ..."""

    def __init__(self):
        self.given = 0

    def read(self, n):
        self.given += 1
        return bytes((self.given & 0xFF,)) * n


class Stuck:
    """A source that has stopped being random."""

    def read(self, n):
        return b"\x55" * n


class Short:
    def read(self, n):
        return bytes(n - 1)


def sha(*parts):
    return sha256(b"".join(parts)).digest()


def test_the_bytes_are_the_documented_ones():
    pool = Pool(Counting())
    pool.stir(b"press")
    state = sha(bytes(32), b"press")
    first = hmac.digest(state, struct.pack(">I", 0) + b"\x01" * 32, hmac.SHA256)
    second = hmac.digest(state, struct.pack(">I", 1) + b"\x02" * 32, hmac.SHA256)
    assert pool.take(40) == first + second[:8]
    state = sha(state, b"\x01")
    third = hmac.digest(state, struct.pack(">I", 0) + b"\x03" * 32, hmac.SHA256)
    assert pool.take(16) == third[:16]


def test_every_length_is_given_in_a_bytearray():
    pool = Pool(Counting())
    for n in (0, 1, 16, 17, 31, 32, 33, 64, 100):
        taken = pool.take(n)
        assert isinstance(taken, bytearray) and len(taken) == n


def test_every_block_asks_the_hardware_anew():
    source = Counting()
    pool = Pool(source)
    pool.take(96)
    assert source.given == 3
    pool.take(1)
    assert source.given == 4


def test_a_stuck_source_still_gives_no_bytes_twice():
    pool = Pool(Stuck())
    pool.stir(b"12345")
    seen = set()
    for _ in range(50):
        taken = pool.take(64)
        seen.add(bytes(taken[:32]))
        seen.add(bytes(taken[32:]))
    assert len(seen) == 100


def test_what_is_stirred_in_changes_all_that_follows():
    taken = set()
    for data in (b"", b"a", b"b", bytearray(b"ab")):
        pool = Pool(Stuck())
        pool.stir(data)
        taken.add(bytes(pool.take(32)))
    assert len(taken) == 4


def test_a_source_that_gives_too_little_makes_no_key():
    raises(FobError, Pool(Short()).take, 16)


def test_numbers_below_n_are_all_there_and_none_is_much_likelier():
    pool = Pool(Counting())
    for n in (1, 2, 10, 32):
        counts = [0] * n
        for _ in range(200 * n):
            counts[pool.below(n)] += 1
        assert n == 1 or (min(counts) > 120 and max(counts) < 290), (n, counts)


class Drawn(Pool):
    """Gives the numbers it is told."""

    def __init__(self, *numbers):
        super().__init__(Stuck())
        self.numbers = list(numbers)

    def _draw(self):
        return self.numbers.pop(0)


def test_a_choice_that_is_no_key_asks_no_radio():
    class Off:
        def read(self, n):
            raise AssertionError

    pool = Pool(Off())
    pool.stir(b"seed")
    assert {pool.below(10) for _ in range(200)} == set(range(10))


def test_what_would_make_small_numbers_likelier_is_drawn_again():
    # 65536 is no multiple of 10: 65530 .. 65535 would be six digits more.
    assert Drawn(65535, 65530, 65529).below(10) == 9
    assert Drawn(65536 - 1).below(2) == 1


def test_nothing_of_the_state_is_left_after_wiping():
    pool = Pool(Counting())
    pool.stir(b"press")
    pool.wipe()
    assert bytes(pool._state) == bytes(32)


def test_the_state_after_a_take_does_not_tell_what_was_taken():
    pool = Pool(Stuck())
    before = bytes(pool._state)
    taken = pool.take(32)
    after = bytes(pool._state)
    assert after != before and bytes(taken) not in (before, after)
