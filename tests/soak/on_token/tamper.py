"""The files `vault` and `counters` with bits flipped, cut off, or mixed with older content.

Whatever is not byte for byte a file that the vault wrote is refused with Damaged or
StorageFailed when it is opened. Two things are left out, because the format of today cannot
tell them: an exact older version of a whole file (nothing ties the generation to anything),
and a file whose SHA-256 was computed anew (it has no key).

A part of the damage comes while the vault is open: bits that flip, stretches that are erased
or stuck. Then no account is read that is another than the one written, and no change makes a
valid vault of the damaged one.
"""

from random import choice, getrandbits, randrange

from made_up import account, some_bytes
from ram_fs import RamFs
from vault_on_flash import Change, press

from otpfob.core.account import HOTP
from otpfob.core.errors import Damaged, StorageFailed
from otpfob.vault import files
from otpfob.vault.vault import Vault

_NAMES = ("vault", "counters")
_EACH = 500  # runs of one vault
_ACCOUNT = ("kind", "issuer", "name", "secret", "hash_id", "digits", "period_s")


class History:
    """A vault, and every content that its files ever had."""

    def __init__(self, accounts: int) -> None:
        self.fs = RamFs()
        vault = Vault(self.fs)
        vault.create()
        vault.add(account(HOTP), randrange(1000))
        self.ever = {name: [self.fs.files[name]] for name in _NAMES}
        for _ in range(accounts - 1):
            vault.add(account(), randrange(1000))
            self._remember()
        for _ in range(12):
            Change(vault)(vault)
            if vault.count:
                press(vault, vault.id_at(0))
            self._remember()
        self.good = dict(self.fs.files)

    def _remember(self):
        for name in _NAMES:
            content = self.fs.files[name]
            if content not in self.ever[name]:
                self.ever[name].append(content)

    def tampered(self, name, ways) -> "tuple[str, bytes]":
        """Return how, and a content that this file never had."""
        content = self.good[name]
        while content in self.ever[name]:
            how = choice(ways)
            content = how(self.good[name], choice(self.ever[name]), self)
        return how.__name__, content


def flipped(new, old, history):
    data = bytearray(new)
    for _ in range(choice((1, 1, 1, 2, 3, 8))):
        data[randrange(len(data))] ^= 1 << randrange(8)
    return bytes(data)


def stuck(new, old, history):
    """A stretch of erased or of programmed flash."""
    start = randrange(len(new))
    size = min(1 + randrange(64), len(new) - start)
    return new[:start] + bytes((choice((0, 255)),)) * size + new[start + size :]


def cut_off(new, old, history):
    return new[: randrange(len(new))]


def cut_in_front(new, old, history):
    return new[1 + randrange(len(new)) :]


def longer(new, old, history):
    return new + some_bytes(1 + randrange(40))


def old_with_new_end(new, old, history):
    at = randrange(1 + min(len(old), len(new)))
    return old[:at] + new[at:]


def new_with_old_end(new, old, history):
    at = randrange(1 + min(len(old), len(new)))
    return new[:at] + old[at:]


def old_inside(new, old, history):
    start = randrange(len(new))
    size = 1 + randrange(64)
    return new[:start] + old[start : start + size] + new[start + size :]


def old_seal(new, old, history):
    return new[:-32] + old[-32:]


def the_other_file(new, old, history):
    return history.good[_NAMES[getrandbits(1)]]


def random_bytes(new, old, history):
    return some_bytes(randrange(100))


_WAYS = (
    flipped,
    flipped,
    flipped,
    stuck,
    cut_off,
    cut_off,
    cut_in_front,
    longer,
    old_with_new_end,
    new_with_old_end,
    old_inside,
    old_seal,
    the_other_file,
    random_bytes,
)


def tamper(report) -> None:
    _control(report)
    while report.more:
        accounts = choice((1, 1, 2, 5, 20, 20, 60))
        history = History(accounts)
        for _ in range(_EACH):
            if not report.more:
                return
            name = choice(_NAMES)
            how, content = history.tampered(name, _WAYS)
            history.fs.files[name] = content
            report.runs += 1
            wrong = accepted(history.fs)
            if wrong:
                report.fail(wrong, name, how, "of", accounts, "accounts")
            history.fs.files = dict(history.good)
            if not randrange(8):
                report.runs += 1
                how, wrong = while_open(history)
                if wrong:
                    report.fail(wrong, "when rotten while open:", how, "of", accounts, "accounts")
                history.fs.files = dict(history.good)
        Vault(history.fs).open()  # what was put back is right


def accepted(fs) -> str:
    """Return what is wrong with how the vault takes its files, or nothing."""
    vault = Vault(fs)
    try:
        vault.open()
    except (Damaged, StorageFailed):
        return "holds accounts after an error" if vault.count else ""
    except Exception as error:  # noqa: BLE001 (any other is what is looked for)
        return repr(error)
    return "accepted"


def listed(vault) -> list:
    """Return what every account is, or None where it cannot be read."""
    found = []
    for i in range(vault.count):
        try:
            found.append((vault.id_at(i), repr(sorted(vars_of(vault.account_at(i))))))
        except (Damaged, StorageFailed):
            found.append((vault.id_at(i), None))
    return found


def vars_of(account):
    return [(name, getattr(account, name)) for name in _ACCOUNT]


def while_open(history) -> "tuple[str, str]":
    """Return how the vault was damaged after it was opened, and what is wrong with it then."""
    fs = history.fs
    vault = Vault(fs)
    vault.open()
    before = dict(listed(vault))
    how, fs.files["vault"] = history.tampered("vault", (flipped, stuck))
    try:
        for number, account in listed(vault):
            if account not in (None, before[number]):
                return how, "another account was read"
        Change(vault, choice(("move", "delete")))(vault)
        again = Vault(fs)
        again.open()
        for number, account in listed(again):
            # (Where there was no account, the change was to add one.)
            if before and account != before.get(number):
                return how, "damage was sealed"
    except (Damaged, StorageFailed):
        return how, ""
    except Exception as error:  # noqa: BLE001 (any other is what is looked for)
        return how, repr(error)
    return how, ""


def _control(report):
    """A vault that does not check its seals takes some of it."""

    def unchecked(file):
        size = file.seek(0, 2) - files.SEAL_BYTES
        file.seek(0)
        return max(0, size)

    history = History(3)
    right = files.content_size
    files.content_size = unchecked
    taken = 0
    for _ in range(60):
        name = choice(_NAMES)
        history.fs.files[name] = history.tampered(name, _WAYS)[1]
        taken += accepted(history.fs) != ""
        history.fs.files[name] = history.good[name]
    files.content_size = right
    report.control("seals that nobody checks", taken > 0)
