"""Partition tables are read and written as ESP-IDF has them."""

import pytest
from micropython_images import OFFICIAL, official

from fobctl.installer import partitions
from fobctl.installer.partitions import Partition

NVS = Partition("nvs", 1, 2, 0x9000, 0x6000)
FACTORY = Partition("factory", 0, 0, 0x10000, 0x1F0000)


@pytest.mark.parametrize(("chip", "start"), [("esp32", 0x7000), ("esp32s3", 0x8000)])
def test_a_table_of_esp_idf_is_written_again_to_the_byte(chip, start):
    table = official(chip)[start : start + partitions.SIZE]
    assert partitions.serialize(partitions.parse(table)) == table


def test_every_official_image_has_the_partitions_of_micropython():
    for chip in OFFICIAL:
        start = 0x7000 if chip == "esp32" else 0x8000
        labels = [part.label for part in partitions.parse(official(chip)[start : start + 0x1000])]
        assert labels == ["nvs", "phy_init", "factory"]


def test_a_table_is_in_the_order_of_flash():
    found = partitions.parse(partitions.serialize([FACTORY, NVS]))
    assert found == [NVS, FACTORY]


def test_partitions_that_overlap_are_refused():
    with pytest.raises(ValueError, match="nvs overlaps factory"):
        partitions.serialize([NVS, Partition("factory", 0, 0, 0xE000, 0x1000)])


def test_a_single_flipped_bit_is_refused():
    table = partitions.serialize([NVS, FACTORY])[:96]
    for bit in range(8 * len(table)):
        bad = bytearray(table)
        bad[bit // 8] ^= 1 << bit % 8
        with pytest.raises(ValueError):
            partitions.parse(bytes(bad))


def test_a_table_that_is_cut_is_refused():
    table = partitions.serialize([NVS, FACTORY])
    for size in range(96):
        with pytest.raises(ValueError):
            partitions.parse(table[:size])
