"""A ROMFS has the files it was made of, in one order."""

import subprocess

import pytest
from run_mpy import command

from fobctl.installer import romfs

FILES = {
    "main.py": b"print(1)\n",
    "empty": b"",
    "folder/one.mpy": bytes(range(256)) * 20,
    "folder/deeper/two": b"\xff\x00",
    "other/three": b"three",
}

READ = """
import os, sys, vfs
with open(sys.argv[1], "rb") as file:
    vfs.mount(vfs.VfsRom(file.read()), "/rom")
def walk(folder):
    for name, kind, *_ in os.ilistdir(folder):
        path = folder + "/" + name
        if kind == 0x4000:
            walk(path)
        else:
            with open(path, "rb") as file:
                print(path[5:], file.read().hex())
walk("/rom")
"""


def test_micropython_reads_every_file_as_it_was(tmp_path):
    (tmp_path / "image").write_bytes(romfs.make(FILES))
    run = [*command(), "-c", READ, tmp_path / "image"]
    result = subprocess.run(run, capture_output=True, text=True, timeout=30)
    lines = (line.split(" ") for line in result.stdout.splitlines())
    found = {path: bytes.fromhex(content) for path, content in lines}
    assert found == FILES, result.stderr


def test_the_order_of_the_files_does_not_matter():
    assert romfs.make(dict(reversed(FILES.items()))) == romfs.make(FILES)


@pytest.mark.parametrize("path", ["", "/a", "a/", "a//b", "Ä"])
def test_a_path_that_is_none_is_refused(path):
    with pytest.raises(ValueError, match="no path"):
        romfs.make({path: b""})


@pytest.mark.parametrize("paths", [("a", "a/b"), ("a/b", "a")])
def test_a_file_is_no_folder(paths):
    with pytest.raises(ValueError):
        romfs.make(dict.fromkeys(paths, b""))
