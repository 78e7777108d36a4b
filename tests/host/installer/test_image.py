"""A token's image: MicroPython unchanged, our partitions, the firmware; nothing of the vault."""

import hashlib
import json
from dataclasses import replace
from functools import lru_cache

import pytest
from micropython_images import BOARDS, official

from fobctl.installer import boards, image, littlefs, micropython_image, partitions
from fobctl.installer.errors import InstallError
from fobctl.installer.micropython_image import Mpy
from fobctl.installer.partitions import Partition


@lru_cache
def micropython(chip):
    return micropython_image.parse(official(chip))


@lru_cache
def built(chip, in_place=False):
    board = boards.load(BOARDS[chip])
    return image.build(board, replace(micropython(chip), runs_in_place=in_place))


def table_in(token):
    start = partitions.OFFSET - token.offset
    return partitions.parse(token.data[start : start + partitions.SIZE])


@pytest.mark.parametrize("chip", BOARDS)
def test_micropython_is_in_the_image_to_the_byte(chip):
    token, original = built(chip), official(chip)
    table = partitions.OFFSET - token.offset
    assert token.data[:table] == original[:table]
    behind = table + partitions.SIZE
    assert token.data[behind : len(original)] == original[behind:]


@pytest.mark.parametrize("in_place", [False, True], ids=["littlefs", "romfs"])
@pytest.mark.parametrize("chip", BOARDS)
def test_the_token_has_its_partitions_in_four_megabytes(chip, in_place):
    parts = {part.label: part for part in table_in(built(chip, in_place))}
    firmware = ["romfs", "vfs"] if in_place else ["vfs"]
    assert list(parts) == ["nvs", "phy_init", "factory", *firmware, "keys", "vault"]
    assert (parts["keys"].offset, parts["keys"].size) == (0x3B6000, 10 * 4096)
    assert (parts["vault"].offset, parts["vault"].size) == (0x3C0000, 64 * 4096)
    assert parts["vault"].end == 4 * 1024 * 1024
    assert all(part.offset % 4096 == 0 and part.size % 4096 == 0 for part in parts.values())
    if in_place:
        assert parts["romfs"].offset % 0x10000 == 0


@pytest.mark.parametrize("chip", BOARDS)
def test_micropython_has_a_page_to_grow_and_the_firmware_has_the_rest(chip):
    parts = {part.label: part for part in table_in(built(chip))}
    spare = parts["factory"].size - micropython(chip).app_bytes
    assert image.SPARE_BYTES <= spare < image.SPARE_BYTES + 0x10000
    assert parts["factory"].end % 0x10000 == 0 and parts["factory"].end == parts["vfs"].offset
    assert parts["vfs"].end == parts["keys"].offset


def test_micropythons_partition_never_grows():
    (factory,) = (part for part in micropython("esp32").partitions if part.label == "factory")
    full = replace(micropython("esp32"), app_bytes=factory.size - 1)
    parts = {part.label: part for part in table_in(image.build(boards.load("esp32_devkit"), full))}
    assert parts["factory"] == factory


@pytest.mark.parametrize("in_place", [False, True], ids=["littlefs", "romfs"])
def test_the_file_ends_before_what_the_token_holds(in_place):
    for chip in BOARDS:
        token = built(chip, in_place)
        assert token.offset + len(token.data) <= image.KEYS.offset


def test_two_builds_give_the_same_bytes():
    again = image.build(boards.load("esp32_devkit"), micropython("esp32"))
    assert again.data == built("esp32").data and again.manifest == built("esp32").manifest


@pytest.mark.parametrize("in_place", [False, True], ids=["littlefs", "romfs"])
def test_the_manifest_says_what_the_image_is(in_place):
    token = built("esp32c3", in_place)
    manifest = token.manifest
    assert manifest["sha256"] == hashlib.sha256(token.data).hexdigest()
    assert (manifest["board"], manifest["chip"]) == ("esp32c3_supermini", "esp32c3")
    assert (manifest["offset"], manifest["size"]) == (0, len(token.data))
    assert (manifest["micropython"], manifest["mpy"]) == ("1.27.0", "6.3 rv32imc")
    assert manifest["filesystem"] == ("romfs" if in_place else "littlefs")
    for entry, part in zip(manifest["partitions"], table_in(token), strict=True):
        assert (entry["label"], entry["offset"]) == (part.label, part.offset)
        if "sha256" in entry:
            content = token.data[part.offset :][: entry["used"]]
            assert hashlib.sha256(content).hexdigest() == entry["sha256"]


def test_the_whole_firmware_is_in_the_manifest():
    files = built("esp32").manifest["files"]
    assert {"main.mpy", "board.mpy", "adafruit_ssd1306.mpy", "fonts/small.font"} <= set(files)
    assert {"otpfob/app/start.mpy", "otpfob/drivers/chip.mpy"} <= set(files)
    assert not [path for path in files if "sim" in path or "insecure" in path]


def test_a_manifest_and_a_check_sum_lie_beside_the_image(tmp_path):
    token = built("esp32")
    image.write(token, tmp_path / "new" / "token.bin")
    assert (tmp_path / "new" / "token.bin").read_bytes() == token.data
    assert json.loads((tmp_path / "new" / "token.json").read_text()) == token.manifest
    line = f"{token.manifest['sha256']}  token.bin\n"
    assert (tmp_path / "new" / "token.sha256").read_text() == line


def test_a_micropython_that_loads_code_to_the_heap_is_warned_of():
    assert "without ROMFS" in " ".join(built("esp32").warnings)
    assert "ESP32-C3 without PSRAM has" in " ".join(built("esp32c3").warnings)
    assert built("esp32", True).warnings == ()


def test_where_there_is_memory_enough_nobody_is_warned():
    assert built("esp32s3").warnings == ()
    spiram = replace(micropython("esp32"), machine="Generic ESP32 module with SPIRAM with ESP32")
    assert image.build(boards.load("esp32_devkit"), spiram).warnings == ()


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"chip": micropython_image.CHIPS["esp32s3"]}, "for ESP32-S3; the board esp32_devkit has"),
        ({"flash_mb": 2}, "for 2 MB of flash; OTPfob needs 4 MB"),
        ({"mpy": Mpy(7, 0, "xtensawin")}, "MicroPython 1.27.0 reads 7.0 xtensawin"),
        ({"mpy": Mpy(6, 2, "xtensawin")}, "MicroPython 1.27.0 reads 6.2 xtensawin"),
        ({"partitions": (Partition("ota_0", 0, 0x10, 0x10000, 0x330000),)}, "leaves no room"),
    ],
    ids=lambda value: "" if isinstance(value, dict) else value.split(" ")[0],
)
def test_what_does_not_fit_together_is_refused(change, what):
    with pytest.raises(InstallError, match=what):
        image.build(boards.load("esp32_devkit"), replace(micropython("esp32"), **change))


def test_partitions_of_an_earlier_firmware_are_laid_anew():
    old = Partition("vfs", 1, 0x81, 0x200000, 0x200000)
    given = replace(micropython("esp32"), partitions=(*micropython("esp32").partitions, old))
    token = image.build(boards.load("esp32_devkit"), given)
    assert table_in(token) == table_in(built("esp32"))


def test_files_that_do_not_fit_in_a_file_system_are_refused():
    with pytest.raises(ValueError, match="do not fit"):
        littlefs.make({"large": bytes(range(256)) * 256}, 8 * littlefs.BLOCK)
