"""fobctl batch: many tokens, whatever happens to one of them."""

import json
import os
import threading

import pytest
from host.cli.fake_token import ASKS, VANISH, FakeToken, Foreign, hello

from fobctl.batch import journal, pskc_file
from fobctl.cli import batch_stations
from fobctl.cli.batch import JOURNAL
from fobctl.sources.formats import read_export
from otpfob.core.account import HOTP
from otpfob.core.errors import Refused, TimedOut

PASSWORD = "correct horse battery"
FILE_PASSWORD = "another long password"
SERIALS = [f"02464f42000{i}" for i in range(1, 10)]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(journal, "_COST", {"n": 2, "r": 1, "p": 1})
    monkeypatch.setattr(pskc_file, "_ITERATIONS", 1000)
    monkeypatch.setattr(batch_stations, "_LOOK_S", 0.01)


class Batch:
    """A folder, a list of users, and fobctl."""

    def __init__(self, fobctl, folder):
        self._fobctl = fobctl
        self.folder = folder / "job"
        self._users = folder / "users.csv"
        self.list("user\nann\nbob\n")

    def list(self, text):
        self._users.write_text(text)

    def provision(self, *options, ports=(), once=True, stdin=PASSWORD + "\n"):
        given = [part for port in ports for part in ("--port", port)]
        return self._fobctl(
            "--json",
            *("batch", "provision", self._users, "--job", self.folder, "--issuer", "Acme"),
            *given,
            *(["--once"] if once else []),
            *options,
            stdin=stdin,
        )

    def run(self, command, *options, stdin=PASSWORD + "\n"):
        return self._fobctl("--json", "batch", command, self.folder, *options, stdin=stdin)


@pytest.fixture
def batch(fobctl, tmp_path):
    return Batch(fobctl, tmp_path)


def secrets_of(token):
    return [account.secret for _, account, _ in token.accounts]


def test_two_tokens_side_by_side_get_a_user_each_and_prove_it(batch):
    with FakeToken(serial=SERIALS[0]) as one, FakeToken(serial=SERIALS[1]) as two:
        done = batch.provision(ports=[one.port, two.port], once=False)
        names = sorted(account.name for token in (one, two) for _, account, _ in token.accounts)
    assert done.status == 0, done.err
    assert names == ["ann", "bob"]
    assert secrets_of(one) != secrets_of(two)
    told = json.loads(done.out)
    assert sorted(token["user"] for token in told["tokens"]) == names
    assert all(token["proved"] for token in told["tokens"])
    assert told["waiting"] == []
    assert "prove" in one.commands and "prove" in two.commands
    assert one.clock["source"] == two.clock["source"] == "host"


def test_tokens_are_found_without_being_named(batch, register):
    with FakeToken(serial=SERIALS[0]) as one, FakeToken(serial=SERIALS[1]) as two:
        register(one.port)
        register(two.port)
        done = batch.provision(once=False)
    assert done.status == 0, done.err


def test_the_next_token_at_the_same_port_is_taken_after_the_first_was_unplugged(
    batch, tmp_path, monkeypatch
):
    port = tmp_path / "tty"
    with FakeToken(serial=SERIALS[0]) as one, FakeToken(serial=SERIALS[1]) as two:
        port.symlink_to(one.port)

        def look_again():
            # The person changes tokens once the first is done.
            at_work = any(thread.name == str(port) for thread in threading.enumerate())
            if one.accounts and not two.requests and port.is_symlink() and not at_work:
                port.unlink()
            elif not port.is_symlink():
                port.symlink_to(two.port)

        monkeypatch.setattr(batch_stations, "look_again", look_again)
        done = batch.provision(ports=[port], once=False)
    assert done.status == 0, done.err
    assert [len(one.accounts), len(two.accounts)] == [1, 1]


def test_nothing_of_a_secret_or_password_is_printed(batch):
    with FakeToken(serial=SERIALS[0]) as token:
        done = batch.provision(ports=[token.port])
    secret = secrets_of(token)[0]
    for text in (done.out, done.err):
        assert secret.hex() not in text and PASSWORD not in text


def test_a_port_that_dies_in_the_middle_gets_the_same_secret_when_it_comes_back(batch):
    with FakeToken({"add": VANISH}, serial=SERIALS[0]) as token:
        first = batch.provision(ports=[token.port])
    sent = next(fields["secret"] for command, fields in token.requests if command == "add")
    assert first.status == 1
    assert "unplugged" in first.err
    assert json.loads(first.out)["tokens"] == [
        {"serial": SERIALS[0], "user": "ann", "issuer": "Acme", "proved": False}
    ]
    with FakeToken(serial=SERIALS[0]) as token:
        batch.provision(ports=[token.port])
    assert secrets_of(token) == [sent]


