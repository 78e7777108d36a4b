"""Who gets which token: no secret is made twice, lost, or given to two."""

import pytest

from fobctl.batch import journal
from fobctl.batch.job import Job, Terms
from fobctl.batch.users import User
from fobctl.sources.new_account import SourceError
from otpfob.core.account import TOTP
from otpfob.core.hmac import SHA1, SHA256, SHA512

PASSWORD = "correct horse battery"
TERMS = Terms(TOTP, SHA1, 6, 30, "Acme")
ONE, TWO, THREE = "02464f420001", "02464f420002", "02464f420003"


def user(name, line=2, serial="", secret=b"", issuer="Acme"):
    return User(line, name, issuer, serial, secret)


class Folder:
    """A batch on disk, which is opened again as often as a test wants."""

    def __init__(self, path):
        self._path = path
        self._open = None

    def job(self, *users, terms=TERMS):
        self.close()
        context = journal.resume if self._path.exists() else journal.create
        self._open = context(self._path, PASSWORD)
        return Job(self._open.__enter__(), terms, users)

    def close(self):
        if self._open is not None:
            self._open.__exit__(None, None, None)
            self._open = None


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(journal, "_COST", {"n": 2, "r": 1, "p": 1})
    folder = Folder(tmp_path / "journal.otpfob")
    yield folder
    folder.close()


def test_users_get_tokens_in_their_order_and_nobody_two(folder):
    job = folder.job(user("ann"), user("bob", 3))
    assert [job.take(serial) and job.take(serial).user for serial in (ONE, TWO, THREE)] == [
        "ann",
        "bob",
        None,
    ]
    assert job.waiting == []


def test_a_token_that_comes_again_gets_the_same_secret(folder):
    secret = folder.job(user("ann"), user("bob", 3)).take(ONE).secret
    again = folder.job(user("ann"), user("bob", 3))
    assert again.take(ONE).secret == secret
    assert [user.name for user in again.waiting] == ["bob"]


def test_a_secret_lies_on_disk_before_the_token_can_have_it(folder):
    job = folder.job(user("ann"))
    seen = []
    append = job._journal.append
    job._journal.append = lambda record: (seen.append(record), append(record))
    given = job.take(ONE)
    assert seen[0]["secret"] == given.secret.hex()


def test_two_secrets_are_never_the_same_and_as_long_as_the_hash(folder, tmp_path):
    for hash_id, size in ((SHA1, 20), (SHA256, 32), (SHA512, 64)):
        folder._path = tmp_path / f"{hash_id}.otpfob"
        terms = Terms(TOTP, hash_id, 6, 30, "")
        job = folder.job(user("ann"), user("bob", 3), terms=terms)
        first, second = job.take(ONE).secret, job.take(TWO).secret
        assert first != second
        assert len(first) == len(second) == size


def test_a_token_that_somebody_was_promised_goes_to_nobody_else(folder):
    job = folder.job(user("ann", serial=TWO), user("bob", 3))
    assert job.take(ONE).user == "bob"
    assert job.take(THREE) is None
    assert job.take(TWO).user == "ann"


def test_a_secret_from_the_file_is_used_as_it_is(folder):
    assert folder.job(user("ann", secret=b"x" * 20)).take(ONE).secret == b"x" * 20


def test_only_what_has_proved_its_account_is_finished(folder):
    job = folder.job(user("ann"), user("bob", 3))
    for serial in (ONE, TWO):
        job.take(serial)
    job.proved(ONE)
    again = folder.job()
    assert [given.serial for given in again.unfinished] == [TWO]
    assert [given.proved for given in again.given] == [True, False]


def test_a_token_that_was_given_up_leaves_its_user_to_another_with_another_secret(folder):
    job = folder.job(user("ann"))
    secret = job.take(ONE).secret
    job.give_up(ONE)
    again = folder.job(user("ann"))
    assert again.given == []
    given = again.take(TWO)
    assert given.user == "ann"
    assert given.secret != secret


def test_a_token_of_another_batch_cannot_be_given_up(folder):
    with pytest.raises(SourceError, match="No token of this batch"):
        folder.job(user("ann")).give_up(ONE)


def test_users_that_were_added_to_the_file_come_behind(folder):
    folder.job(user("ann")).take(ONE)
    again = folder.job(user("ann"), user("eve", 3))
    assert again.take(TWO).user == "eve"


def test_a_file_that_promises_a_token_of_somebody_else_is_refused(folder):
    folder.job(user("ann")).take(ONE)
    with pytest.raises(SourceError, match="line 3: the token 02464f420001 is ann's already"):
        folder.job(user("ann"), user("bob", 3, serial=ONE))


def test_a_file_that_promises_a_second_token_to_somebody_is_refused(folder):
    folder.job(user("ann")).take(ONE)
    with pytest.raises(SourceError, match="line 2: ann has the token 02464f420001 already"):
        folder.job(user("ann", serial=TWO))


def test_a_user_that_no_account_can_be_named_after_is_refused_before_any_token(folder):
    with pytest.raises(SourceError):
        folder.job(user("\x07"))


def test_no_repr_holds_a_secret(folder):
    job = folder.job(user("ann", secret=b"12345678901234567890"))
    assert "12345" not in repr(job.take(ONE)) + repr(job.waiting) + repr(job.given)
