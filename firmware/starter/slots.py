"""Which of two slots is started: /a and /b, each with a whole firmware.

The file SELECTOR says it in one line, is written aside and renamed, and is the only thing that an
update changes of what starts:

    a         a is started
    a b 3     b is on trial: it is started, and so three times at most. Once it has shown its
              first screen it is "b"; if it never does, it is "a" again

Without the file the firmware lies in ROMFS, which has no slots.
"""

import os

SELECTOR = "/slot"
_ASIDE = "/slot.new"
_ROM = "/rom"


def read() -> "list[str]":
    """Return the words of the selector: the slot; then one on trial, and its starts left."""
    try:
        with open(SELECTOR) as file:
            return file.read().split()
    except OSError:
        return []


def write(words: str) -> None:
    """Replace the selector: a cut leaves the old one or the new one."""
    with open(_ASIDE, "w") as file:
        file.write(words)
    os.rename(_ASIDE, SELECTOR)


def chosen() -> str:
    """Return the folder to start from. A start on trial is counted before it is made."""
    words = read()
    if not words:
        return _ROM
    if len(words) < 3:
        return "/" + words[0]
    slot, trial, left = words
    if left == "0":
        write(slot)
        return "/" + slot
    write("%s %s %d" % (slot, trial, int(left) - 1))
    return "/" + trial


def running() -> str:
    """Return the slot that was started, or an empty text: then the firmware is in ROMFS."""
    folder = os.getcwd()
    return folder[1:] if folder in ("/a", "/b") else ""


def shown() -> None:
    """End a trial: what runs has shown its first screen."""
    words = read()
    if len(words) == 3:
        write(words[1])
