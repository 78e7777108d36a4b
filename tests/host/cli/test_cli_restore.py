"""fobctl restore: which files are sent, and what the token makes of them."""

import json
import os

import pytest
from host.cli.fake_token import ASKS, VANISH, FakeToken, made_backup, restored

from otpfob.core.errors import BadField, Busy, Locked, Refused, StorageFailed, TimedOut
from otpfob.link.terms import PART_BYTES

pytestmark = pytest.mark.usefixtures("pauses")
GOOD = made_backup(1500)
WARNING = "Note: two tokens with the same counter accounts must not both be used: use one."


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "token.fobb"
    path.write_bytes(GOOD)
    return path


def restore(fobctl, token, path, *options):
    return fobctl("--port", token.port, *options, "restore", path)


def test_the_whole_file_is_sent_in_parts_and_its_outcome_printed(fobctl, path):
    with FakeToken() as token:
        done = restore(fobctl, token, path)
    assert done.status == 0, done.err
    assert token.received == GOOD
    sizes = [len(fields["data"]) for command, fields in token.requests if "data" in fields]
    assert sizes == [PART_BYTES, len(GOOD) - PART_BYTES]
    assert [line.split() for line in done.out.splitlines()] == [
        ["new", "3"],
        ["same", "2"],
        ["raised", "1"],
    ]


def test_the_outcome_as_json(fobctl, path):
    with FakeToken() as token:
        done = restore(fobctl, token, path, "--json")
    assert json.loads(done.out) == {"new": 3, "same": 2, "raised": 1}
    assert WARNING in done.err


def test_the_person_is_told_what_to_do_and_warned_of_two_tokens(fobctl, path):
    with FakeToken() as token:
        done = restore(fobctl, token, path)
    assert done.err.splitlines() == [
        "Look at the token: accept or refuse there (15 s).",
        "Sending the backup",
        "Enter the code of the backup on the token.",
        "The token checks the backup.",
        "Look at the token: it says what will change, and asks.",
        WARNING,
    ]


@pytest.mark.parametrize("plain", [0, 1, 119_900])
def test_a_backup_of_any_size_is_sent(fobctl, path, plain):
    path.write_bytes(made_backup(plain))
    with FakeToken() as token:
        assert restore(fobctl, token, path).status == 0
    assert token.received == path.read_bytes()


def _version_2(data):
    return data[:4] + b"\2" + data[5:]


@pytest.mark.parametrize(
    "content, said",
    [
        (b"", "is no backup of an OTPfob token"),
        (b"FOB", "is no backup of an OTPfob token"),
        (b"\x89PNG\r\n" + bytes(500), "is no backup of an OTPfob token"),
        (GOOD[1:], "is no backup of an OTPfob token"),
        (b"FOBB", "was cut off: it has 4 bytes"),
        (GOOD[:63], "was cut off: it has 63 bytes"),
        (GOOD[:64], "was cut off: it has 64 of 1568 bytes"),
        (GOOD[:-1], "was cut off: it has 1567 of 1568 bytes"),
        (GOOD + b"\n", "is damaged: its length"),
        (GOOD[:12] + b"\xff\xff\xff\xff" + GOOD[16:], "is damaged: its length"),
        (_version_2(GOOD), "is a backup of version 2; this fobctl knows 1"),
        (made_backup(120_000), "is bigger than any backup: more than 120,000 bytes"),
        (b"FOBB" + bytes(200_000), "is bigger than any backup"),
    ],
)
def test_what_is_no_whole_backup_is_not_sent(fobctl, path, content, said):
    path.write_bytes(content)
    with FakeToken() as token:
        done = restore(fobctl, token, path)
    assert (done.status, done.out) == (1, "")
    assert f"Error: {path} {said}" in done.err
    assert token.requests == []


def test_a_file_that_is_not_there(fobctl, tmp_path):
    with FakeToken() as token:
        done = restore(fobctl, token, tmp_path / "none")
    assert (done.status, done.err) == (1, f"Error: There is no file {tmp_path}/none.\n")
    assert token.requests == []


