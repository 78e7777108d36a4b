"""Every exit status that `fobctl --help` documents, reached by the program itself."""

import os
import subprocess

from host.cli.conftest import PROGRAM, URI
from host.cli.fake_token import ASKS, FakeToken

from fobctl.cli import exit_codes
from otpfob.core.errors import Refused, TimedOut, VaultFull


def add(program, token):
    return program("--port", token.port, "accounts", "add", stdin=URI.encode())


def test_the_help_documents_every_status(program):
    done = program("--help")
    assert done.status == 0 and done.err == ""
    text = " ".join(done.out.split())
    for status in (
        "0 done",
        "1 failed",
        "2 wrong usage",
        "3 no token",
        "4 refused",
        "5 nobody",
        "6 the",
    ):
        assert status in text
    values = {value for name, value in vars(exit_codes).items() if isinstance(value, int)}
    assert values == {0, 1, 2, 3, 4, 5, 6}


def test_0_when_it_was_done(program):
    with FakeToken() as token:
        assert add(program, token).status == 0
        assert len(token.accounts) == 1


def test_1_when_the_token_could_not(program):
    with FakeToken({"add": VaultFull()}) as token:
        done = add(program, token)
    assert (done.status, done.out) == (1, "")
    assert "The token is full." in done.err


def test_1_when_the_input_is_bad(program):
    done = program("--port", "/dev/null", "accounts", "add", stdin=b"hello")
    assert (done.status, done.out) == (1, "")
    assert "This is no otpauth URI" in done.err


def test_2_for_wrong_usage(program):
    for arguments in (
        ["accounts", "add", "--no-such-option"],
        ["no-such-command"],
        ["accounts", "move", "acme", "first"],
        ["accounts", "edit", "acme"],
        ["accounts", "add", "-", "--issuer", "Acme"],
        [],
    ):
        done = program(*arguments)
        assert (done.status, done.out) == (2, ""), arguments
        assert done.err


def test_3_when_there_is_no_token(program, tmp_path):
    done = program("--port", tmp_path / "ttyUSB0", "device", "info")
    assert (done.status, done.out) == (3, "")
    assert done.err == f"Error: There is no port {tmp_path}/ttyUSB0. Is the token plugged in?\n"


def test_4_when_the_person_says_no(program):
    with FakeToken({"add": [ASKS, Refused()]}) as token:
        done = add(program, token)
    assert (done.status, done.out) == (4, "")
    assert done.err.splitlines() == [
        "Look at the token: accept or refuse there (15 s).",
        "Error: Refused on the token. Nothing was changed.",
    ]


def test_5_when_nobody_answers_on_the_token(program):
    with FakeToken({"add": [ASKS, TimedOut()]}) as token:
        done = add(program, token)
    assert (done.status, done.out) == (5, "")
    assert "Nobody answered on the token in time. Nothing was changed." in done.err


def test_6_when_the_token_is_locked(program):
    with FakeToken() as token:
        token.locked = True
        done = add(program, token)
    assert (done.status, done.out) == (6, "")
    assert done.err == (
        "Error: The token is locked. Enter its PIN with its buttons, then run this again.\n"
    )
    assert token.commands == []


def test_a_reader_who_has_enough_is_no_error_of_ours():
    reading, writing = os.pipe()
    os.close(reading)
    with FakeToken() as token:
        done = subprocess.run(
            [PROGRAM, "--port", token.port, "device", "info"],
            stdin=subprocess.DEVNULL,
            stdout=writing,
            stderr=subprocess.PIPE,
            timeout=20,
        )
    os.close(writing)
    assert done.stderr == b""
    assert done.returncode == 1
