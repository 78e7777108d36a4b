"""The machine code of SHA-512 on this interpreter, against its plain twin."""

from binascii import hexlify

from otpfob.core import hmac, sha512, sha512_plain, sha512_viper
from otpfob.core.sha512_constants import START

A_MILLION_A = (
    "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973eb"
    "de0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b"
)


def noise(size, seed):
    """Bytes without a pattern, the same each time (a linear congruential generator)."""
    result = bytearray(size)
    for i in range(size):
        seed = (seed * 1103515245 + 12345) & 0x3FFFFFFF
        result[i] = seed >> 16 & 0xFF
    return result


def both(state, block, start=0):
    plain, viper = bytearray(64), bytearray(64)
    sha512_plain.compress(state, plain, block, start)
    sha512_viper.compress(state, viper, block, start)
    return plain, viper


def test_the_machine_code_is_what_runs():
    assert sha512.compress is sha512_viper.compress


def test_random_states_and_blocks():
    for seed in range(100):
        plain, viper = both(noise(64, seed), noise(128, seed + 1000))
        assert plain == viper, seed


def test_words_of_all_ones_carry_through_every_half():
    for byte in (0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF):
        plain, viper = both(bytes([byte]) * 64, bytes([byte ^ 0xFF]) * 128)
        assert plain == viper, byte
        plain, viper = both(bytes([byte]) * 64, bytes([byte]) * 128)
        assert plain == viper, byte


def test_every_single_bit_of_the_block_counts():
    seen = set()
    for bit in range(0, 1024, 7):
        block = bytearray(128)
        block[bit // 8] = 1 << bit % 8
        plain, viper = both(START, block)
        assert plain == viper, bit
        seen.add(bytes(viper))
    assert len(seen) == len(range(0, 1024, 7))


def test_any_start_in_any_buffer():
    data = noise(128 + 9, 5)
    for start in range(9):
        for source in (data, bytes(data), memoryview(data)):
            plain, viper = both(START, source, start)
            assert plain == viper, (start, type(source))


def test_the_result_may_lie_over_the_state_or_the_block():
    state, block = noise(64, 1), noise(128, 2)
    want, _ = both(state, block)
    over_block = bytearray(block)
    sha512_viper.compress(state, over_block, over_block, 0)
    assert over_block[:64] == want and over_block[64:] == block[64:]
    sha512_viper.compress(state, state, block, 0)
    assert state == want


def test_wiping_forgets_the_block_and_keeps_the_constants():
    sha512_viper.wipe()
    clean = bytes(sha512_viper._scratch)
    block = noise(128, 3)
    first, again = bytearray(64), bytearray(64)
    sha512_viper.compress(START, first, block, 0)
    assert bytes(sha512_viper._scratch) != clean
    sha512_viper.wipe()
    assert bytes(sha512_viper._scratch) == clean
    sha512_viper.compress(START, again, block, 0)
    assert again == first


def test_nothing_of_a_key_stays_behind_its_mac():
    sha512_viper.wipe()
    clean = bytes(sha512_viper._scratch)
    hmac.digest(b"key", b"message", hmac.SHA512)
    assert bytes(sha512_viper._scratch) == clean
    keyed = hmac.keyed(b"key", hmac.SHA512)
    keyed.counter_digest(1)
    assert bytes(sha512_viper._scratch) != clean
    keyed.wipe()
    assert bytes(sha512_viper._scratch) == clean


def test_a_million_times_a():
    running = sha512.sha512()
    part = b"a" * 1000
    for _ in range(1000):
        running.update(part)
    assert hexlify(running.digest()).decode() == A_MILLION_A
