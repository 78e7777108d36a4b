"""Entries half good: the good ones are offered, the bad ones listed with the reason."""

import pytest
from host.formats.cases import CASES, PLAIN
from host.formats.refusing import check_text
from host.formats.sample import facts

from fobctl.sources.formats import read_export

# Which formats have no such field, or cannot hold such a value.
_USUAL_ONLY = ("duo", "lastpass-csv", "2fas-1")
_NO_COUNTER = ("google", "2fas-1", "2fas-2", "lastpass", "lastpass-csv")
# A row without a secret is no entry.
_ROWS = ("lastpass-csv", "csv", "csv-semicolons")
_XML = ("keepass-xml", "freeotp-1-settings", "pskc")


def _all(cases, *but):
    chosen = [case for case in cases if case.id not in but]
    return pytest.mark.parametrize("case", chosen, ids=[case.id for case in chosen])


def _half_good(case, bad):
    good = case.samples[0]
    last = good.but(name="last one")
    export = read_export(case.file([good, bad, last]), case.ask)
    assert [facts(new) for new in export.entries] == [facts(good), facts(last)]
    assert len(export.bad) == 1, export.bad
    check_text(export.bad[0].reason)
    assert export.bad[0].label and len(export.bad[0].label) <= 60
    return export.bad[0]


# An AES key wrap cannot hold an empty secret.
@_all(CASES, *_ROWS, "pskc-wrapped")
def test_an_empty_secret_is_listed(case):
    bad = case.samples[0].but(secret=b"", name="no secret")
    assert "secret" in _half_good(case, bad).reason


@_all(PLAIN)
def test_a_secret_of_300_bytes_is_listed_with_its_size(case):
    bad = case.samples[0].but(secret=bytes(range(256)) + bytes(44), name="long secret")
    assert "300 bytes" in _half_good(case, bad).reason


@_all(PLAIN)
def test_a_name_of_10_kb_is_listed_and_its_label_is_short(case):
    bad = case.samples[0].but(name="n" * 10_000)
    reason = _half_good(case, bad).reason
    # A line of URIs is refused as a whole.
    assert "10000 bytes" in reason or "8192 characters" in reason


@_all(PLAIN, *_NO_COUNTER)
@pytest.mark.parametrize("counter", [1 << 64, 10**40])
def test_a_counter_past_64_bits_is_listed(case, counter):
    bad = case.samples[0].but(kind="hotp", counter=counter, name="long counter")
    assert "counter must be a number from 0 to 18446744073709551615" in _half_good(case, bad).reason


@_all(PLAIN, *_USUAL_ONLY)
def test_a_hash_that_the_token_does_not_compute_is_listed(case):
    bad = case.samples[0].but(hash="MD5", name="another hash")
    assert "algorithm" in _half_good(case, bad).reason


@_all(PLAIN, *_USUAL_ONLY)
def test_digits_out_of_limits_are_listed(case):
    assert "digits" in _half_good(case, case.samples[0].but(digits=12)).reason


@_all(PLAIN, *_USUAL_ONLY, "google")
@pytest.mark.parametrize("period", [0, 86_401])
def test_a_period_out_of_limits_is_listed(case, period):
    assert "period" in _half_good(case, case.samples[0].but(period=period)).reason


# XML has no such character.
@_all(PLAIN, *_XML)
def test_a_name_with_a_control_character_is_listed_and_its_label_shows_none(case):
    bad = case.samples[0].but(name="a\x07b")
    rejected = _half_good(case, bad)
    assert "control character" in rejected.reason and "\x07" not in rejected.label
