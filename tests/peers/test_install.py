"""fobctl device install, with unmodified esptool and a chip in its boot loader."""

import io
import re
import socket
import sys
from dataclasses import replace

import pytest
from esp32_mock_bootloader import server
from host.cli.fake_token import FakeToken
from micropython_images import BOARDS, TOO_OLD, official, read
from peers.mock_chip import mock_chip

from fobctl.cli import main
from fobctl.installer import boards, image, micropython_image
from otpfob.core.account import TOTP, Account

HELD = 0x3B6000  # from here on lies what the token holds
# Where the ESP32-C3 says that it is of revision 0.3: MicroPython wants no older one.
C3_REVISION = 0x60008850, 3 << 18


@pytest.fixture
def revision(monkeypatch):
    """Let the mock, a chip of revision 0.0, be an ESP32-C3 that one can buy."""
    read = server.registers.read_reg_value
    address, value = C3_REVISION

    def read_reg_value(chip, at):
        return value if chip == "esp32c3" and at == address else read(chip, at)

    monkeypatch.setattr(server.registers, "read_reg_value", read_reg_value)


@pytest.fixture
def install(capsys):
    """Return a function that runs the command, and returns its status and what it said."""

    def run(port, board, micropython):
        status = main.run(
            ["--port", port, "device", "install", "--board", board, "--image", str(micropython)]
        )
        return status, re.sub(r"\s+", " ", capsys.readouterr().err)

    return run


def official_file(folder, chip):
    path = folder / f"{chip}.bin"
    path.write_bytes(official(chip))
    return path


@pytest.mark.parametrize("chip", BOARDS)
def test_every_byte_is_written_where_it_belongs(chip, install, revision, tmp_path):
    token = image.build(boards.load(BOARDS[chip]), micropython_image.parse(official(chip)))
    with mock_chip(chip) as (port, flash):
        flash.data[:] = b"\xa5" * len(flash.data)
        status, said = install(port, BOARDS[chip], official_file(tmp_path, chip))
        written = bytes(flash.data)
    assert status == 0 and "Everything is written" in said, said
    end = token.offset + len(token.data)
    assert written[token.offset : end] == token.data
    assert set(written[: token.offset]) <= {0xA5} and set(written[HELD:]) == {0xA5}


def test_another_chip_than_the_boards_is_refused_before_a_byte_is_written(install, tmp_path):
    with mock_chip("esp32c3") as (port, flash):
        status, said = install(port, "esp32_devkit", official_file(tmp_path, "esp32"))
        assert set(flash.data) == {0xFF}
    assert status == 1
    assert "is ESP32-C3; the board esp32_devkit has ESP32. Nothing was written." in said


def test_a_flash_that_is_too_small_is_refused_before_a_byte_is_written(
    install, monkeypatch, tmp_path
):
    monkeypatch.setattr(server.protocol, "MOCK_FLASH_ID", 0x00154020)  # JEDEC: 2 MB
    with mock_chip("esp32") as (port, flash):
        status, said = install(port, "esp32_devkit", official_file(tmp_path, "esp32"))
        assert set(flash.data) == {0xFF}
    assert status == 1 and "has 2 MB of flash; OTPfob needs 4 MB. Nothing was written." in said


def test_a_chip_that_does_not_answer_wants_its_boot_button(install, monkeypatch, tmp_path):
    (tmp_path / "esptool.cfg").write_text("[esptool]\nconnect_attempts = 1\n")
    monkeypatch.setenv("ESPTOOL_CFGFILE", str(tmp_path / "esptool.cfg"))
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = f"socket://127.0.0.1:{nobody.getsockname()[1]}"
        status, said = install(port, "esp32_devkit", official_file(tmp_path, "esp32"))
    assert status == 1 and "No chip answers at socket:" in said and "Hold its BOOT button" in said
    assert said.endswith("and let go BOOT. Nothing was written. "), said


@pytest.mark.parametrize("locked", [False, True])
def test_a_token_that_holds_accounts_is_asked_about(locked, install, monkeypatch, tmp_path):
    account = Account(TOTP, "Acme", "ann", b"12345678901234567890")
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    with FakeToken(accounts=[(account, 0)]) as token:
        token.locked = locked
        status, said = install(token.port, "esp32_devkit", official_file(tmp_path, "esp32"))
    assert status == 1 and ("is locked" if locked else "holds 1 accounts") in said
    assert "They stay, and so they do with `fobctl device update`. Install all the same?" in said


@pytest.mark.parametrize(
    ("board", "content", "status", "what"),
    [
        ("toaster", b"", 2, "There is no board 'toaster'. There are: esp32_devkit"),
        ("esp32_devkit", b"hello", 1, "not an ESP32 image"),
        ("esp32_devkit", official("esp32")[:500_000], 1, "cut off or damaged"),
        ("esp32_devkit", official("esp32c3"), 1, "for ESP32-C3; the board esp32_devkit has ESP32"),
        ("esp32s3_devkit", read(TOO_OLD), 1, "MicroPython 1.24.1. OTPfob needs 1.27 or newer."),
    ],
    ids=["board", "text", "cut", "chip", "old"],
)
def test_what_cannot_be_installed_is_one_sentence(board, content, status, what, install, tmp_path):
    path = tmp_path / "given.bin"
    path.write_bytes(content)
    found, said = install("/dev/nowhere", board, path)
    assert found == status and what in said, said


def test_an_image_that_does_not_read_what_the_compiler_makes_is_refused(
    install, monkeypatch, tmp_path
):
    parse, newer = micropython_image.parse, micropython_image.Mpy(7, 0, "xtensawin")
    monkeypatch.setattr(micropython_image, "parse", lambda data: replace(parse(data), mpy=newer))
    with mock_chip("esp32") as (port, flash):
        status, said = install(port, "esp32_devkit", official_file(tmp_path, "esp32"))
        assert set(flash.data) == {0xFF}
    assert status == 1 and "makes .mpy files 6" in said
    assert "and MicroPython 1.27.0 reads 7.0 xtensawin. Install another MicroPython" in said


@pytest.mark.parametrize(
    ("chip", "name"),
    [("esp32", "ESP32_GENERIC"), ("esp32s3", "ESP32_GENERIC_S3"), ("esp32c3", "ESP32_GENERIC_C3")],
)
def test_without_an_image_it_says_which_one_and_how_to_get_it(chip, name, capsys):
    status = main.run(["device", "install", "--board", BOARDS[chip]])
    said = re.sub(r"\s+", " ", capsys.readouterr().err)
    assert status == 2 and f"https://micropython.org/download/{name}/" in said
    assert f"`mpflash download --board {name}`" in said


def test_a_port_that_is_not_there_is_one_sentence(install, tmp_path):
    status, said = install("/dev/nowhere", "esp32_devkit", official_file(tmp_path, "esp32"))
    assert status == 3 and "There is no port /dev/nowhere" in said
