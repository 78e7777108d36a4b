"""QR codes seen by a camera: the browser has the camera, and shows its pictures to fobctl.

A page on 127.0.0.1 sends picture by picture; here they are read. The page is told a sentence,
which holds no secret. See server.py for who is kept out.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from fobctl.sources.camera.server import Server
from fobctl.sources.new_account import SourceError
from fobctl.sources.picture_file import pages
from fobctl.sources.qr import read_qr

_MOST_S = 300
_TURN_S = 0.5  # in which Ctrl-C is seen on every system


@dataclass(frozen=True)
class Judged:
    """Whether what was seen is all, and a sentence for the page: it never holds a secret."""

    done: bool
    says: str


class _Seen:
    """The texts of all codes seen so far, and whether somebody still looks."""

    def __init__(self, judge: Callable[[list[str]], Judged]) -> None:
        self._judge = judge
        self._lock = threading.Lock()
        self.texts: list[str] = []
        self.over = threading.Event()
        self.closed = False

    def frame(self, data: bytes) -> dict[str, object]:
        """Read one picture; returns the answer to the page."""
        with self._lock:
            before = list(self.texts)
            try:
                for page in pages(data, "The picture"):
                    self.texts += [text for text in read_qr(page) if text not in self.texts]
                judged = self._judge(self.texts) if self.texts else Judged(False, "")
            except SourceError as error:
                # Only of what is new; the next code may be the right one.
                self.texts = before
                judged = Judged(False, str(error))
        return {"done": judged.done, "says": judged.says}

    def after(self, answer: dict[str, object] | None) -> None:
        """Go on after an answer has arrived at the page, None: that it was closed."""
        if answer is None:
            self.closed = True
        if answer is None or answer["done"]:
            self.over.set()


def look(judge: Callable[[list[str]], Judged], invite: Callable[[str], None]) -> list[str]:
    """Return the texts of QR codes shown to a camera, once `judge` says that they are all.

    `judge` is called with those seen so far; it may raise SourceError, whose sentence the page
    shows, and then the new ones are forgotten. `invite` is called with the address of the page.
    Raises SourceError when nothing came of it.
    """
    seen = _Seen(judge)
    with Server(seen.frame, seen.after) as server:
        invite(server.address)
        left_s = float(_MOST_S)
        while left_s > 0 and not seen.over.wait(_TURN_S):
            left_s -= _TURN_S
    if not seen.over.is_set():
        raise SourceError(f"No QR code was seen in {_MOST_S // 60} minutes. Try a picture of it.")
    if seen.closed:
        raise SourceError("The page was closed before a QR code was seen.")
    return seen.texts
