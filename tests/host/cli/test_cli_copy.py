"""fobctl accounts code --copy: the clipboard gets the code, and loses it again."""

import json
import os
import signal
import sys
import time

import pytest
from host.cli.at_terminal import AtTerminal
from host.cli.conftest import PROGRAM, SECRET
from host.cli.fake_token import ASKS, FakeToken

from fobctl.cli import clipboard, waiting
from otpfob.core.account import HOTP, TOTP, Account
from otpfob.core.errors import Refused

CODE = "755224"  # RFC 4226, appendix D: of counter 0
LABEL = "On the clipboard for 30 s (Ctrl-C clears it now)"


class Desktop:
    """A clipboard that any program may write to. `fails`: when it does not work any more."""

    def __init__(self):
        self.text = "mine"
        self.fails = lambda: False
        self.writes = []

    def read(self):
        self._work()
        return self.text

    def write(self, text):
        self._work()
        self.text = text
        self.writes.append(text)

    def _work(self):
        if self.fails():
            raise clipboard.ClipboardFailed


@pytest.fixture
def desktop(monkeypatch):
    desktop = Desktop()
    monkeypatch.setattr(clipboard, "read", desktop.read)
    monkeypatch.setattr(clipboard, "write", desktop.write)
    return desktop


@pytest.fixture
def token():
    given = [(Account(HOTP, "Bank", "bob", SECRET), 0), (Account(TOTP, "Acme", "ann", SECRET), 0)]
    with FakeToken(accounts=given) as token:
        yield token


def copy(fobctl, token, *options):
    return fobctl("--port", token.port, *options, "accounts", "code", "bank", "--copy")


def test_the_code_is_on_the_clipboard_for_30_s_and_then_gone(fobctl, token, desktop, monkeypatch):
    seen = []
    monkeypatch.setattr(waiting, "pause", lambda seconds: seen.append((seconds, desktop.text)))
    done = copy(fobctl, token)
    assert done.status == 0, done.err
    assert seen == [(1, CODE)] * 30
    assert desktop.text == ""
    assert done.err.splitlines() == [
        "Look at the token: accept or refuse there (15 s).",
        "Bank: bob: counter 0.",
        LABEL,
        "The clipboard is cleared.",
    ]


def test_a_code_that_is_copied_is_not_shown(fobctl, token, desktop, pauses):
    done = copy(fobctl, token)
    assert CODE not in done.out + done.err
    as_json = copy(fobctl, token, "--json")
    assert json.loads(as_json.out) == {"counter": 1, "left_s": None, "copied": True}


def test_without_copy_the_clipboard_is_left_alone(fobctl, token, desktop):
    done = fobctl("--port", token.port, "accounts", "code", "bank")
    assert (done.status, done.out) == (0, CODE + "\n")
    assert desktop.writes == []


def test_what_was_copied_meanwhile_stays(fobctl, token, desktop, monkeypatch):
    def pause(seconds):
        desktop.text = "another text"

    monkeypatch.setattr(waiting, "pause", pause)
    done = copy(fobctl, token)
    assert (done.status, desktop.text) == (0, "another text")
    last = done.err.splitlines()[-1]
    assert last == "The clipboard holds something else by now, which stays."


def test_ctrl_c_clears_at_once(fobctl, token, desktop, monkeypatch):
    seconds = []

    def pause(seconds_):
        seconds.append(seconds_)
        if len(seconds) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(waiting, "pause", pause)
    done = copy(fobctl, token)
    assert (done.status, desktop.text, len(seconds)) == (0, "", 3)
    assert done.err.splitlines()[-1] == "The clipboard is cleared."


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_what_else_ends_the_program_clears_too(fobctl, token, desktop, monkeypatch, number):
    before = signal.getsignal(number)
    monkeypatch.setattr(waiting, "pause", lambda seconds: signal.raise_signal(number))
    assert copy(fobctl, token).status == 0
    assert desktop.text == ""
    assert signal.getsignal(number) == before


def test_the_port_is_free_while_the_code_is_on_the_clipboard(fobctl, token, desktop, monkeypatch):
    shown = []

    def pause(seconds):
        if not shown:
            shown.append(fobctl("--port", token.port, "device", "info").status)

    monkeypatch.setattr(waiting, "pause", pause)
    copy(fobctl, token)
    assert shown == [0]


