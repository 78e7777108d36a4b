"""What is built for a real board holds no insecure random source, and would refuse one."""

import subprocess

import pytest
from run_mpy import command

from fobctl.simulator import compiled, tree

BOARDS = sorted(
    path.parent for path in tree.BOARD.parent.glob("*/board.py") if path.parent != tree.BOARD
)
OF_THE_SIMULATOR = sorted(path.stem for path in tree.BOARD.glob("*.py") if path.stem != "board")

# Enough of the ESP32's modules for its board to make its parts on this PC.
CHIP = """
import sys

class Anything:
    PULL_UP = IN = OUT = TYPE_DATA = ATTN_11DB = 0
    def __init__(self, *args, **options): pass
    def __getattr__(self, name): return lambda *args, **options: b""
    @staticmethod
    def find(*args, **options): return [Anything()]

class Chip: pass
for name, parts in (
    ("machine", ("ADC", "I2C", "Pin", "RTC")),
    ("esp32", ("Partition",)),
    ("network", ("STAT_IDLE", "STAT_CONNECTING", "STAT_GOT_IP", "WLAN")),
):
    module = Chip()
    for part in parts: setattr(module, part, Anything)
    sys.modules[name] = module
sys.modules["machine"].unique_id = lambda: b"1"
sys.modules["machine"].mem32 = {}

import board, usual_parts
usual_parts.open_fonts = lambda folder: None
usual_parts.Ssd1306Panel = Anything
"""

PARTS = """
parts = board.parts()
print(type(parts.random).__name__, parts.random.insecure)
"""

REFUSED = """
from otpfob.app.parts import InsecureSource
class Weak:
    insecure = True
usual_parts.RadioRandom = Weak
try:
    board.parts()
except InsecureSource as error:
    print(error.code)
"""


@pytest.fixture(scope="module", params=BOARDS, ids=lambda board: board.name)
def build(request, tmp_path_factory):
    return compiled.firmware(request.param, tmp_path_factory.mktemp(request.param.name))


@pytest.fixture
def run(build, tmp_path):
    def run(program):
        path = tmp_path / "program.py"
        path.write_text(program)
        environment = {"MICROPYPATH": f"{build}:.frozen"}
        done = subprocess.run(
            [*command(), path], env=environment, capture_output=True, text=True, timeout=60
        )
        assert not done.returncode, done.stdout + done.stderr
        return done.stdout.split()

    return run


def holding(folder, *names):
    """Return the files in which one of `names` occurs."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.stem for path in files if any(name in path.read_bytes() for name in names)}


def modules(folder):
    return {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.*py")}


def test_a_real_board_is_built_of_the_firmware_and_nothing_of_the_simulator(build):
    found = modules(build)
    assert {
        "main",
        "board",
        "usual_parts",
        "otpfob/app/parts",
        "otpfob/drivers/random_radio",
    } <= found
    assert "insecure_random" in OF_THE_SIMULATOR and not found & set(OF_THE_SIMULATOR)


def test_no_file_of_a_real_board_names_an_insecure_source(build):
    # "parts" is what refuses: insecure_random is also the code of its error.
    assert holding(build, b"InsecureRandom", b"insecure_random", b"test_board") == {"parts"}


def test_the_board_of_the_simulator_does_have_one(built):
    assert {"insecure_random", "wire"} <= modules(built)
    assert holding(built, b"InsecureRandom") == {"board", "insecure_random"}
    assert holding(built, b"test_board") == {"board", "parts"}


def test_a_real_board_takes_its_random_bytes_from_the_radio(run):
    assert run(CHIP + PARTS) == ["RadioRandom", "False"]


def test_a_real_board_with_an_insecure_source_does_not_start(run):
    assert run(CHIP + REFUSED) == ["insecure_random"]
