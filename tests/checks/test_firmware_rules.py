"""Every file of the firmware keeps the rules, and every rule can be broken."""

import pytest
from checks.firmware_rules import FIRMWARE, files, violations

CORE = FIRMWARE / "otpfob" / "core" / "made_up.py"
DRIVER = FIRMWARE / "otpfob" / "drivers" / "made_up.py"


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(FIRMWARE)))
def test_a_file_of_the_firmware_keeps_the_rules(path):
    assert violations(path.read_text(), path) == []


@pytest.mark.parametrize(
    ("source", "path", "what"),
    [
        ("x = 1.5", CORE, "float"),
        ("x = 1 / 2", CORE, "division"),
        ("x = 4\nx /= 2", CORE, "division"),
        ("x = float('1')", CORE, "makes a float"),
        ("import machine", CORE, "drivers only"),
        ("from esp32 import Partition", CORE, "drivers only"),
        ("import time", CORE, "drivers only"),
        ("import time\nx = time.time()", DRIVER, "time.time"),
        ("from time import gmtime", DRIVER, "gmtime"),
        ("try:\n    pass\nexcept:\n    pass", CORE, "bare except"),
        ("try:\n    pass\nexcept OSError as e:\n    raise ValueError from e", CORE, "chaining"),
        ("def f():\n    '''Do.'''\n    import json", CORE, "inside of f"),
        ("def f():\n    '''Do.'''\n    from otpfob.core import otp", CORE, "inside of f"),
        ("def f(): return 1", CORE, "no docstring"),
        ("x = 1\n" * 401, CORE, "lines"),
        ("import micropython\nimport gc\nmicropython.kbd_intr(-1)", FIRMWARE / "main.py", "first"),
    ],
)
def test_a_file_that_breaks_a_rule_is_found(source, path, what):
    source = '"""Made up."""\n' + source
    assert any(what in sentence for sentence in violations(source, path))


def test_a_module_on_loan_is_imported_inside_of_a_function():
    source = "def _f():\n    from otpfob.app.journeys.backup import backup\n\n    return backup"
    assert violations('"""Made up."""\n' + source, CORE) == []


def test_there_are_files_to_check():
    assert len(files()) > 30
