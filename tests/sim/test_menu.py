"""The menu: erasing, settings, and what the host may do meanwhile."""

import pytest
from sim.product import NEW, filled_product, hotp, totp

from fobctl.link.errors import TokenError

PIN = "135790"
ACCOUNTS = [(totp("ann"), 0), (hotp("bob"), 5)]


@pytest.fixture
def without_pin(tmp_path):
    with filled_product(tmp_path / "token", ACCOUNTS) as product:
        yield product


@pytest.fixture
def with_pin(tmp_path):
    with filled_product(tmp_path / "token", ACCOUNTS, PIN) as product:
        product.unlock(PIN, "Acme: ann")
        yield product


def code_of_error(future):
    with pytest.raises(TokenError) as caught:
        future.result(timeout=30)
    return caught.value.code


class TestErase:
    @pytest.mark.parametrize("token", ["without_pin", "with_pin"])
    def test_it_wants_do_held_and_leaves_no_block_of_either_partition(self, request, token):
        product = request.getfixturevalue(token)
        product.menu("Erase everything")
        product.simulator.press("do")
        assert "Erase everything?" in product.words(), "a click is not enough"
        product.simulator.press("do", hold=True)
        product.simulator.wait_for("Erased")
        image = product.simulator.flash_image()
        assert image == b"\xff" * len(image)
        product.simulator.press("do")
        assert NEW in product.words()
        product.restart()
        assert NEW in product.words()
        product.set_up()
        assert product.connect().accounts() == []

    def test_no_leaves_everything(self, without_pin):
        before = without_pin.simulator.flash_image()
        without_pin.menu("Erase everything")
        without_pin.simulator.press("next")
        assert "Menu" in without_pin.words()
        assert without_pin.simulator.flash_image() == before
        assert len(without_pin.connect().accounts()) == 2

    @pytest.mark.parametrize("operation", [1, 2, 3, 20, 60])
    def test_one_that_is_cut_is_all_as_it_was_or_ends_at_the_next_start(
        self, without_pin, operation
    ):
        flash = without_pin.simulator.hardware.flash
        without_pin.menu("Erase everything")
        flash.cut_after(operation, "half", seed=operation)
        without_pin.simulator.press("do", hold=True)
        assert not without_pin.simulator.powered
        flash.disarm()
        without_pin.restart()
        if NEW in without_pin.words():
            assert set(flash.image()) == {0xFF}
        else:
            assert operation == 1, "what is marked is erased"
            assert len(without_pin.connect().accounts()) == 2


class TestSettings:
    def test_the_menu_shows_and_sets_when_it_locks(self, with_pin):
        with_pin.menu("Lock after…")
        assert "✓ 5 min" in with_pin.words()
        with_pin.choose("  15 min")
        assert with_pin.connect().settings().lock_after_s == 900
        with_pin.choose("Lock after…")
        with_pin.simulator.press("next", hold=True)
        assert with_pin.connect().settings().lock_after_s == 900
        with_pin.restart()
        with_pin.unlock(PIN, "Acme: ann")
        assert with_pin.connect().settings().lock_after_s == 900

    def test_the_host_sets_it_when_the_person_says_so(self, with_pin):
        def set_it(token):
            return token.settings(lock_after=45).lock_after_s

        future = with_pin.start(set_it, "Change settings?", "Lock after 45 s")
        with_pin.simulator.press("next")
        assert code_of_error(future) == "refused"
        assert with_pin.connect().settings().lock_after_s == 300
        assert with_pin.accept(set_it, "Change settings?") == 45
        with_pin.restart()
        with_pin.unlock(PIN, "Acme: ann")
        assert with_pin.connect().settings().lock_after_s == 45

    @pytest.mark.parametrize("seconds", [0, 29, 3601, -1])
    def test_what_is_out_of_bounds_is_refused_before_anybody_is_asked(self, without_pin, seconds):
        token = without_pin.connect()
        asked = without_pin.submit(lambda: token.settings(lock_after=seconds).lock_after_s)
        assert code_of_error(asked) == "bad_field"
        assert token.settings().lock_after_s == 300

    def test_the_menu_sets_when_it_dims_goes_dark_and_sleeps(self, without_pin):
        without_pin.menu("Sleep…", "Dim after…")
        assert "✓ 30 s" in without_pin.words()
        without_pin.choose("  10 s", "Dark after…", "  5 min")
        without_pin.choose("Sleep after…", "  never")
        without_pin.restart()
        kept = without_pin.connect().settings()
        assert (kept.dim_after_s, kept.dark_after_s, kept.sleep_after_s) == (10, 300, 0)
        without_pin.disconnect()
        without_pin.simulator.plug_usb(False)
        bright = without_pin.simulator.contrast()
        without_pin.leap(11)
        assert without_pin.simulator.contrast() < bright
        without_pin.leap(3600)
        assert not without_pin.simulator.asleep

    def test_the_host_sets_several_with_one_question(self, without_pin):
        def set_them(token):
            return token.settings(dark_after=20, sleep_after=0)

        lines = "Dark after 20 s", "Sleep: never"
        future = without_pin.start(set_them, "Change settings?", *lines)
        without_pin.simulator.press("do")
        kept = future.result(timeout=30)
        assert (kept.dim_after_s, kept.dark_after_s, kept.sleep_after_s) == (30, 20, 0)

    def test_a_good_setting_beside_a_bad_one_is_not_set(self, without_pin):
        token = without_pin.connect()
        asked = without_pin.submit(lambda: token.settings(dim_after=20, sleep_after=9))
        assert code_of_error(asked) == "bad_field"
        assert token.settings().dim_after_s == 30


class TestMeanwhile:
    def test_no_host_changes_what_is_copied_to_another_key(self, without_pin):
        without_pin.menu("Set a PIN")
        without_pin.enter(PIN, "New PIN")
        without_pin.enter(PIN[:5], "PIN again")
        without_pin.turn_to(f"[{PIN[5]}]")
        without_pin.simulator.press("do")
        token = without_pin.connect()
        without_pin.simulator.hold_down(["do"])
        while "Changing the key" not in without_pin.words():
            without_pin.simulator.advance(10)
        without_pin.simulator.hold_down([])
        assert code_of_error(without_pin.submit(token.accounts)) == "busy"
        assert "Changing the key" in without_pin.words(), "it was asked in the middle of it"
        without_pin.work("Done")
        assert len(token.accounts()) == 2

    def test_no_host_sees_accounts_while_the_old_pin_is_asked_for(self, with_pin):
        with_pin.menu("Change the PIN")
        with_pin.simulator.wait_for("Old PIN")
        token = with_pin.connect()
        assert token.hello().locked
        assert code_of_error(with_pin.submit(token.accounts)) == "locked"

    def test_a_question_of_the_host_covers_the_menu_and_gives_it_back(self, without_pin):
        without_pin.menu()
        future = without_pin.start(
            lambda token: token.settings(lock_after=60).lock_after_s, "Change settings?"
        )
        without_pin.simulator.press("do")
        assert future.result(timeout=30) == 60
        assert "Menu" in without_pin.words()
