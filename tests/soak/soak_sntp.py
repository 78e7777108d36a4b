"""The firmware's SNTP client asks servers of which one is hostile, and hears forged packets."""

from soak.on_micropython import program
from soak.rows import Soak

SOAKS = [Soak("clock.hostile", 100_000, program("hostile_time.hostile"))]
