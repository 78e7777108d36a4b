"""Damaged, foreign and hostile files: a sentence, no traceback, and never a wrong account."""

import random

import pytest
from host.formats.cases import CASES, KEY, PLAIN, SEALED
from host.formats.refusing import check_text, read_or_refuse, refusal
from host.formats.sample import PASSWORD, TOTP, facts
from host.formats.writers import and_otp, google, one_password, others, pskc

from fobctl.sources.formats import MAX_EXPORT_BYTES, WrongPassword, read_export, zip_member

PLAIN_IDS = [case.id for case in PLAIN]
SEALED_IDS = [case.id for case in SEALED]
CUT_SHOWS = [case for case in PLAIN if case.cut_shows]


@pytest.mark.parametrize("case", SEALED, ids=SEALED_IDS)
@pytest.mark.parametrize("wrong", ["", "pass w\u00f6rd", "\ud83d"])
def test_a_wrong_password_opens_nothing(case, wrong):
    wrong = "00" * 16 if case.password == KEY else wrong
    error = refusal(case.file(), wrong)
    assert error.field == "password"
    assert isinstance(error, WrongPassword) or "Unicode" in str(error)


@pytest.mark.parametrize("case", CUT_SHOWS, ids=[case.id for case in CUT_SHOWS])
def test_a_file_that_is_cut_off_anywhere_is_refused(case):
    data = case.file()
    for size in range(len(data.rstrip())):
        refusal(data[:size])


@pytest.mark.parametrize("case", [case for case in PLAIN if not case.cut_shows], ids=lambda c: c.id)
def test_a_text_that_is_cut_off_anywhere_gives_no_account_but_the_last_one_cut(case):
    data = case.file()
    whole = [facts(new) for new in read_export(data, case.ask).entries]
    for size in range(len(data)):
        found = [facts(new) for new in read_or_refuse(data[:size], case.ask).entries]
        # Parts of a Google export are read on their own, and a text has no end mark.
        assert found[:-1] == whole[: len(found) - 1] if found else True


@pytest.mark.parametrize("case", SEALED, ids=SEALED_IDS)
def test_an_encrypted_file_that_is_cut_off_is_refused(case):
    data = case.file()
    for size in random.Random(7).sample(range(len(data.rstrip())), 12):
        assert read_or_refuse(data[:size], lambda prompt: case.password).entries == []


@pytest.mark.parametrize("case", SEALED, ids=SEALED_IDS)
def test_a_changed_byte_of_an_encrypted_file_never_makes_another_secret(case):
    data, numbers = case.file(), random.Random(11)
    secrets = {sample.secret for sample in case.samples}
    for _ in range(12):
        at = numbers.randrange(len(data))
        changed = data[:at] + bytes((data[at] ^ 1 << numbers.randrange(8),)) + data[at + 1 :]
        for new in read_or_refuse(changed, lambda prompt: case.password).entries:
            assert new.account.secret in secrets


@pytest.mark.parametrize("case", PLAIN, ids=PLAIN_IDS)
def test_changed_bytes_of_a_file_are_a_sentence_or_an_account(case):
    data, numbers = case.file(), random.Random(13)
    for _ in range(400):
        changed = bytearray(data)
        for _ in range(numbers.randrange(1, 4)):
            changed[numbers.randrange(len(changed))] = numbers.randrange(256)
        read_or_refuse(bytes(changed), lambda prompt: "")


@pytest.mark.parametrize("case", PLAIN, ids=PLAIN_IDS)
def test_files_with_pieces_moved_are_a_sentence_or_an_account(case):
    data, numbers = case.file(), random.Random(17)
    for _ in range(200):
        a, b = sorted(numbers.choices(range(len(data)), k=2))
        c = numbers.randrange(len(data))
        read_or_refuse(data[:a] + data[c : c + 50] + data[b:], lambda prompt: "")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \r\n\t",
        b"\xef\xbb\xbf",
        b"[]",
        b"{}",
        b'{"a": [1, 2]}',
        b'["text"]',
        b'[{"secret": 1}]',
        b"nothing of all this",
        b"a,b,c\n1,2,3\n",
        b"<html><body>Sign in</body></html>",
        b"<map/",
        b"http://example.org/\n",
        b"\x89PNG\r\n\x1a\n",
        b"%PDF-1.7",
        b"SQLite format 3\0",
        b"PK\x03\x04",
        b"\xac\xed\x00\x05",
        b"AUTHENTICATORPRO",
        b'"\x00"',
        b"\x00" * 500,
    ],
)
def test_what_is_no_export_is_refused(data):
    refusal(data, "password")


