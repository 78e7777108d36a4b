"""Damaged flash is an error that the person sees, and never an empty vault."""

import pytest
from sim.product import Product, filled_product, make_simulator, totp

from fobctl.link.errors import TokenError

_MAGIC = b"FOBV"
_IN_CIPHERTEXT = 40
_PIN = "135790"
_ROOT_BYTES = 2 * 4096  # littlefs's first two blocks


@pytest.fixture
def damaged(tmp_path):
    """A token with accounts, one bit of which has flipped in flash."""
    with make_simulator(tmp_path / "token") as simulator:
        product = Product(simulator)
        product.set_up()
        for i in range(3):
            product.add(totp(name="somebody", issuer="Issuer %d " % i + "x" * 40))
        product.disconnect()
        simulator.cut_power()
        image = bytearray(simulator.hardware.flash.image())
        at = image.find(_MAGIC)
        while at >= 0:  # older copies too
            image[at + _IN_CIPHERTEXT] ^= 1
            at = image.find(_MAGIC, at + 1)
        simulator.hardware.flash.restore(bytes(image))
        simulator.power_on()
        yield product
        product.close()


def test_a_flipped_bit_is_told_to_the_person_and_to_the_host(damaged):
    assert "Storage damaged" in damaged.words()
    with pytest.raises(TokenError) as caught:
        damaged.connect().accounts()
    assert caught.value.code == "damaged"


def test_nothing_is_written_to_a_damaged_flash(damaged):
    before = damaged.simulator.hardware.flash.image()
    with pytest.raises(TokenError):
        damaged.connect().add(totp())
    damaged.disconnect()
    for _ in range(3):
        damaged.simulator.press("do")
        damaged.simulator.press("next", hold=True)
    damaged.simulator.reset()
    assert damaged.simulator.hardware.flash.image() == before


def test_only_a_held_answer_erases_it(damaged):
    damaged.choose("Erase everything")
    assert "Erase everything?" in damaged.words()
    damaged.simulator.press("do")
    assert "Erase everything?" in damaged.words()
    damaged.simulator.press("do", hold=True)
    damaged.simulator.wait_for("Erased")
    damaged.simulator.press("do")
    damaged.set_up()
    assert damaged.connect().accounts() == []


def test_what_can_be_read_again_is_there_again(damaged):
    image = bytearray(damaged.simulator.hardware.flash.image())
    at = image.find(_MAGIC)
    while at >= 0:
        image[at + _IN_CIPHERTEXT] ^= 1
        at = image.find(_MAGIC, at + 1)
    damaged.simulator.hardware.flash.restore(bytes(image))
    damaged.choose("Try again")
    damaged.simulator.wait_for("somebody")
    assert len(damaged.connect().accounts()) == 3


def without_root(product):
    """Make the filesystem unreadable, and leave the key as it is; returns the flash."""
    product.disconnect()
    product.simulator.cut_power()
    flash = product.simulator.hardware.flash
    image = b"\x5a" * _ROOT_BYTES + flash.image()[_ROOT_BYTES:]
    flash.restore(image)
    product.simulator.power_on()
    return image


def test_a_filesystem_that_cannot_be_mounted_is_never_formatted_unasked(tmp_path):
    with filled_product(tmp_path, [(totp(), 0)]) as product:
        before = product.simulator.flash_image()
        image = without_root(product)
        assert product.words() == ["Storage damaged", "Try again", "Erase everything"]
        assert product.connect().hello().damaged
        with pytest.raises(TokenError) as caught:
            product.connect().accounts()
        assert caught.value.code == "damaged"
        for _ in range(3):
            product.choose("Try again")
            product.simulator.press("next", hold=True)
        product.choose("Erase everything")
        product.simulator.press("next")
        product.restart()
        assert "Storage damaged" in product.words()
        assert product.simulator.flash_image() == image
        product.simulator.hardware.flash.restore(before)
        product.choose("Try again")
        product.simulator.wait_for("Acme: ann")


def test_a_right_pin_for_a_filesystem_that_cannot_be_mounted_is_not_a_wrong_one(tmp_path):
    with filled_product(tmp_path, [(totp(), 0)], _PIN) as product:
        without_root(product)
        product.enter(_PIN, "PIN")
        product.work("Error")
        product.simulator.press("do")
        assert "Storage damaged" in product.words()
        product.restart()
        assert "PIN" in product.words(), "nothing was counted"
        product.enter(_PIN, "PIN")
        product.work("Error")
        product.simulator.press("do")
        product.choose("Erase everything")
        product.simulator.press("do", hold=True)
        product.simulator.wait_for("Erased")
        product.simulator.press("do")
        product.set_up()
        assert product.connect().accounts() == []
