"""A gate before every write of the flash and before the radio, whoever wants them.

What is refused is refused before its first byte, since the answer of `check` does not change
within a turn of the event loop nor within a job: nothing is left half done.
"""


def gate(parts, check) -> None:
    """Put the gate before those of a board that write or send."""
    parts.flash = GatedFlash(parts.flash, check, "format", "erase")
    parts.store = Gated(parts.store, check, "program", "erase")
    parts.wifi = Gated(parts.wifi, check, "begin")
    parts.random = Gated(parts.random, check, "begin")


class Gated:
    """A part, some methods of which `check()` may refuse by raising."""

    def __init__(self, part, check, *names: str) -> None:
        self._part = part
        self._check = check
        self._names = names

    def __getattr__(self, name):
        if name in self._names:
            self._check()
        return getattr(self._part, name)


class GatedFlash(Gated):
    """The partition of the files, and the filesystem on it."""

    def mount(self):
        return _GatedFs(self._part.mount(), self._check)


class _GatedFs(Gated):
    """Reading is free. What is removed or renamed was opened for writing before."""

    def open(self, path, mode):
        if mode != "rb":
            self._check()
        return self._part.open(path, mode)
