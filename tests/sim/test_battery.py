"""A token on a battery: what it tells of it, and what it does when that is low."""

import pytest
from sim.product import Product, filled_product, hotp, make_simulator, totp

from fobctl.link.errors import TokenError

PIN = "135790"
ACCOUNTS = [(totp(), 0), (hotp(), 3)]
FULL_MV, HALF_MV, LOW_MV = 4200, 3840, 3400
# It is looked at every five seconds.
LOOK_MS = 6000


def product_of(folder, pin=None, battery_mv=HALF_MV):
    return filled_product(folder, ACCOUNTS, pin, battery_mv=battery_mv)


@pytest.fixture
def token(tmp_path):
    """A token without a PIN, whose battery is half full and not on USB."""
    with product_of(tmp_path) as product:
        product.simulator.plug_usb(False)
        yield product


def run_down(product):
    """Let the battery be so low for so long that it counts."""
    product.simulator.charge(LOW_MV)
    for _ in range(20):
        product.simulator.advance(LOOK_MS)
        if "Battery low" in product.words():
            return
        product.light()
    raise AssertionError(product.words())


@pytest.fixture
def low(token):
    run_down(token)
    token.simulator.press("next")
    assert "Acme: ann" in token.words()
    return token


def refused(product, ask):
    with pytest.raises(TokenError) as caught:
        product.submit(ask).result(timeout=30)
    return caught.value.code


class TestTelling:
    def test_hello_and_the_menu_tell_its_charge(self, token):
        token.simulator.advance(1100)
        assert token.connect().hello().battery == 50
        token.menu()
        assert "50%" in token.words()

    def test_a_locked_token_tells_it_too(self, tmp_path):
        with product_of(tmp_path, PIN, FULL_MV) as product:
            product.simulator.advance(1100)
            info = product.connect().hello()
            assert info.locked and info.battery == 100

    def test_a_board_without_one_says_nothing_of_it(self, tmp_path):
        with filled_product(tmp_path, ACCOUNTS) as product:
            product.simulator.advance(1100)
            assert product.connect().hello().battery is None
            product.menu()
            assert not [word for word in product.words() if "%" in word]

    @pytest.mark.parametrize("battery_mv", [0, 142, 9999])
    def test_a_divider_that_is_not_connected_is_no_battery_and_forbids_nothing(
        self, tmp_path, battery_mv
    ):
        with product_of(tmp_path, battery_mv=battery_mv) as product:
            product.simulator.plug_usb(False)
            product.simulator.advance(3 * LOOK_MS)
            assert product.connect().hello().battery is None
            product.simulator.press("next")
            product.simulator.press("do")
            product.simulator.press("do")
            assert product.code()


class TestLow:
    def test_it_says_so_once(self, low):
        low.simulator.advance(4 * LOOK_MS)
        low.light()
        assert "Battery low" not in low.words()

    def test_codes_by_time_go_on(self, low):
        low.simulator.press("do")
        assert low.code()

    def test_a_code_by_counter_is_refused_and_the_counter_stays(self, low):
        image = low.simulator.flash_image()
        low.simulator.press("next")
        low.simulator.press("do")
        low.simulator.press("do")
        assert not [word for word in low.words() if word.isdecimal()]
        assert "battery is low" in " ".join(low.words())
        assert low.simulator.flash_image() == image
        low.simulator.press("next")
        low.simulator.charge(FULL_MV)
        low.simulator.advance(8 * LOOK_MS)
        low.light()
        assert low.connect().accounts()[1].counter == 3

    def test_the_host_is_told_and_nothing_is_written(self, low):
        image = low.simulator.flash_image()
        token = low.connect()

        def accepted(ask):
            future = low.submit(lambda: ask(token))
            low.simulator.wait_for("DO yes")
            low.simulator.advance(600)
            low.simulator.press("do", hold="hold DO yes" in low.words())
            with pytest.raises(TokenError) as caught:
                future.result(timeout=30)
            low.light()
            return caught.value.code

        assert accepted(lambda token: token.add(totp("new"), 0)) == "low_battery"
        assert accepted(lambda token: token.delete(1)) == "low_battery"
        assert accepted(lambda token: token.settings(dim_after=10)) == "low_battery"
        assert accepted(lambda token: token.wipe()) == "low_battery"
        assert len(token.accounts()) == 2
        assert low.simulator.flash_image() == image

    def test_nothing_in_the_menu_writes(self, low):
        image = low.simulator.flash_image()
        low.menu("Sleep…", "Dim after…", "  10 s")
        assert "battery is low" in " ".join(low.words())
        assert low.simulator.flash_image() == image

    @pytest.mark.parametrize("entries", [("Language", "  Русский"), ("Turn the glass",)])
    def test_nor_does_the_glass_look_otherwise(self, low, entries):
        image, seen = low.simulator.flash_image(), low.simulator.glass()
        low.menu(*entries)
        assert "battery is low" in " ".join(low.words())
        low.simulator.press("next")
        assert low.simulator.glass() == seen and "Acme: ann" in low.words()
        assert low.simulator.flash_image() == image

    def test_who_looks_at_the_languages_and_goes_back_wants_nothing_written(self, low):
        low.menu("Language")
        low.simulator.press("next", hold=True)
        assert low.words()[0] == "Menu"

    def test_the_radio_stays_off(self, tmp_path):
        with product_of(tmp_path, battery_mv=FULL_MV) as product:
            product.accept(lambda token: token.set_wifi("home", "password"), "Use this network?")
            product.disconnect()
            product.simulator.plug_usb(False)
            run_down(product)
            product.simulator.press("next")
            product.menu("Clock")
            product.simulator.press("do", hold=True)
            product.choose("Sync by Wi-Fi")
            assert "battery is low" in " ".join(product.words())
            assert not product.simulator.hardware.radio_on

    def test_a_token_with_a_pin_locks_says_so_and_tries_no_pin(self, tmp_path):
        with product_of(tmp_path, PIN) as product:
            product.unlock(PIN, "Acme: ann")
            product.simulator.plug_usb(False)
            run_down(product)
            assert product.is_locked()
            image = product.simulator.flash_image()
            product.simulator.press("next")
            product.enter(PIN, "PIN")
            product.work("battery is low")
            product.simulator.press("next")
            assert "PIN" in product.words() and product.simulator.flash_image() == image
            product.simulator.plug_usb(True)
            product.simulator.advance(LOOK_MS)
            product.unlock(PIN, "Acme: ann")

    def test_a_new_token_is_not_set_up(self, tmp_path):
        with make_simulator(tmp_path, battery_mv=LOW_MV) as simulator:
            simulator.plug_usb(False)
            product = Product(simulator)
            simulator.advance(1100)
            assert "Battery low" in product.words()
            simulator.press("next")
            simulator.press("do")
            simulator.press("do")
            assert "battery is low" in " ".join(product.words())
            assert not simulator.hardware.radio_on
            product.close()


def test_its_sign_stands_below_the_code_and_follows_the_charge(token):
    simulator = token.simulator

    def filled():
        """Return how many pixels of the sign are lit."""
        return sum(sum(row[112:124]) for row in simulator.glass()[49:55])

    simulator.press("do")
    simulator.advance(LOOK_MS)
    half = filled()
    assert half
    simulator.charge(FULL_MV)
    for _ in range(4):
        simulator.advance(LOOK_MS)
    assert filled() > half
