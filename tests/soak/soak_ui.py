"""A monkey with the token in its hand: random buttons, time, frames, resets."""

from soak.on_micropython import program
from soak.rows import Soak

SOAKS = [Soak("ui.monkey", 1_000_000, program("monkey.monkey", heap="2M"))]
