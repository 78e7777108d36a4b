"""What a code and a PBKDF2 iteration take from the heap."""

import gc

import micropython

from otpfob.core.account import TOTP, Account
from otpfob.core.code_maker import CodeMaker
from otpfob.core.hmac import keyed
from otpfob.core.pbkdf2 import Pbkdf2

# On a 64-bit interpreter; the objects of a board's are about half as large.
MOST_BYTES_A_CODE = (600, 600, 256)


def bytes_each(function, count=50):
    function(1)
    gc.collect()
    gc.disable()
    try:
        before = gc.mem_alloc()
        for i in range(count):
            function(i)
        return (gc.mem_alloc() - before) // count
    finally:
        gc.enable()


def test_a_code_takes_no_more_than_its_text_and_the_built_in_hashes():
    for hash_id in range(3):
        maker = CodeMaker(Account(TOTP, "Acme", "ann", b"12345678901234567890", hash_id))
        used = bytes_each(maker.code)
        assert used <= MOST_BYTES_A_CODE[hash_id], (hash_id, used)


def test_the_mac_of_a_counter_with_sha512_allocates_nothing():
    key = keyed(b"12345678901234567890", 2)
    micropython.heap_lock()
    try:
        key.counter_digest(5)
    finally:
        micropython.heap_unlock()


def test_a_slice_of_pbkdf2_allocates_nothing():
    job = Pbkdf2(b"1234", b"salt", 1000)
    micropython.heap_lock()
    try:
        job.run(10)
        job.run(10)
    finally:
        micropython.heap_unlock()
    assert job.done_iterations == 21
