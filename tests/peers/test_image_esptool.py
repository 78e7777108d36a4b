"""Unmodified esptool takes the token's image, and puts every byte of it where it belongs."""

import subprocess
import sys
from pathlib import Path

import pytest
from micropython_images import BOARDS, official
from peers.mock_chip import mock_chip

from fobctl.installer import boards, image, micropython_image

ESPTOOL = Path(sys.executable).parent / "esptool"
# The mock is a chip of revision 0.0; MicroPython for the ESP32-C3 needs 0.3.
OPTIONS = {"esp32c3": ("--force",)}
HELD = 0x3B6000  # from here on lies what the token holds


def esptool(*arguments):
    command = [ESPTOOL, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module", params=BOARDS)
def token(request):
    board = boards.load(BOARDS[request.param])
    return image.build(board, micropython_image.parse(official(request.param)))


def test_every_byte_is_written_where_it_belongs_and_the_vault_is_left_alone(token, tmp_path):
    path = tmp_path / "token.bin"
    path.write_bytes(token.data)
    chip, offset = token.manifest["chip"], token.offset
    with mock_chip(chip) as (port, flash):
        flash.data[:] = b"\xa5" * len(flash.data)
        command = ["--chip", chip, "--port", port, "write-flash", hex(offset), path]
        done = esptool(*command, *OPTIONS.get(chip, ()))
        written = bytes(flash.data)
    assert done.returncode == 0 and "Hash of data verified" in done.stdout, done.stdout[-2000:]
    end = offset + len(token.data)
    assert written[offset:end] == token.data
    assert set(written[:offset]) <= {0xA5} and set(written[HELD:]) == {0xA5}


def test_esptool_knows_the_image_for_what_it_is(token, tmp_path):
    path = tmp_path / "token.bin"
    path.write_bytes(token.data)
    done = esptool("image-info", path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Detected image type: {token.manifest['chip'].upper()}" in done.stdout.replace("-", "")
    assert "(valid)" in done.stdout


def test_esptool_does_not_write_to_another_chip_than_it_is_told(token, tmp_path):
    path = tmp_path / "token.bin"
    path.write_bytes(token.data)
    chip = token.manifest["chip"]
    other = "esp32" if chip != "esp32" else "esp32c3"
    with mock_chip(other) as (port, flash):
        done = esptool("--chip", chip, "--port", port, "write-flash", hex(token.offset), path)
        assert set(flash.data) == {0xFF}
    assert done.returncode != 0, done.stdout[-1000:]
