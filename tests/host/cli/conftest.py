"""fobctl in this process, or as a program of its own, and nobody's tokens but the test's."""

import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import segno

from fobctl.cli import main, session, waiting
from fobctl.link.conversation import Patience

SECRET = b"12345678901234567890"
BASE32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
URI = f"otpauth://totp/Acme:ann?secret={BASE32}&issuer=Acme"
HOTP_URI = f"otpauth://hotp/Bank:bob?secret={BASE32}&issuer=Bank&counter=7"

# As base32, as bytes, in hexadecimal and in base64: what must never be printed.
_SECRET_FORMS = (BASE32[:8], SECRET[:8].decode(), SECRET[:4].hex(), "MTIzNDU2")
PROGRAM = str(Path(sys.executable).parent / "fobctl")


@dataclass(frozen=True)
class Outcome:
    status: int
    out: str
    err: str

    def __post_init__(self):
        for text in (self.out, self.err):
            assert "Traceback" not in text and "bug of its own" not in text, text
            assert "Warning:" not in text, text
            folded = text.upper()
            assert not any(form.upper() in folded for form in _SECRET_FORMS), text


@pytest.fixture(autouse=True)
def alone(tmp_path, monkeypatch):
    """Find no simulator and no board but those of the test."""
    folder = tmp_path / "runtime"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.delenv("FOBCTL_PORT", raising=False)
    monkeypatch.setattr(session, "serial_ports", list)


@pytest.fixture
def register(tmp_path):
    """Return a function that registers ports as those of simulators that run."""
    folder = tmp_path / "runtime" / "otpfob" / "simulators"
    processes = []

    def register(port):
        process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        processes.append(process)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / str(process.pid)).write_text(port)

    yield register
    for process in processes:
        process.kill()
        process.communicate()


@pytest.fixture
def impatient(monkeypatch):
    """Let fobctl wait for a short time only: for tokens that are not going to answer."""
    short = Patience(open_s=0.3, answer_s=0.3, grace_s=0.3)
    monkeypatch.setattr(session, "PATIENCE", short)
    monkeypatch.setattr(session, "PROBING", short)


@pytest.fixture
def pauses(monkeypatch):
    """Let fobctl wait for people without waiting; returns the seconds it would have waited."""
    seconds = []
    monkeypatch.setattr(waiting, "pause", seconds.append)
    return seconds


@pytest.fixture
def fobctl(capsys, monkeypatch):
    """Return a function that runs fobctl in this process."""

    def run(*arguments, stdin=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        status = main.run([str(argument) for argument in arguments])
        return Outcome(status, *capsys.readouterr())

    return run


@pytest.fixture
def program():
    """Return a function that runs fobctl as a program of its own, with bytes as its input."""

    def run(*arguments, stdin=b"", **given):
        command = [PROGRAM, *(str(argument) for argument in arguments)]
        environment = os.environ | {"PYTHONUTF8": "1"}
        done = subprocess.run(
            command, input=stdin, capture_output=True, timeout=20, env=environment, **given
        )
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def picture(tmp_path):
    """Return a function that makes a picture of a QR code and returns its path."""

    def make(text, name="code.png"):
        path = tmp_path / name
        segno.make(text, error="m", micro=False).save(str(path), scale=5)
        return path

    return make
