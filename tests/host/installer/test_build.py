"""`make firmware`: one file, or one sentence."""

import hashlib

import pytest
from micropython_images import official

from fobctl.installer import build


@pytest.fixture
def micropython(tmp_path):
    path = tmp_path / "micropython.bin"
    path.write_bytes(official("esp32"))
    return path


def test_it_writes_an_image_and_says_its_check_sum(micropython, tmp_path, capsys):
    out = tmp_path / "token.bin"
    arguments = ["--board", "lolin32_oled", "--image", str(micropython), "--out", str(out)]
    assert build.main(arguments) == 0
    assert f"SHA-256 {hashlib.sha256(out.read_bytes()).hexdigest()}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("board", "image", "what"),
    [
        ("esp32_devkit", "nothing.bin", "No such file"),
        ("esp32_devkit", "", "Is a directory"),
        ("esp32_devkit", "text.bin", "not an ESP32 image"),
        ("esp32c3_supermini", "micropython.bin", "the board esp32c3_supermini has ESP32-C3"),
        ("toaster", "micropython.bin", "no board 'toaster'. There are: esp32_devkit, esp32c3_"),
        ("sim", "micropython.bin", "no board 'sim'"),
        ("../boards/esp32_devkit", "micropython.bin", "There are: esp32_devkit"),
    ],
)
def test_what_it_cannot_do_is_one_sentence(board, image, what, micropython, tmp_path, capsys):
    (tmp_path / "text.bin").write_text("hello")
    out = tmp_path / "token.bin"
    given = str(tmp_path / image) if image else ""
    assert build.main(["--board", board, "--image", given, "--out", str(out)]) == 1
    said = capsys.readouterr()
    assert what in said.err and said.err.count("\n") == 1 and not said.out
    assert not out.exists()
