"""Why a port cannot be opened is said with what to do on this system."""

import os

import pytest

from fobctl.link import opening
from fobctl.link.errors import NoDevice

DENIED = OSError(13, "could not open port: [Errno 13] Permission denied")


def test_the_group_that_owns_the_port_is_named(tmp_path, monkeypatch):
    import grp

    port = tmp_path / "ttyUSB0"
    port.touch(mode=0o660)
    os.chmod(port, 0o660)
    group = type("Group", (), {"gr_name": "uucp"})
    monkeypatch.setattr(grp, "getgrgid", lambda number: group)
    said = opening.why_not_open(str(port), DENIED)
    assert "belongs to the group uucp. `sudo usermod -aG uucp $USER`" in said


def test_a_port_that_no_group_may_open_gets_a_rule_of_udev(tmp_path):
    port = tmp_path / "ttyACM0"
    port.touch()
    os.chmod(port, 0o600)
    said = opening.why_not_open(str(port), DENIED)
    assert "/etc/udev/rules.d/60-otpfob.rules" in said and 'SUBSYSTEM=="tty"' in said


def test_a_port_that_another_program_has_open_is_busy(tmp_path):
    master, slave = os.openpty()
    try:
        port = os.ttyname(slave)
        opening.check(port)
        first = opening.serial.Serial(port, exclusive=True)
        with pytest.raises(NoDevice, match="in use by another program"):
            opening.check(port)
        first.close()
    finally:
        os.close(master)
        os.close(slave)


def test_a_port_that_is_not_there_is_asked_for():
    with pytest.raises(NoDevice, match="There is no port /dev/nowhere. Is the token plugged in"):
        opening.check("/dev/nowhere")
