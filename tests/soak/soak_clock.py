"""Tokens live for years in virtual time: their clock is never more wrong than it says.

The real TokenClock runs on chips that drift with age and temperature. Each shard is a process
and prints a table of what it saw; the first draws build/clock_years.png.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from soak.rows import Outcome, Soak

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(__file__).parent / "clock_years" / "run.py"
PICTURE = ROOT / "build" / "clock_years.png"
LIMIT_S = 3600
_FOLDERS = (ROOT / "firmware", ROOT / "tests" / "unit" / "cpython_only")


def work(seed: int, runs: int) -> Outcome:
    command = [sys.executable, str(PROGRAM), str(seed), str(runs)]
    if seed % 1000 == 0:
        PICTURE.parent.mkdir(exist_ok=True)
        command.append(str(PICTURE))
    done = subprocess.run(
        command,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, _FOLDERS))},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        timeout=LIMIT_S,
        check=True,
    )
    *printed, last = done.stdout.splitlines()
    print("\n".join(printed), file=sys.stderr, flush=True)
    return Outcome(**json.loads(last))


SOAKS = [Soak("clock.years", 10_000, work, shards=4)]
