"""The language that was chosen stays, whatever ends the run; a damaged look speaks English."""

import shutil

import pytest
from sim.product import filled_product, totp

from fobctl.simulator.hardware import PARTITIONS
from fobctl.simulator.tree import TEXTS
from otpfob.vault.look import FIRST_BLOCK

PIN = "135790"
PIN_TITLE = "ПИН-код"


@pytest.fixture
def token(tmp_path):
    """An open token with a PIN that was told to speak Russian."""
    with filled_product(tmp_path / "token", [(totp(), 0)], PIN) as product:
        product.unlock(PIN, "ann")
        product.menu("Language", "  Русский")
        assert product.words()[0] == "Меню"
        yield product


def test_russian_survives_power_loss(token):
    token.restart()
    assert token.words()[0] == PIN_TITLE


def test_russian_survives_locking(token):
    token.choose("Заблокировать")
    token.simulator.settle()
    assert token.words()[0] == PIN_TITLE


def test_russian_survives_a_wrong_pin(token):
    token.restart()
    token.enter("000000", PIN_TITLE)
    token.simulator.wait_for("Неверно: 1.")


def test_a_damaged_look_speaks_english_and_keeps_the_accounts(token):
    flash = token.simulator.hardware.flash
    for block in (FIRST_BLOCK, FIRST_BLOCK + 1):
        flash.program(PARTITIONS["vault"] + block, 0, bytes(flash.block_size))
    token.restart()
    assert token.words()[0] == "PIN"
    token.unlock(PIN, "ann")


def test_a_language_whose_texts_are_damaged_is_no_damaged_vault(tmp_path):
    texts = tmp_path / "texts"
    shutil.copytree(TEXTS, texts)
    path = texts / "ru.texts"
    path.write_bytes(path.read_bytes()[:-9] + bytes(9))
    with filled_product(tmp_path / "token", [(totp(), 0)], texts=texts) as token:
        token.menu("Language", "  ru")
        assert token.words()[0] == "Texts damaged"
        token.simulator.press("do")
        assert token.words()[0] == "Menu"
        token.restart()
        assert token.words() == ["Acme: ann"]
