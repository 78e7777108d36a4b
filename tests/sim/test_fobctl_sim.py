"""`fobctl sim` as a person or a script runs it: a program of its own, with its processes.

These tests look at processes by number in /proc, so they need Linux.
"""

import os
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from host.cli.at_terminal import AtTerminal

PROGRAM = str(Path(sys.executable).parent / "fobctl")
PATIENCE_S = 20

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")


@pytest.fixture(autouse=True)
def folders(tmp_path, monkeypatch):
    """Give every program of a test its own runtime and temporary folders."""
    for name, variable in (("run", "XDG_RUNTIME_DIR"), ("tmp", "TMPDIR")):
        (tmp_path / name).mkdir(mode=0o700)
        monkeypatch.setenv(variable, str(tmp_path / name))
    monkeypatch.delenv("FOBCTL_PORT", raising=False)
    monkeypatch.setenv("PYTHONUTF8", "1")


@pytest.fixture
def left(tmp_path):
    """Return a function that lists what simulators have left behind in the folders."""

    def list_files():
        return [
            path for path in tmp_path.glob("*/**/*") if path.is_file() or "otpfob-" in str(path)
        ]

    return list_files


class Headless:
    """`fobctl sim --headless`, up to when it has printed its port."""

    def __init__(self, *options, **given):
        self.process = subprocess.Popen(
            [PROGRAM, "sim", "--headless", *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **given,
        )
        self.port = self.process.stdout.readline().strip()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.process.kill()
        self.process.communicate()

    def end(self, number):
        """Send a signal; returns the status, what it said, and all processes it had."""
        pids = descendants(self.process.pid)
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=PATIENCE_S)
        assert out == ""
        return self.process.returncode, err, pids


def descendants(pid):
    """Return the numbers of all processes below this one, as they are now."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(entry.name)] = int(fields[1])
    found, level = [], [pid]
    while level:
        level = [child for child, parent in parents.items() if parent in level]
        found += level
    return found


def wait_for_end(pids):
    """Wait until none of these processes is left: they are nobody's children here."""
    for pid in pids:
        try:
            handle = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        try:
            assert select.select([handle], [], [], PATIENCE_S)[0], f"process {pid} lives on"
        finally:
            os.close(handle)


