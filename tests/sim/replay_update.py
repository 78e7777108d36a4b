"""Runs under MicroPython: an update, program by program, with the power cut at every write.

usage: micropython replay_update.py IMAGE PROGRAMS

IMAGE is the filesystem before, PROGRAMS a JSON list of what was run at the prompt. Prints as JSON
how often which slot was to be started after a cut, and with which check sum over its files.
"""

import json
import os
import sys
from binascii import hexlify
from hashlib import sha256

from cut_root import at_root, images_after_cuts
from flash_model import Device

from starter import slots


def run(programs):
    names = {"slots": slots}
    for program in programs:
        exec(program, names)


def of_slot(folder):
    """Return the check sum of a slot, or what is wrong with it."""
    found = sha256()
    for path in sorted(paths(folder)):
        found.update(path[len(folder) :].encode())
        with open(path, "rb") as file:
            found.update(file.read())
    return str(hexlify(found.digest()), "ascii")


def paths(folder):
    for name, kind, *_ in os.ilistdir(folder):
        path = folder + "/" + name
        if kind == 0x4000:
            yield from paths(path)
        else:
            yield path


def started():
    folder = slots.chosen()
    return folder + " " + of_slot(folder)


with open(sys.argv[1], "rb") as file:
    before = file.read()
with open(sys.argv[2]) as file:
    programs = json.load(file)
found = {}


def note(image):
    what = at_root(Device(image), started)
    found[what] = found.get(what, 0) + 1


for image in images_after_cuts(before, lambda: run(programs)):
    note(image)
# Whoever ends fobctl cuts between two programs.
for n in range(len(programs) + 1):
    image = bytearray(before)
    at_root(Device(image), lambda first=programs[:n]: run(first))
    note(image)
print(json.dumps(found))
