"""The table of verified boards is what the reports of boards give, and of nothing else."""

import importlib.util
import json

import pytest
from device.report import Report

from fobctl.installer import boards

SPEC = importlib.util.spec_from_file_location(
    "make_table", boards.FOLDER / "verified" / "make_table.py"
)
make_table = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(make_table)


def report(board="esp32_devkit"):
    made = Report({"board": board, "firmware": "1.0", "date": "2026-11-25"})
    made.about |= {"machine": "Generic ESP32 module with ESP32", "micropython": "1.27.0"}
    made.put("pbkdf2.iteration", 164)
    made.put("flash.erase", 900)
    made.tests = {"passed": 30, "failed": 1}
    return made.as_json()


def test_the_readme_is_what_the_reports_give():
    readme = make_table.README.read_text()
    assert make_table.with_table(readme, make_table.reports()) == readme


def test_without_a_report_no_board_was_tested():
    assert make_table.table([]) == make_table.NONE


def test_a_report_is_a_row_with_what_is_over_and_what_is_unverified(tmp_path):
    (tmp_path / "esp32_devkit-1.0.json").write_text(report())
    header, _, row = make_table.table(make_table.reports(tmp_path)).split("\n")
    cells = dict(zip(header.split(" | "), row.split(" | "), strict=True))
    assert cells["| board"] == "| `esp32_devkit`" and cells["tests"] == "30 passed, 1 failed"
    assert cells["over their limit"] == "flash.erase"
    assert "sntp.bound" in cells["unverified |"] and "pbkdf2" not in cells["unverified |"]


def test_a_report_of_the_simulator_is_none_of_a_board(tmp_path):
    (tmp_path / "sim.json").write_text(json.dumps({"board": "sim"}))
    with pytest.raises(ValueError, match="simulator"):
        make_table.reports(tmp_path)


def test_a_readme_without_its_marks_is_refused():
    with pytest.raises(ValueError, match="no place"):
        make_table.with_table("nothing", [])
