"""Small programs that run on the simulated chip instead of main.py."""

import pytest
from host.simulator.programs import WAIT, said

from fobctl.simulator import compiled
from fobctl.simulator.simulator import Simulator


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The firmware for the simulated board, in a folder that nobody else changes."""
    return compiled.firmware(folder=tmp_path_factory.mktemp("built"))


@pytest.fixture
def program(tmp_path, built):
    """Return a function that makes a simulator of a program."""

    def make(source, **options):
        folder = tmp_path / "program"
        folder.mkdir(exist_ok=True)
        (folder / "main.py").write_text(
            f"import sys\nsys.path.insert(0, {str(built)!r})\n{source}{WAIT}"
        )
        return Simulator(tmp_path / "token", stepped=True, firmware=folder, **options)

    return make


@pytest.fixture
def run(program):
    """Return a function that runs a program to its end, and returns the lines it printed."""

    def to_the_end(source, **options):
        with program(source, **options) as simulator:
            return said(simulator)

    return to_the_end
