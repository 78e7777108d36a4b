"""fobctl device update: mpremote's end of the line, and a token that starts from littlefs."""

import io
import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import blocks_in_use
import pytest
from run_mpy import command, environment
from sim.installed import (
    files_on,
    filesystem,
    firmware,
    installed,
    maintain,
    partition,
    pins,
    root,
    selector,
)
from sim.product import NEW, filled_product, totp

from fobctl.cli import main, waiting
from fobctl.cli import update as cli_update
from fobctl.installer import firmware_files, littlefs, prompt, slots, update
from fobctl.installer.errors import InstallError

REPLAY = Path(__file__).with_name("replay_update.py")


@pytest.fixture
def fobctl(capsys, monkeypatch):
    """Return a function that runs fobctl in this process, at a simulator."""
    monkeypatch.setattr(waiting, "pause", lambda seconds: None)

    def run(simulator):
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        status = main.run(["--port", simulator.port, "device", "update"])
        return status, *capsys.readouterr()

    return run


@pytest.fixture(scope="module")
def newer(tmp_path_factory):
    """Return a firmware that differs in a module, a file more and a file less."""
    source = tmp_path_factory.mktemp("newer") / "version.py"
    source.write_text((firmware_files.FIRMWARE / "otpfob" / "version.py").read_text())
    source.write_text(source.read_text().replace('VERSION = "', 'VERSION = "9.'))
    files = dict(firmware())
    del files["rom_boot.mpy"]
    version = firmware_files.compile_module(source, "otpfob.version", "x64", "-O3")
    return files | {"otpfob/version.mpy": version, "more/file": b"x" * 3000}


@pytest.fixture
def give(monkeypatch):
    """Return a function that says which firmware fobctl has for every board."""
    return lambda files: monkeypatch.setattr(firmware_files, "compiled", lambda *board: files)


def in_slot(simulator, slot):
    found = files_on(simulator)
    return {path[2:]: file for path, file in found.items() if path.startswith(f"{slot}/")}


def test_it_replaces_the_firmware_and_the_accounts_stay(fobctl, give, newer, tmp_path):
    with filled_product(tmp_path, [(totp(), 0)]):
        pass
    give(newer)
    with installed(tmp_path, filesystem(), paced=False) as simulator:
        maintain(simulator)
        status, out, err = fobctl(simulator)
        assert (status, out.split()[-1][:2]) == (0, "9."), err
        assert selector(simulator) == b"b" and in_slot(simulator, "b") == newer
        simulator.wait_for("Acme")
        # And once more: into the slot that is free now, with nothing to send.
        give(firmware())
        maintain(simulator)
        status, out, err = fobctl(simulator)
        assert status == 0 and "9." not in out, err
        assert selector(simulator) == b"a" and in_slot(simulator, "a") == firmware()


def test_modules_that_its_micropython_does_not_read_are_refused_and_nothing_is_changed(
    fobctl, give, tmp_path
):
    def newer(path, content):
        return b"M\x07" + content[2:] if path.endswith(".mpy") else content

    give({path: newer(path, content) for path, content in firmware().items()})
    with installed(tmp_path, filesystem(), paced=False) as simulator:
        maintain(simulator)
        before = files_on(simulator)
        status, out, err = fobctl(simulator)
        assert (status, out, files_on(simulator)) == (1, "", before)
    assert "makes .mpy files 7" in err and "MicroPython 1.29.0 reads 6.3 x64. Install" in err, err


def test_without_room_for_a_second_firmware_it_says_to_install_and_the_first_starts(
    fobctl, give, newer, tmp_path
):
    give(newer)
    files = slots.filled(root(), firmware())
    own = partition(files, (blocks_in_use.of(files) + 50) * littlefs.BLOCK)
    with installed(tmp_path, own, paced=False) as simulator:
        maintain(simulator)
        status, out, err = fobctl(simulator)
        assert (status, out) == (1, "")
        assert "no room for a second firmware on the token. Install it again instead." in err, err
        simulator.cut_power()
        simulator.power_on()
        simulator.wait_for(NEW)


def test_it_goes_back_from_a_firmware_that_does_not_start_and_says_so(fobctl, give, tmp_path):
    main = root()["main.py"].replace(b"_PAUSE_MS = 5000", b"_PAUSE_MS = 5")
    own = filesystem(b=firmware(), **{"main.py": main})
    # Without what its own main.py pauses with: the starter's pause is the short one.
    give(firmware() | {"otpfob/drivers/chip.mpy": firmware()["otpfob/version.mpy"]})
    with installed(tmp_path, own, paced=False) as simulator:
        maintain(simulator)
        status, out, err = fobctl(simulator)
        assert (status, out, selector(simulator)) == (1, "", b"a")
        assert "did not start, and the token went back to the old one" in err
        simulator.wait_for(NEW)


