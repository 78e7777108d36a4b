"""The PIN through the whole product: chosen, entered, wrong, changed, taken away."""

import pytest
from ram_store import RamStore
from sim.product import NEW, RFC_SECRET, filled_product, hotp, totp

from fobctl.simulator.chips.flash import CUT_KINDS
from fobctl.simulator.hardware import PARTITIONS
from otpfob.core import otp
from otpfob.vault.attempts import Attempts
from otpfob.vault.key_slots import SLOT_BYTES, Slot

PIN = "135790"
OTHER = "246802"
WRONG = "999999"
ACCOUNTS = [(totp("ann"), 0), (hotp("bob"), 5)]
LABELS = [("Acme: ann", None), ("Bank: bob", 5)]

_BLOCK_BYTES = 4096
_KEYS_AT = PARTITIONS["vault"] * _BLOCK_BYTES


@pytest.fixture
def locked(tmp_path):
    """A locked token with an account of each kind."""
    with filled_product(tmp_path / "token", ACCOUNTS, PIN) as product:
        yield product


def listed(product):
    return [(item.label, item.counter) for item in product.connect().accounts()]


def try_pin(product, pin, title="PIN"):
    """Enter a PIN and let the token check it."""
    product.enter(pin, title)
    for _ in range(20):
        product.simulator.advance(100)
        if "Checking the PIN" not in product.words():
            return
    raise AssertionError("the PIN is checked for ever")


def begin_check(product, pin):
    """Enter a PIN of six digits, and come back in the middle of its check, with no button down."""
    product.simulator.wait_for("PIN")
    for digit in pin:
        product.turn_to(f"[{digit}]")
        product.simulator.press("do")
    product.simulator.hold_down(["do"])
    for _ in range(100):
        product.simulator.advance(10)
        if "Checking the PIN" in product.words():
            break
    product.simulator.hold_down([])
    product.simulator.advance(50)
    assert "Checking the PIN" in product.words()


def slots(image):
    """Return the raw key slots in a flash image: those that are whole."""
    raws = [image[_KEYS_AT + at :][:SLOT_BYTES] for at in (0, _BLOCK_BYTES)]
    return [Slot(raw) for raw in raws if raw.startswith(b"FOBK")]


def with_attempts(image, count):
    """Return a flash image with `count` wrong PINs in its log."""
    store = RamStore()
    size = PARTITIONS["keys"] * _BLOCK_BYTES
    assert len(store.image) == size
    store.image[:] = image[_KEYS_AT:]
    attempts = Attempts(store)
    attempts.load()
    while attempts.count < count:
        attempts.add()
    return image[:_KEYS_AT] + bytes(store.image)


def put_flash(product, image):
    product.disconnect()
    product.simulator.cut_power()
    product.simulator.hardware.flash.restore(image)
    product.simulator.power_on()


def counted(product):
    """Return how many wrong PINs the glass of a locked token tells."""
    words = product.words()
    if "Wrong PIN" not in words:
        assert "PIN" in words, words
        return 0
    return int(next(word for word in words if " wrong." in word).split()[0])


WITHOUT_PIN = "Who finds the token reads its codes. Who copies its flash has every key, for good."