def test_a_token_that_had_taken_it_before_it_died_is_not_given_it_twice(batch):
    with FakeToken({"prove": VANISH}, serial=SERIALS[0]) as token:
        batch.provision(ports=[token.port])
        kept = token.accounts
    with FakeToken(serial=SERIALS[0]) as token:
        token.accounts = kept
        done = batch.provision(ports=[token.port])
    assert "add" not in token.commands
    assert json.loads(done.out)["tokens"][0]["proved"]


def test_another_token_in_place_of_one_that_died_gets_the_next_user(batch):
    with FakeToken({"add": VANISH}, serial=SERIALS[0]) as token:
        batch.provision(ports=[token.port])
    with FakeToken(serial=SERIALS[1]) as token:
        done = batch.provision(ports=[token.port])
    told = json.loads(done.out)["tokens"]
    assert [(one["user"], one["proved"]) for one in told] == [("ann", False), ("bob", True)]
    assert done.status == 1


def test_one_that_fails_does_not_stop_the_others(batch, impatient):
    refusing = FakeToken({"add": [ASKS, Refused()]}, serial=SERIALS[0])
    with refusing as one, Foreign(b"?") as other, FakeToken(serial=SERIALS[1]) as two:
        done = batch.provision(ports=[one.port, other.port, two.port])
    assert (done.status, len(two.accounts)) == (1, 1)
    assert "Refused on the token" in done.err


def test_nobody_at_the_token_is_asked_again_a_few_times(batch):
    answers = iter([TimedOut(), TimedOut(), None])
    with FakeToken(serial=SERIALS[0]) as token:

        def add(fields):
            error = next(answers)
            return [ASKS, error] if error else FakeToken._add(token, fields)

        token._answers = {"add": add}
        batch.list("user\nann\n")
        done = batch.provision(ports=[token.port])
    assert done.status == 0, done.err
    assert done.err.count("Nobody answered") == 2


def test_a_locked_token_is_waited_for(batch, monkeypatch, pauses):
    batch.list("user\nann\n")
    with FakeToken(serial=SERIALS[0]) as token:
        token.locked = True

        def open_it(seconds):
            token.locked = False

        monkeypatch.setattr(batch_stations.waiting, "pause", open_it)
        done = batch.provision(ports=[token.port])
    assert done.status == 0, done.err
    assert "Enter its PIN." in done.err


def test_a_new_token_is_waited_for_until_it_is_set_up(batch, pauses):
    batch.list("user\nann\n")
    states = [False, False, True]
    with FakeToken(serial=SERIALS[0]) as token:
        token._answers = {
            "hello": lambda fields: hello(
                serial=SERIALS[0], ready=states.pop(0) if len(states) > 1 else states[0]
            )
        }
        done = batch.provision(ports=[token.port])
    assert done.status == 0, done.err
    assert done.err.count("Set it up") == 1


def test_a_token_that_holds_accounts_is_taken_only_when_that_is_said(batch):
    batch.list("user\nann\n")
    with FakeToken(serial=SERIALS[0]) as token:
        FakeToken._add(
            token,
            dict(
                kind="totp",
                issuer="x",
                name="y",
                secret=b"z" * 16,
                hash="SHA1",
                digits=6,
                period=30,
                counter=0,
            ),
        )
        refused = batch.provision(ports=[token.port])
        assert (refused.status, len(token.accounts)) == (1, 1)
        assert "--used-too" in refused.err
        assert json.loads(refused.out)["tokens"] == []
        taken = batch.provision("--used-too", ports=[token.port])
    assert (taken.status, len(token.accounts)) == (0, 2)


def test_a_token_that_is_done_says_whose_it_is(batch):
    with FakeToken(serial=SERIALS[0]) as token:
        batch.provision(ports=[token.port])
        again = batch.provision(ports=[token.port])
    assert "has been programmed for ann" in again.err
    assert token.commands.count("add") == 1


def test_a_token_that_does_not_hold_what_was_sent_is_not_finished(batch):
    with FakeToken(serial=SERIALS[0]) as token:
        token._answers = {"add": lambda fields: FakeToken._add(token, fields | {"digits": 7})}
        done = batch.provision(ports=[token.port])
    assert "do not use it" in done.err
    assert not json.loads(done.out)["tokens"][0]["proved"]


def test_accounts_by_counter_need_no_clock(batch):
    batch.list("user\nann\n")
    with FakeToken(serial=SERIALS[0]) as token:
        done = batch.provision("--kind", "counter", "--digits", "8", ports=[token.port])
    assert done.status == 0, done.err
    assert "time" not in token.commands
    assert token.accounts[0][1].kind == HOTP
    assert token.accounts[0][1].digits == 8


def test_a_batch_goes_on_only_with_the_accounts_that_it_began_with(batch):
    batch.provision()
    done = batch.provision("--digits", "8")
    assert done.status == 1
    assert "begun with digits 6" in done.err


