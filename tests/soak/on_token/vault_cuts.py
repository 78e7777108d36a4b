"""The power is cut at every program and erase of a change, once, and twice.

After a cut both files hold what they held before or what they would hold after, byte for
byte; the vault opens; and the next change gives byte for byte what it gives on a
filesystem that never was cut.
"""

from random import choice, randrange

from flash_model import Device, PowerCut
from not_renamed import DeletingFirst
from ram_fs import RamFs
from recorder import every_cut, random_cuts
from set_up_cuts import cut_set_up
from vault_on_flash import SIZES, Change, age, contents, mounted, new_image, opened
from vfs import VfsLfs2

from otpfob.core.errors import FobError
from otpfob.vault.vault import Vault

_SECOND_CUTS = 10  # of each first one
# A change of a large vault has many more writes, and so cuts, than one of a small vault.
_MIX = (SIZES[0],) * 6 + (SIZES[1],) * 3 + (SIZES[2],)


class Outcome:
    """What may be there after a cut between two states, and after the change that follows."""

    def __init__(self, before, after, follow) -> None:
        self._follow = follow
        # The counters of a new account are written before the vault, never after it.
        self._allowed = [before, (before[0], after[1]), after]
        self._expected = [followed(state, follow) for state in self._allowed]

    def wrong(self, image) -> str:
        """Return what is wrong with what a cut left, or nothing. Writes on."""
        try:
            fs, vault = opened(image)
            found = contents(fs)
            if found not in self._allowed:
                return "holds other bytes"
            self._follow(vault)
            then = contents(mounted(image))
        except (FobError, OSError) as error:
            return repr(error)
        if then != self._expected[self._allowed.index(found)]:
            return "the next write gave other bytes"
        return ""


def followed(state, follow):
    """Return what the files hold when `follow` changes them on a filesystem in RAM."""
    fs = RamFs()
    fs.files["vault"] = state[0]
    if state[1] is not None:
        fs.files["counters"] = state[1]
    vault = Vault(fs)
    vault.open()
    follow(vault)
    return contents(fs)


def recorded(image, change):
    """Do a change on `image`. Returns the files before and after, and the journal."""
    journal = []
    fs, vault = opened(image, journal)
    before = contents(fs)
    change(vault)
    return before, contents(fs), journal


class Flashes:
    """One filesystem of each size that grows older as the soak goes on."""

    def __init__(self) -> None:
        self._images = {}

    def next(self) -> "tuple[int, bytearray]":
        """Return a size and a copy of its image at a new age."""
        size = choice(_MIX)
        if size not in self._images:
            self._images[size] = new_image(size)
        age(self._images[size], randrange(40))
        image = bytearray(self._images[size])
        if size == SIZES[-1] and randrange(2):  # room for one more
            opened(image)[1].delete(opened(image)[1].id_at(randrange(size)))
        return size, image


def single(report) -> None:
    """Every cut of one change after the other."""
    _control(report)
    flashes = Flashes()
    while report.more:
        if not randrange(6):
            cut_set_up(report, flashes.next()[1])
            continue
        size, image = flashes.next()
        start = bytes(image)
        change = Change(opened(image)[1])
        before, after, journal = recorded(image, change)
        outcome = Outcome(before, after, Change(opened(image)[1]))
        report.note("changes")
        for n, way, left in every_cut(start, journal):
            if not report.more:
                return
            report.runs += 1
            report.note("of %d accounts" % size)
            wrong = outcome.wrong(left)
            if wrong:
                report.fail(wrong, "after", change.name, "of", size, "cut at", n, way)


def double(report) -> None:
    """Cuts of the change that follows a cut change."""
    flashes = Flashes()
    while report.more:
        size, image = flashes.next()
        start = bytes(image)
        change = Change(opened(image)[1])
        _, _, journal = recorded(image, change)
        for n, way, left in random_cuts(start, journal, 12):
            first = bytes(left)
            second = Change(opened(left)[1])
            before, after, again = recorded(left, second)
            if not again:  # a counter at its end
                continue
            outcome = Outcome(before, after, Change(opened(left)[1]))
            for n2, way2, twice in random_cuts(first, again, _SECOND_CUTS):
                if not report.more:
                    return
                report.runs += 1
                wrong = outcome.wrong(twice)
                if wrong:
                    cuts = "%d %s, then %s at %d %s" % (n, way, second.name, n2, way2)
                    report.fail(wrong, "after", change.name, "of", size, "cut at", cuts)


def _control(report):
    """A vault that deletes the old file before it writes the new one is lost in some cut."""
    image = new_image(1)
    start = bytes(image)
    follow = Change(opened(image)[1], "rename")
    change = Change(opened(image)[1], "hotp")
    _recorded_is_real(report, start, change)
    with DeletingFirst():
        before, after, journal = recorded(image, change)
    outcome = Outcome(before, after, follow)
    lost = sum([1 for _, _, left in every_cut(start, journal) if outcome.wrong(left)])
    report.control("old file deleted first", lost > 0)


def _recorded_is_real(report, start, change):
    """Cut some operations of a change really: what is left is what the recording says."""
    journal = recorded(bytearray(start), change)[2]
    for n, way, left in every_cut(start, journal):
        if way == "bits":  # a matter of chance
            continue
        image = bytearray(start)
        device = Device(image)
        vault = Vault(VfsLfs2(device, mtime=False))
        vault.open()
        device.cut(n, way)
        try:
            change(vault)
        except (PowerCut, FobError):
            pass
        if device.alive or image != left:
            report.fail("a recorded cut is not the real one:", n, way)
