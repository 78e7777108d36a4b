"""HOTP presses, cut one after the other: no counter is ever shown twice."""

from soak.on_micropython import program
from soak.rows import Soak

SOAKS = [Soak("hotp.cuts", 10_000, program("hotp_cuts.cuts"))]
