"""Every command of boards/HARDENING.md does what it says there, on esptool's virtual chips."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from fobctl.installer import boards
from otpfob.core.hmac import SHA256, digest

GUIDE = boards.FOLDER / "HARDENING.md"
CHIPS = ("esp32s3", "esp32c3")
PROGRAMS = ("espefuse", "espsecure", "dd")
# As the virtual ESP32 says that it is of revision 3, which its part of the guide asks for.
REVISION_3 = "burn-efuse CHIP_VER_REV1 1 CHIP_VER_REV2 1"


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", GUIDE.read_text(), re.DOTALL)


def commands(chip):
    """Return the commands for a chip, in the order of the guide."""
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    wanted = (
        ("--chip CHIP", "espsecure", "dd ") if chip in CHIPS else ("--chip esp32 ", "espsecure")
    )
    return [line.replace("CHIP", chip) for line in lines if any(word in line for word in wanted)]


class VirtualChip:
    """The eFuses of a chip in a file, for as long as the test."""

    def __init__(self, chip, folder):
        self.chip = chip
        self.folder = folder
        for name in ("bootloader.bin", "micropython.bin"):
            (folder / name).write_bytes(bytes(8192))

    def run(self, line):
        """Run a line of the guide; return its output. The port of the guide is the virtual chip."""
        program, *arguments = shlex.split(line)
        assert program in PROGRAMS, line
        if program == "dd":
            command = [program, *arguments]
        else:
            command = [Path(sys.executable).with_name(program)]
            if program == "espefuse":
                at = arguments.index("--port")
                assert arguments[at + 1] == "PORT"
                arguments[at : at + 2] = [
                    "--virt",
                    "--path-efuse-file",
                    "efuses",
                    "--do-not-confirm",
                ]
            command += arguments
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=60)
        assert not done.returncode, (line, done.stdout, done.stderr)
        return done.stdout

    def burnt(self):
        """Return the eFuses by name."""
        text = self.run(f"espefuse --chip {self.chip} --port PORT summary --format json")
        return json.loads(text[text.index("{") :])


@pytest.fixture(scope="module", params=CHIPS)
def hardened(request, tmp_path_factory):
    chip = VirtualChip(request.param, tmp_path_factory.mktemp(request.param))
    for line in commands(request.param):
        chip.run(line)
    return chip.burnt()


def test_the_device_key_is_in_the_block_of_the_board_and_nobody_reads_it(hardened):
    for name in ("esp32s3_devkit", "esp32c3_supermini"):
        assert re.search(r"^DEVICE_KEY = 5 ", (boards.FOLDER / name / "board.py").read_text(), re.M)
    assert hardened["KEY_PURPOSE_5"]["value"] == "HMAC_UP"
    key = hardened["BLOCK_KEY5"]
    assert not key["readable"] and not key["writeable"] and set(key["value"]) <= set("? ")
    # What the driver looks at: KEY5 is the sixth bit of RD_DIS.
    assert hardened["RD_DIS"]["value"] >> 5 & 1 and not hardened["RD_DIS"]["writeable"]


def test_secure_boot_has_its_digest_and_takes_no_other(hardened):
    assert hardened["KEY_PURPOSE_0"]["value"] == "SECURE_BOOT_DIGEST0"
    assert hardened["BLOCK_KEY0"]["readable"] and not hardened["BLOCK_KEY0"]["writeable"]
    for name in ("SECURE_BOOT_EN", "SECURE_BOOT_KEY_REVOKE1", "SECURE_BOOT_KEY_REVOKE2"):
        assert hardened[name]["value"] is True, name
    assert hardened["SECURE_BOOT_KEY_REVOKE0"]["value"] is False


def test_jtag_and_download_mode_are_off(hardened):
    for name in ("DIS_PAD_JTAG", "DIS_USB_JTAG", "DIS_DIRECT_BOOT", "DIS_DOWNLOAD_MODE"):
        assert hardened[name]["value"] is True, name
    assert hardened["SOFT_DIS_JTAG"]["value"] == 7


def test_the_part_for_the_esp32_burns_what_it_says(tmp_path):
    chip = VirtualChip("esp32", tmp_path)
    chip.run(f"espefuse --chip esp32 --port PORT {REVISION_3}")
    for line in commands("esp32"):
        chip.run(line)
    burnt = chip.burnt()
    for name in ("ABS_DONE_1", "JTAG_DISABLE", "CONSOLE_DEBUG_DISABLE", "UART_DOWNLOAD_DIS"):
        assert burnt[name]["value"] is True, name
    assert not burnt["BLOCK2"]["writeable"] and any(burnt["BLOCK2"]["value"].split("00"))


def test_flash_encryption_cannot_use_the_block_of_the_device_key(tmp_path):
    chip = VirtualChip("esp32s3", tmp_path)
    chip.run(commands("esp32s3")[0])
    line = "espefuse --chip esp32s3 --port PORT burn-key BLOCK_KEY5 device_key.bin XTS_AES_128_KEY"
    with pytest.raises(AssertionError, match="BLOCK_KEY5"):
        chip.run(line)


def test_no_command_of_the_guide_is_left_out():
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    run = {line.replace("CHIP", "esp32s3") for line in lines} & set(commands("esp32s3"))
    assert len(run) + len([line for line in lines if "--chip esp32 " in line]) == len(lines) > 10


def test_the_line_for_the_pc_computes_the_hmac_that_the_chip_should(tmp_path):
    (tmp_path / "device_key.bin").write_bytes(bytes(range(32)))
    line = next(line for line in blocks("console")[0].splitlines() if line.startswith("python3"))
    command = [sys.executable, *shlex.split(line)[1:]]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == digest(bytes(range(32)), b"OTPfob", SHA256).hex()


def test_the_times_for_all_pins_follow_from_the_rounds():
    from otpfob.vault.pin_key import DEVICE_ROUNDS

    guess_us = DEVICE_ROUNDS * 5
    assert 20 <= 10**6 * guess_us / 60e6 < 22  # minutes
    assert 1.4 < 10**8 * guess_us / 86_400e6 < 1.6  # days
    assert 4.5 < 10**10 * guess_us / (30 * 86_400e6) < 5.5  # months
    assert f"{DEVICE_ROUNDS} HMACs" in GUIDE.read_text()
