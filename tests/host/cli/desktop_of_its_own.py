"""A desktop for a test: a real X server without a screen, and what is put onto it."""

import mmap
import os
import struct
import subprocess
from pathlib import Path

from PIL import Image

SIZE = (1024, 768)
# X11/XWDFile.h: the numbers of the header that say where pixels lie.
_HEADER_SIZE, _LINE_BYTES, _COLORS, _COLOR_BYTES = 0, 12, 19, 12


class Desktop:
    """`DISPLAY` is set while it runs, and it is black."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._programs = []

    def __enter__(self):
        reader, writer = os.pipe()
        size = "x".join(map(str, SIZE))
        command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{size}x24"]
        server = subprocess.Popen(
            [*command, "-fbdir", str(self._folder), "-nolisten", "tcp"],
            pass_fds=[writer],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._programs.append(server)
        os.close(writer)
        with os.fdopen(reader) as number:
            self.display = f":{number.readline().strip()}"
        return self

    def __exit__(self, *_):
        for program in reversed(self._programs):
            program.kill()
            program.wait()

    def show(self, picture: Image.Image) -> None:
        """Put a picture onto the screen: into the memory that the server shows."""
        whole = Image.new("RGB", SIZE, "teal")
        whole.paste(picture, (100, 100))
        with open(self._folder / "Xvfb_screen0", "r+b") as file, mmap.mmap(file.fileno(), 0) as m:
            header = struct.unpack(">25I", m[:100])
            start = header[_HEADER_SIZE] + _COLOR_BYTES * header[_COLORS]
            assert header[_LINE_BYTES] == 4 * SIZE[0]
            pixels = whole.tobytes("raw", "BGRX")
            m[start : start + len(pixels)] = pixels

    def copy(self, content: bytes, kind: str) -> None:
        """Put something of this MIME type onto the clipboard."""
        # In the foreground: it owns the clipboard until the end.
        program = subprocess.Popen(
            ["xclip", "-quiet", "-selection", "clipboard", "-t", kind, "-i"],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"DISPLAY": self.display},
        )
        self._programs.append(program)
        program.stdin.write(content)
        program.stdin.close()
        program.stderr.readline()  # it says so when it has it
