"""Base32 as in RFC 4648, strict."""

from binascii import unhexlify

from raises import raises

from otpfob.core import base32
from otpfob.core.errors import BadBase32, BadField

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

# RFC 4648, section 10, without the padding.
RFC_4648 = (
    (b"f", "MY"),
    (b"fo", "MZXQ"),
    (b"foo", "MZXW6"),
    (b"foob", "MZXW6YQ"),
    (b"fooba", "MZXW6YTB"),
    (b"foobar", "MZXW6YTBOI"),
)


def test_the_vectors_of_rfc_4648():
    for data, text in RFC_4648:
        assert base32.encode(data) == text
        assert base32.decode(text) == data


def test_no_bytes_are_no_text_and_no_text_is_refused():
    assert base32.encode(b"") == ""
    assert raises(BadBase32, base32.decode, "").position == 0


def test_every_length_up_to_the_longest_secret():
    for size in range(1, 257):
        data = bytes((i * 37 + size) & 255 for i in range(size))
        text = base32.encode(data)
        assert len(text) == (8 * size + 4) // 5, size
        assert base32.decode(text) == data, size


def test_every_character_has_its_value():
    for value in range(32):
        assert base32.decode(ALPHABET[value] + "AAAAAAA")[0] == value << 3, value
        assert base32.encode(bytes((value << 3,)))[0] == ALPHABET[value], value


def test_all_ones_and_all_zeros():
    assert base32.decode("77777777") == b"\xff" * 5
    assert base32.encode(b"\xff" * 5) == "77777777"
    assert base32.decode("AAAAAAAA") == bytes(5)


def test_bits_left_over_are_ignored():
    # `M` is 01100, `Z` 11001: f with two bits that no byte needs.
    assert base32.decode("MZ") == b"f"
    assert base32.decode("MZXR") == b"fo"
    assert base32.decode("77") == unhexlify("ff")


def test_lengths_that_no_bytes_have_are_refused():
    for size in range(1, 40):
        if size % 8 in (1, 3, 6):
            error = raises(BadBase32, base32.decode, "A" * size)
            assert error.position == 0, size
        else:
            assert base32.decode("A" * size) == bytes(size * 5 // 8), size


def test_the_first_character_out_of_the_alphabet_is_named():
    for bad in "0189abz =-+/\n\0éА":
        for place in range(8):
            text = "A" * place + bad + "!" * (7 - place)
            error = raises(BadBase32, base32.decode, text)
            assert error.position == place + 1, (bad, place)


def test_the_error_names_the_field_and_holds_no_text():
    error = raises(BadBase32, base32.decode, "GEZDGNB1")
    assert isinstance(error, BadField)
    assert (error.field, error.code, error.position) == ("secret", "bad_field", 8)
    assert "GEZD" not in repr(error) and "GEZD" not in str(error)
