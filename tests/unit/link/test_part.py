"""Parts of a backup as base64: whole, or refused."""

from raises import raises

from otpfob.core.errors import BadField
from otpfob.link.part import part_bytes, part_text
from otpfob.link.terms import PART_BYTES


def test_a_part_of_any_size_comes_back():
    for size in (1, 2, 3, 4, 5, 138, PART_BYTES):
        part = bytes([i % 256 for i in range(size)])
        assert part_bytes(part_text(part)) == part, size


def test_what_is_no_base64_is_no_part():
    for text in ("A", "AA", "AAA", "AA=A", "A===", "====", "AAAA=", "AA A", "A-_A", "\u0410AAA"):
        assert raises(BadField, part_bytes, text).field == "data", text
