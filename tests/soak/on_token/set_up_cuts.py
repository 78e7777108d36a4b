"""The first set-up, one over a damaged vault, and wiping, cut at every program and erase.

Afterwards the token says what it is (new, damaged, open); an open vault is the one that was
set up, or that was to be wiped, and not one of long ago whose counters were used since; and
setting up once more gives a vault that takes accounts.
"""

import sys
from random import choice

from flash_model import blank
from made_up import account
from recorder import Recorder, every_cut
from vault_on_flash import BLOCKS, contents, mounted
from vfs import VfsLfs2


class _NoEsp32:
    """Stands for the module that the driver imports and does not use here."""

    Partition = None


sys.modules["esp32"] = _NoEsp32

from otpfob.app.storage import DAMAGED, NEW, OPEN, Storage  # noqa: E402
from otpfob.core.account import HOTP  # noqa: E402
from otpfob.core.errors import FobError, StorageFailed  # noqa: E402
from otpfob.drivers.flash_partition import VaultPartition  # noqa: E402


class Flash(VaultPartition):
    """The firmware's own driver, on a recorder instead of a partition of the ESP32."""

    def __init__(self, image, journal=None) -> None:
        self._partition = Recorder(image, journal)

    def mount(self):
        try:
            return VfsLfs2(self._partition, mtime=False)
        except OSError:
            raise StorageFailed  # noqa: B904 (MicroPython has no exception chaining)


def cut_set_up(report, used) -> None:
    """Cut everywhere: a set-up on a blank flash, or on `used` with damage; or its wiping."""
    what = choice(("set-up", "set-up over damage", "wipe"))
    image = blank(BLOCKS) if what == "set-up" else used
    if what == "set-up over damage":
        with mounted(image).open(choice(("vault", "counters")), "ab") as file:
            file.write(b"damage")
    start = bytes(image)
    journal = []
    storage = Storage(Flash(image, journal))
    storage.start()
    if what == "wipe":
        allowed = contents(mounted(image))
        storage.wipe()
    else:
        assert storage.state == (DAMAGED if image is used else NEW)
        storage.create()
        allowed = contents(mounted(image))
    for n, way, left in every_cut(start, journal):
        if not report.more:
            return
        report.runs += 1
        report.note("cuts of a " + what)
        wrong = _wrong(left, allowed)
        if wrong:
            report.fail(wrong + " after a " + what, "cut at", n, way)


def _wrong(image, allowed):
    try:
        storage = Storage(Flash(image))
        storage.start()
        if storage.state == OPEN and contents(mounted(image)) != allowed:
            return "an older vault came back"
        storage.create()
        one = account(HOTP, 20)
        number = storage.vault.add(one, 7)
        storage = Storage(Flash(image))
        storage.start()
        vault = storage.vault
        if vault.count != 1 or vault.counter(number) != 7:
            return "not one account afterwards"
        if vault.account_at(0).secret != one.secret:
            return "another secret afterwards"
    except (FobError, OSError) as error:
        return repr(error)
    return ""
