"""fobctl backup: what is saved, where, and that it is saved whole or not at all."""

import json
import os
import stat
import threading

import pytest
from host.cli.fake_token import ASKS, SILENCE, VANISH, FakeToken, made_backup

from fobctl.cli import waiting
from otpfob.core.errors import Busy, Locked, NoStorage, Refused, StorageFailed, TimedOut
from otpfob.link.part import part_text
from otpfob.link.terms import PART_BYTES

pytestmark = pytest.mark.usefixtures("pauses")


@pytest.fixture
def path(tmp_path):
    folder = tmp_path / "saved"
    folder.mkdir()
    return folder / "token.fobb"


def backup(fobctl, token, path, *options):
    return fobctl("--port", token.port, *options, "backup", path)


def files(path):
    return [entry.name for entry in path.parent.iterdir()]


def test_the_backup_is_saved_as_the_token_gives_it(fobctl, path):
    with FakeToken() as token:
        done = backup(fobctl, token, path)
    assert done.status == 0, done.err
    assert path.read_bytes() == token.backup
    assert files(path) == [path.name]
    assert done.out.split() == [str(path), str(len(token.backup)), "bytes"]


@pytest.mark.parametrize("plain", [0, 1, 16, PART_BYTES - 64, PART_BYTES - 63, 119_900])
def test_a_backup_of_any_size_is_whole(fobctl, path, plain):
    with FakeToken() as token:
        token.backup = made_backup(plain)
        done = backup(fobctl, token, path)
    assert done.status == 0, done.err
    assert path.read_bytes() == token.backup


def test_the_person_is_told_what_to_do_and_each_thing_once(fobctl, path):
    with FakeToken() as token:
        done = backup(fobctl, token, path)
    assert done.err.splitlines() == [
        "Look at the token: accept or refuse there (15 s).",
        "The token makes the backup.",
        "Write the code down that the token shows, then answer its questions.",
        "Reading the backup",
        "Saved. Keep the code and the file apart.",
    ]


def test_the_token_is_asked_twice_a_second_and_forgets_the_backup(fobctl, path, pauses):
    with FakeToken() as token:
        backup(fobctl, token, path)
    assert pauses == [0.5] * 4
    assert token.commands[-1] == "backup_end"
    assert not token.keeps_a_backup


def test_the_backup_as_json(fobctl, path):
    with FakeToken() as token:
        done = backup(fobctl, token, path, "--json")
    assert json.loads(done.out) == {"file": str(path), "size": len(token.backup)}