def test_a_folder_is_no_backup(fobctl, tmp_path):
    with FakeToken() as token:
        done = restore(fobctl, token, tmp_path)
    assert (done.status, done.err) == (1, f"Error: {tmp_path} cannot be read: Is a directory.\n")
    assert token.requests == []


def test_a_file_without_an_end_is_not_read_to_it(fobctl):
    with FakeToken() as token:
        done = restore(fobctl, token, "/dev/zero")
    assert (done.status, token.requests) == (1, [])
    assert "/dev/zero is bigger than any backup" in done.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(fobctl, path):
    path.chmod(0)
    with FakeToken() as token:
        done = restore(fobctl, token, path)
    assert done.err == f"Error: {path} cannot be read: Permission denied.\n"


def test_without_a_file_it_is_wrong_usage(fobctl):
    assert fobctl("restore").status == 2


@pytest.mark.parametrize(
    "command, error, status",
    [
        ("restore", Refused(), 4),
        ("restore", TimedOut(), 5),
        ("restore", Busy(), 1),
        ("restore", BadField("size"), 1),
        ("restore", Locked(), 6),
        ("restore_write", StorageFailed(), 1),
        ("restore_state", Locked(), 6),
    ],
)
def test_an_error_of_the_token_is_told(fobctl, path, command, error, status):
    with FakeToken({command: [ASKS, error] if command == "restore" else error}) as token:
        done = restore(fobctl, token, path)
    assert (done.status, done.out) == (status, "")
    assert done.err.splitlines()[-1].startswith("Error: ")
    assert WARNING not in done.err


@pytest.mark.parametrize(
    "failed, status, said",
    [
        ("wrong_code", 1, "This is not the code of this backup, or the file was altered."),
        ("damaged", 1, "The backup is damaged. Nothing was changed."),
        ("full", 1, "The token is full."),
        ("refused", 4, "Refused on the token. Nothing was changed."),
        ("timed_out", 5, "Nobody answered on the token in time. Nothing was changed."),
        ("storage", 1, "The flash memory failed."),
        ("too_hot", 1, "The token could not restore the backup (too_hot)."),
    ],
)
def test_a_restore_that_fails_says_why(fobctl, path, failed, status, said):
    ended = restored("none", failed=failed)
    with FakeToken({"restore_state": ended}) as token:
        done = restore(fobctl, token, path)
    assert (done.status, done.out) == (status, "")
    assert done.err.splitlines()[-1].startswith(f"Error: {said}")
    assert WARNING not in done.err


def test_a_restore_that_is_given_up_on_the_token_is_a_refusal(fobctl, path):
    with FakeToken({"restore_state": restored("none")}) as token:
        done = restore(fobctl, token, path)
    assert (done.status, done.out) == (4, "")
    assert "The restore was given up on the token." in done.err


@pytest.mark.parametrize("command", ["restore", "restore_write", "restore_state"])
def test_a_plug_that_is_pulled_is_no_restore(fobctl, path, command):
    with FakeToken({command: [ASKS, VANISH] if command == "restore" else VANISH}) as token:
        done = restore(fobctl, token, path)
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines()[-1] == f"Error: The token at {token.port} was unplugged."


def test_a_plug_that_is_pulled_in_the_middle_is_no_restore(fobctl, path):
    with FakeToken({"restore_write": lambda fields: VANISH if fields["at"] else {}}) as token:
        done = restore(fobctl, token, path)
    assert (done.status, done.out) == (1, "")
    assert "was unplugged" in done.err


def test_what_was_backed_up_is_what_is_sent(fobctl, tmp_path):
    with FakeToken() as one, FakeToken() as other:
        assert fobctl("--port", one.port, "backup", tmp_path / "b").status == 0
        assert fobctl("--port", other.port, "restore", tmp_path / "b").status == 0
    assert other.received == one.backup
