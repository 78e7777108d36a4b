"""Makes the picture of the glass for the README, from the product.

usage: python tests/sim/readme_glass.py
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sim.product import NOW_UNIX_S, Product, make_simulator, totp

from fobctl.cli.glass import framed

# Too small for half blocks: braille is narrow enough for a README.
_COLUMNS, _LINES = 80, 24


def picture(folder: Path) -> str:
    """Return the glass with a code by time, 12 seconds before it ends."""
    with make_simulator(folder) as simulator:
        simulator.hardware.ds3231.set_unix_s(NOW_UNIX_S)
        simulator.reset()
        product = Product(simulator)
        product.set_up()
        product.set_clock(NOW_UNIX_S)
        product.add(totp("ann@example.com", "portal.example.com"))
        simulator.press("do")
        while simulator.hardware.ds3231.unix_s() % 30 != 18:
            simulator.advance(500)
        lines = framed(simulator.glass(), _COLUMNS, _LINES)
        product.close()
    return "\n".join(lines)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        print(picture(Path(temporary)))
