"""The first set-up, cut at every write: it can be done again, and never without being asked."""

from flash_model import WAYS, Device, PowerCut, blank
from vfs import VfsLfs2

from otpfob.app.storage import DAMAGED, NEW, OPEN, Storage
from otpfob.core.account import HOTP, Account
from otpfob.core.errors import FobError, StorageFailed

BLOCKS = 24
ACCOUNT = Account(HOTP, "Acme", "ann", b"12345678901234567890")


class Flash:
    """As otpfob.drivers.flash_partition has it."""

    def __init__(self, image):
        self.image = image
        self.device = Device(image)
        self.formatted = False

    def is_blank(self):
        return self.image == blank(BLOCKS)

    def mount(self):
        try:
            return VfsLfs2(self.device)
        except OSError:
            raise StorageFailed  # noqa: B904 (MicroPython has no exception chaining)

    def format(self):
        VfsLfs2.mkfs(self.device)
        self.formatted = True


def started(image):
    flash = Flash(image)
    storage = Storage(flash)
    storage.start()
    return storage, flash


def cut_set_up(n, way):
    """Cut the first set-up at its `n`-th operation. Returns the flash's image."""
    image = blank(BLOCKS)
    storage, flash = started(image)
    assert storage.state == NEW
    flash.device.cut(n, way)
    try:
        storage.create()
    except (PowerCut, FobError):
        assert not flash.device.alive
    return image, flash


def test_the_first_set_up():
    cuts = while_formatting = 0
    for way in WAYS:
        n = 0
        alive = False
        while not alive:
            n += 1
            image, flash = cut_set_up(n, way)
            alive = flash.device.alive
            cuts += not alive
            storage, _ = started(image)
            if storage.state == DAMAGED:
                # The first block holds half a filesystem. The glass offers to erase it.
                assert not flash.formatted, (way, n)
                while_formatting += 1
            if storage.state != OPEN:
                storage.create()
            assert storage.vault.count == 0, (way, n)
            assert storage.vault.add(ACCOUNT, 7) == 1, (way, n)
            storage, _ = started(image)
            assert storage.state == OPEN and storage.vault.count == 1, (way, n)
    print("cuts of the set-up:", cuts, "looked damaged:", while_formatting)
    assert cuts > 20