def test_a_wrong_password_opens_nothing(batch):
    batch.provision()
    assert "password is wrong" in batch.provision(stdin="not the right one\n").err


@pytest.mark.parametrize("stdin, said", [("", "is missing"), ("short\n", "12 characters")])
def test_a_new_batch_needs_a_good_password(batch, stdin, said):
    done = batch.provision(stdin=stdin)
    assert (done.status, said in done.err) == (1, True)
    assert not batch.folder.exists()


@pytest.mark.parametrize(
    "text, said",
    [("login\nann\n", "no column `user`"), ("user,serial\na,0202020202\nb,0202020202\n", "again")],
)
def test_a_list_that_cannot_be_used_begins_nothing(batch, text, said):
    batch.list(text)
    done = batch.provision()
    assert (done.status, said in done.err) == (1, True)
    assert not batch.folder.exists()


def test_a_list_that_is_not_there_is_named(batch, tmp_path):
    (tmp_path / "users.csv").unlink()
    assert "There is no file" in batch.provision().err


def test_a_folder_that_cannot_be_made_is_named(batch, tmp_path):
    (tmp_path / "job").write_text("a file")
    assert batch.provision().status in (1, 2)


def filled(batch):
    """Program two tokens; returns their secrets by user."""
    with FakeToken(serial=SERIALS[0]) as one, FakeToken(serial=SERIALS[1]) as two:
        batch.provision(ports=[one.port, two.port], once=False)
    return {
        account.name: bytes(account.secret)
        for token in (one, two)
        for _, account, _ in token.accounts
    }


def test_the_exported_files_hold_what_the_tokens_hold(batch, tmp_path):
    secrets = filled(batch)
    names = ["--pskc", tmp_path / "a.xml", "--entra", tmp_path / "b.csv"]
    names += ["--privacyidea", tmp_path / "c.csv", "--labels", tmp_path / "labels"]
    done = batch.run("export", *names, stdin=f"{PASSWORD}\n{FILE_PASSWORD}\n")
    assert done.status == 0, done.err
    files = json.loads(done.out)
    assert len(files) == 4
    for path in files:
        assert os.stat(path).st_mode & 0o777 == 0o600
    export = read_export((tmp_path / "a.xml").read_bytes(), lambda prompt: FILE_PASSWORD)
    read = {new.account.name: bytes(new.account.secret) for new in export.entries}
    assert read == secrets
    assert secrets["ann"].hex() in (tmp_path / "c.csv").read_text()
    assert done.err.count("has every key") == 2


def test_what_is_unfinished_is_left_out_and_named(batch, tmp_path):
    with (
        FakeToken({"prove": VANISH}, serial=SERIALS[0]) as one,
        FakeToken(serial=SERIALS[1]) as two,
    ):
        batch.provision(ports=[one.port])
        batch.provision(ports=[two.port])
    done = batch.run("export", "--privacyidea", tmp_path / "c.csv")
    assert done.status == 0, done.err
    assert SERIALS[0] in done.err
    assert SERIALS[0] not in (tmp_path / "c.csv").read_text()


def test_no_file_is_replaced_and_none_written_when_one_is_there(batch, tmp_path):
    filled(batch)
    (tmp_path / "b.csv").write_text("mine")
    names = ["--entra", tmp_path / "b.csv", "--privacyidea", tmp_path / "c.csv"]
    done = batch.run("export", *names)
    assert (done.status, (tmp_path / "b.csv").read_text()) == (1, "mine")
    assert not (tmp_path / "c.csv").exists()
    assert batch.run("export", *names, "--force").status == 0


def test_an_export_of_nothing_or_of_no_batch_is_refused(batch, tmp_path):
    assert "There is no batch" in batch.run("export", "--entra", tmp_path / "b.csv").err
    batch.provision()
    assert "nothing to export" in batch.run("export", "--entra", tmp_path / "b.csv").err
    assert batch.run("export").status == 2


def test_a_lost_token_is_given_up_and_its_user_gets_another(batch):
    secrets = filled(batch)
    status = json.loads(batch.run("status").out)
    serial = next(one["serial"] for one in status["tokens"] if one["user"] == "ann")
    assert batch.run("give-up", serial).status == 2
    done = batch.run("give-up", serial, "--yes")
    assert done.status == 0, done.err
    with FakeToken(serial=SERIALS[2]) as token:
        assert batch.provision(ports=[token.port]).status == 0
    assert token.accounts[0][1].name == "ann"
    assert secrets_of(token)[0] != secrets["ann"]


def test_the_journal_holds_no_readable_secret(batch):
    secrets = filled(batch)
    written = (batch.folder / JOURNAL).read_bytes()
    assert not any(
        secret in written or secret.hex().encode() in written for secret in secrets.values()
    )
