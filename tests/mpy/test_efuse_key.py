"""The driver of the eFuse key does what the manual asks of it, on a model of the registers."""

import sys

from raises import raises

from otpfob.core.hmac import SHA256, digest

KEY = bytes(range(7, 39))


class Machine:
    mem32 = {}


sys.modules["machine"] = Machine

from hmac_model import C3, DOWN_JTAG, OTHER_CLOCKS, RESETS, S3, UP, Mem32  # noqa: E402

from otpfob.drivers import efuse_key  # noqa: E402
from otpfob.drivers.efuse_key import (  # noqa: E402
    ESP32_C3,
    ESP32_S3,
    MESSAGE_BYTES,
    DeviceKeyFailed,
    EfuseKey,
)

CHIPS = ((ESP32_S3, S3), (ESP32_C3, C3))


def key_on(chip=S3, number=5, keys=None):
    """Return (driver, model): the model has `keys`, or one at `number`."""
    model = Mem32(chip, {number: (UP, 1, KEY)} if keys is None else keys)
    efuse_key.mem32 = model
    return EfuseKey(ESP32_S3 if chip == S3 else ESP32_C3, number), model


def mixed(driver, message):
    result = bytearray(32)
    driver.mix(message, result)
    return bytes(result)


def test_the_addresses_are_those_of_the_model():
    for ours, models in CHIPS:
        assert ours == models


def test_it_is_hmac_of_the_message_for_every_length_and_every_block_of_both_chips():
    for chip in (S3, C3):
        for size in range(MESSAGE_BYTES + 1):
            driver, _ = key_on(chip, size % 6)
            message = bytes([(3 * i + size) & 255 for i in range(size)])
            assert mixed(driver, message) == digest(KEY, message, SHA256), size


def test_a_result_may_be_written_into_its_message():
    driver, _ = key_on()
    block = bytearray(b"label" + bytes(32))
    chain = bytes(block)
    for _ in range(3):
        driver.mix(block, memoryview(block)[5:])
        chain = b"label" + digest(KEY, chain, SHA256)
        assert block == chain


def test_a_message_of_more_than_a_block_is_refused():
    driver, model = key_on()
    raises(DeviceKeyFailed, mixed, driver, bytes(MESSAGE_BYTES + 1))
    assert not model.calls


def test_the_key_is_present_when_it_is_for_this_and_no_program_can_read_it():
    for number in range(6):
        for chip in (S3, C3):
            assert key_on(chip, number)[0].present()
            for purpose, hidden in ((UP, 0), (DOWN_JTAG, 1), (0, 1), (0, 0), (15, 1)):
                assert not key_on(chip, number, {number: (purpose, hidden, KEY)})[0].present()
            others = {other: (UP, 1, KEY) for other in range(6) if other != number}
            assert not key_on(chip, number, others)[0].present()
            everything = {other: (DOWN_JTAG, 1, KEY) for other in range(6)}
            everything[number] = (UP, 1, KEY)
            assert key_on(chip, number, everything)[0].present()


def test_a_key_whose_peripheral_does_not_answer_is_not_present():
    driver, model = key_on()
    model.stuck = True
    assert not driver.present()
    raises(DeviceKeyFailed, mixed, driver, b"")


def test_a_key_for_something_else_is_refused_by_the_chip():
    driver, model = key_on(keys={5: (DOWN_JTAG, 1, KEY)})
    raises(DeviceKeyFailed, mixed, driver, b"")
    assert model.result == bytes(32)


def test_clocks_and_resets_are_left_as_they_were_and_nothing_stays_in_the_buffer():
    for stuck in (False, True):
        driver, model = key_on()
        model.stuck = stuck
        try:
            mixed(driver, b"secret" * 9)
        except DeviceKeyFailed:
            assert stuck
        assert (model.clocks, model.resets) == (OTHER_CLOCKS, RESETS)
        assert not any(driver._block)
        # The reset took the result away from whoever looks at the registers.
        assert model.result == bytes(32)


def test_another_key_gives_another_result():
    one, _ = key_on()
    first = mixed(one, b"message")
    other, _ = key_on(keys={5: (UP, 1, bytes(32))})
    assert mixed(other, b"message") != first
