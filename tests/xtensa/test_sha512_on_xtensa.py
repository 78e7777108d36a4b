"""The ESP32's own machine code of SHA-512, run by an interpreter, against hashlib."""

import hashlib
import random

import pytest
from xtensa.viper import CORE, Viper, compile_mpy

from otpfob.core.sha512_constants import START, K

# The order of the functions in sha512_viper.py.
LAY, COMPRESS = 0, 1
RECORDS = 85
SCRATCH_BYTES = 32 * RECORDS

MOST_INSTRUCTIONS = 65_000


@pytest.fixture(scope="module")
def viper(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sha512")
    return Viper(compile_mpy(CORE / "sha512_viper.py", folder))


@pytest.fixture(scope="module")
def scratch(viper):
    buffer = bytearray(b"\xa5" * SCRATCH_BYTES)
    viper.call(LAY, buffer, bytearray(K), RECORDS)
    return buffer


def padded(message):
    size = len(message)
    return message + b"\x80" + bytes((111 - size) % 128) + (8 * size).to_bytes(16, "big")


def sha512(viper, scratch, message):
    """Return the hash, and the machine of the last block."""
    data = bytearray(padded(message))
    state = bytearray(START)
    for start in range(0, len(data), 128):
        machine = viper.call(COMPRESS, scratch, start, state, state, data)
    return bytes(state), machine


def test_known_and_random_messages(viper, scratch):
    noise = random.Random(512)
    messages = [b"", b"abc", b"\xff" * 111, b"\xff" * 112, b"\x00" * 128]
    messages += [noise.randbytes(noise.randrange(300)) for _ in range(20)]
    for message in messages:
        assert sha512(viper, scratch, message)[0] == hashlib.sha512(message).digest(), message


def test_instructions_a_block(viper, scratch):
    _, machine = sha512(viper, scratch, b"abc")
    assert machine.instructions <= MOST_INSTRUCTIONS
    assert machine.instructions < machine.cycles < 2 * machine.instructions


def test_the_count_does_not_depend_on_the_message(viper, scratch):
    counts = {sha512(viper, scratch, bytes([byte]) * 100)[1].instructions for byte in (0, 1, 255)}
    assert len(counts) == 1, counts


def test_a_wrong_constant_is_noticed(viper, scratch):
    broken = bytearray(scratch)
    broken[32 * 79 + 24] ^= 1
    assert sha512(viper, broken, b"abc")[0] != hashlib.sha512(b"abc").digest()


def test_laying_the_constants_clears_all_else(viper, scratch):
    used = bytearray(scratch)
    sha512(viper, used, b"abc")
    viper.call(LAY, used, bytearray(K), RECORDS)
    laid = bytearray(len(scratch))
    viper.call(LAY, laid, bytearray(K), RECORDS)
    assert used == laid
