"""PDF, SVG and HEIC files, drawn to pixels by a process of their own (draw_child.py).

What draws them is large, and fed by whoever made the file. There it can use up its memory and
its time, or crash, and all that comes of it is a sentence.
"""

import re
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from threading import Timer

from PIL import Image

from fobctl.sources.draw_child import ENCRYPTED, HEAD, MAX_PAGES, TOO_LARGE, TOO_MANY_PAGES
from fobctl.sources.new_account import SourceError

PAGE_S = 20

# Without the folder it is started in, where anybody's fobctl may lie.
_START = (
    "import sys; sys.path = [path for path in sys.path if path];"
    " from fobctl.sources import draw_child; draw_child.main()"
)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_FIRST_TAG = re.compile(rb"<([A-Za-z][\w.:-]*)")
# ISO/IEC 23008-12, and what Apple writes; behind the size and "ftyp".
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


def too_many_pages(name: str) -> SourceError:
    """Return the error of a file of more than MAX_PAGES."""
    return SourceError(
        f"{name} has more than {MAX_PAGES} pages or frames: save those with QR codes by themselves."
    )


def kind_of(start: bytes) -> str | None:
    """Return "pdf", "svg" or "heic" for a file that starts so, None for all others."""
    if start.startswith(b"%PDF-"):
        return "pdf"
    if start[4:8] == b"ftyp" and start[8:12] in _HEIC_BRANDS:
        return "heic"
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<"):
        tag = _FIRST_TAG.search(_COMMENT.sub(b"", text))
        if tag and tag[1].rpartition(b":")[2] == b"svg":
            return "svg"
    return None


@contextmanager
def _child(kind, data):
    process = subprocess.Popen(
        [sys.executable, "-c", _START, kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin and process.stdout  # they are pipes
    try:
        # It reads all before it writes anything.
        try:
            with process.stdin as pipe:
                pipe.write(data)
        except OSError:
            pass  # it has given up: its status says why
        yield process
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def _exactly(process, size):
    """Return `size` bytes of the child's, or None when it ends or takes too long."""
    watch = Timer(PAGE_S, process.kill)
    watch.start()
    try:
        got = process.stdout.read(size)
    finally:
        watch.cancel()
    return got if len(got) == size else None


def pages(kind: str, data: bytes, name: str) -> Iterator[Image.Image]:
    """Yield the pages of a file of this kind, in RGB. Raises SourceError."""
    if kind == "heic" and find_spec("pillow_heif") is None:
        raise SourceError(
            f"{name} is a HEIC picture, for which fobctl lacks a part: pip install"
            " 'otpfob[heic]'. Or save it as JPEG or PNG."
        )
    with _child(kind, data) as process:
        while True:
            head = _exactly(process, struct.calcsize(HEAD))
            if head is None:
                break
            width, height = struct.unpack(HEAD, head)
            pixels = _exactly(process, 3 * width * height)
            if pixels is None:
                break
            yield Image.frombytes("RGB", (width, height), pixels)
        status = process.wait(PAGE_S)
    if status:
        raise _refusal(status, kind.upper(), name)


def _refusal(status, kind, name):
    if status == ENCRYPTED:
        return SourceError(
            f"{name} is a PDF with a password: open it, and print it to a new PDF or take a"
            " screenshot."
        )
    if status == TOO_MANY_PAGES:
        return too_many_pages(name)
    if status == TOO_LARGE:
        return SourceError(f"{name} is too large a {kind} picture: take a screenshot of it.")
    return SourceError(
        f"{name} is a {kind} file, but damaged, or more than fobctl draws: open it in another"
        " program and take a screenshot."
    )
