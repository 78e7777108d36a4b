"""SHA-512 with whichever compression function this interpreter gets."""

from binascii import hexlify

from otpfob.core import sha512 as module
from otpfob.core.sha512 import sha512

# NIST, "Descriptions of SHA-256, SHA-384, and SHA-512", and the CAVP byte-oriented vectors.
NIST = (
    (
        b"",
        "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
        "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
    ),
    (
        b"abc",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    ),
    (
        b"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
        b"hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
        "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909",
    ),
)
# The hash of the hashes of all messages of 0 to 300 bytes that `message` makes, by CPython.
UP_TO_300 = (
    "e1f2f7d5d8fc48db06ec2a0eed639593f549caffa40245747258761214a3ec07"
    "134903fde52ace6cfae161a82097ba01f33a97d48dd6a80d4521d96d7401357e"
)
AT_THE_EDGES = (
    (0, "cf83e1357eefb8bdf1542850d66d8007"),
    (1, "7b54b66836c1fbdd13d2441d9e1434dc"),
    (111, "df79e18538ec82120d0eb59f92ade93f"),
    (112, "d7377bc7047400daa33483946a6e2ec4"),
    (127, "82b7fc0e1e5d1bb8e56e25cef83ba120"),
    (128, "eb5119a4c3e176a3e0cb2bf8a6237bdc"),
    (129, "06e68bf71185b1fda1d64bc8dc221aea"),
    (239, "511f3b02317c383e27eb7064cc6e1d72"),
    (240, "774d6a1206485a1c2342cfddc586d2b0"),
    (255, "eeca349bbe7fea8643043b6beedfe770"),
    (256, "ca6e7d0c2e4ae8774b65b1353a44154f"),
    (300, "686b9399e4547d585be6b0a5f45307bb"),
)


def message(size):
    return bytes((i * 7 + size) & 0xFF for i in range(size))


def hexed(data):
    return hexlify(data).decode()


def test_the_vectors_of_nist():
    for data, want in NIST:
        assert hexed(sha512(data).digest()) == want, data


def test_lengths_at_the_edges_of_blocks_and_padding():
    for size, want in AT_THE_EDGES:
        assert hexed(sha512(message(size)).digest())[:32] == want, size


def test_every_length_up_to_300():
    all_of_them = sha512()
    for size in range(301):
        all_of_them.update(sha512(message(size)).digest())
    assert hexed(all_of_them.digest()) == UP_TO_300


def test_pieces_of_any_size_hash_as_the_whole():
    for size in (127, 128, 129, 300):
        data = message(size)
        want = sha512(data).digest()
        for step in (1, 2, 63, 64, 127, 128, 129, 255):
            running = sha512()
            for start in range(0, size, step):
                running.update(data[start : start + step])
            assert running.digest() == want, (size, step)


def test_empty_updates_change_nothing():
    running = sha512(b"")
    running.update(b"")
    running.update(b"abc")
    running.update(b"")
    assert hexed(running.digest()) == NIST[1][1]


def test_bytes_bytearrays_and_views_hash_alike():
    data = message(300)
    want = sha512(data).digest()
    assert sha512(bytearray(data)).digest() == want
    assert sha512(memoryview(data)).digest() == want
    # A view that begins at an odd address.
    assert sha512(memoryview(b"x" + data)[1:]).digest() == want


def test_two_hashes_run_side_by_side():
    one, other = sha512(), sha512()
    for start in range(0, 300, 50):
        one.update(message(300)[start : start + 50])
        other.update(message(299)[start : start + 50])
    assert one.digest() == sha512(message(300)).digest()
    assert other.digest() == sha512(message(299)).digest()


def test_a_hash_goes_on_from_a_midstate():
    data = message(300)
    state = bytearray(64)
    module.compress(module.START, state, data, 0)
    module.compress(state, state, data, 128)
    assert sha512(data[256:], state, 256).digest() == sha512(data).digest()


def test_wiping_leaves_zeros():
    running = sha512(message(200))
    running.wipe()
    for name in dir(running):
        value = getattr(running, name)
        if isinstance(value, bytearray):
            assert not any(value), name