class TestFirstStart:
    def test_a_pin_is_taken_once_both_entries_agree(self, new_product):
        product, simulator = new_product, new_product.simulator
        product.choose("✓ English")
        simulator.press("do")
        product.choose("a PIN, 6-12 digits")
        product.enter(PIN, "New PIN")
        product.enter(PIN[:-1] + "1", "PIN again")
        simulator.wait_for("Not the same")
        simulator.press("do")
        assert simulator.hardware.flash.operations == 0, "nothing is written before the answer"
        product.enter(PIN, "New PIN")
        product.enter(PIN, "PIN again")
        product.work("No accounts yet")
        product.restart()
        assert product.is_locked()
        product.unlock(PIN, "No accounts yet")
        (slot,) = slots(simulator.flash_image())
        assert slot.has_pin and slot.iterations >= 1000

    def test_giving_the_second_entry_up_leads_back_to_the_choice(self, new_product):
        product, simulator = new_product, new_product.simulator
        product.choose("✓ English")
        simulator.press("do")
        product.choose("a PIN, 6-12 digits")
        product.enter(PIN, "New PIN")
        simulator.wait_for("PIN again")
        simulator.press("next", hold=True)
        assert "Protect it with" in product.words()
        assert simulator.hardware.flash.operations == 0

    def test_no_pin_is_warned_of_and_wants_do_held(self, new_product):
        product, simulator = new_product, new_product.simulator
        product.choose("✓ English")
        simulator.press("do")
        product.choose("no PIN")
        shown = set(product.words())
        for _ in range(6):
            simulator.advance(1000)
            shown |= set(product.words())
        assert {"No PIN?", WITHOUT_PIN} <= shown
        simulator.press("do")
        assert "No PIN?" in product.words()
        simulator.press("next")
        assert "Protect it with" in product.words()
        assert simulator.hardware.flash.operations == 0
        product.choose("no PIN")
        simulator.press("do", hold=True)
        product.work("No accounts yet")
        assert not slots(simulator.flash_image())[0].has_pin


class TestEntry:
    @pytest.mark.parametrize("buttons", [2, 1])
    def test_with_two_buttons_and_with_one(self, tmp_path, buttons):
        with filled_product(tmp_path, ACCOUNTS, PIN, buttons=buttons) as product:
            assert product.is_locked()
            product.unlock(PIN, "Acme: ann")
            assert listed(product) == LABELS

    def test_what_was_entered_is_masked(self, locked):
        for taken, digit in enumerate(PIN):
            locked.turn_to(f"[{digit}]")
            locked.simulator.press("do")
            words = locked.words()
            assert sum(word.count("*") for word in words) == taken + 1
            # What is on the wheel, each digit once, is all there is of digits.
            digits = [word.strip("[]") for word in words if word.strip("[]").isdecimal()]
            assert len(digits) == len(set(digits)) and max(map(len, digits)) == 1

    def test_each_digit_begins_at_a_random_place(self, locked):
        places = []
        for _ in range(12):
            places.append(next(word for word in locked.words() if word.startswith("[")))
            locked.turn_to("[0]")
            locked.simulator.press("do")
        assert len(set(places)) > 3, places

    def test_a_wrong_digit_is_taken_back(self, locked):
        for digit in "13":
            locked.turn_to(f"[{digit}]")
            locked.simulator.press("do")
        locked.turn_to("[4]")
        locked.simulator.press("do")
        locked.simulator.press("next", hold=True)
        locked.enter(PIN[2:], "PIN")
        locked.work("Acme: ann")

    def test_five_digits_are_no_pin(self, locked):
        before = locked.simulator.flash_image()
        locked.enter(PIN[:5], "PIN")
        assert "PIN" in locked.words()
        assert locked.simulator.flash_image() == before, "nothing was counted"

    def test_giving_up_leads_to_a_choice_and_counts_nothing(self, locked):
        before = locked.simulator.flash_image()
        locked.simulator.press("next", hold=True)
        assert locked.words() == ["Locked", "Enter the PIN", "Erase everything"]
        locked.choose("Enter the PIN")
        locked.simulator.press("next", hold=True)
        locked.choose("Erase everything")
        locked.simulator.press("next")
        assert locked.simulator.flash_image() == before
        locked.unlock(PIN, "Acme: ann")

    def test_who_forgot_the_pin_can_erase_everything(self, locked):
        locked.simulator.press("next", hold=True)
        locked.choose("Erase everything")
        locked.simulator.press("do")
        assert "Erase everything?" in locked.words(), "a click is not enough"
        locked.simulator.press("do", hold=True)
        locked.simulator.wait_for("Erased")
        assert set(locked.simulator.flash_image()) == {0xFF}
        locked.simulator.press("do")
        assert NEW in locked.words()


