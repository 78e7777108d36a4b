"""A token's flash in one image: the partition of the files, and behind it the blocks of the keys.

The drivers are the firmware's own, on windows of a block device of flash_model.py or
recorder.py in place of the ESP32's partitions; so both partitions lose their power together.
"""

import sys

from flash_model import BLOCK_BYTES, Window, blank
from made_up import some_bytes
from ram_fs import RamFs
from vfs import VfsLfs2


class _NoEsp32:
    """Stands for the module that the drivers import and do not use here."""

    Partition = None


sys.modules["esp32"] = _NoEsp32

from otpfob.core.errors import StorageFailed  # noqa: E402
from otpfob.drivers.flash_partition import VaultPartition  # noqa: E402
from otpfob.drivers.raw_partition import RawStore  # noqa: E402
from otpfob.vault import counters, settings, vault  # noqa: E402
from otpfob.vault.data_files import DataFiles  # noqa: E402
from otpfob.vault.keys import KEY_BYTES  # noqa: E402
from otpfob.vault.raw_log import is_blank  # noqa: E402
from otpfob.vault.safe import Safe  # noqa: E402
from otpfob.vault.states import DAMAGED, LOCKED, NEW, OPEN  # noqa: E402

KEY_BLOCKS = 10
ATTEMPT_BLOCKS = (2, 3)
GENERATION_BLOCKS = (4, 5)
NAMES = (vault.NAME, counters.NAME, settings.NAME)
PINS = (b"135790", b"246802468024", b"000000")

_BLOCK_COUNT = 4


class Lost(Exception):
    """The token is not what it was or was to become. Says how."""


class Flash(VaultPartition):
    """Mounts without the time stamps of files that the firmware writes.

    They are the time of day, and a seed would not give the same bytes twice. hotp_cuts.py and
    pin_cuts.py have them.
    """

    def __init__(self, window) -> None:
        self._partition = window

    def mount(self):
        try:
            return VfsLfs2(self._partition, mtime=False)
        except OSError:
            raise StorageFailed  # noqa: B904 (MicroPython has no exception chaining)


class StampedFlash(VaultPartition):
    """Mounts as the firmware does."""

    def __init__(self, window) -> None:
        self._partition = window


class Store(RawStore):
    def __init__(self, window) -> None:
        self._partition = window
        self.blocks = KEY_BLOCKS
        self.block_bytes = BLOCK_BYTES


class Pool:
    """Random bytes. `data_key` is the last one that was made of them."""

    def __init__(self) -> None:
        self.data_key = b""

    def take(self, size):
        taken = bytearray(some_bytes(size))
        if size == KEY_BYTES:
            self.data_key = bytes(taken)
        return taken


class SlowTicks:
    """Every look takes a second, so the fewest iterations are used for a PIN."""

    def __init__(self) -> None:
        self._ms = 0

    def now_ms(self) -> int:
        self._ms += 1000
        return self._ms

    def diff(self, a: int, b: int) -> int:
        return a - b


class State:
    """What a token holds. `files` are the bytes of NAMES; None: it has no vault."""

    def __init__(self, name, pin=None, data_key=b"", number=0, files=None) -> None:
        self.name = name
        self.pin = pin
        self.data_key = data_key
        self.number = number
        self.files = files

    def with_files(self, files) -> "State":
        return State(self.name, self.pin, self.data_key, self.number, files)


IS_NEW = State("new")
IS_DAMAGED = State("damaged")


def run(job):
    """Do all of a job. Returns its result."""
    while not job.step():
        pass
    return job.result


def started(device, flash=Flash) -> Safe:
    """Return the safe in the flash `device`, as after a reset."""
    blocks = device.ioctl(_BLOCK_COUNT, 0) - KEY_BLOCKS
    files, keys = Window(device, 0, blocks), Window(device, blocks, KEY_BLOCKS)
    safe = Safe(flash(files), Store(keys), Pool(), SlowTicks())
    safe.start()
    return safe


