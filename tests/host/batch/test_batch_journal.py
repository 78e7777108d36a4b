"""The journal of a batch: what was written comes back, and nothing else is taken for it."""

import pytest

from fobctl.batch import journal
from fobctl.sources.formats.export import WrongPassword
from fobctl.sources.formats.secret_key import scrypt
from fobctl.sources.new_account import SourceError

PASSWORD = "correct horse battery"
RECORDS = [{"is": "terms", "n": 1}, {"is": "given", "secret": "31323334"}]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(journal, "_COST", {"n": 2, "r": 1, "p": 1})


@pytest.fixture
def path(tmp_path):
    """A journal of two records."""
    path = tmp_path / "journal.otpfob"
    with journal.create(path, PASSWORD) as opened:
        for record in RECORDS:
            opened.append(record)
    return path


def records(path, password=PASSWORD):
    with journal.resume(path, password) as opened:
        return opened.records


def test_what_was_written_comes_back(path):
    assert records(path) == RECORDS


def test_records_are_added_behind_those_that_are_there(path):
    with journal.resume(path, PASSWORD) as opened:
        opened.append({"is": "proved"})
    assert records(path) == [*RECORDS, {"is": "proved"}]


def test_the_file_is_its_owners_only_and_says_no_secret(path):
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"31323334" not in path.read_bytes()


def test_a_wrong_password_is_told_from_damage(path):
    with pytest.raises(WrongPassword):
        records(path, "another one altogether")


def test_a_cut_at_any_byte_of_the_last_record_leaves_those_before(path):
    whole = path.read_bytes()
    last = whole[:-1].rfind(b"\n") + 1
    for size in range(last, len(whole)):
        path.write_bytes(whole[:size])
        assert records(path) == RECORDS[:1], size
        with journal.resume(path, PASSWORD) as opened:
            opened.append(RECORDS[1])
        assert records(path) == RECORDS, size
        path.write_bytes(whole)


def test_a_changed_character_anywhere_is_noticed(path, monkeypatch):
    # A salt of zero bytes ends in "A", whose last four bits say nothing: "B" says the same bytes.
    monkeypatch.setattr(journal.secrets, "token_bytes", bytes)
    path.unlink()
    with journal.create(path, PASSWORD) as opened:
        for record in RECORDS:
            opened.append(record)
    whole = path.read_bytes()
    for at in range(len(whole)):
        if whole[at : at + 1] == b"\n":
            continue
        other = b"A" if whole[at : at + 1] != b"A" else b"B"
        path.write_bytes(whole[:at] + other + whole[at + 1 :])
        with pytest.raises(SourceError):
            records(path)


def test_records_in_another_order_are_noticed(path):
    head, first, second = path.read_bytes().splitlines(keepends=True)
    for wrong in (second + first, second, first + first):
        path.write_bytes(head + wrong)
        with pytest.raises(SourceError, match="damaged in its line"):
            records(path)


@pytest.mark.parametrize("content", [b"", b"\n", b"{}\n", b"[]\n", b"hello\n", b'{"format": 1}\n'])
def test_another_file_is_no_journal(path, content):
    path.write_bytes(content)
    with pytest.raises(SourceError, match="no journal"):
        records(path)


def test_a_journal_of_a_newer_fobctl_is_told_as_one(path):
    path.write_bytes(path.read_bytes().replace(b'"version": 1', b'"version": 2', 1))
    with pytest.raises(SourceError, match="version 2"):
        records(path)


def test_two_programs_do_not_write_the_same_journal(path):
    with journal.resume(path, PASSWORD), pytest.raises(SourceError, match="Another fobctl"):
        records(path)
    assert records(path) == RECORDS


def test_a_journal_that_is_there_is_not_begun_anew(path):
    with pytest.raises(FileExistsError), journal.create(path, PASSWORD):
        pass
    assert records(path) == RECORDS


def test_a_journal_cannot_make_this_pc_compute_for_ever(path):
    path.write_bytes(path.read_bytes().replace(b'"n": 2,', b'"n": 1073741824,', 1))
    with pytest.raises(SourceError, match="key derivation"):
        records(path)


def test_the_cost_of_the_password_is_within_the_bounds(monkeypatch):
    monkeypatch.undo()
    assert len(scrypt(b"password", bytes(16), **journal._COST)) == 32
