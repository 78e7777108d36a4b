"""The unit tests of core, clock and link under a MicroPython of 32 bits.

Its small ints are the ESP32's: Unix seconds are none of them.
"""

import pytest
import run_mpy
from wasm.wasm_mpy import HERE, run

# Its base64 is another one, in Python, which refuses with another error than the ESP32's.
_NOT_HERE = ("test_frame", "test_part")

FILES = [
    path
    for path in run_mpy.files_in(
        [run_mpy.TESTS / "unit" / folder for folder in ("core", "clock", "link")]
    )
    if path.stem not in _NOT_HERE
]
FOLDERS = (
    (HERE, "/shim"),
    (run_mpy.TESTS.parent / "firmware" / "otpfob", "/otpfob"),
    (run_mpy.TESTS / "unit", "/unit"),
)

DRIVER = """
import sys
sys.path[:0] = ["/shim", "/", "/unit", {folder!r}]
module = __import__({module!r})
for name in {names!r}:
    try:
        getattr(module, name)()
    except (Exception, SystemExit) as error:
        print("failed", name)
        sys.print_exception(error)
    else:
        print("passed", name)
"""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_all_of_a_file_passes_on_32_bits(path):
    names = run_mpy.test_names(path)
    folder = f"/unit/{path.parent.name}"
    program = DRIVER.format(folder=folder, module=path.stem, names=names)
    lines = run(program, folders=FOLDERS).splitlines()
    assert [line for line in lines if line.startswith("passed ")] == [
        f"passed {name}" for name in names
    ], "\n".join(lines)


def test_its_numbers_are_those_of_the_chip():
    # A small int has 31 bits: what does not fit is an object on the heap.
    program = "import sys; print(sys.maxsize == 0x7FFFFFFF, sys.implementation._mpy & 0xFF)"
    assert run(program) == "True 6\n"


def test_a_failing_program_is_reported():
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        run("1 // 0")
