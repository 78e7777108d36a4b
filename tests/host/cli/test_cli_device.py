"""fobctl device list and info, and which token a command takes when none is named."""

import json
import os
import termios
import tty

import pytest
from host.cli.conftest import URI
from host.cli.fake_token import FakeToken, Foreign, hello

from fobctl.cli import session


def test_info_shows_what_the_token_says(fobctl):
    with FakeToken({"hello": hello(accounts=3, free=197)}) as token:
        done = fobctl("--port", token.port, "device", "info")
    assert (done.status, done.err) == (0, "")
    assert [line.split(None, 1) for line in done.out.splitlines()] == [
        ["serial", "02464f42fa4e"],
        ["board", "fake"],
        ["port", token.port],
        ["firmware", "0.1.0"],
        ["state", "ready"],
        ["PIN", "set"],
        ["clock", "set"],
        ["accounts", "3"],
        ["free", "197"],
    ]


@pytest.mark.parametrize(
    "changed, line",
    [
        ({"locked": True}, "state     locked"),
        ({"locked": True}, "PIN       set"),
        ({"pin": False}, "PIN       not set"),
        ({"ready": False}, "state     not set up"),
        ({"time": False}, "clock     not set"),
        ({"battery": 85}, "battery   85 %"),
        ({"battery": 0, "locked": True}, "battery   0 %"),
        ({"faults": ["display"]}, "fault     no display answers: look at its four wires"),
        ({"faults": ["fonts"]}, "fault     fonts are damaged: fobctl device update"),
        ({"faults": ["legs"]}, "fault     legs"),
    ],
)
def test_info_shows_the_state(fobctl, changed, line):
    with FakeToken({"hello": hello(**changed)}) as token:
        done = fobctl("--port", token.port, "device", "info")
    assert line.split() in [shown.split() for shown in done.out.splitlines()]


def test_info_as_json(fobctl):
    with FakeToken() as token:
        done = fobctl("--json", "--port", token.port, "device", "info")
    shown = json.loads(done.out)
    assert (shown["serial"], shown["port"]) == (token.serial, token.port)
    assert (shown["locked"], shown["ready"], shown["has_time"]) == (False, True, True)
    assert (shown["pin"], shown["battery"]) == (True, None)


def test_info_of_a_locked_token_says_nothing_of_its_accounts(fobctl):
    with FakeToken() as token:
        token.locked = True
        done = fobctl("--port", token.port, "device", "info")
        as_json = fobctl("--json", "--port", token.port, "device", "info")
    assert (done.status, done.err) == (0, "")
    assert "accounts" not in done.out and "free" not in done.out
    shown = json.loads(as_json.out)
    assert (shown["locked"], shown["pin"], shown["accounts"]) == (True, None, 0)


def test_list_finds_every_registered_simulator(fobctl, register):
    with FakeToken(serial="aa00") as one, FakeToken(serial="bb00") as other:
        register(one.port)
        register(other.port)
        done = fobctl("device", "list")
        as_json = fobctl("--json", "device", "list")
    assert (done.status, done.err) == (0, "")
    expected = [["aa00", "fake", one.port], ["bb00", "fake", other.port]]
    assert sorted(line.split() for line in done.out.splitlines()) == expected
    assert sorted(list(row.values()) for row in json.loads(as_json.out)) == expected


def test_list_without_a_token_is_an_empty_list(fobctl):
    done = fobctl("--json", "device", "list")
    assert (done.status, json.loads(done.out), done.err) == (0, [], "No token found.\n")


def test_serial_ports_are_looked_at_too(fobctl, monkeypatch):
    with FakeToken() as token:
        monkeypatch.setattr(session, "serial_ports", lambda: [token.port])
        assert fobctl("device", "list").out.split()[0] == token.serial


