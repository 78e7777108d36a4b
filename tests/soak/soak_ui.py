"""A monkey with the token in its hand, and a model of what the token may be."""

from soak.on_micropython import program
from soak.rows import Soak

SOAKS = [Soak("ui.monkey", 1_000_000, program("monkey.monkey", heap="2M"))]