def test_only_its_owner_may_read_it(fobctl, path):
    before = os.umask(0)
    try:
        with FakeToken() as token:
            backup(fobctl, token, path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_is_there_is_kept_and_nobody_asked(fobctl, path):
    path.write_text("mine")
    with FakeToken() as token:
        done = backup(fobctl, token, path)
    assert (done.status, done.out) == (1, "")
    assert done.err == f"Error: {path} is there already. --force replaces it.\n"
    assert path.read_text() == "mine"
    assert token.requests == []


def test_a_link_that_leads_nowhere_is_kept_too(fobctl, path):
    path.symlink_to(path.parent / "nowhere")
    with FakeToken() as token:
        assert backup(fobctl, token, path).status == 1
    assert path.is_symlink() and token.requests == []


def test_force_replaces_a_file(fobctl, path):
    path.write_text("mine")
    path.chmod(0o644)
    with FakeToken() as token:
        done = fobctl("--port", token.port, "backup", "--force", path)
    assert done.status == 0, done.err
    assert path.read_bytes() == token.backup
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_came_while_the_person_wrote_is_kept(fobctl, path, monkeypatch):
    monkeypatch.setattr(waiting, "pause", lambda seconds: path.write_text("mine"))
    with FakeToken() as token:
        done = backup(fobctl, token, path)
    assert (done.status, done.out) == (1, "")
    assert "is there already" in done.err
    assert path.read_text() == "mine" and files(path) == [path.name]
    assert token.commands[-1] == "backup_end"


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_a_folder_is_no_file(fobctl, tmp_path, force):
    with FakeToken() as token:
        done = fobctl("--port", token.port, "backup", tmp_path, *force)
    assert (done.status, done.out) == (1, "")
    assert done.err == f"Error: {tmp_path} is a folder. Name a file.\n"
    assert token.requests == []


def test_a_folder_that_is_not_there_is_told_before_anybody_is_asked(fobctl, tmp_path):
    path = tmp_path / "none" / "token.fobb"
    with FakeToken() as token:
        done = backup(fobctl, token, path)
    assert (done.status, done.out) == (1, "")
    assert done.err == f"Error: {path} cannot be written: No such file or directory.\n"
    assert token.requests == []


def test_without_a_file_it_is_wrong_usage(fobctl):
    assert fobctl("backup").status == 2


def test_a_disk_that_is_full_leaves_nothing(fobctl, path, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with FakeToken() as token:
        done = backup(fobctl, token, path)
    assert (done.status, done.out) == (1, "")
    last = done.err.splitlines()[-1]
    assert last == f"Error: {path} cannot be written: No space left on device."
    assert files(path) == []
    assert token.commands[-1] == "backup_end"


@pytest.mark.parametrize(
    "command, error, status",
    [
        ("backup", Refused(), 4),
        ("backup", TimedOut(), 5),
        ("backup", Busy(), 1),
        ("backup", NoStorage(), 1),
        ("backup", Locked(), 6),
        ("backup_state", Locked(), 6),
        ("backup_state", StorageFailed(), 1),
        ("backup_read", StorageFailed(), 1),
    ],
)
def test_an_error_of_the_token_saves_nothing(fobctl, path, command, error, status):
    with FakeToken({command: [ASKS, error] if command == "backup" else error}) as token:
        done = backup(fobctl, token, path)
    assert (done.status, done.out) == (status, "")
    assert done.err.splitlines()[-1].startswith("Error: ")
    assert files(path) == []
    # What the token did not begin it need not forget.
    assert ("backup_end" in token.commands) == (command != "backup")


def test_a_backup_that_is_given_up_on_the_token_is_a_refusal(fobctl, path):
    with FakeToken({"backup_state": {"state": "none", "size": 0}}) as token:
        done = backup(fobctl, token, path)
    assert (done.status, done.out) == (4, "")
    assert done.err.splitlines()[-1] == (
        "Error: The backup was given up on the token. Nothing was saved."
    )
    assert files(path) == []


@pytest.mark.parametrize("command", ["backup", "backup_state", "backup_read"])
def test_a_plug_that_is_pulled_saves_nothing(fobctl, path, command):
    with FakeToken({command: [ASKS, VANISH] if command == "backup" else VANISH}) as token:
        done = backup(fobctl, token, path)
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines()[-1] == f"Error: The token at {token.port} was unplugged."
    assert files(path) == []


def test_a_plug_that_is_pulled_in_the_middle_saves_nothing(fobctl, path):
    def part(fields):
        return VANISH if fields["at"] else {"data": part_text(token.backup[:PART_BYTES])}

    with FakeToken({"backup_read": part}) as token:
        done = backup(fobctl, token, path)
    assert (done.status, done.out) == (1, "")
    assert "was unplugged" in done.err
    assert files(path) == []


def test_a_plug_that_is_pulled_after_it_was_saved_is_no_failure(fobctl, path):
    with FakeToken({"backup_end": VANISH}) as token:
        done = backup(fobctl, token, path)
    assert done.status == 0, done.err
    assert path.read_bytes() == token.backup


def test_a_token_that_falls_silent_is_not_waited_for_again(fobctl, path, impatient):
    with FakeToken({"backup_read": SILENCE}) as token:
        done = backup(fobctl, token, path, "-v")
    assert (done.status, done.out) == (1, "")
    assert "does not answer any more" in done.err
    assert "> backup_read" in done.err and "> backup_end" not in done.err
    assert files(path) == []


@pytest.mark.parametrize(
    "sent, said",
    [
        (b"GIF89a" + bytes(200), "is no backup of an OTPfob token"),
        (made_backup(500)[:-1], "was cut off"),
        (made_backup(500) + b"\0", "is damaged"),
    ],
)
def test_what_is_no_backup_is_not_saved(fobctl, path, sent, said):
    with FakeToken() as token:
        token.backup = sent
        done = backup(fobctl, token, path)
    assert (done.status, done.out) == (1, "")
    assert f"Error: What the token sent {said}" in done.err
    assert files(path) == []


def test_nobody_is_waited_for_longer_than_half_an_hour(fobctl, path, pauses, monkeypatch):
    monkeypatch.setattr(waiting, "_MOST_TURNS", 5)
    with FakeToken({"backup_state": {"state": "code", "size": 0}}) as token:
        done = backup(fobctl, token, path)
    assert (done.status, done.out) == (5, "")
    assert "in half an hour" in done.err
    assert len(pauses) == 5 and token.commands[-1] == "backup_end"


def test_half_an_hour_is_half_an_hour():
    assert waiting._MOST_TURNS * waiting._TURN_S == 30 * 60


def test_ctrl_c_while_the_person_writes_ends_the_backup_on_the_token(fobctl, path, monkeypatch):
    def interrupted(seconds):
        assert threading.current_thread() is threading.main_thread()
        raise KeyboardInterrupt

    monkeypatch.setattr(waiting, "pause", interrupted)
    with FakeToken() as token:
        done = backup(fobctl, token, path)
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines()[-1] == "Stopped."
    assert token.commands[-1] == "backup_end"
    assert files(path) == []