def test_the_only_token_is_taken(program, register):
    with FakeToken() as token:
        register(token.port)
        done = program("accounts", "add", stdin=URI.encode())
    assert done.status == 0, done.err
    assert token.commands == ["add", "prove"]


def test_of_two_tokens_none_is_taken(program, register):
    with FakeToken(serial="aa00") as one, FakeToken(serial="bb00") as other:
        register(one.port)
        register(other.port)
        done = program("accounts", "add", stdin=URI.encode())
    assert (done.status, done.out) == (3, "")
    first, *lines = done.err.splitlines()
    assert first == "Error: There is more than one token. Name one's port with --port:"
    assert sorted(lines) == [f"  aa00  fake  {one.port}", f"  bb00  fake  {other.port}"]
    assert one.commands == other.commands == []


def test_a_port_that_is_named_is_taken_whatever_else_there_is(fobctl, register):
    with FakeToken(serial="aa00") as one, FakeToken(serial="bb00") as other:
        register(one.port)
        done = fobctl("--port", other.port, "accounts", "add", stdin=URI)
    assert done.status == 0
    assert (one.requests, other.commands) == ([], ["add", "prove"])


def test_a_foreign_device_beside_the_token_is_passed_over(fobctl, impatient, register):
    with Foreign(b"hello") as device, FakeToken() as token:
        register(device.port)
        register(token.port)
        done = fobctl("accounts", "list")
        loud = fobctl("-v", "accounts", "list")
    assert (done.status, done.err) == (0, "No accounts on the token.\n")
    assert f"What is at {device.port} does not answer as an OTPfob." in loud.err


def test_list_all_says_of_every_other_port_why_it_is_none(fobctl, impatient, register):
    noise = bytes(range(256)) * 4
    with Foreign() as silent, Foreign(noise) as noisy, FakeToken() as token:
        token.locked = True
        for device in (silent, noisy, token):
            register(device.port)
        register("/dev/nowhere")
        done = fobctl("device", "list", "--all")
    assert (done.status, done.out.split()) == (0, [token.serial, "fake", token.port])
    for port in (silent.port, noisy.port):
        assert f"What is at {port} does not answer as an OTPfob." in done.err
    assert "There is no port /dev/nowhere." in done.err


def test_when_no_token_answers_it_is_said_why(fobctl, impatient, register):
    with Foreign() as device, FakeToken({"hello": hello(protocol=9)}) as newer:
        register(device.port)
        register(newer.port)
        done = fobctl("accounts", "list")
    assert (done.status, done.out) == (3, "")
    assert f"Note: What is at {device.port} does not answer as an OTPfob." in done.err
    assert f"Note: The token at {newer.port} has firmware" in done.err
    assert "speaks protocol 9" in done.err
    assert done.err.splitlines()[-1].startswith("Error: No token found.")


def test_a_simulator_that_was_killed_is_not_looked_for_again(fobctl, tmp_path, register):
    with FakeToken() as token:
        register(token.port)
        folder = tmp_path / "runtime" / "otpfob" / "simulators"
        (folder / "999999999").write_text(token.port)  # beyond any process number
        done = fobctl("device", "list")
        assert len(done.out.splitlines()) == 1
        assert not (folder / "999999999").exists()


def test_a_runtime_folder_that_others_may_read_is_no_reason_to_talk(program, tmp_path):
    (tmp_path / "runtime").chmod(0o755)
    with FakeToken() as token:
        done = program("--port", token.port, "device", "list")
    assert (done.status, done.err) == (0, "")
    assert program("--port", tmp_path / "none", "device", "info").err.count("\n") == 1


def test_the_line_does_not_echo_after_a_conversation(fobctl):
    with FakeToken() as token:
        fobctl("--port", token.port, "device", "info")
        line = os.open(token.port, os.O_RDWR | os.O_NOCTTY)
        try:
            echo = termios.tcgetattr(line)[tty.LFLAG] & termios.ECHO
        finally:
            os.close(line)
    assert not echo
