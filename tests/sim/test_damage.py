"""Damaged flash is an error that the person sees, and never an empty vault."""

import pytest
from sim.product import Product, make_simulator, totp

from fobctl.link.errors import TokenError

_MAGIC = b"FOBV"
_IN_CIPHERTEXT = 40


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
