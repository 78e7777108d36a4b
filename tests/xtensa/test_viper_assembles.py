"""Every file with viper code assembles for the boards that OTPfob supports."""

import shutil
import subprocess
import sys

import pytest
from xtensa.mpy_file import MpyFile
from xtensa.viper import CORE, compile_mpy

FIRMWARE = CORE.parent
SOURCES = sorted(
    path for path in FIRMWARE.rglob("*.py") if "@micropython.viper" in path.read_text()
)
MOST_BYTES = 4096


def test_viper_stays_inside_the_hashes_and_what_is_done_byte_by_byte_on_the_glass():
    assert [path.relative_to(FIRMWARE).as_posix() for path in SOURCES] == [
        "core/pixels_viper.py",
        "core/sha256_viper.py",
        "core/sha512_viper.py",
    ]


@pytest.mark.parametrize("arch", ["xtensawin", "rv32imc"])
@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_it_assembles(source, arch, tmp_path):
    mpy = compile_mpy(source, tmp_path, arch)
    found = MpyFile(mpy)
    assert found.architecture == arch
    assert len(found.functions) == source.read_text().count("@micropython.viper")
    assert len(mpy) <= MOST_BYTES


def test_a_cut_file_is_refused(tmp_path):
    mpy = compile_mpy(SOURCES[0], tmp_path)
    for size in (0, 1, 3, 10, len(mpy) - 1):
        with pytest.raises((ValueError, IndexError)):
            MpyFile(mpy[:size])
    with pytest.raises(ValueError):
        MpyFile(mpy + b"x")


def test_code_for_another_chip_gives_way_to_the_plain_twin(tmp_path):
    """What a MicroPython without an emitter for its chip does with our .mpy files."""
    package = tmp_path / "otpfob"
    shutil.copytree(FIRMWARE, package, ignore=shutil.ignore_patterns("__pycache__"))
    for source in SOURCES:
        copy = package / source.relative_to(FIRMWARE)
        copy.with_suffix(".mpy").write_bytes(compile_mpy(source, tmp_path))
        copy.unlink()
    script = tmp_path / "script.py"
    script.write_text(
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from otpfob.core import pbkdf2, pbkdf2_plain, pixels, pixels_plain, sha512, sha512_plain\n"
        "print(sha512.compress is sha512_plain.compress, pbkdf2.Loop is pbkdf2_plain.Loop)\n"
        "print(pixels.put is pixels_plain.put)\n"
    )
    command = [sys.executable, "-m", "micropython_unix", script]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.stdout.split() == ["True"] * 3, result.stdout + result.stderr
