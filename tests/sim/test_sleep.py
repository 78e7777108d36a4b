"""Dim, dark, deep sleep, and what a button does then, on the product itself."""

import shutil

import pytest
from sim.product import NOW_UNIX_S, ROOT, filled_product, hotp, make_simulator, ready_product, totp
from sim.traces import Search, keys

from fobctl.link.conversation import Conversation, Patience
from fobctl.link.errors import NoDevice
from fobctl.simulator import compiled
from fobctl.simulator.errors import SimulatorError
from fobctl.simulator.hardware import DEEP_SLEEP, POWER_ON

PIN = "135790"
ACCOUNTS = [(totp(), 0), (hotp(), 3)]
FIRST = "Acme: ann"
DIM_S, DARK_S, SLEEP_S = 30, 60, 180
FULL = 256


def on_battery(product):
    product.simulator.plug_usb(False)
    return product


@pytest.fixture
def token(tmp_path):
    """A token without a PIN, on a battery."""
    with filled_product(tmp_path / "token", ACCOUNTS) as product:
        yield on_battery(product)


@pytest.fixture
def locked(tmp_path):
    with filled_product(tmp_path / "token", ACCOUNTS, PIN) as product:
        yield on_battery(product)


def sleep(product):
    """Let it fall asleep because nobody is there."""
    product.leap(SLEEP_S)
    assert product.simulator.asleep


def wake(product, button="next"):
    product.simulator.press(button)
    product.simulator.settle()


class TestTheGlass:
    def test_it_dims_and_goes_dark_and_the_chip_goes_slower(self, token):
        simulator = token.simulator
        assert (simulator.contrast(), simulator.hardware.mhz) == (FULL, 240)
        simulator.advance((DIM_S - 2) * 1000)
        assert simulator.contrast() == FULL
        simulator.advance(3000)
        assert 0 < simulator.contrast() < FULL // 50
        assert FIRST in token.words() and simulator.hardware.mhz == 80
        simulator.advance((DARK_S - DIM_S) * 1000)
        assert simulator.contrast() == 0 and token.words() == []
        assert not any(any(row) for row in simulator.glass())

    def test_a_press_while_it_is_dim_means_what_it_says(self, token):
        token.leap(DIM_S)
        assert token.simulator.contrast() < FULL
        token.simulator.press("do")
        assert token.simulator.contrast() == FULL and token.simulator.hardware.mhz == 240
        assert token.code()

    @pytest.mark.parametrize("hold", [False, True])
    @pytest.mark.parametrize("button", ["next", "do"])
    def test_the_press_that_ends_the_dark_means_nothing_else(self, token, button, hold):
        before = token.words()
        token.leap(DARK_S)
        token.simulator.press(button, hold=hold)
        assert token.words() == before and token.simulator.contrast() == FULL
        token.simulator.press("do")
        assert token.code(), "the next one does"

    def test_a_press_that_bounces_ends_the_dark_and_means_nothing_else(self, token):
        before = token.words()
        token.leap(DARK_S)
        for _ in range(3):
            for buttons in (["do"], []):
                token.simulator.hold_down(buttons)
                token.simulator.advance(10)
        token.simulator.hold_down(["do"])
        token.simulator.advance(100)
        token.simulator.hold_down([])
        token.simulator.advance(100)
        assert token.words() == before

    def test_on_one_button_too(self, tmp_path):
        with filled_product(tmp_path, ACCOUNTS, buttons=1) as product:
            before = product.words()
            product.leap(DARK_S)
            product.simulator.press("do")
            assert product.words() == before
            product.simulator.press("do")
            assert product.code()

    def test_what_comes_to_the_light_is_of_now(self, token):
        token.simulator.press("do")
        old = token.code()
        token.leap(DARK_S + 30)
        first = []
        display = token.simulator.hardware.display
        write = display.write

        def watched(data):
            was_lit = display.lit
            write(data)
            if display.lit and not was_lit:
                first.extend(token.words())

        display.write = watched
        token.simulator.press("next")
        assert token.code() in first and old not in first

    def test_a_question_of_the_host_lights_it(self, token):
        token.leap(DARK_S)
        future = token.start(lambda fob: fob.settings(dim_after=20), "Change settings?")
        assert token.simulator.contrast() == FULL
        token.simulator.press("do")
        future.result(timeout=30)


