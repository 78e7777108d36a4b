"""Google Authenticator: parts in any order, and texts that were handled on the way."""

from urllib.parse import quote

import pytest
from host.formats.sample import ALL, TOTP, facts
from host.formats.writers import google

from fobctl.sources.formats import read_export
from fobctl.sources.formats.protobuf import signed

HOLDS = [s for s in ALL if s.kind != "steam" and s.period == 30 and s.digits != 7]


def read(*texts):
    return read_export("\n".join(texts).encode(), str)


def test_the_parts_of_an_export_come_in_any_order_and_twice():
    parts = google.codes(HOLDS, each=1)
    export = read(*reversed(parts), parts[0])
    assert export.bad == [] and export.format_name == "Google Authenticator"
    assert [facts(new) for new in export.entries] == [facts(sample) for sample in HOLDS]


def test_a_missing_part_is_listed_and_the_others_are_offered():
    export = read(*(google.codes(HOLDS[:3], each=1)[at] for at in (2, 0)))
    assert [facts(new) for new in export.entries] == [facts(HOLDS[0]), facts(HOLDS[2])]
    assert [(rejected.label, "2 of 3" in rejected.reason) for rejected in export.bad] == [
        ("part 2 of 3", True)
    ]


def test_two_exports_are_kept_apart_by_their_number():
    first = google.codes(HOLDS[:2], each=1, batch=-5)
    second = google.codes(HOLDS[2:4], each=1, batch=5)
    export = read(second[1], first[0], first[1], second[0])
    assert len(export.entries) == 4 and export.bad == []


def test_a_negative_number_is_ten_bytes_and_reads_as_itself():
    assert len(google.varint(-1234567)) == 10
    assert signed(-1234567 & (1 << 64) - 1, 32) == -1234567


@pytest.mark.parametrize(
    "encode",
    [
        quote,
        lambda text: quote(text, safe=""),
        lambda text: text,
        lambda text: text.replace("+", " "),
        lambda text: text.rstrip("="),
        lambda text: text.replace("+", "-").replace("/", "_"),
    ],
)
def test_a_plus_in_the_base64_survives(encode):
    sample = TOTP.but(secret=b"\xfb\xef\xbe\xfb\xef\xbe\x00" * 3)
    text = google.code([google.account(sample)], encode=encode)
    assert "+" in google.code([google.account(sample)], encode=str)
    assert [facts(new) for new in read(text).entries] == [facts(sample)]


@pytest.mark.parametrize(
    ("issuer", "name", "want"),
    [
        ("Acme", "Acme:ann", ("Acme", "ann")),
        ("Acme", "Acme: ann", ("Acme", "ann")),
        ("Acme", "Bank:ann", ("Acme", "Bank:ann")),
        ("", "Acme:ann", ("Acme", "ann")),
        ("", "ann", ("", "ann")),
        ("", "https://shop.example", ("", "https://shop.example")),
    ],
)
def test_the_issuer_in_front_of_the_name_is_taken_off(issuer, name, want):
    text = google.code([google.account(TOTP.but(issuer=issuer, name=name))])
    account = read(text).entries[0].account
    assert (account.issuer, account.name) == want


def test_fields_that_are_left_out_have_their_usual_values():
    data = google.field_bytes(1, TOTP.secret) + google.field_bytes(2, b"ann")
    account = read(google.code([data])).entries[0].account
    assert facts(read(google.code([data])).entries[0]) == facts(TOTP.but(issuer="", name="ann"))
    assert account.digits == 6


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (google.number(4, 4), "algorithm"),
        (google.number(5, 3), "digits"),
        (google.number(6, 9), "type"),
        (google.number(6, 1) + google.number(7, -1), "counter"),
        (google.field_bytes(3, b"\xff"), "UTF-8"),
        (google.field_bytes(4, b"x"), "damaged"),
        (b"\x0f", "damaged"),
        (google.varint(1 << 3 | 2) + google.varint(1 << 40), "damaged"),
        (b"\x80" * 12, "damaged"),
    ],
)
def test_an_account_that_cannot_be_is_listed_beside_the_others(data, said):
    odd = google.field_bytes(1, TOTP.secret) + google.field_bytes(2, b"ann") + data
    export = read(google.code([google.account(TOTP), odd]))
    assert [facts(new) for new in export.entries] == [facts(TOTP)]
    assert len(export.bad) == 1 and said in export.bad[0].reason


@pytest.mark.parametrize(("size", "index"), [(0, 0), (1, 0)])
def test_a_single_code_is_an_export_of_one_part(size, index):
    assert len(read(google.code([google.account(TOTP)], size, index)).entries) == 1


@pytest.mark.parametrize(("size", "index"), [(2, 2), (101, 0), (-1, 0), (2, -1)])
def test_a_number_of_parts_that_cannot_be_is_listed(size, index):
    export = read(google.code([google.account(TOTP)], size, index))
    assert export.entries == [] and "number of the part" in export.bad[0].reason
