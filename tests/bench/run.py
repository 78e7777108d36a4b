"""`make bench`: measures everything, prints one table, writes bench.json, checks the floors."""

import argparse
import importlib
import json
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "firmware")]

from bench import measure, registry_peers  # noqa: E402 (the path comes first)
from bench.rows import table  # noqa: E402


def topics():
    """The names of the bench_<topic>.py files."""
    return sorted(path.stem[len("bench_") :] for path in HERE.glob("bench_*.py"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "bench.json", help="the JSON to write")
    parser.add_argument("topics", nargs="*", metavar="TOPIC", help=f"of {', '.join(topics())}")
    arguments = parser.parse_args()
    unknown = set(arguments.topics) - set(topics())
    if unknown:
        parser.error(f"no topic {', '.join(sorted(unknown))}")
    try:
        measure.check_tools()
    except measure.MissingTool as error:
        print(error, file=sys.stderr)
        return 1
    build = ROOT / "build"
    lab = measure.Lab(registry_peers.install(build / "bench_peers"), build / "bench")
    rows = []
    for topic in arguments.topics or topics():
        start = time.monotonic()
        rows += importlib.import_module(f"bench.bench_{topic}").rows(lab)
        print(f"{topic}: {time.monotonic() - start:.0f} s", file=sys.stderr)
    print(table(rows))
    arguments.out.write_text(json.dumps([row.as_json() for row in rows], indent=1) + "\n")
    complaints = [row.complaint for row in rows if row.complaint]
    for complaint in complaints:
        print(f"below the floor: {complaint}", file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
