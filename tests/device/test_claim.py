"""A board is touched once its serial number was named; its person is told what to press."""

import io
import threading

import pytest
from device.bench import of_board
from device.claim import NotNamed, named
from device.held import wants_hold
from device.person import Person
from sim.product import filled_product, totp

from fobctl.link.errors import TokenError
from fobctl.simulator.simulator import Simulator

GUARD_S = 0.8


class Robot(Person):
    """Does on the simulator, whose time runs, what the person is told."""

    def __init__(self, simulator):
        self.told = []
        self._simulator = simulator
        self._doing = []

    def tell(self, sentence):
        self.told.append(sentence)
        for words, press in (
            ("say yes", self._say_yes),
            ("say no", lambda: self._simulator.press("next")),
            ("Set the token up", self._set_up),
        ):
            if words in sentence:
                # A press that comes with the question is no answer to it.
                timer = threading.Timer(GUARD_S, press)
                timer.start()
                self._doing.append(timer)

    def _say_yes(self):
        self._simulator.press("do", hold=wants_hold(self._simulator.words(), "do"))

    def _set_up(self):
        simulator = self._simulator
        simulator.wait_for("Language")
        # What is down when the token looks at its buttons first counts as stuck.
        threading.Event().wait(GUARD_S)
        simulator.press("do")
        simulator.wait_for("Welcome to OTPfob")
        simulator.press("do")
        simulator.wait_for("Protect it with")
        simulator.press("next")
        simulator.press("do")
        simulator.wait_for("No PIN?")
        simulator.press("do", hold=True)

    def wait(self, sentence):
        self.told.append(sentence)
        assert "Unplug" in sentence
        self._simulator.cut_power()
        self._simulator.power_on()

    def rest(self):
        for timer in self._doing:
            timer.join()


@pytest.fixture
def simulator(tmp_path):
    """A token with an account, and with time that runs."""
    with filled_product(tmp_path / "filled", [(totp(), 0)]) as product:
        image = product.simulator.flash_image()
    simulator = Simulator(tmp_path / "running", paced=False)
    simulator.hardware.flash.restore(image)
    with simulator:
        yield simulator


@pytest.mark.parametrize("serial", [None, "", "024f46420002", "0246"])
def test_a_token_that_was_not_named_is_left_alone(simulator, serial):
    image = simulator.flash_image()
    with pytest.raises(NotNamed) as caught, of_board(simulator.port, serial, None, None):
        raise AssertionError("it was taken")
    assert "02464f420001" in str(caught.value)
    assert ("SERIAL=02464f420001" in str(caught.value)) == (not serial)
    assert simulator.flash_image() == image


def test_the_named_one_is_matched_whatever_the_case_of_its_letters(simulator):
    assert named(simulator.port, "02464F420001").accounts == 1


def test_a_board_is_wiped_set_up_and_asked(simulator, tmp_path, monkeypatch):
    robot = Robot(simulator)
    monkeypatch.setattr("device.bench.Person", lambda: robot)
    report = tmp_path / "reports" / "board.json"
    with of_board(simulator.port, "02464f420001", None, report) as bench:
        held = bench.held
        assert held.token().accounts() == [] and held.token().clock().unix_ms
        assert held.agree(lambda token: token.add(totp()), "Add account?")
        with pytest.raises(TokenError) as caught:
            held.refuse(lambda token: token.add(totp("b")), "Add account?")
        assert caught.value.code == "refused"
        held.close()
        robot.rest()
    assert '"board": "sim"' in report.read_text()
    erase, unplug, set_up, clock, add, refuse = robot.told
    assert "Erase everything?" in erase and "yes" in erase
    assert "Unplug" in unplug and "without a PIN" in set_up
    assert "Set the clock?" in clock and "DO" in add and "NEXT" in refuse


def test_a_person_is_told_and_asked_at_the_terminal():
    out, answers = io.StringIO(), io.StringIO("\ny\nno\n\n")
    person = Person(out, answers)
    person.wait("Plug it in.")
    assert [person.sees("Lit?") for _ in range(4)] == [True, False, None, None]
    assert "Plug it in. Then press Enter." in out.getvalue()
