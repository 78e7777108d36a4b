"""Runs the scripts of on_board/ at the prompt of a token in the maintenance mode, with mpremote."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

SCRIPTS = Path(__file__).with_name("on_board")
ORDER = ("pbkdf2", "flash", "bus", "clock_edge", "randomness")

# The firmware's modules lie in a slot, or in ROMFS; those few that are imported lie beside them.
_MODULES = """
import sys
from starter import slots
sys.path.insert(0, slots.chosen())
for name in [name for name in sys.modules if name.startswith("otpfob")]: del sys.modules[name]
"""
_ABOUT = """
import os, sys
print("@", "machine", sys.implementation._machine)
print("@", "micropython", ".".join(str(part) for part in sys.implementation.version[:3]))
"""


def _mpremote(port: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "mpremote", "connect", port, "resume", *arguments]


def run(
    port: str, names: tuple[str, ...], short: bool, told: Callable[[str], None]
) -> Iterator[tuple[str, str]]:
    """Run scripts; yield each figure they print: its name and its value.

    `told(what)` is called when a script wants something of the person. Raises RuntimeError, with
    what the board said, when a script fails.
    """
    arguments = ["exec", _MODULES, "+", "exec", _ABOUT]
    if short:
        arguments += ["+", "exec", "SHORT = True"]
    for name in names:
        arguments += ["+", "run", str(SCRIPTS / f"{name}.py")]
    process = subprocess.Popen(
        _mpremote(port, *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        bufsize=1,
    )
    assert process.stdout is not None
    noise = []
    try:
        for line in process.stdout:
            kind, _, rest = line.strip().partition(" ")
            if kind == "@":
                name, _, value = rest.partition(" ")
                yield name, value
            elif kind == "!":
                told(rest)
            else:
                noise.append(line)
        if process.wait():
            raise RuntimeError("".join(noise))
    finally:
        process.kill()
        process.wait()


def leave(port: str, statement: str) -> None:
    """Have the board do what ends its prompt: a reset, or deep sleep."""
    command = _mpremote(port, "exec", _MODULES, "+", "exec", "--no-follow", statement)
    subprocess.run(command, check=True, capture_output=True, timeout=60)
