"""fobctl device install, from the first byte to the token's clock; and the plug pulled meanwhile.

The board is an ESP32 whose firmware is compiled for the simulator: processor and pins are all that
differs. Its boot loader, the bytes that it writes and what starts from them: board_at_a_port.py.
"""

import json
import re
from dataclasses import replace

import pytest
from esp32_mock_bootloader import protocol
from micropython_images import official
from peers.board_at_a_port import Board, hold
from sim.installed import firmware, pins
from sim.product import filled_flash, totp

from fobctl.cli import install as cli_install
from fobctl.cli import main, waiting
from fobctl.cli.session import Session
from fobctl.installer import boards, firmware_files, micropython_image
from fobctl.link.conversation import Patience
from otpfob.link.frame import LAST, SYNC
from otpfob.version import VERSION


@pytest.fixture
def simulated(monkeypatch):
    """Let fobctl build what the simulator runs."""
    compiled, starter, wired = firmware(), firmware_files.starter("x64"), pins()
    parse, x64 = micropython_image.parse, micropython_image.Mpy(6, 3, "x64")
    monkeypatch.setattr(firmware_files, "compiled", lambda *board: compiled)
    monkeypatch.setattr(firmware_files, "starter", lambda architecture: starter)
    monkeypatch.setattr(boards, "pins", lambda name: wired)
    monkeypatch.setattr(micropython_image, "parse", lambda data: replace(parse(data), mpy=x64))


@pytest.fixture
def fobctl(simulated, monkeypatch, capsys, tmp_path):
    """Return a function that runs the tool at a board, and returns its status and what it said."""
    # esptool by itself waits seven seconds for a board that is gone.
    (tmp_path / "esptool.cfg").write_text("[esptool]\nconnect_attempts = 1\n")
    monkeypatch.setenv("ESPTOOL_CFGFILE", str(tmp_path / "esptool.cfg"))
    monkeypatch.setattr(waiting, "pause", lambda seconds: None)

    def run(board, *command):
        status = main.run(["--port", board.port, *command])
        out, err = capsys.readouterr()
        return status, out, re.sub(r"\s+", " ", err)

    return run


@pytest.fixture
def install(fobctl, tmp_path):
    """Return a function that installs a board, and returns as the one above."""
    path = tmp_path / "micropython.bin"
    path.write_bytes(official("esp32"))
    command = ("device", "install", "--board", "esp32_devkit", "--image", str(path))
    return lambda board, *options: fobctl(board, *command, *options)


@pytest.fixture
def board(monkeypatch, tmp_path):
    """Return one that is not plugged in. Whoever is asked by its token says yes."""
    ask = Session.asked

    def asked(session, seconds, *which):
        ask(session, seconds, *which)
        board.token.wait_for("Set the clock?")
        # One that comes with the question is no answer, and a busy PC may miss one.
        while "Set the clock?" in board.token.words():
            board.token.press("do")

    monkeypatch.setattr(Session, "asked", asked)
    with Board(tmp_path) as board:
        yield board


def test_a_new_board_is_written_starts_says_hello_and_gets_its_clock(
    install, fobctl, board, monkeypatch
):
    monkeypatch.setattr(cli_install, "PROBING", Patience(open_s=0.1))  # nothing is there to answer
    board.plug_in()
    status, out, said = install(board)
    assert (status, out.split()) == (0, ["02464f420001", "sim", VERSION]), said
    assert "Everything is written" in said and said.endswith("The token's clock is set. ")
    clock = json.loads(fobctl(board, "--json", "time", "show")[1])
    assert abs(clock["offset_ms"]) < 2000 and clock["source"] == "host"


BROKE = r"The line to .* broke: the board was unplugged, or its cable is bad\. "
NOTHING = BROKE + r"Nothing was written\."
AGAIN = BROKE + r"The board cannot start until all of it is there: run this again\."
CLOCK = r"Its clock is not set: do that with `fobctl time set`\. Error: .* was unplugged\."


def test_wherever_it_is_unplugged_the_same_command_installs_it_and_the_accounts_stay(
    install, board
):
    hold(board.flash.data, filled_flash([(totp(), 0)]))
    for last, after, status, sentence in (
        # What the chip is told last, after how many like that, and how the command ends then.
        (protocol.CMD_SYNC, 0, 1, NOTHING),
        (protocol.CMD_FLASH_DEFL_BEGIN, 0, 1, AGAIN),
        (protocol.CMD_FLASH_DEFL_DATA, 50, 1, AGAIN),
        (protocol.CMD_SPI_FLASH_MD5, 0, 1, AGAIN),
        (SYNC, 0, 3, CLOCK),
        (LAST, 1, 1, CLOCK),
    ):
        board.plug_in(last, after)
        found, out, said = install(board, "--yes")
        board.unplug()
        assert found == status and re.search(sentence, said), (last, found, said)
    board.plug_in()
    status, out, said = install(board, "--yes")
    assert status == 0, said
    board.token.wait_for("Acme")
