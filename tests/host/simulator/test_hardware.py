"""The simulated board answers the requests of boards/sim/wire.py, or says why not."""

import errno
import struct

import pytest

from fobctl.simulator.chips.flash import PowerCut
from fobctl.simulator.hardware import BUTTON_PINS, Hardware, RequestError
from fobctl.simulator.random_bytes import SeededBytes

SERIAL = b"\x02\x46\x4f\x42\x00\x07"
DISPLAY = 0x3C
DS3231 = 0x68


class Board:
    def __init__(self, folder, has_ds3231=True):
        self.now_ms = 0
        settings = {"height": "64", "fonts": "/fonts"}
        self.hardware = Hardware(
            folder,
            lambda: self.now_ms,
            64,
            has_ds3231,
            SERIAL,
            "esp32",
            settings,
            SeededBytes(b"seed"),
        )

    def ask(self, op, payload=b""):
        return self.hardware.answer(ord(op), payload)

    def refused(self, op, payload=b""):
        with pytest.raises(RequestError) as caught:
            self.ask(op, payload)
        return caught.value.status


@pytest.fixture
def board(tmp_path):
    board = Board(tmp_path)
    yield board
    board.hardware.flash.close()


def test_an_unknown_request_is_refused(board):
    assert board.refused("?") == errno.EOPNOTSUPP
    assert board.refused("p", b"\x19\1") == errno.EOPNOTSUPP  # a button's pin is no output


def test_a_button_pulls_its_pin_down(board):
    assert BUTTON_PINS["esp32"] == {"next": 25, "do": 26, "prev": 27}
    assert [board.ask("P", bytes((pin,))) for pin in (25, 26, 27)] == [b"\1"] * 3
    board.hardware.pressed = {26}
    assert [board.ask("P", bytes((pin,))) for pin in (25, 26, 27)] == [b"\1", b"\0", b"\1"]


def test_the_ticks_are_the_time_it_is_given_and_wrap_at_32_bits(board):
    board.now_ms = 0x01020304
    assert board.ask("T") == b"\1\2\3\4"
    board.now_ms = (1 << 32) + 5
    assert board.ask("T") == b"\0\0\0\5"


def test_the_chips_number_is_its_serial(board):
    assert board.ask("U") == SERIAL


def test_the_rtc_is_read_as_it_was_set(board):
    fields = struct.pack(">HBBBBBBI", 2026, 11, 22, 6, 19, 30, 0, 0)
    assert board.ask("c", fields) == b""
    board.now_ms = 1250
    assert struct.unpack(">HBBBBBBI", board.ask("C")) == (2026, 11, 22, 6, 19, 30, 1, 250_000)


def test_both_chips_are_on_the_i2c_bus_at_their_addresses(board):
    assert set(board.hardware.i2c) == {DISPLAY, DS3231}
    board.ask("I", bytes((DS3231, 0)))
    assert board.ask("i", bytes((DS3231, 0, 7))) == bytes((0, 0, 0, 1, 1, 1, 0))


def test_the_length_of_an_i2c_reading_has_two_bytes(board):
    assert len(board.ask("i", bytes((DS3231, 1, 2)))) == 258


def test_nobody_answers_at_another_i2c_address(board):
    assert board.refused("I", b"\x10\0") == errno.ENODEV
    assert board.refused("i", b"\x10\0\1") == errno.ENODEV


def test_a_board_without_the_clock_chip_has_nobody_at_its_address(tmp_path):
    board = Board(tmp_path, has_ds3231=False)
    assert board.refused("I", bytes((DS3231, 0))) == errno.ENODEV
    assert board.ask("I", bytes((DISPLAY, 0, 0xE3))) == b""
    board.hardware.flash.close()


def test_what_goes_to_the_display_is_on_its_glass(board):
    on = b"\x00\xae\xa8\x3f\xd3\x00\x40\xa1\xc8\xda\x12\x20\x00\x8d\x14\xaf"
    board.ask("I", bytes((DISPLAY,)) + on)
    before = [bytes(row) for row in board.hardware.display.glass()]
    board.ask("I", bytes((DISPLAY, 0x40)) + b"\xff" * 1024)
    after = [bytes(row) for row in board.hardware.display.glass()]
    assert before != after
    assert all(all(row) for row in after)


ON, OFF = (bytes((DISPLAY, 0x00, 0x8D, 0x14, 0xAE | on)) for on in (1, 0))


def test_words_are_on_the_glass_only_when_the_display_was_written(board):
    write = bytes((DISPLAY, 0x40, 0))
    board.ask("I", ON)
    board.ask("X")
    board.ask("X", b"\1Acme")
    board.ask("X", "\1Büro".encode())
    assert board.hardware.words == []
    board.ask("I", write)
    assert board.hardware.words == ["Acme", "Büro"]
    board.ask("I", OFF)
    assert board.hardware.words == []
    board.ask("I", ON)
    assert board.hardware.words == ["Acme", "Büro"]
    board.ask("X")
    board.ask("X", b"\1next")
    assert board.hardware.words == ["Acme", "Büro"]
    board.ask("I", bytes((DS3231, 0)))  # another chip shows nothing
    assert board.hardware.words == ["Acme", "Büro"]
    board.ask("I", write)
    assert board.hardware.words == ["next"]


def test_the_partitions_lie_one_after_the_other_and_fill_the_flash(board):
    assert struct.unpack(">HHH", board.ask("N", b"vault")) == (64, 4096, 0)
    assert struct.unpack(">HHH", board.ask("N", b"keys")) == (10, 4096, 64)
    assert board.hardware.flash.blocks == 74
    assert board.refused("N", b"nvs") == errno.ENOENT


def test_random_bytes_come_from_the_source_it_is_given(board):
    expected = SeededBytes(b"seed").read(300)
    assert board.ask("G", b"\1\0") + board.ask("G", b"\0\x2c") == expected


def test_the_flash_is_programmed_read_and_erased(board):
    place = struct.pack(">HH", 3, 256)
    assert board.ask("r", place + struct.pack(">H", 4)) == b"\xff" * 4
    assert board.ask("w", place + b"\x0f\xf0\x55\xaa") == b""
    assert board.ask("r", place + struct.pack(">H", 4)) == b"\x0f\xf0\x55\xaa"
    assert board.hardware.flash.image()[3 * 4096 + 256 :][:4] == b"\x0f\xf0\x55\xaa"
    board.ask("e", struct.pack(">H", 3))
    assert board.ask("r", place + struct.pack(">H", 4)) == b"\xff" * 4


def test_a_power_cut_in_the_flash_is_not_swallowed(board):
    board.hardware.flash.cut_after(1, "none")
    with pytest.raises(PowerCut):
        board.ask("e", b"\0\0")


def test_the_flash_lies_in_the_folder_it_is_given(board, tmp_path):
    board.ask("w", b"\0\0\0\0hello")
    assert (tmp_path / "flash.bin").read_bytes()[:5] == b"hello"


def test_settings_are_told_by_name(board):
    assert board.ask("S", b"height") == b"64"
    assert board.ask("S", b"fonts") == b"/fonts"
    assert board.refused("S", b"secret") == errno.ENOENT
