"""What a MicroPython image is, is read from the image; what OTPfob cannot be put on is refused."""

import pytest
from micropython_images import OFFICIAL, OTHER_CHIP, TOO_OLD, official, read

from fobctl.installer import micropython_image
from fobctl.installer.errors import InstallError

TEXTS = {
    "esp32": "Generic ESP32 module with ESP32",
    "esp32s3": "Generic ESP32S3 module with ESP32S3",
    "esp32c3": "ESP32C3 module with ESP32C3",
}


@pytest.mark.parametrize("chip", OFFICIAL)
def test_an_official_image_says_what_it_is(chip):
    image = micropython_image.parse(official(chip))
    assert (image.chip.name, image.version, image.machine) == (chip, "1.27.0", TEXTS[chip])
    assert str(image.mpy) == f"6.3 {'rv32imc' if chip == 'esp32c3' else 'xtensawin'}"
    assert image.flash_mb == 4
    assert [part.label for part in image.partitions] == ["nvs", "phy_init", "factory"]


@pytest.mark.parametrize("chip", OFFICIAL)
def test_official_images_do_not_run_code_in_place(chip):
    assert not micropython_image.parse(official(chip)).runs_in_place


def refusal(data):
    with pytest.raises(InstallError) as caught:
        micropython_image.parse(data)
    return str(caught.value)


def changed(data, offset, new):
    return data[:offset] + new + data[offset + len(new) :]


@pytest.mark.parametrize("data", [b"", b"\xe9", b"PK\x03\x04" * 10, bytes(100), b"\x7fELF" * 9])
def test_what_is_no_image_is_refused(data):
    assert "not an ESP32 image" in refusal(data)


def test_an_image_for_another_chip_is_named():
    assert "for ESP32-C6. OTPfob runs on: ESP32, ESP32-S3, ESP32-C3." in refusal(read(OTHER_CHIP))


def test_a_chip_that_nobody_knows_is_refused_by_its_number():
    assert "number 77" in refusal(changed(official("esp32"), 12, b"\x4d\x00"))


def test_an_old_version_is_named():
    assert "MicroPython 1.24.1. OTPfob needs 1.27 or newer" in refusal(read(TOO_OLD))


@pytest.mark.parametrize("chip", OFFICIAL)
def test_an_image_that_is_cut_anywhere_is_refused(chip):
    data = official(chip)
    for size in (24, 0x6000, 0x7FFF, 0x8100, 0x10010, 0x20000, len(data) - 32, len(data) - 1):
        assert "cut off" in refusal(data[:size])


def test_an_image_with_any_byte_changed_is_refused():
    data = official("esp32c3")
    for offset in range(0x10000, len(data), 150_001):
        assert "cut off or damaged" in refusal(
            changed(data, offset, bytes((data[offset] ^ 0x10,)))
        ), hex(offset)


def test_an_image_for_updates_is_refused():
    assert "no partition table" in refusal(official("esp32c3")[0x10000:])


def test_the_version_of_compiled_files_is_that_of_their_header():
    assert micropython_image.mpy_of(b"M\x06\x2b\x1f") == (6, 3, "xtensawin")
    assert micropython_image.mpy_of(b"M\x06\x2f\x1f") == (6, 3, "rv32imc")
    assert micropython_image.mpy_of(b"M\x06\x00\x1f") is None
    for bad in (b"", b"M\x06", b"X\x06\x00\x1f"):
        with pytest.raises(ValueError):
            micropython_image.mpy_of(bad)
