"""Measures small MicroPython programs: instructions, bytes of heap, wall time.

Instructions are counted by valgrind's callgrind over the whole process. A program is run
twice, with its loop done no times and many times; the difference is what the loop cost, to
the digit. Times swing by a factor of two on shared machines: they are medians of rounds in
which ours and the reference take turns.
"""

import hashlib
import os
import re
import shutil
import statistics
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[2]
FIRMWARE = ROOT / "firmware"
OWN_PEERS = Path(__file__).parent / "peers"

_INTERPRETER = (sys.executable, "-m", "micropython_unix")
_COLLECTED = re.compile(r"Collected : (\d+)")
_ROUNDS = 7
# Two hashes of Adafruit's make megabytes of garbage; where bytes are counted, nothing is freed.
_BIG_HEAP = ("-X", "heapsize=64m")


class MissingTool(Exception):
    pass


def check_tools():
    """Raise MissingTool, saying how to get it, unless all is there."""
    if shutil.which("valgrind") is None:
        raise MissingTool("valgrind is missing. Get it with: apt-get install valgrind")


class Program:
    """Something to measure: `setup` once, then `body` again and again, with `i` counting."""

    def __init__(self, setup, body, loops):
        self.setup = setup
        self.body = body
        self.loops = loops

    def source(self, path, loops, before="", after=""):
        folders = [str(folder) for folder in path]
        return (
            f"import sys\nsys.path[:0] = {folders!r}\nimport gc\n{self.setup}\n"
            f"gc.collect()\n{before}\nfor i in range({loops}):\n    {self.body}\n{after}\n"
        )


class Lab:
    """Runs Programs that may import the firmware, our own peers and the installed ones.

    Everything it writes goes to the folder `work`.
    """

    def __init__(self, peers, work):
        self.work = work
        work.mkdir(parents=True, exist_ok=True)
        self._path = [FIRMWARE, OWN_PEERS, peers]
        self.peers = peers
        self._pool = ThreadPoolExecutor(os.cpu_count() or 1)

    def instructions(self, *programs):
        """Return the instructions of one loop of each program."""
        jobs = [
            self._pool.submit(self.counted, program.source(self._path, loops))
            for program in programs
            for loops in (0, program.loops)
        ]
        counts = [job.result()[0] for job in jobs]
        return [
            (counts[2 * i + 1] - counts[2 * i]) // program.loops
            for i, program in enumerate(programs)
        ]

    def instructions_of(self, source, path):
        """Return the instructions of a whole program over an empty one."""
        head = f"import sys\nsys.path[:0] = {[str(folder) for folder in path]!r}\n"
        jobs = [self._pool.submit(self.counted, head + text) for text in ("", source)]
        empty, whole = (job.result()[0] for job in jobs)
        return whole - empty

    def heap_bytes(self, *programs):
        """Return the bytes that one loop of each program takes from the heap."""
        found = []
        for program in programs:
            # The first turn makes what is made once.
            before = f"i = 0\n{program.body}\ngc.collect()\ngc.disable()\nused = gc.mem_alloc()"
            after = "print(gc.mem_alloc() - used)"
            source = program.source(self._path, program.loops, before, after)
            found.append(int(self.run(source, *_BIG_HEAP)) // program.loops)
        return found

    def seconds(self, *programs):
        """Return the median seconds of one loop of each program, measured in turns."""
        source = [
            "import sys, gc, time",
            f"sys.path[:0] = {[str(folder) for folder in self._path]!r}",
        ]
        for number, program in enumerate(programs):
            body = program.body
            source += [
                program.setup,
                f"def turn_{number}(loops):",
                "    gc.collect()",
                "    start = time.ticks_us()",
                "    for i in range(loops):",
                f"        {body}",
                "    return time.ticks_diff(time.ticks_us(), start)",
            ]
        turns = ", ".join(f"turn_{n}({program.loops})" for n, program in enumerate(programs))
        source += [f"for _ in range({_ROUNDS}):", f"    print({turns})"]
        lines = self.run("\n".join(source)).splitlines()
        columns = zip(*([int(word) for word in line.split()] for line in lines), strict=True)
        return [
            statistics.median(column) / program.loops / 1e6
            for column, program in zip(columns, programs, strict=True)
        ]

    def run(self, source, *options):
        """Run a program and return what it prints."""
        command = [*_INTERPRETER, *options, self._script(source)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode:
            raise RuntimeError(result.stdout + result.stderr + source)
        return result.stdout

    def _script(self, source):
        # The same program has the same name each time: names are hashed, and hashing counts.
        script = self.work / f"{hashlib.sha256(source.encode()).hexdigest()[:12]}.py"
        script.write_text(source)
        return script

    def counted(self, source, interpreter=_INTERPRETER, open_files=()):
        """Return the instructions of a whole run of a program, and what it prints.

        `interpreter`: its command, which may use the file descriptors `open_files`.
        """
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
        command += [*interpreter, self._script(source)]
        result = subprocess.run(
            command,
            capture_output=True,
            text=True,
            env=environment,
            check=False,
            pass_fds=open_files,
        )
        found = _COLLECTED.search(result.stderr)
        if result.returncode or found is None:
            raise RuntimeError(result.stdout + result.stderr + source)
        return int(found[1]), result.stdout
