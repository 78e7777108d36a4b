"""PBKDF2 with HMAC-SHA-256, and its slices of work."""

from binascii import hexlify

from raises import raises

from otpfob.core import pbkdf2_plain
from otpfob.core.errors import BadField
from otpfob.core.pbkdf2 import Pbkdf2

# RFC 7914, section 11: the first 32 of its 64 bytes, which do not depend on the rest.
RFC_7914 = (
    (b"passwd", b"salt", 1, "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"),
    (
        b"Password",
        b"NaCl",
        80000,
        "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56",
    ),
)
# Made with CPython's hashlib.pbkdf2_hmac.
OTHERS = (
    (
        b"1234",
        b"0123456789abcdef",
        1000,
        "96d86bc387622a132a8ec3fa3dbf14b7c25a903339de2db067430a08647c827e",
    ),
    (
        bytes((i * 7 + 64) & 0xFF for i in range(64)),
        b"salt",
        3,
        "e031fcf08f81bf28cbecb448193c675c55a33182cab38bb3de9afe0e0e66855f",
    ),
    (
        bytes((i * 7 + 65) & 0xFF for i in range(65)),
        b"salt",
        3,
        "595c8523bb90f5388bb4341f824ab00f0ee8ad2a5c1749ea17a0a0116c386d5d",
    ),
    (b"", b"", 2, "97398411d6aea43a77acef92226ab8278d4db0668bd1d7a76a725f7680ac45c5"),
)


def derive(password, salt, iterations, slice_size):
    job = Pbkdf2(password, salt, iterations)
    while not job.run(slice_size):
        pass
    return hexlify(job.result()).decode()


def test_the_vectors_of_rfc_7914():
    for password, salt, iterations, want in RFC_7914:
        assert derive(password, salt, iterations, 10000) == want, (password, iterations)


def test_what_cpython_computes():
    for password, salt, iterations, want in OTHERS:
        assert derive(password, salt, iterations, 500) == want, (password, iterations)


def test_the_size_of_the_slices_does_not_matter():
    for slice_size in (1, 2, 7, 98, 99, 100, 1000):
        assert derive(b"pin", b"salt", 100, slice_size) == derive(b"pin", b"salt", 100, 100)


def test_a_slice_does_no_more_than_asked_and_says_how_far_it_is():
    job = Pbkdf2(b"pin", b"salt", 10)
    assert job.done_iterations == 1
    assert job.run(4) is False
    assert job.done_iterations == 5
    assert job.run(4) is False
    assert job.run(4) is True
    assert job.done_iterations == 10
    assert job.run(4) is True
    assert job.done_iterations == 10


def test_there_is_no_result_before_the_end():
    job = Pbkdf2(b"pin", b"salt", 3)
    raises(BadField, job.result)
    job.run(1)
    raises(BadField, job.result)
    job.run(1)
    assert len(job.result()) == 32


def test_no_iterations_are_refused():
    for iterations in (0, -1):
        assert raises(BadField, Pbkdf2, b"pin", b"salt", iterations).field == "iterations"


def test_the_plain_twin_computes_the_same():
    for password, salt, iterations, want in OTHERS:
        job = Pbkdf2(password, salt, 1)
        loop = pbkdf2_plain.Loop(password, job.result())
        loop.run(iterations - 1)
        assert hexlify(loop.result()).decode() == want, (password, iterations)


def test_nothing_of_the_key_is_left_after_wiping():
    job = Pbkdf2(b"pin", b"salt", 5)
    job.run(5)
    key = bytes(job.result())
    job.wipe()
    assert bytes(job.result()) == bytes(32)
    assert key != bytes(32)