class Recorder:
    """A prompt that notes what is run at it, and breaks before the n-th program."""

    def __init__(self, real, broken_at=-1):
        self._real = real
        self._broken_at = broken_at
        self.port = real.port
        self.programs = []

    def run(self, program):
        if len(self.programs) == self._broken_at:
            raise prompt.LineBroke("broken")
        self.programs.append(program)
        return self._real.run(program)

    def restart(self):
        pass


def no_bar(total):
    return lambda size: None


SMALL = {"main.mpy": b"old", "otpfob/a.mpy": b"a" * 5000, "otpfob/b.mpy": b"b", "fonts/x": b"x"}
CHANGED = {"main.mpy": b"new", "otpfob/a.mpy": b"A" * 3000, "otpfob/b.mpy": b"b", "more/y": b"y"}


def check_sum(files):
    text = b"".join(f"/{path}".encode() + files[path] for path in sorted(files))
    return sha256(text).hexdigest()


@pytest.mark.parametrize("selected", [b"a", b"a b 2"])
def test_an_update_that_is_cut_anywhere_starts_the_old_or_the_new(selected, tmp_path):
    """At every write, in four ways, and between any two programs: as when fobctl is killed."""
    files = {f"a/{path}": file for path, file in SMALL.items()}
    files |= {"b/main.mpy": b"older still", "b/otpfob/gone.mpy": b"?", "slot": selected}
    own = partition(root() | files)
    with installed(tmp_path / "token", own, paced=False) as simulator:
        maintain(simulator)
        with prompt.at(simulator.port) as real:
            state = update.state(real)
            recorder = Recorder(real)
            update.write(recorder, state, CHANGED, no_bar)
            update.switch(recorder, state)
    size = 24 * littlefs.BLOCK
    (tmp_path / "image").write_bytes(littlefs.make(files, size).ljust(size, b"\xff"))
    (tmp_path / "programs").write_text(json.dumps(recorder.programs))
    run = [*command("32M"), REPLAY, tmp_path / "image", tmp_path / "programs"]
    done = subprocess.run(run, env=environment(), capture_output=True, text=True, timeout=60)
    assert not done.returncode, done.stdout[-2000:] + done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    old, new = f"/a {check_sum(SMALL)}", f"/b {check_sum(CHANGED)}"
    trial = {f"/b {check_sum({'main.mpy': b'older still', 'otpfob/gone.mpy': b'?'})}"}
    assert set(found) - (trial if selected != b"a" else set()) == {old, new}, found
    assert found[old] > 100 and found[new] > 1, found


def test_after_the_line_broke_the_same_command_finishes_it(fobctl, give, newer, tmp_path):
    give(newer)
    with installed(tmp_path, filesystem(b=firmware()), paced=False) as simulator:
        maintain(simulator)
        with prompt.at(simulator.port) as real:
            state = update.state(real)
            with pytest.raises(InstallError):
                update.write(Recorder(real, broken_at=6), state, newer, no_bar)
        simulator.cut_power()
        simulator.power_on()
        simulator.wait_for(NEW)
        maintain(simulator)
        assert fobctl(simulator)[0] == 0
        assert in_slot(simulator, "b") == newer


def test_a_token_that_is_unplugged_meanwhile_is_one_sentence(
    fobctl, give, newer, monkeypatch, tmp_path
):
    monkeypatch.setattr(prompt, "_ANSWER_S", 1)
    give(newer)
    with installed(tmp_path, filesystem(b=firmware()), paced=False) as simulator:
        maintain(simulator)
        simulator.hardware.own_flash.cut_after(4, "half")
        status, out, err = fobctl(simulator)
        assert (status, out) == (1, "") and "does not answer any more. It starts its old" in err
        simulator.power_on()
        simulator.wait_for(NEW)


def test_a_token_that_is_not_in_maintenance_is_waited_for(fobctl, monkeypatch, tmp_path):
    with installed(tmp_path, filesystem(), paced=False) as simulator:
        monkeypatch.setattr(cli_update, "_LOOKS", 1)
        monkeypatch.setattr(prompt, "_ANSWER_S", 0.5)  # none will come
        status, out, err = fobctl(simulator)
    assert (status, out) == (5, "") and "hold one of its buttons down" in err


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"slot": b""}, "lies in ROMFS, of which there is only one. Use `fobctl device install`"),
        ({"slot": b"q"}, "selector is damaged"),
        (
            {"pins.json": json.dumps(pins() | {"board": "toaster"}).encode()},
            "'toaster', which this fobctl",
        ),
    ],
)
def test_what_cannot_be_updated_is_one_sentence(changed, what, fobctl, tmp_path):
    own = dict(changed)
    with installed(tmp_path, filesystem(**own), paced=False) as simulator:
        maintain(simulator)
        status, out, err = fobctl(simulator)
    assert (status, out) == (1, "") and what in err
