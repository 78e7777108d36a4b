"""Ports and lines: none, the wrong one, noise, and a plug that is pulled."""

import os
import time

import pytest
import serial
from host.cli.at_terminal import AtTerminal
from host.cli.conftest import PROGRAM, URI
from host.cli.fake_token import ASKS, SILENCE, VANISH, FakeToken, Foreign

from fobctl.link import conversation

NOT_AN_OTPFOB = (
    "Error: What is at {} does not answer as an OTPfob. "
    "If it sleeps, press a button of it. Is it another device, or is its firmware missing?\n"
)


def add(fobctl, port):
    return fobctl("--port", port, "accounts", "add", stdin=URI)


def test_no_token(fobctl):
    done = fobctl("accounts", "list")
    assert (done.status, done.out) == (3, "")
    assert done.err == (
        "Error: No token found. Plug one in, start one with `fobctl sim`, or name its port "
        "with --port.\n"
    )


def test_a_port_that_does_not_exist(fobctl, tmp_path):
    done = add(fobctl, tmp_path / "tty")
    assert (done.status, done.out) == (3, "")
    assert done.err == f"Error: There is no port {tmp_path}/tty. Is the token plugged in?\n"


@pytest.mark.parametrize("kind", ["file", "folder", "pipe", "null"])
def test_a_port_that_is_something_else(fobctl, tmp_path, kind):
    path = tmp_path / kind
    if kind == "file":
        path.write_text("not to be changed")
    elif kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path = "/dev/null"
    done = add(fobctl, path)
    assert (done.status, done.out) == (3, "")
    assert done.err == f"Error: {path} cannot be opened as a serial port.\n"
    if kind == "file":
        assert path.read_text() == "not to be changed"


def test_a_port_that_another_program_uses(fobctl):
    with FakeToken() as token, serial.Serial(token.port, exclusive=True):
        done = add(fobctl, token.port)
    assert (done.status, done.out) == (3, "")
    assert done.err == f"Error: {token.port} is in use by another program. Close it first.\n"
    assert token.requests == []


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"login: ",
        b"\x00\xff\x03\x1b[2J:::::\n",
        b":A00" + b"=" * 500 + b"\n",
        # Frames with check sums that are right, of a conversation that is not ours.
        b":A0000B1DCFC5A\n:L0001e30=5C2D4C1F\n",
        b"a" * 4000,
    ],
)
def test_a_foreign_device_on_the_port(fobctl, impatient, text):
    with Foreign(text) as device:
        done = add(fobctl, device.port)
    assert (done.status, done.out) == (3, "")
    assert done.err == NOT_AN_OTPFOB.format(device.port)


def test_a_device_that_sends_back_what_it_gets_is_no_token(fobctl, impatient):
    class Echo(Foreign):
        def turn(self, received):
            self.write(received)

    with Echo() as device:
        done = add(fobctl, device.port)
    assert done.status != 0 and done.out == ""
    assert str(device.port) in done.err


def test_noise_between_frames_is_skipped(fobctl):
    def noisy(line):
        return b"I (123) boot: \x1b[0m\xff\x00:L0\n" + line + b"\r\nwarning: x\n:"

    with FakeToken(spoil=noisy) as token:
        done = add(fobctl, token.port)
    assert done.status == 0, done.err
    assert token.commands == ["add", "prove"]


def spoil_one(number, change):
    """Return what changes the frame of this number, from 0, of those a token sends."""
    count = iter(range(1_000_000))
    return lambda line: change(line) if next(count) == number else line


def damaged(line):
    return line[:-4] + bytes((line[-4] ^ 1,)) + line[-3:]


@pytest.mark.parametrize("number", range(8))
@pytest.mark.parametrize(
    "change",
    [damaged, lambda line: b"", lambda line: line[:9] + b"\n", lambda line: line * 2],
    ids=["damaged", "lost", "cut", "doubled"],
)
def test_any_frame_may_be_damaged_lost_cut_or_doubled(fobctl, monkeypatch, number, change):
    # Both ends wait for a third of the time before they repeat a frame.
    monkeypatch.setattr(conversation, "_now_ms", lambda: time.monotonic_ns() * 3 // 1_000_000)
    with FakeToken(spoil=spoil_one(number, change), speed=3) as token:
        done = add(fobctl, token.port)
    assert done.status == 0, done.err
    assert token.commands == ["add", "prove"]
    assert len(token.accounts) == 1


def test_the_plug_is_pulled_while_the_token_asks(fobctl):
    with FakeToken({"add": [ASKS, VANISH]}) as token:
        done = add(fobctl, token.port)
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines()[-1] == f"Error: The token at {token.port} was unplugged."


@pytest.mark.parametrize("command", ["hello", "add", "prove"])
def test_the_plug_is_pulled_when_a_request_comes(fobctl, command):
    with FakeToken({command: VANISH}) as token:
        done = add(fobctl, token.port)
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines()[-1] == f"Error: The token at {token.port} was unplugged."


def test_the_plug_is_pulled_at_the_first_byte(fobctl):
    class Loose(Foreign):
        def turn(self, received):
            if received:
                self._vanish()

    with Loose() as device:
        done = add(fobctl, device.port)
    assert (done.status, done.out) == (3, "")
    assert done.err == f"Error: The token at {device.port} was unplugged.\n"


def test_the_program_ends_when_the_plug_is_pulled(program):
    with FakeToken({"add": [ASKS, VANISH]}) as token:
        done = program("--port", token.port, "accounts", "add", stdin=URI.encode())
    assert (done.status, done.out) == (1, "")
    assert "was unplugged" in done.err


@pytest.mark.parametrize("answer", [SILENCE, [ASKS | {"asks": 0}, SILENCE]])
def test_a_token_that_falls_silent(fobctl, monkeypatch, impatient, answer):
    with FakeToken({"add": answer}) as token:
        done = add(fobctl, token.port)
    assert (done.status, done.out) == (1, "")
    last = done.err.splitlines()[-1]
    assert last == f"Error: The token at {token.port} does not answer any more."


def test_a_token_that_does_not_even_acknowledge(fobctl):
    frames = []

    def first_only(line):
        frames.append(line)
        return line if len(frames) == 1 else b""

    with FakeToken(spoil=first_only) as token:
        done = add(fobctl, token.port)
    assert (done.status, done.out) == (1, "")
    assert done.err == f"Error: The token at {token.port} does not answer any more.\n"


def test_the_port_is_free_again_afterwards(fobctl):
    with FakeToken() as token:
        assert fobctl("--port", token.port, "device", "info").status == 0
        with serial.Serial(token.port, exclusive=True):
            pass
        assert fobctl("--port", token.port, "device", "info").status == 0


def test_the_program_can_be_stopped_while_it_waits():
    with FakeToken({"list": SILENCE}) as token:
        command = [PROGRAM, "-v", "--port", token.port, "accounts", "list"]
        with AtTerminal(command) as terminal:
            terminal.wait_for("> list")
            terminal.type("\x03")
            status, _, shown = terminal.end()
    assert status == 1
    assert "Stopped." in shown and "Traceback" not in shown
