"""Simulators that run are found by fobctl, and no others."""

import os
import stat
import subprocess
import sys
import warnings

import pytest

from fobctl.link import ports
from fobctl.link.ports import Registered, simulator_ports


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    tmp_path.chmod(0o700)
    return tmp_path / "otpfob" / "simulators"


@pytest.fixture
def other_pid():
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    yield process.pid
    process.communicate()


def ended_pid():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_without_a_folder_there_is_none(folder):
    assert simulator_ports() == []
    assert not folder.exists()


def test_a_simulator_is_found_as_long_as_it_is_registered(folder):
    with Registered("/dev/pts/77"):
        assert simulator_ports() == ["/dev/pts/77"]
        assert [entry.name for entry in folder.iterdir()] == [str(os.getpid())]
    assert simulator_ports() == []
    assert list(folder.iterdir()) == []


def test_it_is_forgotten_when_it_fails(folder):
    with pytest.raises(ZeroDivisionError), Registered("/dev/pts/77"):
        raise ZeroDivisionError
    assert list(folder.iterdir()) == []


def test_several_are_found(folder, other_pid):
    with Registered("/dev/pts/77"):
        (folder / str(other_pid)).write_text("/dev/pts/78")
        assert sorted(simulator_ports()) == ["/dev/pts/77", "/dev/pts/78"]


def test_one_that_was_killed_is_forgotten(folder):
    with Registered("/dev/pts/77"):
        (folder / str(ended_pid())).write_text("/dev/pts/78")
        assert simulator_ports() == ["/dev/pts/77"]
        assert len(list(folder.iterdir())) == 1


def test_one_that_is_being_written_is_not_read(folder):
    folder.mkdir(parents=True)
    (folder / f"{os.getpid()}.new").write_text("/dev/p")
    assert simulator_ports() == []
    assert (folder / f"{os.getpid()}.new").exists()


def test_what_is_no_entry_is_let_be(folder):
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_text("mine")
    assert simulator_ports() == []
    assert (folder / "notes.txt").exists()


def test_an_entry_that_somebody_else_removed_is_no_error(folder):
    with Registered("/dev/pts/77"):
        (folder / str(os.getpid())).unlink()


def test_a_runtime_folder_of_the_wrong_mode_is_no_warning(tmp_path):
    tmp_path.chmod(0o755)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = simulator_ports()
    assert isinstance(found, list)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_serial_ports_are_those_of_the_usual_usb_bridges(monkeypatch):
    class Port:
        def __init__(self, device, vid):
            self.device, self.vid = device, vid

    found = [
        Port("/dev/ttyUSB1", 0x10C4),
        Port("/dev/ttyUSB0", 0x1A86),
        Port("/dev/ttyACM0", 0x303A),
        Port("/dev/ttyUSB2", 0x0403),
        Port("/dev/ttyACM1", 0x046D),
        Port("/dev/ttyS0", None),
    ]
    monkeypatch.setattr(ports.list_ports, "comports", lambda: found)
    expected = ["/dev/ttyACM0", "/dev/ttyUSB0", "/dev/ttyUSB1", "/dev/ttyUSB2"]
    assert ports.serial_ports() == expected
