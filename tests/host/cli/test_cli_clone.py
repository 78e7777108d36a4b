"""fobctl clone: from one token to another, and onto no disk."""

import json

import pytest
from host.cli.fake_token import ASKS, VANISH, FakeToken, made_backup, restored

from fobctl.cli import waiting
from otpfob.core.errors import Refused

pytestmark = pytest.mark.usefixtures("pauses")
WARNING = "Note: two tokens with the same counter accounts must not both be used: use one."


def clone(fobctl, first, second, *options):
    return fobctl(*options, "clone", "--from", first.port, "--to", second.port)


def test_the_second_gets_what_the_first_gives(fobctl, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    with FakeToken() as first, FakeToken() as second:
        done = clone(fobctl, first, second)
    assert done.status == 0, done.err
    assert second.received == first.backup
    assert not first.keeps_a_backup
    assert done.out.split() == ["new", "3", "same", "2", "raised", "1"]
    assert done.err.splitlines()[-1] == WARNING
    assert sorted(tmp_path.rglob("*")) == before


def test_the_outcome_as_json(fobctl):
    with FakeToken() as first, FakeToken() as second:
        done = clone(fobctl, first, second, "--json")
    assert json.loads(done.out) == {"new": 3, "same": 2, "raised": 1}


def test_the_person_is_told_which_of_the_two_to_look_at(fobctl):
    with FakeToken() as first, FakeToken() as second:
        done = clone(fobctl, first, second)
    asked = [line for line in done.err.splitlines() if line.startswith("Look at the token at")]
    assert asked == [
        f"Look at the token at {first.port}: accept or refuse there (15 s).",
        f"Look at the token at {second.port}: accept or refuse there (15 s).",
    ]


def test_one_port_is_not_two_tokens(fobctl):
    with FakeToken() as token:
        done = clone(fobctl, token, token)
    assert (done.status, token.requests) == (2, [])


@pytest.mark.parametrize("arguments", [[], ["--from", "/dev/x"], ["--to", "/dev/x"]])
def test_both_ports_are_named(fobctl, arguments):
    assert fobctl("clone", *arguments).status == 2


def test_a_second_token_that_is_not_there_is_told_before_anybody_is_asked(fobctl, tmp_path):
    with FakeToken() as first:
        done = fobctl("clone", "--from", first.port, "--to", tmp_path / "none")
    assert (done.status, done.out) == (3, "")
    assert first.commands == []


@pytest.mark.parametrize("locked", ["first", "second"])
def test_a_locked_token_is_named_before_anybody_is_asked(fobctl, locked):
    with FakeToken() as first, FakeToken() as second:
        which = {"first": first, "second": second}[locked]
        which.locked = True
        done = clone(fobctl, first, second)
    assert (done.status, done.out) == (6, "")
    assert done.err == (
        f"Error: The token at {which.port} is locked. Enter its PIN with its buttons, "
        "then run this again.\n"
    )
    assert first.commands == second.commands == []


def test_a_second_token_that_locks_itself_meanwhile_is_waited_for(fobctl, monkeypatch):
    with FakeToken() as first, FakeToken() as second:

        def read(fields):
            second.locked = True
            return FakeToken._backup_read(first, fields)

        def pause(seconds):
            # The PIN is entered while fobctl waits for it.
            second.locked = False

        first._answers = {"backup_read": read}
        monkeypatch.setattr(waiting, "pause", pause)
        done = clone(fobctl, first, second)
    assert done.status == 0, done.err
    said = f"The token at {second.port} has locked itself. Enter its PIN."
    assert done.err.splitlines().count(said) == 1
    assert second.received == first.backup


def test_a_refusal_on_the_first_asks_the_second_for_nothing(fobctl):
    with FakeToken({"backup": [ASKS, Refused()]}) as first, FakeToken() as second:
        done = clone(fobctl, first, second)
    assert (done.status, done.out, second.commands) == (4, "", [])


def test_what_is_no_backup_is_not_sent(fobctl):
    with FakeToken() as first, FakeToken() as second:
        first.backup = made_backup(500)[:-1]
        done = clone(fobctl, first, second)
    assert (done.status, done.out, second.commands) == (1, "", [])
    assert "What the token sent was cut off" in done.err


@pytest.mark.parametrize(
    "answers, status",
    [
        ({"restore": [ASKS, Refused()]}, 4),
        ({"restore_state": restored("none", failed="wrong_code")}, 1),
        ({"restore_state": restored("none", failed="full")}, 1),
        ({"restore_write": VANISH}, 1),
    ],
)
def test_a_second_token_that_does_not_take_it_is_not_reported_as_done(fobctl, answers, status):
    with FakeToken() as first, FakeToken(answers) as second:
        done = clone(fobctl, first, second)
    assert (done.status, done.out) == (status, "")
    assert WARNING not in done.err
    assert not first.keeps_a_backup
