"""HMAC: the vectors of RFC 2202 (SHA-1) and RFC 4231, in every form that core computes it."""

from binascii import hexlify

from otpfob.core import hmac

BOTH_RFCS = (
    (b"\x0b" * 20, b"Hi There"),
    (b"Jefe", b"what do ya want for nothing?"),
    (b"\xaa" * 20, b"\xdd" * 50),
    (bytes(range(1, 26)), b"\xcd" * 50),
)
RFC_2202 = BOTH_RFCS + (
    (b"\x0c" * 20, b"Test With Truncation"),
    (b"\xaa" * 80, b"Test Using Larger Than Block-Size Key - Hash Key First"),
    (
        b"\xaa" * 80,
        b"Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data",
    ),
)
RFC_4231 = BOTH_RFCS + (
    (b"\xaa" * 131, b"Test Using Larger Than Block-Size Key - Hash Key First"),
    (
        b"\xaa" * 131,
        b"This is a test using a larger than block-size key and a larger than block-size data. "
        b"The key needs to be hashed before being used by the HMAC algorithm.",
    ),
)
SHA1 = (
    "b617318655057264e28bc0b6fb378c8ef146be00",
    "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
    "125d7342b9ac11cd91a39af48aa17b4f63f175d3",
    "4c9007f4026250c6bc8414f9bf50c86c2d7235da",
    "4c1a03424b55e07fe7f27be1d58bb9324a9a5a04",
    "aa4ae5e15272d00e95705637ce8a3b55ed402112",
    "e8e99d0f45237d786d6bbaa7965c7808bbff1a91",
)
SHA256 = (
    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
    "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
)
SHA512 = (
    "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
    "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
    "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
    "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
    "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39"
    "bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb",
    "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3db"
    "a91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd",
    "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
    "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598",
    "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944"
    "b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58",
)
TABLES = (
    (hmac.SHA1, RFC_2202, SHA1),
    (hmac.SHA256, RFC_4231, SHA256),
    (hmac.SHA512, RFC_4231, SHA512),
)

# (hash, key bytes, HMAC of b"message"): around the length of a block, made with CPython's hmac.
EDGES = (
    (hmac.SHA1, 63, "7497bf3ecf4033b3a22385faa410676da0b65695"),
    (hmac.SHA1, 64, "26a9fb38bb353518d19377a4fe020f9fa4a5cbc8"),
    (hmac.SHA1, 65, "f3d2f92feec016a8206e3b5a69495ba719e9bb34"),
    (hmac.SHA256, 63, "8a927a0e0a552926734e8ad9c138b1cb74ff59ee93173c908631249b6dc60e0e"),
    (hmac.SHA256, 64, "ac91e823d72994a74c1bf18aae6c36d11b5d08ec063363ba320f8bb42d6de7ec"),
    (hmac.SHA256, 65, "b991c74092c8c661769364d6bb524df1be50c92749fb01ab902b91b0fa8be927"),
    (
        hmac.SHA512,
        127,
        "e282900b6152057b13d54712ca96d7ce99f70d43304914af0add34fd1faffd83"
        "b1572d3ac8ee4f94d0f970bc06d806f0d618bafbd03329968452e42b382d7d3f",
    ),
    (
        hmac.SHA512,
        128,
        "222aee4fc67962b1edb849d7d5aabd7a634a513c303efefbce53f345f777b3aa"
        "0d67946435a07f3dbf3c7af5cf9e6ea05c88abc2c71d5e8ddacb644066428f8d",
    ),
    (
        hmac.SHA512,
        129,
        "33c27197a9bf81c207babcfd08ef1604d42c3bc5311452b651ac6caf40e686a2"
        "c2a34f2b8a09858190f049d004a21c55f7a1a1c4d6131a452d3257971d94d13b",
    ),
)
COUNTERS = (0, 1, 255, 256, 0x7FFFFFFF, 0x80000000, 1 << 32, (1 << 62) + 5, (1 << 64) - 1)


def key_of(size):
    return bytes((i * 7 + size) & 0xFF for i in range(size))


def hexed(mac):
    return hexlify(mac).decode()


def test_the_vectors_of_the_rfcs():
    for hash_id, cases, wanted in TABLES:
        for (key, message), want in zip(cases, wanted):  # noqa: B905 (MicroPython has no strict)
            assert hexed(hmac.digest(key, message, hash_id)) == want, (hash_id, key, message)
            assert hexed(hmac.keyed(key, hash_id).digest(message)) == want, (hash_id, key)


def test_keys_around_the_length_of_a_block():
    for hash_id, size, want in EDGES:
        key = key_of(size)
        assert hexed(hmac.digest(key, b"message", hash_id)) == want, (hash_id, size)
        assert hexed(hmac.keyed(key, hash_id).digest(b"message")) == want, (hash_id, size)


def test_every_length_of_key_gives_the_same_in_both_forms():
    for hash_id in range(3):
        for size in range(0, 257, 3):
            key = key_of(size)
            want = hmac.digest(key, (size).to_bytes(8, "big"), hash_id)
            assert bytes(hmac.keyed(key, hash_id).counter_digest(size)) == want, (hash_id, size)


def test_a_counter_is_eight_bytes_big_endian():
    for hash_id in range(3):
        keyed = hmac.keyed(b"12345678901234567890", hash_id)
        for counter in COUNTERS:
            want = hmac.digest(b"12345678901234567890", counter.to_bytes(8, "big"), hash_id)
            assert bytes(keyed.counter_digest(counter)) == want, (hash_id, counter)


def test_a_keyed_object_gives_the_same_again():
    for hash_id in range(3):
        keyed = hmac.keyed(b"key", hash_id)
        first = bytes(keyed.counter_digest(1))
        message = keyed.digest(b"message")
        keyed.counter_digest(2)
        assert bytes(keyed.counter_digest(1)) == first, hash_id
        assert keyed.digest(b"message") == message, hash_id


def test_the_key_may_be_a_bytearray_and_is_left_alone():
    for hash_id in range(3):
        key = bytearray(key_of(20))
        want = hmac.digest(bytes(key), b"message", hash_id)
        assert hmac.digest(key, b"message", hash_id) == want, hash_id
        assert hmac.keyed(key, hash_id).digest(b"message") == want, hash_id
        assert key == key_of(20), hash_id


def test_wiping_leaves_zeros_in_every_buffer():
    for hash_id in range(3):
        keyed = hmac.keyed(key_of(20), hash_id)
        keyed.counter_digest(1)
        kept = [getattr(keyed, name) for name in dir(keyed) if not name.startswith("__")]
        buffers = [value for value in kept if isinstance(value, bytearray)]
        assert len(buffers) >= 2 and all(any(buffer) for buffer in buffers), hash_id
        keyed.wipe()
        assert not any(any(buffer) for buffer in buffers), hash_id


def test_equal_compares_all_bytes():
    assert hmac.equal(b"", b"")
    assert hmac.equal(b"abc", bytearray(b"abc"))
    assert not hmac.equal(b"abc", b"ab")
    for i in range(24):
        other = bytearray(3)
        other[i // 8] = 1 << i % 8
        assert not hmac.equal(bytes(3), other), i


def test_every_byte_of_a_buffer_is_overwritten_and_none_beside_it():
    for size in (0, 1, 31, 32, 33, 64, 100):
        memory = bytearray(b"\xa5" * (size + 2))
        hmac.wipe(memoryview(memory)[1 : size + 1])
        assert memory == b"\xa5" + bytes(size) + b"\xa5", size