@pytest.mark.parametrize("size", [MAX_EXPORT_BYTES + 1, 100 << 20])
def test_a_huge_file_is_refused_before_it_is_read(size):
    class Untouched(bytes):
        def strip(self, *_):
            raise AssertionError

        decode = startswith = strip

    with pytest.raises(Exception, match="larger than 20 MiB"):
        read_export(Untouched(size), str)


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"version":1,"header":{},"db":' + b'{"a":' * 50_000 + b"1" + b"}" * 50_001,
        b'[{"secret":' + b"9" * 100_000 + b',"type":"TOTP","label":""}]',
        b'{"tokens":[NaN],"tokenOrder":[Infinity]}',
        b'{"tokens":[],"tokens":[],"tokenOrder":[]}',
    ],
)
def test_hostile_json_is_refused(data):
    refusal(data)


@pytest.mark.parametrize(
    "data",
    [
        b"<KeePassFile>" + b"<Root>" * 400 + b"</Root>" * 400 + b"</KeePassFile>",
        b"<a>" * 400_000 + b"</a>" * 400_000,
        b'<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><map><string>&b;</string></map>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><map/>',
        b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1/">%p;]><KeyContainer/>',
        b"<map><string name='a'>&undefined;</string></map>",
        b"<KeyContainer xmlns='urn:ietf:params:xml:ns:keyprov:pskc'>",
    ],
)
def test_hostile_xml_is_refused(data):
    refusal(data)


@pytest.mark.parametrize(
    "data",
    [
        b'{"schemaVersion":1,"services":[],"x":[' + b"[]," * 1_000_000 + b"[]]}",
        b"<map>" + b"<b/>" * 1_000_000 + b"</map>",
        b"name,secret\n" + b"a,b\n" * 100_000,
        b"steam://A\n" * 20_001,
        b"steam://A\n" + b"\n" * 100_001,
        b'{"tokenOrder":[],"tokens":[' + b"0," * 20_000 + b"0]}",
        google.code([b"\x08\x01"] * 20_001).encode(),
    ],
)
def test_a_file_of_a_million_small_things_is_refused(data):
    assert "more than" in str(refusal(data))


def test_a_zip_bomb_is_refused():
    bomb = one_password.archive(bytes(zip_member.MAX_MEMBER_BYTES + 1))
    assert len(bomb) < 1 << 20
    assert "unpacks to more than" in str(refusal(bomb))


def test_a_zip_file_of_too_many_files_and_one_of_somebody_else_are_refused():
    many = b"PK\x03\x04" + b"PK\x01\x02" * (zip_member.MAX_MEMBERS + 1)
    assert "more than" in str(refusal(many))
    foreign = one_password.archive(b"{}", "word/document.xml")
    assert "none that fobctl knows" in str(refusal(foreign))


def test_a_text_of_another_code_page_is_refused():
    latin = "Issuer;Account;Secret\nM\u00fcller;J\u00fcrgen;MZXW6YTB\n".encode("latin-1")
    assert "UTF-8" in str(refusal(latin))
    broken = and_otp.plain([TOTP]).replace(b"Acme", b"Ac\xffme")
    assert "UTF-8" in str(refusal(broken))


def test_a_text_in_utf_16_is_read():
    text = others.table([TOTP]).decode()
    assert [facts(new) for new in read_export(text.encode("utf-16"), str).entries] == [facts(TOTP)]


def test_random_bytes_that_are_no_text_are_asked_a_password_and_refused():
    noise = random.Random(19).randbytes(2000)
    assert isinstance(refusal(noise, PASSWORD), WrongPassword)


def test_a_value_that_nothing_checks_is_not_decrypted():
    file = pskc.without_mac([TOTP], KEY)
    export = read_export(file, lambda prompt: KEY)
    assert export.entries == [] and "ValueMAC" in export.bad[0].reason


def test_a_google_code_that_is_no_base64_is_listed_beside_the_good_ones():
    good = google.code([google.account(TOTP)])
    bad = "otpauth-migration://offline?data=%%%"
    export = read_export(f"{good}\n{bad}\n".encode(), str)
    assert [facts(new) for new in export.entries] == [facts(TOTP)]
    assert [rejected.label for rejected in export.bad] == ["export code 2"]
    check_text(export.bad[0].reason)


def test_the_names_of_cases_are_told_apart():
    assert len({case.id for case in CASES}) == len(CASES)
