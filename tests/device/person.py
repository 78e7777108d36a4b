"""Whoever sits at the board: is told what to press, and asked what there is to see."""

from __future__ import annotations

import sys
from typing import TextIO


class Person:
    """At the terminal, whatever pytest does with the output of tests."""

    def __init__(self, out: TextIO | None = None, answers: TextIO | None = None) -> None:
        self._out = out or open("/dev/tty", "w")  # noqa: SIM115 (for as long as the program)
        self._answers = answers or sys.stdin

    def tell(self, sentence: str) -> None:
        print(f"  >> {sentence}", file=self._out, flush=True)

    def wait(self, sentence: str) -> None:
        """Say what is to be done, and wait for Enter."""
        self.tell(f"{sentence} Then press Enter.")
        self._answers.readline()

    def sees(self, question: str) -> bool | None:
        """Ask with y or n. None: no answer, so nobody looked."""
        self.tell(f"{question} [y/n]")
        return {"y": True, "n": False}.get(self._answers.readline().strip().lower()[:1])
