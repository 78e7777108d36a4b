"""Session.busy: a wheel on a terminal over what takes long, and nothing anywhere else."""

import io
import sys
import time

import pytest

from fobctl.cli import session


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def busy():
    return session.Session(None, False, False).busy("Looking in [x]")


def test_on_a_terminal_it_says_after_a_while_what_is_done(busy, monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(session, "_LATE_S", 0)
    monkeypatch.setattr(sys, "stderr", Terminal())
    give_up_s = time.monotonic() + 10
    with busy:
        while "Looking in [x]" not in sys.stderr.getvalue():
            assert time.monotonic() < give_up_s


def test_what_is_quick_shows_nothing(busy, monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    with busy:
        pass
    assert "Looking" not in sys.stderr.getvalue()


def test_a_pipe_gets_nothing(busy, monkeypatch, capsys):
    monkeypatch.setattr(session, "_LATE_S", 0)
    with busy:
        pass
    assert capsys.readouterr() == ("", "")
