"""The root of fobctl: keys in the command line, its own bugs, what -v says."""

import re

import click
import pytest
from host.cli.conftest import BASE32, SECRET, URI
from host.cli.fake_token import FakeToken

from fobctl.cli import main, sim, terminal
from fobctl.token import Token


@pytest.mark.parametrize(
    "arguments",
    [
        ["accounts", "add", URI],
        ["accounts", "add", " " + URI],
        ["accounts", "add", f'"{URI}"'],
        ["accounts", "add", URI.upper()],
        ["accounts", "add", f"steam://{BASE32}"],
        ["accounts", "add", "-", f"otpauth-migration://offline?data={BASE32}"],
        ["accounts", "add", "--uri", URI],
        ["accounts", "add", f"--secret={BASE32}"],
        ["accounts", URI],
        ["accounts", "delete", URI],
        [URI],
        ["--port", URI, "device", "info"],
    ],
)
def test_a_key_in_the_command_line_is_refused_and_not_repeated(fobctl, arguments):
    done = fobctl(*arguments)
    assert (done.status, done.out) == (2, "")
    assert "would stay in the shell's history and show in `ps`" in done.err
    assert "standard input" in done.err


def test_a_key_in_the_command_line_is_refused_by_the_program_too(program):
    done = program("accounts", "add", URI)
    assert (done.status, done.out) == (2, "")
    assert "history" in done.err


@pytest.mark.parametrize("options", [["-v"], ["--verbose"]])
def test_verbose_says_names_and_sizes_and_no_secret(program, options):
    with FakeToken() as token:
        done = program(*options, "--port", token.port, "accounts", "add", stdin=URI.encode())
    assert done.status == 0
    lines = done.err.splitlines()
    for command in ("hello", "add", "prove"):
        assert any(line.startswith(f"> {command}, ") for line in lines), done.err
    told = [line for line in lines if line[0] in "<>"]
    assert all(line.endswith(" bytes") for line in told)
    frames = [re.sub("[0-9]+", "N", line) for line in told if "frame" in line]
    assert ">   frame N of session N: sync, N bytes" in frames
    assert "<   frame N of session N: data, N bytes" in frames
    assert "<   frame N of session N: acknowledged, N bytes" in frames
    nonce = next(fields["nonce"] for command, fields in token.requests if command == "prove")
    assert nonce.hex() not in done.err.lower()
    assert len(done.out.splitlines()) == 1


def test_without_verbose_nothing_of_it_is_said(program):
    with FakeToken() as token:
        done = program("--port", token.port, "accounts", "list")
    assert (done.status, done.out, done.err) == (0, "", "No accounts on the token.\n")


@pytest.mark.parametrize("options", [[], ["-v"]])
def test_a_bug_of_fobctl_shows_its_kind_and_never_its_text(capsys, monkeypatch, options):
    def broken(token):
        raise ZeroDivisionError(f"with {SECRET!r} in its text")

    monkeypatch.setattr(Token, "accounts", broken)
    with FakeToken() as token:
        status = main.run([*options, "--port", token.port, "accounts", "list"])
    out, err = capsys.readouterr()
    assert (status, out) == (1, "")
    assert "Error: fobctl met a bug of its own (ZeroDivisionError)." in err
    assert SECRET.decode() not in err
    assert "Traceback" not in err
    assert ("in list_accounts" in err) == bool(options)


def test_the_help_of_every_command_is_there(fobctl):
    for words in (
        "accounts add", "accounts list", "accounts edit", "accounts move", "accounts delete",
        "time show", "time set", "time sync", "time doctor", "wifi show", "wifi set",
        "wifi remove", "device list", "device info", "device lock", "device settings",
        "device wipe", "accounts code", "backup", "restore", "clone", "sim", "batch provision",
        "batch status", "batch give-up", "batch export", "completion", "help",
    ):  # fmt: skip
        done = fobctl(*words.split(), "--help")
        assert (done.status, done.err) == (0, ""), words
        assert f"fobctl {words}" in done.out, words


def commands_below(command, words=()):
    """Return the words of every command, and the command."""
    if not isinstance(command, click.Group):
        return [(words, command)]
    context = click.Context(command)
    found = []
    for word in command.list_commands(context):
        found += commands_below(command.get_command(context, word), (*words, word))
    return found


def test_no_help_names_a_button_that_a_board_with_one_does_not_have():
    for words, command in commands_below(main.root):
        if words != ("sim",):
            assert not re.search(r"\b(NEXT|PREV|DO)\b", command.get_help(click.Context(command)))


def test_the_help_of_the_simulator_names_every_key_that_it_shows():
    shown = {key for part in terminal.KEYS.split("  ") for key in part.split()[0].split("/")}
    assert shown <= set(re.findall(r"\b[a-zA-Z]\b", sim.command.help))


def test_the_port_may_come_from_the_environment(fobctl, monkeypatch):
    with FakeToken(serial="aabbccddeeff") as token:
        monkeypatch.setenv("FOBCTL_PORT", token.port)
        done = fobctl("device", "list")
    assert done.out.split() == ["aabbccddeeff", "fake", token.port]


def test_help_is_a_command_too(fobctl):
    for words in ([], ["accounts"], ["accounts", "import"]):
        assert fobctl("help", *words).out == fobctl(*words, "--help").out
    done = fobctl("help", "accounts", "steal")
    assert (done.status, done.out) == (2, "")
    assert "There is no command `fobctl accounts steal`." in done.err
