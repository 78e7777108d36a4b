"""`make soak`: long runs of random trouble. Prints one table and writes soak.json.

Everything that is random has a seed; a failure is printed with the seed of its shard. To see
it again: the same command with the topic, `--scale` as it was, and `--only SEED`.
"""

import argparse
import importlib
import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "tests")]

from soak import on_micropython  # noqa: E402 (the path comes first)
from soak.rows import Outcome, Row, table  # noqa: E402

PROCESSES = 2
# Of these the programs that they need are half a gigabyte: not in the small soak of every test run.
LARGE = ("server",)
_SEEDS_APART = 1000


def topics() -> list[str]:
    """The names of the soak_<topic>.py files."""
    return sorted(path.stem[len("soak_") :] for path in HERE.glob("soak_*.py"))


def shards(soak, scale: float, seed: int) -> list[tuple[int, int]]:
    """Return (seed, runs) of every shard. Together they make the wanted runs exactly."""
    wanted = max(1, round(soak.runs * scale))
    count = min(soak.shards, max(1, wanted // soak.least))
    each, more = divmod(wanted, count)
    return [(seed * _SEEDS_APART + i, each + (i < more)) for i in range(count)]


def _one(soak, seed, runs):
    start = time.monotonic()
    try:
        outcome = soak.work(seed, runs)
    except Exception as error:  # noqa: BLE001 (a shard that fails is a failure of its row)
        outcome = Outcome()
        outcome.fail(f"the soak itself: {error!r}")
    return soak, seed, outcome, time.monotonic() - start


def soak_all(names, scale: float = 1.0, seed: int = 1, only: "int | None" = None) -> list[Row]:
    """Run the topics. Returns their rows; progress goes to stderr."""
    on_micropython.prepare()
    soaks = [s for name in names for s in importlib.import_module(f"soak.soak_{name}").SOAKS]
    rows = {}
    jobs = []
    for soak in soaks:
        parts = [part for part in shards(soak, scale, seed) if only in (None, part[0])]
        rows[soak.name] = Row(soak, sum(runs for _, runs in parts))
        jobs += [(soak, *part) for part in parts]
    start = time.monotonic()
    with ThreadPoolExecutor(min(PROCESSES, os.cpu_count() or 1)) as pool:
        done = as_completed([pool.submit(_one, *job) for job in jobs])
        for number, future in enumerate(done, 1):
            soak, shard_seed, outcome, seconds = future.result()
            row = rows[soak.name]
            row.add(shard_seed, outcome, seconds)
            print(
                f"{time.monotonic() - start:6.0f} s  {number} of {len(jobs)}  {soak.name}"
                f" (seed {shard_seed}): {row.runs:,} runs, {row.failures:,} failures",
                file=sys.stderr,
                flush=True,
            )
    return list(rows.values())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "soak.json", help="the JSON to write")
    parser.add_argument("--scale", type=float, default=1.0, help="0.01 for a quick run")
    parser.add_argument("--seed", type=int, default=1, help="another one, other random numbers")
    parser.add_argument("--only", type=int, metavar="SEED", help="run this shard alone")
    parser.add_argument("topics", nargs="*", metavar="TOPIC", help=f"of {', '.join(topics())}")
    arguments = parser.parse_args()
    unknown = set(arguments.topics) - set(topics())
    if unknown:
        parser.error(f"no topic {', '.join(sorted(unknown))}")
    rows = soak_all(arguments.topics or topics(), arguments.scale, arguments.seed, arguments.only)
    print(table(rows))
    arguments.out.write_text(json.dumps([row.as_json() for row in rows], indent=1) + "\n")
    for row in rows:
        for case in row.cases:
            print(f"{row.soak.name}, {case}", file=sys.stderr)
        if row.complaint:
            print(f"{row.soak.name}: {row.complaint}", file=sys.stderr)
    return 1 if any(row.complaint for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