class TestWrong:
    def test_each_one_is_counted_and_waited_for_and_power_loss_begins_the_wait_anew(self, locked):
        simulator = locked.simulator
        for count, seconds in ((1, 1), (2, 3), (3, 7), (4, 15)):
            try_pin(locked, WRONG)
            assert counted(locked) == count
            assert f"Wait {seconds} s" in locked.words()
            if count == 4:
                break
            simulator.press("do")
            simulator.advance((seconds - 1) * 1000)
            assert "Wrong PIN" in locked.words(), "a press does not shorten it"
            simulator.advance(2100)  # whole seconds, from the next one on
            assert "PIN" in locked.words()
        simulator.advance(10_000)
        assert "Wait 15 s" not in locked.words()
        locked.restart()
        simulator.wait_for("Wait 15 s")
        assert counted(locked) == 4

    def test_nine_and_then_the_right_one_open_and_are_forgotten(self, locked):
        put_flash(locked, with_attempts(locked.simulator.flash_image(), 8))
        assert "Wait 255 s" in locked.words()
        locked.leap(253)
        assert counted(locked) == 8
        locked.leap(2)
        try_pin(locked, WRONG)
        assert counted(locked) == 9
        assert "Wait 511 s" in locked.words()
        locked.leap(512)
        locked.unlock(PIN, "Acme: ann")
        assert listed(locked) == LABELS
        locked.restart()
        assert counted(locked) == 0

    def test_the_wait_is_not_slept_through_and_sleep_makes_it_no_shorter(self, locked):
        simulator = locked.simulator
        simulator.plug_usb(False)
        put_flash(locked, with_attempts(simulator.flash_image(), 8))
        bright = simulator.contrast()
        for _ in range(24):
            locked.leap(10)
            assert not simulator.asleep and simulator.contrast() == bright
        locked.leap(16)
        assert locked.words()[0] == "PIN", "whoever waited can see that it is over"
        locked.leap(180)
        assert simulator.asleep
        simulator.press("next")
        assert "Wait 255 s" in locked.words()

    def test_the_tenth_erases_everything_and_says_so(self, locked):
        put_flash(locked, with_attempts(locked.simulator.flash_image(), 9))
        locked.leap(512)
        try_pin(locked, WRONG)
        locked.simulator.wait_for("Erased", "Ten wrong PINs.")
        image = locked.simulator.flash_image()
        assert set(image[_KEYS_AT:]) == {0xFF}, "no key is left"
        assert set(image) == {0xFF}
        locked.restart()
        assert NEW in locked.words()

    @pytest.mark.parametrize("pin", [WRONG, PIN], ids=["wrong", "right"])
    def test_no_power_cut_makes_an_attempt_free(self, locked, pin, record_property):
        flash = locked.simulator.hardware.flash
        image = with_attempts(flash.image(), 1)
        # The first operation counts the attempt; then it is derived; the other one forgets it.
        last = 1 if pin == WRONG else 2
        cases = [(operation, kind) for operation in range(1, last + 1) for kind in CUT_KINDS]
        cuts = 0
        for operation, kind in [*cases, (last + 1, "none")]:
            put_flash(locked, image)
            locked.leap(2)
            flash.cut_after(operation, kind, seed=operation)
            try_pin(locked, pin)
            flash.disarm()
            if locked.simulator.powered:
                assert counted(locked) == 2 if pin == WRONG else "Acme: ann" in locked.words()
                continue
            cuts += 1
            locked.restart()
            if (operation, kind) == (1, "done"):
                assert counted(locked) == 2
            elif operation == 1:
                assert counted(locked) in (1, 2), "not yet tried"
            else:
                assert counted(locked) in (0, 2, 3), "right, or what is torn counts as wrong"
        record_property("cuts", cuts)
        assert cuts == len(cases), "nothing is written after that"

    def test_the_plug_pulled_while_a_pin_is_checked_does_not_make_it_free(self, locked):
        begin_check(locked, WRONG)
        locked.restart()
        assert counted(locked) == 1

    def test_what_is_pressed_while_a_pin_is_checked_is_not_for_the_list_behind(self, locked):
        begin_check(locked, PIN)
        locked.simulator.hold_down(["do"])
        locked.work("Acme: ann")
        # Neither the menu nor a code: whoever presses has not seen the list.
        locked.simulator.advance(1000)
        assert "Acme: ann" in locked.words()
        locked.simulator.hold_down([])
        locked.simulator.advance(100)
        assert "Acme: ann" in locked.words()
        locked.simulator.press("do")
        assert locked.code()