@pytest.mark.parametrize("broken", ["raises", "forgets"])
def test_without_a_clipboard_no_code_is_asked_for(fobctl, token, desktop, monkeypatch, broken):
    if broken == "raises":
        desktop.fails = lambda: True
    else:
        monkeypatch.setattr(clipboard, "write", lambda text: None)
    done = copy(fobctl, token)
    assert (done.status, done.out) == (1, "")
    assert "No clipboard works here; no code was asked for." in done.err
    assert "sudo apt install xclip wl-clipboard" in done.err
    assert token.requests == []


def test_a_refusal_leaves_what_was_on_the_clipboard(fobctl, desktop):
    given = [(Account(HOTP, "Bank", "bob", SECRET), 0)]
    with FakeToken({"code": [ASKS, Refused()]}, accounts=given) as token:
        done = copy(fobctl, token)
    assert (done.status, done.out, desktop.text) == (4, "", "mine")


def test_a_code_that_cannot_be_copied_any_more_is_printed(fobctl, token, desktop, pauses):
    desktop.fails = lambda: "code" in token.commands
    done = copy(fobctl, token)
    assert (done.status, done.out, pauses) == (0, CODE + "\n", [])
    assert "Note: the clipboard does not work any more; here is the code." in done.err


def test_a_clipboard_that_cannot_be_cleared_is_said(fobctl, token, desktop, monkeypatch):
    monkeypatch.setattr(waiting, "pause", lambda seconds: setattr(desktop, "fails", lambda: True))
    done = copy(fobctl, token)
    last = done.err.splitlines()[-1]
    assert last == "The clipboard could not be cleared. Copy something else."


# --- the program itself, with an xclip of ours --------------------------------------------

# It serves the clipboard from the background, as the real one does, and keeps what it got open.
XCLIP = """#!/bin/sh
if [ "$3" = -o ]; then cat "{0}" 2>/dev/null; else cat >"{0}"; sleep 60 & echo $! >>"{0}.pids"; fi
"""
linux = pytest.mark.skipif(sys.platform != "linux", reason="xclip is of Linux")


@pytest.fixture
def xclip(tmp_path, monkeypatch):
    """Put an xclip in front of all; returns the file that is its clipboard."""
    clip = tmp_path / "clip"
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "xclip").write_text(XCLIP.format(clip))
    (folder / "xclip").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.setenv("DISPLAY", ":99")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    yield clip
    for pid in servers(clip):
        os.kill(pid, signal.SIGKILL)


def servers(clip):
    """Return the numbers of the processes that serve the clipboard."""
    pids = clip.with_name("clip.pids")
    return [int(pid) for pid in pids.read_text().split()] if pids.exists() else []


def command(token):
    return [PROGRAM, "--port", token.port, "accounts", "code", "bank", "--copy"]


@linux
@pytest.mark.parametrize("piped", [False, True])
def test_ctrl_c_at_the_terminal_clears_and_ends(token, xclip, piped):
    with AtTerminal(command(token), piped=piped) as terminal:
        terminal.wait_for(LABEL)
        assert xclip.read_text() == CODE
        terminal.type("\x03")
        status, _, shown = terminal.end()
    assert (status, xclip.read_text()) == (0, "")
    assert "The clipboard is cleared." in shown and "Traceback" not in shown


@linux
def test_a_terminal_that_is_closed_clears(token, xclip):
    with AtTerminal(command(token)) as terminal:
        terminal.wait_for(LABEL)
        assert xclip.read_text() == CODE
        terminal.vanish()
        give_up_s = time.monotonic() + 20
        while terminal.process.poll() is None:
            assert time.monotonic() < give_up_s
    assert xclip.read_text() == ""


@linux
def test_what_serves_the_clipboard_outlives_ctrl_c_and_the_terminal(token, xclip):
    with AtTerminal(command(token)) as terminal:
        terminal.wait_for(LABEL)
        sessions = {os.getsid(pid) for pid in servers(xclip)}
        assert sessions and terminal.process.pid not in sessions


@linux
def test_the_program_says_what_to_install_when_there_is_no_clipboard(program, token, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    done = program("--port", token.port, "accounts", "code", "bank", "--copy")
    assert (done.status, done.out) == (1, "")
    assert "sudo apt install xclip wl-clipboard" in done.err
    assert token.requests == []


@linux
def test_no_module_of_the_folder_it_is_started_in_is_used(program, token, tmp_path, xclip):
    (tmp_path / "pyperclip.py").write_text("open('used', 'w')")
    with AtTerminal(["sh", "-c", f"cd {tmp_path} && exec {' '.join(command(token))}"]) as terminal:
        terminal.wait_for(LABEL)
        terminal.type("\x03")
        assert terminal.end()[0] == 0
    assert not (tmp_path / "used").exists()
