"""The firmware's SNTP client under MicroPython against chrony, whose clock is off by a known time.

chronyd serves on loopback and leaves the PC's clock alone (-x); libfaketime shifts the clock
that it sees.
"""

import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import system_packages

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("sntp_on_micropython.py")

CHRONYD = shutil.which("chronyd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
FAKETIME = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)
PATIENCE_S = 10
NEAR_MS = 20
YEAR_S = 365 * 86_400

REQUEST = b"\x23" + bytes(47)


@pytest.fixture(autouse=True)
def _needs_chrony():
    system_packages.need({"chrony": CHRONYD, "faketime": FAKETIME})


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def chrony(folder: Path, off_s: float = 0, synchronized: bool = True):
    """Run a chronyd whose clock is `off_s` fast. Yields its `host:port`."""
    folder.mkdir()
    port = free_port()
    config = folder / "chrony.conf"
    config.write_text(
        f"port {port}\nbindaddress 127.0.0.1\nallow 127.0.0.1\n"
        f"cmdport 0\nbindcmdaddress /\npidfile {folder}/pid\n"
        + ("local stratum 3\n" if synchronized else "")
    )
    user = pwd.getpwuid(os.getuid()).pw_name
    environment = os.environ | {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME": f"{off_s:+}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen(
            [CHRONYD, "-x", "-d", "-U", "-u", user, "-f", config],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        wait_for_answer(process, port, folder / "log")
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for_answer(process, port, log):
    give_up_s = time.monotonic() + PATIENCE_S
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.connect(("127.0.0.1", port))
        asking.settimeout(0.2)
        while time.monotonic() < give_up_s:
            try:
                asking.send(REQUEST)
                asking.recv(100)
                return
            except TimeoutError:
                continue
            except ConnectionRefusedError:
                try:
                    process.wait(0.02)
                except subprocess.TimeoutExpired:
                    continue
                break
    raise AssertionError(f"chronyd does not answer: {log.read_text()}")


@contextmanager
def three(folder: Path, *clocks):
    """Run three chronyds; each of `clocks` is the arguments of chrony(). Yields their names."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(chrony(folder / str(i), *clock)) for i, clock in enumerate(clocks)
        ]


def syncs(names, rounds: int = 1) -> list[dict]:
    """Sync from these servers under MicroPython, again and again in one run."""
    result = subprocess.run(
        [sys.executable, "-m", "micropython_unix", SCRIPT, ROOT / "firmware", str(rounds), *names],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


# 14 years on, the seconds of NTP have begun again.
@pytest.mark.parametrize("off_s", [0.0, 3.25, 12_345.678, 14.0 * YEAR_S])
def test_the_offset_of_real_servers_is_found_within_20_ms(tmp_path, off_s):
    with three(tmp_path, (off_s,), (off_s,), (off_s,)) as names:
        for said in syncs(names, rounds=5):
            print(off_s, said)
            assert said["reason"] == "" and said["servers"] == [0, 1, 2]
            error_ms = said["off_ms"] - off_s * 1000
            assert abs(error_ms) <= min(NEAR_MS, said["bound_ms"]), said


def test_a_real_server_that_is_wrong_does_not_count(tmp_path):
    with three(tmp_path, (3.25,), (-90_000.0,), (3.25,)) as names:
        (said,) = syncs(names)
    assert said["servers"] == [0, 2] and abs(said["off_ms"] - 3250) <= NEAR_MS, said


def test_a_real_server_that_is_not_synchronized_is_refused(tmp_path):
    with three(tmp_path, (3.25,), (0, False), (3.25,)) as names:
        (said,) = syncs(names)
    assert said["servers"] == [0, 2] and abs(said["off_ms"] - 3250) <= NEAR_MS, said
