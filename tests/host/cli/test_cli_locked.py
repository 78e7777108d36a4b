"""Locking: the command, the settings, and what a locked token is asked."""

import json

import pytest
from host.cli.conftest import URI
from host.cli.fake_token import ASKS, FakeToken, made_backup

from otpfob.core.errors import BadField, Locked, Refused

LOCKED = "Error: The token is locked. Enter its PIN with its buttons, then run this again.\n"


@pytest.mark.parametrize(
    "command",
    [
        "accounts list",
        "accounts add",
        "accounts delete acme",
        "accounts code acme",
        "time show",
        "time set",
        "time sync",
        "time doctor acme",
        "wifi show",
        "wifi set Home",
        "wifi remove",
        "device settings",
        "device wipe",
        "backup FILE",
        "restore FILE",
    ],
)
@pytest.mark.parametrize("port", ["named", "found"])
def test_a_locked_token_is_only_asked_what_it_is(fobctl, tmp_path, register, command, port):
    path = tmp_path / "token.fobb"
    if command.startswith("restore"):
        path.write_bytes(made_backup(16))
    with FakeToken() as token:
        token.locked = True
        register(token.port)
        named = ["--port", token.port] if port == "named" else []
        done = fobctl(*named, *command.replace("FILE", str(path)).split(), stdin=URI)
    assert (done.status, done.out, done.err) == (6, "", LOCKED)
    assert token.commands == []


def test_a_token_that_locks_itself_in_between_is_said_the_same_way(fobctl):
    with FakeToken({"list": Locked()}) as token:
        done = fobctl("--port", token.port, "accounts", "list")
    assert (done.status, done.out, done.err) == (6, "", LOCKED)


def test_lock_locks(fobctl):
    with FakeToken() as token:
        done = fobctl("--port", token.port, "device", "lock")
        assert (done.status, done.out, done.err) == (0, "", "The token is locked.\n")
        assert token.locked
        again = fobctl("--port", token.port, "device", "lock")
    assert (again.status, again.err) == (0, "The token is locked already.\n")
    assert token.commands == ["lock"]


def test_a_token_without_a_pin_says_that_it_cannot_be_locked(fobctl):
    no_pin = {"error": "no_pin", "says": "This token has no PIN. Set one in its menu first."}
    with FakeToken({"lock": no_pin}) as token:
        done = fobctl("--port", token.port, "device", "lock")
    assert (done.status, done.out) == (1, "")
    assert done.err == "Error: This token has no PIN. Set one in its menu first.\n"


SHOWN = "lock after   {lock}\ndim after    30 s\ndark after   1 min\nsleep after  {sleep}\n"


def test_settings_are_shown(fobctl):
    with FakeToken() as token:
        done = fobctl("--port", token.port, "device", "settings")
        as_json = fobctl("--port", token.port, "--json", "device", "settings")
    assert (done.status, done.err) == (0, "")
    assert done.out == SHOWN.format(lock="5 min", sleep="3 min")
    assert json.loads(as_json.out) == {
        "lock_after_s": 300,
        "dim_after_s": 30,
        "dark_after_s": 60,
        "sleep_after_s": 180,
    }


@pytest.mark.parametrize(
    "text, seconds, shown",
    [
        ("300", 300, "5 min"),
        ("90s", 90, "90 s"),
        ("5m", 300, "5 min"),
        ("60M", 3600, "60 min"),
        (" 10 m ", 600, "10 min"),
    ],
)
def test_settings_are_changed(fobctl, text, seconds, shown):
    with FakeToken() as token:
        done = fobctl("--port", token.port, "device", "settings", "--lock-after", text)
    assert done.status == 0, done.err
    assert token.requests[-1] == ("settings", {"lock_after": seconds})
    assert done.out == SHOWN.format(lock=shown, sleep="3 min")
    assert "Look at the token" in done.err


@pytest.mark.parametrize("text", ["0", "never", " Never", "0m"])
def test_a_token_can_be_told_never_to_sleep(fobctl, text):
    with FakeToken() as token:
        done = fobctl("--port", token.port, "device", "settings", "--sleep-after", text)
    assert done.out == SHOWN.format(lock="5 min", sleep="never")


def test_several_settings_are_one_question(fobctl):
    options = "--dim-after", "10", "--dark-after", "20", "--sleep-after", "10m"
    with FakeToken() as token:
        done = fobctl("--port", token.port, "device", "settings", *options)
    assert done.status == 0, done.err
    changes = {"dim_after": 10, "dark_after": 20, "sleep_after": 600}
    assert token.requests[-1] == ("settings", changes)


@pytest.mark.parametrize("text", ["", "m", "5h", "-5m", "1.5m", "5 m 3 s", "1e3", "٣٠", "9" * 7])
def test_a_time_that_is_none_is_wrong_usage(fobctl, text):
    with FakeToken() as token:
        done = fobctl("--port", token.port, "device", "settings", "--lock-after", text)
    assert (done.status, done.out, token.requests) == (2, "", [])
    assert "is no time. Give seconds or minutes, as in 300, 90s or 5m, or never." in done.err


def test_a_time_that_the_token_does_not_take_is_said_with_its_limits(fobctl):
    with FakeToken({"settings": BadField("lock_after")}) as token:
        done = fobctl("--port", token.port, "device", "settings", "--lock-after", "5")
    assert (done.status, done.out) == (1, "")
    assert done.err == "Error: The token does not take --lock-after 5 s. Give 30s to 60m.\n"


def test_and_of_the_setting_that_it_does_not_take(fobctl):
    options = "--lock-after", "5m", "--dim-after", "3"
    with FakeToken({"settings": BadField("dim_after")}) as token:
        done = fobctl("--port", token.port, "device", "settings", *options)
    says = "The token does not take --dim-after 3 s. Give 10s to 60m, or never."
    assert (done.status, done.out, done.err) == (1, "", f"Error: {says}\n")


def test_a_setting_that_is_refused_is_not_shown_as_changed(fobctl):
    with FakeToken({"settings": [ASKS, Refused()]}) as token:
        done = fobctl("--port", token.port, "device", "settings", "--lock-after", "5m")
    assert (done.status, done.out) == (4, "")
