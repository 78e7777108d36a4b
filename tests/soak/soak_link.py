"""The whole token at the end of a line, locked and unlocked, fed with mutated and random frames."""

from soak.on_micropython import program
from soak.rows import Soak

# A small heap: what a token may use, its flash in RAM, and the other end of the line.
SOAKS = [Soak("link.fuzz", 1_000_000, program("link_fuzz.fuzz", heap="2M"), shards=4)]
