"""What does not work is said at the start, and when a self-test is asked for, with what to do."""

import shutil

import pytest
from sim.product import filled_product, make_simulator, totp

from fobctl.simulator import compiled
from fobctl.simulator.tree import FIRMWARE, TEXTS

ACCOUNTS = [(totp(name), 0) for name in ("ann", "bob", "cat")]
PARTS = ("Display", "Fonts", "Texts", "Codes, RFC 6238", "Clock chip", "Random source", "Vault")


@pytest.fixture
def token(tmp_path):
    with filled_product(tmp_path / "token", ACCOUNTS) as product:
        yield product


def finished(product):
    """Let the self-test go on until it has ended; returns what it says."""
    for _ in range(200):
        if any(word in ("works", "FAILS") for word in product.words()):
            return product.words()
        product.simulator.advance(10)
    raise AssertionError(product.words())


def test_a_whole_token_starts_without_a_word_of_it(token):
    assert "ann" in " ".join(token.words())
    assert b"works without" not in token.simulator.console
    assert token.connect().hello().faults == ()


def test_about_says_what_the_token_is_and_tests_it(token):
    info = token.connect().hello()
    token.disconnect()
    token.menu("About")
    words = token.words()
    assert words[words.index("OTPfob") + 1] == info.firmware
    assert words[words.index("Serial") + 1] == info.serial
    assert words[words.index("Accounts") + 1] == "3"
    assert words[words.index("Room for more") + 1] == str(info.free)
    assert "DO self-test" in words
    token.simulator.press("do")
    seen = finished(token)
    token.simulator.press("next")
    seen += token.words()
    for part in PARTS:
        assert seen[seen.index(part) + 1] == "works", (part, seen)
    for _ in range(3):
        token.simulator.press("next", hold=True)
    assert "ann" in " ".join(token.words())


def test_a_clock_chip_that_is_gone_is_named_with_what_to_do(token):
    simulator = token.simulator
    chip = simulator.hardware.ds3231
    assert simulator.hardware.i2c.pop(chip.address) is chip
    token.menu("About")
    simulator.press("do")
    words = finished(token)
    assert words[words.index("Clock chip") + 1] == "FAILS"
    simulator.press("do")
    assert token.words()[0] == "Clock chip silent"
    assert token.connect().hello().faults == ("clock",)


def test_texts_that_are_damaged_are_said_in_another_language(tmp_path):
    texts = tmp_path / "texts"
    shutil.copytree(TEXTS, texts)
    with filled_product(tmp_path / "token", ACCOUNTS, texts=texts) as token:
        token.menu("Language", "  Русский")
        russian = texts / "ru.texts"
        whole = russian.read_bytes()
        russian.write_bytes(whole[:-9] + bytes(9))
        token.restart()
        assert token.words()[0] == "Texts damaged"
        assert token.connect().hello().faults == ("texts",)
        token.simulator.press("do")
        assert "ann" in " ".join(token.words())
        # The choice is kept for when they are whole again.
        russian.write_bytes(whole)
        token.restart()
        assert token.connect().hello().faults == ()
        token.disconnect()
        token.simulator.press("do", hold=True)
        assert token.words()[0] == "Меню"


def test_a_firmware_that_computes_wrong_codes_says_so_and_restarts(tmp_path):
    firmware = tmp_path / "firmware"
    shutil.copytree(compiled.firmware(), firmware)
    (firmware / "otpfob/core/otp.mpy").unlink()
    source = (FIRMWARE / "otpfob/core/otp.py").read_text()
    wrong = source.replace("mac[-1] & 0x0F", "mac[-2] & 0x0F")
    assert wrong != source
    (firmware / "otpfob/core/otp.py").write_text(wrong)
    with make_simulator(tmp_path / "token", firmware=firmware, heap="512k") as simulator:
        assert simulator.words()[0] == "Error"
        assert "computes wrong codes" in simulator.words()[1]
        assert "any button: OK" not in simulator.words()