def unlock(safe, pin) -> bool:
    return run(safe.unlocking(bytearray(pin)))


def opened(device, pin, flash=Flash) -> Safe:
    """Return the safe, open. Raises Lost."""
    safe = started(device, flash)
    if pin is not None and safe.state == LOCKED and not unlock(safe, pin):
        raise Lost("does not take its PIN")
    if safe.state != OPEN:
        raise Lost("is %s" % name_of(safe.state))
    return safe


def set_up(safe, pin) -> None:
    run(safe.creating(None if pin is None else bytearray(pin)))


def name_of(state) -> str:
    return {NEW: "new", DAMAGED: "damaged", LOCKED: "locked", OPEN: "open"}[state]


def contents(safe) -> tuple:
    """Return the bytes of the files in use; None for one that is not there."""
    suffix = suffix_of(safe.slots.in_use().key_number)
    found = []
    for name in NAMES:
        try:
            with safe.fs().open(name + suffix, "rb") as file:
                found.append(file.read())
        except OSError:
            found.append(None)
    return tuple(found)


def suffix_of(number) -> str:
    return ".%d" % (number & 1)


def state_of(safe, pin, data_key) -> State:
    """Return what an open safe holds."""
    return State("open", pin, data_key, safe.slots.in_use().key_number, contents(safe))


def found(device, allowed) -> "tuple[Safe, State]":
    """Return a started safe and which of the `allowed` states it holds. Raises Lost."""
    safe = started(device)
    if safe.state == LOCKED:
        for pin in {state.pin for state in allowed if state.pin is not None}:
            if unlock(safe, pin):
                break
    if safe.state != OPEN:
        for state in allowed:
            if state.name == name_of(safe.state):
                return safe, state
        raise Lost("is %s" % name_of(safe.state))
    _check_tidy(safe)
    files = contents(safe)
    number = safe.slots.in_use().key_number
    for state in allowed:
        if state.files == files and state.number == number:
            if safe.has_pin != (state.pin is not None):
                raise Lost("has and has not a PIN")
            return safe, state
    raise Lost("holds other bytes")


def _check_tidy(safe):
    """One wrapped key, and one file of each name."""
    number = safe.slots.in_use().key_number
    if not is_blank(safe._store, 1 - (number & 1)):
        raise Lost("has two wraps")
    if len(list(safe.fs().ilistdir("/"))) != len(NAMES):
        raise Lost("has files that are not used")


class _NoLog:
    """Takes entries of generations, and forgets them."""

    def append(self, payload):
        pass


def followed(state, follow) -> tuple:
    """Return what the files hold when `follow` changes them on a filesystem in RAM."""
    fs = RamFs()
    suffix = suffix_of(state.number)
    for i in range(len(NAMES)):
        fs.files[NAMES[i] + suffix] = state.files[i]
    files = DataFiles(fs, _NoLog(), state.data_key, state.number)
    files.vault.open()
    files.settings.load()
    follow(files)
    return tuple([fs.files[name + suffix] for name in NAMES])


def new_flash(file_blocks: int) -> bytearray:
    """Return the image of an erased flash."""
    return blank(file_blocks + KEY_BLOCKS)


def key_bytes(image, blocks) -> bytes:
    """Return these blocks of the keys' partition."""
    start = len(image) - KEY_BLOCKS * BLOCK_BYTES
    parts = [start + block * BLOCK_BYTES for block in blocks]
    return b"".join([bytes(image[at : at + BLOCK_BYTES]) for at in parts])


def is_erased(image) -> bool:
    """Return whether nothing is left but the log of attempts."""
    others = [block for block in range(KEY_BLOCKS) if block not in ATTEMPT_BLOCKS]
    files = memoryview(image)[: len(image) - KEY_BLOCKS * BLOCK_BYTES]
    return files == b"\xff" * len(files) and key_bytes(image, others) == b"\xff" * (
        len(others) * BLOCK_BYTES
    )
