"""Attempts at a PIN, cut one after the other: none is free, and ten erase everything."""

from soak.on_micropython import program
from soak.rows import Soak

SOAKS = [Soak("pin.cuts", 10_000, program("pin_cuts.cuts"))]
