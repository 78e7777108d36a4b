"""The firmware's end of the link, fed with mutated and random frames."""

from soak.on_micropython import program
from soak.rows import Soak

# A small heap: what a token may use at most, in objects of a 64-bit interpreter.
SOAKS = [Soak("link.fuzz", 1_000_000, program("link_fuzz.fuzz", heap="1M"))]
