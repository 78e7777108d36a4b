"""Every reading of a key that a site may mean."""

import pytest

from fobctl.sources.key_readings import readings
from fobctl.sources.new_account import SourceError


def read(text):
    return {key.reading: key.secret for key in readings(text)}


def test_a_base32_key_is_base32_first_and_can_be_text():
    found = readings("GEZD GNBV")
    assert [(key.reading, key.secret) for key in found] == [
        ("base32", b"12345"),
        ("text", b"GEZDGNBV"),
        ("lower case text", b"gezdgnbv"),
    ]


def test_a_key_of_hexadecimal_digits_is_that_too():
    assert read("3132-3334 3a3B")["hexadecimal"] == b"1234:;"
    assert read("0x31323334")["hexadecimal"] == b"1234"
    assert read("31:32:33:34")["hexadecimal"] == b"1234"
    assert "base32" not in read("3189")
    both = read("ABCDEF23")
    assert both["base32"] != both["hexadecimal"] == b"\xab\xcd\xef\x23"
    for text in ("ABC", "0x", "12 3g"):
        assert "hexadecimal" not in read(text), text


def test_no_key_is_tried_twice():
    assert [key.reading for key in readings("geheim!")] == ["text"]
    secrets = [key.secret for key in readings("ABCD EFGH")]
    assert len(set(secrets)) == len(secrets)


def test_a_key_of_no_known_form_is_its_characters():
    assert read("Gehéim 1")["text"] == "Gehéim1".encode()


@pytest.mark.parametrize("text", ["", "  ", "\n", "-", "x" * 513])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(SourceError) as caught:
        readings(text)
    assert caught.value.field == "secret"


def test_a_reading_that_is_too_long_is_left_out():
    assert set(read("ab" * 256)) == {"hexadecimal"}
    assert set(read("A" * 408)) == {"base32", "hexadecimal"}


def test_a_key_is_in_no_repr():
    assert "GEZD" not in repr(readings("GEZDGNBV")) and "1234" not in repr(readings("GEZDGNBV"))
