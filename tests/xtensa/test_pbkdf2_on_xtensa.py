"""The ESP32's own machine code of PBKDF2's loop, run by an interpreter, against hashlib."""

import hashlib
import hmac

import pytest
from xtensa.viper import CORE, Viper, compile_mpy

from otpfob.core.sha256_constants import START, K

# The order of the functions in sha256_viper.py, and the places in its words.
LAY, RUN = 0, 1
RECORDS = 68
FIRST, SECOND, BLOCK, SUM = 0, 32, 64, 128
PADDING = b"\x80" + bytes(29) + b"\x03\x00"


@pytest.fixture(scope="module")
def viper(tmp_path_factory):
    return Viper(compile_mpy(CORE / "sha256_viper.py", tmp_path_factory.mktemp("sha256")))


@pytest.fixture(scope="module")
def scratch(viper):
    buffer = bytearray(b"\xa5" * 16 * RECORDS)
    viper.call(LAY, buffer, bytearray(K), RECORDS)
    return buffer


def swapped(data):
    """Big-endian words to little-endian ones, or back."""
    return b"".join(data[i : i + 4][::-1] for i in range(0, len(data), 4))


def words_for(viper, scratch, password, u1):
    words = bytearray(160)
    key = password.ljust(64, b"\0")
    for value, at in ((0x5C, SECOND), (0x36, FIRST)):
        words[FIRST:SECOND] = swapped(START)
        words[BLOCK:SUM] = swapped(bytes(byte ^ value for byte in key))
        viper.call(RUN, scratch, 0, words, 1)
        words[at : at + 32] = words[BLOCK : BLOCK + 32]
    words[BLOCK:SUM] = swapped(u1 + PADDING)
    words[SUM:] = swapped(u1)
    return words


def derive(viper, scratch, password, salt, iterations):
    u1 = hmac.digest(password, salt + b"\0\0\0\1", "sha256")
    words = words_for(viper, scratch, password, u1)
    machine = viper.call(RUN, scratch, 0, words, 2 * (iterations - 1))
    return swapped(words[SUM:]), machine


def test_against_hashlib(viper, scratch):
    for password in (b"", b"1234", b"\xff" * 64):
        for iterations in (1, 2, 3, 12):
            want = hashlib.pbkdf2_hmac("sha256", password, b"salt", iterations, 32)
            got, _ = derive(viper, scratch, password, b"salt", iterations)
            assert got == want, (password, iterations)


def test_every_iteration_costs_the_same(viper, scratch):
    counts = [derive(viper, scratch, b"1234", b"salt", n)[1].instructions for n in (2, 3, 4)]
    assert counts[2] - counts[1] == counts[1] - counts[0]
    assert counts[1] - counts[0] < 28_000


def test_laying_the_constants_clears_all_else(viper, scratch):
    used = bytearray(scratch)
    derive(viper, used, b"1234", b"salt", 2)
    viper.call(LAY, used, bytearray(K), RECORDS)
    laid = bytearray(len(scratch))
    viper.call(LAY, laid, bytearray(K), RECORDS)
    assert used == laid
