"""The unit tests once more, and those of tests/mpy, under MicroPython: one file each."""

import pytest
from run_mpy import TESTS, files_in, run_file

FILES = files_in([TESTS / "unit", TESTS / "mpy"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TESTS)))
def test_all_of_a_file_passes_under_micropython(path):
    outcome = run_file(path)
    print(outcome.output, end="")
    assert not outcome.failed, outcome.failed
    assert outcome.passed, "no test ran"


def test_a_failing_test_is_reported_with_its_traceback(tmp_path):
    path = tmp_path / "test_two.py"
    path.write_text("def test_b():\n    assert 1 == 2, 'why'\n\n\ndef test_a():\n    pass\n")
    outcome = run_file(path)
    assert (outcome.failed, outcome.passed) == (["test_b"], ["test_a"])
    assert "line 2" in outcome.output and "why" in outcome.output, outcome.output


def test_a_file_that_cannot_be_imported_fails(tmp_path):
    path = tmp_path / "test_none.py"
    path.write_text("import nothing_of_that_name\n\n\ndef test_a():\n    pass\n")
    outcome = run_file(path)
    assert outcome.failed and not outcome.passed
    assert "nothing_of_that_name" in outcome.output


def test_an_interpreter_that_ends_early_fails(tmp_path):
    path = tmp_path / "test_exit.py"
    path.write_text("def test_a():\n    import os\n    os.system('kill -9 $PPID')\n")
    outcome = run_file(path)
    assert outcome.failed == ["test_a"], outcome.output
