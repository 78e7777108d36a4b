"""What is bound to a chip opens with its PIN on that chip, and nowhere else."""

from chip_key import Broken, ChipKey
from raises import raises
from ram_store import RamStore
from safe_bench import Flash, SlowTicks, Source, run

from otpfob.core.account import TOTP, Account
from otpfob.core.errors import Damaged
from otpfob.core.hmac import SHA256, digest
from otpfob.core.pbkdf2 import Pbkdf2
from otpfob.vault.entropy import Pool
from otpfob.vault.pin_key import DEVICE_ROUNDS, PinKey
from otpfob.vault.safe import DAMAGED, LOCKED, OPEN, Safe

PIN = b"271828"
OTHER_PIN = b"314159"
SALT = bytes(16)


class Token:
    """A flash that a chip is put to, or another one."""

    def __init__(self, chip, pin=PIN):
        self.flash, self.store = Flash(), RamStore()
        safe = self.on(chip)
        run(safe.creating(None if pin is None else bytearray(pin)))
        safe.vault.add(Account(TOTP, "Bank", "bob", b"k" * 20))

    def on(self, chip):
        safe = Safe(self.flash, self.store, Pool(Source()), SlowTicks(), chip)
        safe.start()
        return safe


def opens(safe, pin=PIN):
    return run(safe.unlocking(bytearray(pin))) and safe.vault.count == 1


def derived(chip, pin=PIN):
    work = PinKey(bytearray(pin))
    work.begin(SALT, 1000, chip)
    while not work.run():
        pass
    return work


def test_the_key_is_the_documented_chain():
    work = Pbkdf2(PIN, SALT, 1000)
    work.run(1000)
    key = bytes(work.result())
    for _ in range(256):
        key = digest(bytes(range(50, 82)), b"OTPfob device" + key, SHA256)
    assert derived(ChipKey()).key == key


def test_every_guess_costs_as_many_rounds_of_the_chip():
    chip = ChipKey()
    derived(chip)
    assert chip.calls == DEVICE_ROUNDS == 256


def test_a_bound_token_opens_on_its_chip_only():
    token = Token(ChipKey())
    assert token.on(ChipKey()).bound and token.on(ChipKey()).state == LOCKED
    assert opens(token.on(ChipKey()))
    assert not opens(token.on(ChipKey()), OTHER_PIN)
    assert not opens(token.on(ChipKey(b"another chip's key")))


def test_a_chip_without_a_key_says_so_and_takes_no_pin():
    token = Token(ChipKey())
    for chip in (None, ChipKey(b"")):
        safe = token.on(chip)
        assert safe.state == DAMAGED and safe.of_another_chip
        raises(Damaged, getattr, safe, "vault")
    safe = token.on(ChipKey())
    assert safe.attempts == 0 and not safe.of_another_chip and opens(safe)


def test_without_a_pin_it_opens_by_itself_on_its_chip_only():
    token = Token(ChipKey(), None)
    assert token.on(ChipKey()).state == OPEN
    assert token.on(None).state == DAMAGED
    assert token.on(ChipKey(b"another chip's key")).state == DAMAGED


def test_what_was_made_before_the_key_was_burnt_opens_and_the_next_pin_binds_it():
    token = Token(None)
    safe = token.on(ChipKey())
    assert not safe.bound and opens(safe)
    run(safe.changing_pin(bytearray(OTHER_PIN)))
    assert safe.bound and safe.vault.count == 1
    assert opens(token.on(ChipKey()), OTHER_PIN)
    assert token.on(None).of_another_chip


def test_a_key_that_is_not_present_binds_nothing():
    token = Token(ChipKey(b""))
    assert not token.on(None).bound and opens(token.on(None))


def test_a_chip_that_fails_on_the_way_leaves_nothing_behind_and_the_token_locked():
    token = Token(ChipKey())
    for fails_at in (1, 100, DEVICE_ROUNDS):
        chip = ChipKey()
        safe = token.on(chip)
        chip.fails_at = fails_at
        pin = bytearray(PIN)
        job = safe.unlocking(pin)
        raises(Broken, run, job)
        job.wipe()
        assert safe.state == LOCKED and not any(pin) and not any(job._pin_key.key)
        chip.fails_at = None
        assert opens(safe) and safe.attempts == 0


def test_a_chip_that_fails_during_the_set_up_leaves_a_new_token():
    flash, store = Flash(), RamStore()
    chip = ChipKey()
    safe = Safe(flash, store, Pool(Source()), SlowTicks(), chip)
    safe.start()
    chip.fails_at = 5
    job = safe.creating(bytearray(PIN))
    raises(Broken, run, job)
    job.wipe()
    chip.fails_at = None
    safe.start()
    run(safe.creating(bytearray(PIN)))
    assert safe.state == OPEN and safe.bound