def are_gone(pids):
    return not any(is_alive(pid) for pid in pids)


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def fobctl(*arguments):
    return subprocess.run(
        [PROGRAM, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )


def serial_of(port):
    done = fobctl("--port", port, "device", "list")
    assert done.returncode == 0, done.stderr
    return done.stdout.split()[0]


def test_it_prints_its_port_and_is_found_by_itself():
    with Headless() as sim:
        assert re.fullmatch(r"/dev/\w+(/\d+)?", sim.port)
        done = fobctl("device", "info")
    assert (done.returncode, done.stderr) == (0, "")
    shown = dict(line.split(None, 1) for line in done.stdout.splitlines())
    assert (shown["port"], shown["board"], shown["state"]) == (sim.port, "sim", "not set up")


def test_it_prints_its_port_as_json_too():
    process = subprocess.Popen(
        [PROGRAM, "--json", "sim", "--headless"], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL
    )
    try:
        assert process.stdout.readline() == b"{\n"
        assert re.fullmatch(rb'  "port": "/dev/.+"\n', process.stdout.readline())
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_every_process_and_leaves_nothing(left, number):
    with Headless() as sim:
        assert left()
        status, said, pids = sim.end(number)
        assert len(pids) >= 1  # the interpreter
        assert are_gone(pids)
    assert status == 128 + number
    assert said == ""
    assert left() == []


def test_signals_that_come_while_it_ends_do_not_stop_the_cleaning(left):
    with Headless() as sim:
        pids = descendants(sim.process.pid)
        for number in (signal.SIGHUP, signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            sim.process.send_signal(number)
        _, err = sim.process.communicate(timeout=PATIENCE_S)
        wait_for_end(pids)
    assert err == ""
    assert left() == []


def test_a_signal_while_the_firmware_starts_leaves_nothing(left):
    process = subprocess.Popen(
        [PROGRAM, "sim", "--headless"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        give_up_s = time.monotonic() + PATIENCE_S
        while not (pids := descendants(process.pid)):
            assert process.poll() is None and time.monotonic() < give_up_s
        process.terminate()
        out, err = process.communicate(timeout=PATIENCE_S)
    finally:
        process.kill()
        process.communicate()
    wait_for_end(pids)
    assert (process.returncode, err) == (128 + signal.SIGTERM, b"")
    assert left() == []


def test_a_simulator_that_is_killed_leaves_no_interpreter(left):
    with Headless() as sim:
        pids = descendants(sim.process.pid)
        assert pids and all(is_alive(pid) for pid in pids)
        sim.process.kill()
        sim.process.communicate(timeout=PATIENCE_S)
        wait_for_end(pids)
    done = fobctl("device", "info")
    assert done.returncode == 3
    assert "No token found." in done.stderr
    # Its flash stays, as whoever kills it must expect; nobody looks for its port any more.
    assert not [path for path in left() if "simulators" in str(path)]


def test_two_side_by_side_have_their_own_ports_and_both_live():
    with Headless() as one, Headless() as other:
        assert one.port != other.port
        assert serial_of(one.port) and serial_of(other.port)
        done = fobctl("device", "list")
        assert sorted(line.split()[2] for line in done.stdout.splitlines()) == sorted(
            [one.port, other.port]
        )
        stopped = fobctl("device", "info")
        assert stopped.returncode == 3
        assert "There is more than one token." in stopped.stderr
        one.end(signal.SIGTERM)
        assert serial_of(other.port)
        assert fobctl("device", "info").returncode == 0


def test_a_folder_keeps_the_flash(tmp_path, left):
    folder = tmp_path / "mine" / "token"
    with Headless("--folder", str(folder)) as sim:
        assert serial_of(sim.port)
        sim.end(signal.SIGTERM)
    assert [path.name for path in folder.iterdir()] == ["flash.bin"]
    assert left() == [folder / "flash.bin"]
    with Headless("--folder", str(folder)) as sim:
        assert serial_of(sim.port)


def test_a_folder_has_one_simulator_at_a_time(tmp_path):
    folder = str(tmp_path / "token")
    with Headless("--folder", folder) as first:
        second = fobctl("sim", "--headless", "--folder", folder)
        assert (second.returncode, second.stdout) == (1, "")
        assert second.stderr == f"Error: Another simulator runs with {folder}. Stop it first.\n"
        assert serial_of(first.port)


def test_a_flash_that_is_none_is_refused_and_not_touched(tmp_path):
    (tmp_path / "flash.bin").write_bytes(b"my diary")
    done = fobctl("sim", "--headless", "--folder", str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Error: The flash in {tmp_path} cannot be used: ")
    assert (tmp_path / "flash.bin").read_bytes() == b"my diary"


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    done = fobctl("sim", "--headless", "--folder", str(tmp_path / "file" / "token"))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"Error: {tmp_path}/file/token cannot be made or opened as a folder.\n"


def plain(shown):
    """Return what is shown without the sequences that move the cursor."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)


@pytest.mark.parametrize(
    "size, top, lit",
    [
        ((40, 132), "╭" + "─" * 128 + "╮", "▀▄█"),
        ((24, 80), "╭" + "─" * 64 + "╮", [chr(point) for point in range(0x2801, 0x2900)]),
    ],
)
def test_in_a_terminal_it_draws_the_glass_and_q_ends_it(left, size, top, lit):
    with AtTerminal([PROGRAM, "sim"], size=size) as terminal:
        shown = terminal.wait_for("port /dev/")
        assert top in plain(shown)
        if not set(lit) & set(shown):
            terminal.wait_for_any(lit)
        pids = descendants(terminal.process.pid)
        terminal.type("q")
        status, _, rest = terminal.end()
        assert pids and are_gone(pids)
    assert status == 0
    assert "\x1b[?25h" in rest  # the cursor is there again
    assert left() == []


def test_the_glass_may_have_32_rows():
    with AtTerminal([PROGRAM, "sim", "--height", "32"], size=(24, 132)) as terminal:
        shown = plain(terminal.wait_for("port /dev/"))
        lines = [line for line in shown.splitlines() if line.startswith("│")]
        terminal.type("q")
        assert terminal.end()[0] == 0
    assert len(lines) % 16 == 0 and lines  # it may have been drawn more than once
    assert {len(line) for line in lines} == {130}


def test_a_board_without_the_clock_chip_runs_too():
    with Headless("--no-ds3231") as sim:
        done = fobctl("device", "info")
        assert sim.end(signal.SIGTERM)[1] == ""
    assert done.returncode == 0
    assert "clock     not set" in done.stdout


def wait_for_state(port, state):
    """Ask the token until it says so: a press takes a moment."""
    give_up_s = time.monotonic() + PATIENCE_S
    while f"state     {state}" not in fobctl("--port", port, "device", "info").stdout:
        assert time.monotonic() < give_up_s


def test_the_keys_are_its_buttons():
    with AtTerminal([PROGRAM, "sim"], size=(40, 132)) as terminal:
        terminal.wait_for("port ")
        port = terminal.wait_for("\x1b").rstrip("\x1b").strip()
        wait_for_state(port, "not set up")
        # English; the welcome: set it up; in the menu the second entry, no PIN; held: yes, really.
        for key in "ddndD":
            terminal.type(key)
            terminal.wait_for("port ")  # the glass is drawn anew
        wait_for_state(port, "ready")
        for key in ("n", "N", "D", "ü", "\x1b[A", "x"):
            terminal.type(key)
        terminal.type("r")
        wait_for_state(port, "ready")
        terminal.type("p")
        wait_for_state(port, "ready")
        terminal.type("q")
        status, _, rest = terminal.end()
    assert status == 0
    assert "Traceback" not in rest and "Error" not in rest


@pytest.mark.parametrize("controlling", [True, False])
def test_a_terminal_that_vanishes_ends_it(left, controlling):
    with AtTerminal([PROGRAM, "sim"], controlling=controlling) as terminal:
        terminal.wait_for("port /dev/")
        pids = descendants(terminal.process.pid)
        assert pids
        terminal.vanish()
        status = terminal.process.wait(timeout=PATIENCE_S)
        wait_for_end(pids)
    # It is an end like any other, seen by the signal or by the terminal's silence.
    assert status in ((0, 128 + signal.SIGHUP) if controlling else (0,))
    assert left() == []


def test_ctrl_c_in_the_terminal_ends_it_and_gives_the_terminal_back(left):
    with AtTerminal([PROGRAM, "sim"]) as terminal:
        terminal.wait_for("port /dev/")
        pids = descendants(terminal.process.pid)
        terminal.type("\x03")
        status, _, rest = terminal.end()
        assert are_gone(pids)
    assert status == 130
    assert "\x1b[?25h" in rest and "Traceback" not in rest
    assert left() == []
