"""`run.py SEED YEARS [PNG]`: let tokens live, print a table, and last what came of it as JSON."""

import json
import sys

import picture
import years

from otpfob.clock import oscillator

_CONTROL_YEARS = 6


def control() -> int:
    """Return how many wrong codes a clock shows that takes every crystal for exact."""
    kinds = oscillator._KINDS
    right = kinds["crystal"]
    kinds["crystal"] = oscillator.Oscillator(100, 100, 100, 60_000)
    tally = years.Tally()
    try:
        for number in range(_CONTROL_YEARS):
            years.live("crystal", number, tally)
    finally:
        kinds["crystal"] = right
    return tally.wrong_codes


def main() -> None:
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    tallies = {kind: years.Tally() for kind in years.KINDS}
    for number in range(count):
        kind = years.KINDS[number % len(years.KINDS)]
        years.live(kind, f"{seed} {number}", tallies[kind])
    print(years.table(tallies))
    if len(sys.argv) > 3:
        picture.draw(sys.argv[3])
        print("error and bound over a year:", sys.argv[3])
    found = [
        (times, f"{kind}: {what}")
        for kind, tally in tallies.items()
        if tally.years
        for times, what in tally.failures()
    ]
    result = {
        "runs": count,
        "failures": sum(times for times, _ in found),
        "cases": [f"{times} times {what}" for times, what in found],
        "notes": {
            "looks": sum(tally.looks for tally in tallies.values()),
            "healthy days": sum(tally.healthy_days for tally in tallies.values()),
            "warned of them": sum(tally.warned_days for tally in tallies.values()),
        },
        "controls": {"crystals taken for exact": (1, int(control() > 0))},
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