class TestSleep:
    @pytest.mark.parametrize("button", ["next", "do"])
    @pytest.mark.parametrize("chip", ["esp32", "esp32s3", "esp32c3"])
    def test_every_button_of_every_chip_ends_it(self, tmp_path, chip, button):
        with filled_product(tmp_path, ACCOUNTS, chip=chip) as product:
            sleep(on_battery(product))
            wake(product, button)
            assert product.simulator.hardware.reset_cause == DEEP_SLEEP
            assert FIRST in product.words(), "and is no gesture"

    def test_the_only_button_ends_it(self, tmp_path):
        with filled_product(tmp_path, ACCOUNTS, buttons=1) as product:
            sleep(on_battery(product))
            wake(product)
            assert FIRST in product.words()

    def test_a_stuck_button_keeps_nobody_awake_and_the_other_one_wakes(self, token):
        token.simulator.hold_down(["do"])
        token.simulator.advance(1000)
        sleep(token)
        token.simulator.advance(60_000)
        assert token.simulator.asleep
        token.simulator.hold_down(["do", "next"])
        token.simulator.advance(100)
        assert not token.simulator.asleep

    def test_with_all_buttons_stuck_it_starts_again_instead(self, token):
        token.simulator.hold_down(["do", "next"])
        token.simulator.advance(1000)
        resets = token.simulator.resets
        token.leap(SLEEP_S)
        assert not token.simulator.asleep and token.simulator.resets == resets + 1

    def test_the_glass_is_dark_and_empty_meanwhile(self, token):
        token.simulator.press("do")
        assert token.code()
        sleep(token)
        assert token.simulator.contrast() == 0
        assert not any(token.simulator.hardware.display.ram)

    def test_the_clock_goes_on_with_its_chip(self, token):
        token.set_clock(NOW_UNIX_S)
        sleep(token)
        token.simulator.advance(86_400_000)
        wake(token)
        token.simulator.press("do")
        assert token.code()

    def test_without_a_clock_chip_a_long_sleep_asks_for_a_sync(self, tmp_path):
        with ready_product(tmp_path, ds3231=False) as product:
            product.add(totp())
            product.disconnect()
            on_battery(product)
            product.simulator.hardware.rtc.sleep_ppm = 50_000
            product.leap(SLEEP_S)
            wake(product)
            product.simulator.press("do")
            assert product.code(), "three minutes are wrong by less than 10 s"
            sleep(product)
            product.simulator.advance(1_200_000)
            wake(product)
            product.simulator.press("do")
            assert not [word for word in product.words() if word.isdecimal()]

    def test_a_power_cut_ends_it_like_any_other(self, token):
        sleep(token)
        image = token.simulator.flash_image()
        token.simulator.cut_power()
        token.simulator.power_on()
        assert token.simulator.hardware.reset_cause == POWER_ON
        assert FIRST in token.words()
        assert token.simulator.flash_image() == image

    def test_what_the_host_sends_meanwhile_is_not_heard_later(self, token):
        sleep(token)
        resets = token.simulator.resets
        with open(token.simulator.port, "wb", buffering=0) as line:
            line.write(b"x" * 100)
        token.simulator.advance(1000)
        assert token.simulator.resets == resets
        wake(token)
        assert token.connect().hello().ready


class TestLocking:
    def test_to_sleep_is_to_lock(self, locked):
        locked.unlock(PIN, FIRST)
        search = Search(locked.simulator)
        for name, key in keys(locked.simulator.flash_image(), PIN).items():
            search.want_key("key " + name, key)
        search.want("name", FIRST.encode())
        assert "key vault encrypt" in search.now()
        search.at_reset()
        sleep(locked)
        locked.simulator.before_reset = None
        assert search.left == set()
        wake(locked)
        assert locked.words()[0] == "PIN"
        locked.unlock(PIN, FIRST)

    def test_a_locked_token_sleeps_too(self, locked):
        sleep(locked)
        wake(locked, "do")
        assert locked.words()[0] == "PIN"


class TestAwake:
    def test_usb_power_keeps_it_awake_in_the_dark(self, token):
        token.simulator.plug_usb(True)
        token.leap(10 * SLEEP_S)
        assert not token.simulator.asleep and token.simulator.contrast() == 0
        token.simulator.plug_usb(False)
        token.simulator.advance(1100)
        assert token.simulator.asleep

    def test_a_host_that_asks_keeps_it_awake_for_a_minute(self, token):
        token.leap(SLEEP_S - 10)
        assert token.connect().hello().ready
        token.leap(58)
        assert not token.simulator.asleep
        token.leap(4)
        assert token.simulator.asleep

    def test_a_question_keeps_it_awake_until_it_is_answered(self, token):
        token.leap(SLEEP_S - 8)
        future = token.start(lambda fob: fob.settings(dim_after=20), "Change settings?")
        token.simulator.advance(10_000)
        assert "Change settings?" in token.words()
        token.simulator.press("do")
        future.result(timeout=30)

    def test_work_is_done_before_it_sleeps(self, tmp_path):
        with make_simulator(tmp_path) as simulator:
            simulator.plug_usb(False)
            simulator.press("do")
            simulator.wait_for("Welcome to OTPfob")
            simulator.press("do")
            simulator.wait_for("Protect it with")
            simulator.advance((SLEEP_S + 1) * 1000)
            assert simulator.asleep, "a question that waits for ever is no work"

    def test_a_host_that_asks_a_sleeping_token_is_told_what_to_do(self, token):
        sleep(token)
        with pytest.raises(NoDevice, match="If it sleeps, press a button"):
            Conversation(token.simulator.port, Patience(open_s=0.2))


def test_the_power_budget_knows_how_much_of_the_glass_is_lit(token):
    page = (ROOT / "firmware" / "power" / "make_budget.py").read_text()
    percent = int(page.split("\nLIT_PERCENT = ")[1].split()[0])
    token.simulator.press("do")
    assert token.code()
    lit = sum(map(sum, token.simulator.glass()))
    assert abs(lit * 100 / (128 * 64) - percent) < 2


def test_a_wake_source_that_the_chip_does_not_have_stops_the_simulator(tmp_path):
    source = """
import esp32, machine, time
time.sleep_ms(10)
esp32.wake_on_ext0(machine.Pin(3), esp32.WAKEUP_ALL_LOW)
machine.deepsleep()
"""
    firmware = tmp_path / "firmware"
    shutil.copytree(compiled.firmware(), firmware)
    (firmware / "main.py").write_text(source)
    simulator = make_simulator(tmp_path / "token", firmware=firmware, chip="esp32c3")
    with pytest.raises(SimulatorError, match="no wake source ext0"), simulator:
        simulator.advance(100)
