"""The README shows what the token shows. `python tests/sim/readme_glass.py` makes the picture."""

from sim.product import ROOT
from sim.readme_glass import picture


def test_the_readme_shows_the_glass_as_it_is(tmp_path):
    assert picture(tmp_path) in (ROOT / "README.md").read_text()
