"""Runs one shard under MicroPython: `shard.py PROGRAM.FUNCTION SEED RUNS`."""

import random
import sys

from report import Report


def main():
    module, function = sys.argv[1].split(".")
    report = Report(int(sys.argv[3]))
    random.seed(int(sys.argv[2]))
    getattr(__import__(module), function)(report)
    print("@" + report.as_json())


main()
