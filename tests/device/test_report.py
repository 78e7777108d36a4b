"""A report keeps what was not measured, and what is over its limit, in sight."""

import json
import os

import pytest
from device.random_figures import bits_sigma, bytes_sigma
from device.report import FIGURES, OK, OVER, UNVERIFIED, Report

ABOUT = {"board": "esp32_devkit", "firmware": "1", "machine": "ESP32", "micropython": "1.27.0"}


def test_a_figure_is_ok_over_or_unverified():
    report = Report(ABOUT)
    report.put("flash.erase", 400)
    report.put("display.show", 41)
    report.put("link.frames", 1e9)
    verdicts = [report.verdict(name) for name in ("flash.erase", "display.show", "link.frames")]
    assert verdicts == [OK, OVER, OK]
    assert report.verdict("sntp.bound") == UNVERIFIED
    with pytest.raises(KeyError):
        report.put("flash.erased", 1)


def test_every_figure_is_in_the_report_whether_it_was_measured_or_not(tmp_path):
    report = Report(ABOUT)
    report.put("pbkdf2.iteration", 164)
    report.write(tmp_path / "new" / "report.json")
    read = json.loads((tmp_path / "new" / "report.json").read_text())
    assert read["board"] == "esp32_devkit"
    rows = {row["name"]: row for row in read["figures"]}
    assert list(rows) == [figure.name for figure in FIGURES]
    assert (rows["pbkdf2.iteration"]["value"], rows["pbkdf2.iteration"]["unit"]) == (164, "us")
    assert {row["verdict"] for row in rows.values()} == {OK, UNVERIFIED}
    assert report.table().count(UNVERIFIED) == len(FIGURES) - 1


@pytest.mark.parametrize(
    "data",
    [bytes(4096), b"\x55" * 4096, bytes(range(256)) * 16, bytes([1, 3, 7, 15] * 1024)],
    ids=["zeros", "stuck", "counter", "biased"],
)
def test_a_source_that_is_stuck_or_biased_is_found(data):
    assert max(bits_sigma(data), bytes_sigma(data)) > 5


def test_a_good_source_passes():
    data = os.urandom(1 << 16)
    assert bits_sigma(data) < 6 and bytes_sigma(data) < 6
