"""What the board itself measures, in the maintenance mode, on flash that was wiped."""

import pytest
from device.bench import measure
from device.prompt import ORDER, SCRIPTS
from device.random_figures import bits_sigma, bytes_sigma

NUMBERS = (
    "pbkdf2.iteration",
    "flash.erase",
    "flash.program",
    "i2c.lost",
    "display.show",
)


@pytest.fixture(scope="module")
def printed(bench):
    """What the scripts print that want nobody, in one go."""
    return measure(bench, *ORDER)


def test_every_script_is_run():
    assert {path.stem for path in SCRIPTS.glob("*.py")} == {*ORDER, "buttons", "asleep"}


def test_the_board_says_what_it_is(bench, printed):
    bench.report.about |= {name: printed[name][0] for name in ("machine", "micropython")}
    assert all(bench.report.about.values())


@pytest.mark.parametrize("name", NUMBERS)
def test_a_figure_is_within_its_limit(bench, printed, name):
    bench.check(name, int(printed[name][0]))


def test_the_seconds_of_the_clock_chip_are_seconds(bench, printed):
    if "clock.ds3231" in printed:  # a board may be without one
        bench.check("clock.edge", int(printed["clock.edge"][0]))


@pytest.mark.parametrize("radio", ["random.off", "random.on"])
def test_the_random_source_is_neither_stuck_nor_biased(bench, printed, radio):
    data = bytes.fromhex("".join(printed[radio]))
    assert len(data) >= 1024 and len({data[i : i + 16] for i in range(0, len(data), 16)}) * 16 == (
        len(data)
    )
    bench.check(f"{radio}.bits", round(bits_sigma(data), 2))
    bench.check(f"{radio}.bytes", round(bytes_sigma(data), 2))


def test_every_pixel_is_lit(bench, printed):
    seen = bench.prompt.sees("Is every pixel of the display lit, and none flickers?")
    if seen is not None:
        bench.check("display.seen", 0 if seen else 1)
    assert seen is not False


def test_each_button_is_seen_in_time(bench):
    found = measure(bench, "buttons")
    for name in ("button.bounce", "button.latency"):
        if name in found:  # nobody pressed: unverified
            bench.check(name, int(found[name][0]))