class TestChange:
    def test_only_the_new_one_opens_and_nothing_is_left_of_the_old_key(self, locked):
        simulator = locked.simulator
        locked.unlock(PIN, "Acme: ann")
        (old,) = slots(simulator.flash_image())
        locked.menu("Change the PIN")
        try_pin(locked, PIN, "Old PIN")
        locked.enter(OTHER, "New PIN")
        locked.enter(OTHER, "PIN again")
        locked.work("Done")
        (new,) = slots(simulator.flash_image())
        assert new.key_number == old.key_number + 1 and new.has_pin
        assert no_trace_of(old, simulator.flash_image())
        simulator.press("do")
        locked.choose("Lock now")
        simulator.advance(1000)
        try_pin(locked, PIN)
        assert counted(locked) == 1
        simulator.advance(2100)  # for the wrong one
        locked.unlock(OTHER, "Acme: ann")
        assert listed(locked) == LABELS
        assert shows_code_of_bob(locked)

    def test_a_wrong_old_pin_is_counted_and_locks(self, locked):
        locked.unlock(PIN, "Acme: ann")
        resets = locked.simulator.resets
        locked.menu("Change the PIN")
        try_pin(locked, WRONG, "Old PIN")
        locked.simulator.advance(300)
        assert locked.simulator.resets == resets + 1
        assert counted(locked) == 1
        assert locked.is_locked()

    def test_giving_the_old_pin_up_locks_too(self, locked):
        locked.unlock(PIN, "Acme: ann")
        locked.menu("Change the PIN")
        locked.simulator.wait_for("Old PIN")
        locked.simulator.press("next", hold=True)
        locked.simulator.advance(1000)
        assert locked.is_locked()
        assert counted(locked) == 0

    def test_it_is_taken_away_by_who_knows_it_and_was_warned(self, locked):
        simulator = locked.simulator
        locked.unlock(PIN, "Acme: ann")
        (old,) = slots(simulator.flash_image())
        locked.menu("Remove the PIN")
        try_pin(locked, PIN, "Old PIN")
        simulator.wait_for("No PIN?")
        simulator.press("do")
        assert "No PIN?" in locked.words(), "a click is not enough"
        simulator.press("do", hold=True)
        locked.work("Done")
        assert no_trace_of(old, simulator.flash_image())
        locked.restart()
        assert "Acme: ann" in locked.words()
        assert not slots(simulator.flash_image())[0].has_pin
        assert listed(locked) == LABELS

    def test_a_token_without_one_gets_one_and_keeps_no_unprotected_key(self, tmp_path):
        with filled_product(tmp_path, ACCOUNTS) as product:
            (old,) = slots(product.simulator.flash_image())
            product.menu("Set a PIN")
            product.enter(PIN, "New PIN")
            product.enter(PIN, "PIN again")
            product.work("Done")
            assert no_trace_of(old, product.simulator.flash_image())
            product.restart()
            assert product.is_locked()
            product.unlock(PIN, "Acme: ann")
            assert listed(product) == LABELS
            assert shows_code_of_bob(product)


def no_trace_of(slot, image):
    """Whether nothing of a slot that could be tried PINs on is anywhere in the flash."""
    parts = [slot.raw[at : at + 16] for at in range(16, 96, 16)]
    return not any(part in image for part in parts)


def shows_code_of_bob(product):
    """Whether the account by counter goes on where it was, on the glass."""
    product.simulator.press("next")
    product.simulator.press("do")
    product.simulator.press("do")
    return product.code() == otp.hotp(RFC_SECRET, 5)
