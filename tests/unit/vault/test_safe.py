"""The safe: from set-up to wipe, PINs right and wrong, and what must not be left behind."""

from raises import raises
from ram_fs import RamFs
from ram_store import BLOCK_BYTES, RamStore

from otpfob.core.account import HOTP, TOTP, Account
from otpfob.core.errors import (
    BadField,
    Busy,
    Damaged,
    FobError,
    Locked,
    NoPin,
    NoStorage,
    StorageFailed,
    VaultFull,
)
from otpfob.vault.changes import edit
from otpfob.vault.entropy import Pool
from otpfob.vault.key_slots import MIN_ITERATIONS
from otpfob.vault.pin_key import HIGHEST_COUNT, calibrated
from otpfob.vault.safe import DAMAGED, LOCKED, NEW, OPEN, Safe

PIN = b"135790"
OTHER = b"246802468024"
WRONG = b"999999"
SECRET = b"12345678901234567890"
BLANK = b"\xff" * BLOCK_BYTES


class Flash:
    """As otpfob.drivers.flash_partition has it. `log` is shared with the store's."""

    def __init__(self, fs=None, log=None):
        self.fs = fs
        self.log = [] if log is None else log
        self.failing = ()

    def is_blank(self):
        return self.fs is None

    def mount(self):
        if self.fs is None or "mount" in self.failing:
            raise StorageFailed
        return self.fs

    def format(self):
        self.log.append(("format", -1))
        self.fs = RamFs()

    def erase(self):
        self.log.append(("erase", -1))
        if "erase" in self.failing:
            raise StorageFailed
        self.fs = None


class Source:
    """Other bytes each time, the same in each run."""

    given = 0

    def read(self, n):
        Source.given += 1
        return bytes((Source.given * 7 + i * 13) & 0xFF for i in range(n))


class SlowTicks:
    """Every look at the clock takes a second, so the fewest iterations are used."""

    def __init__(self, ms=1000):
        self._ms = ms
        self._now_ms = 0

    def now_ms(self):
        self._now_ms += self._ms
        return self._now_ms

    def diff(self, a, b):
        return a - b


class Token:
    """A safe on flash that a restart finds again."""

    def __init__(self):
        self.store = RamStore()
        self.flash = Flash(log=self.store.log)
        self.start()

    def start(self):
        """Restart: nothing but the flash is left."""
        self.safe = Safe(self.flash, self.store, Pool(Source()), SlowTicks())
        self.safe.start()
        return self.safe


def run(job):
    while not job.step():
        pass
    return job.result


def pin(digits=PIN):
    return None if digits is None else bytearray(digits)


def ready(digits=PIN):
    """A token that is set up and open, with two accounts."""
    token = Token()
    run(token.safe.creating(pin(digits)))
    token.safe.vault.add(Account(HOTP, "Acme", "ann", SECRET), 7)
    token.safe.vault.add(Account(TOTP, "Bank", "bob", b"k" * 20))
    return token


def locked(digits=PIN):
    token = ready(digits)
    token.start()
    return token


def unlock(safe, digits=PIN):
    return run(safe.unlocking(pin(digits)))


def accounts(safe):
    vault = safe.vault
    found = []
    for i in range(vault.count):
        account = vault.account_at(i)
        counter = vault.counter(vault.id_at(i)) if account.kind == HOTP else None
        found.append((account.issuer, account.name, bytes(account.secret), counter))
    return found


BOTH = [("Acme", "ann", SECRET, 7), ("Bank", "bob", b"k" * 20, None)]


def opens_with(token, digits):
    safe = token.start()
    return unlock(safe, digits) and accounts(safe) == BOTH


def test_a_blank_token_is_new():
    safe = Token().safe
    assert safe.state == NEW and not safe.has_pin and safe.attempts == 0
    raises(NoStorage, lambda: safe.vault)
    raises(NoStorage, lambda: safe.settings)


def test_a_token_that_is_set_up_is_open_and_locked_after_a_restart():
    token = ready()
    assert token.safe.state == OPEN and token.safe.has_pin
    safe = token.start()
    assert safe.state == LOCKED and safe.has_pin and safe.attempts == 0
    raises(Locked, lambda: safe.vault)
    raises(Locked, lambda: safe.settings)


def test_the_right_pin_opens_it():
    safe = locked().safe
    assert unlock(safe) is True
    assert safe.state == OPEN and safe.attempts == 0
    assert accounts(safe) == BOTH
    assert safe.settings.get("lock_after_s") == 300


def test_a_wrong_pin_does_not():
    token = locked()
    for i in range(1, 4):
        assert unlock(token.safe, WRONG) is False
        assert token.safe.state == LOCKED and token.safe.attempts == i
        raises(Locked, lambda: token.safe.vault)
    assert token.start().attempts == 3
    assert unlock(token.safe) is True
    assert token.safe.attempts == 0 and token.start().attempts == 0


def test_an_attempt_is_counted_and_read_back_before_anything_is_derived():
    token = locked()
    job = token.safe.unlocking(pin(WRONG))
    job.step()
    assert token.start().attempts == 1
    token.store.forgetful = ("program",)
    job = token.safe.unlocking(pin())
    raises(StorageFailed, job.step)
    token.store.forgetful = ()
    assert token.safe.state == LOCKED and job.step() and job.result is None


def test_the_tenth_wrong_pin_wipes_before_it_is_said():
    token = locked()
    for _ in range(9):
        assert unlock(token.safe, WRONG) is False
    assert token.start().state == LOCKED and token.safe.attempts == 9
    assert unlock(token.safe, WRONG) is False
    assert token.safe.state == NEW
    assert bytes(token.store.image) == b"\xff" * len(token.store.image)
    assert token.flash.is_blank() and token.start().state == NEW


def test_the_tenth_pin_still_opens_when_it_is_right():
    token = locked()
    for _ in range(9):
        unlock(token.safe, WRONG)
    assert unlock(token.safe) is True and accounts(token.safe) == BOTH
    assert token.start().attempts == 0


def test_a_wipe_that_failed_after_ten_is_ended_at_the_next_start():
    token = locked()
    for _ in range(9):
        unlock(token.safe, WRONG)
    token.store.failing = ("erase",)
    raises(StorageFailed, unlock, token.safe, WRONG)
    assert token.safe.state == DAMAGED
    raises(Damaged, lambda: token.safe.vault)
    assert token.start().state == DAMAGED
    token.store.failing = ()
    assert token.start().state == NEW
    assert bytes(token.store.image) == b"\xff" * len(token.store.image)


def test_a_cut_before_the_tenth_pin_was_judged_is_the_tenth_wrong_one():
    token = locked()
    for _ in range(9):
        unlock(token.safe, WRONG)
    job = token.safe.unlocking(pin(WRONG))
    job.step()
    job.step()
    assert token.start().state == NEW


def checked(safe, digits=PIN):
    job = safe.checking(pin(digits))
    while not job.step():
        pass
    return job.result


def test_an_open_safe_tells_its_owner_from_others_and_stays_open():
    token = locked()
    unlock(token.safe)
    vault = token.safe.vault
    assert checked(token.safe) is True and token.safe.attempts == 0
    assert checked(token.safe, WRONG) is False and token.safe.attempts == 1
    assert token.safe.vault is vault and accounts(token.safe) == BOTH
    assert token.start().attempts == 1


def test_only_an_open_safe_can_be_asked_so():
    token = locked()
    raises(FobError, checked, token.safe)
    assert token.safe.attempts == 0 and token.safe.state == LOCKED


def test_without_a_pin_it_opens_by_itself():
    token = locked(None)
    assert token.safe.state == OPEN and not token.safe.has_pin
    assert accounts(token.safe) == BOTH
    raises(NoPin, token.safe.lock)
    assert accounts(token.safe) == BOTH


def test_locking_takes_everything_away():
    safe = ready().safe
    vault, settings = safe.vault, safe.settings
    safe.lock()
    assert safe.state == LOCKED
    raises(Locked, lambda: safe.vault)
    # Also from who still holds the objects.
    assert vault.count == 0
    raises(FobError, settings.put, "lock_after_s", 60)
    safe.lock()
    assert safe.state == LOCKED and unlock(safe) and accounts(safe) == BOTH


def test_every_job_overwrites_its_pin():
    token = Token()
    wrong, right, first, last = pin(WRONG), pin(), pin(), pin(OTHER)
    run(token.safe.creating(first))
    run(token.safe.changing_pin(last))
    token.safe.lock()
    run(token.safe.unlocking(wrong))
    job = token.safe.unlocking(right)
    job.step()
    job.wipe()
    for used in (wrong, right, first, last):
        assert used == bytes(len(used))
    assert token.safe.attempts == 2  # the one that was given up was wrong too, as far as is known


def test_a_pin_is_overwritten_as_soon_as_its_key_is_there():
    safe = locked().safe
    given = pin()
    job = safe.unlocking(given)
    while job.done < 21:
        assert given == PIN and not job.step()
    assert given == bytes(6)
    assert run(job) is True


def test_what_a_job_held_is_overwritten_when_it_ends():
    token = Token()
    for digits, job in (
        (PIN, lambda given: token.safe.creating(given)),
        (OTHER, lambda given: token.safe.changing_pin(given)),
        (OTHER, lambda given: token.safe.lock() or token.safe.unlocking(given)),
        (WRONG, lambda given: token.safe.lock() or token.safe.unlocking(given)),
    ):
        job = job(pin(digits))
        run(job)
        assert job._data_key == bytes(len(job._data_key)), digits
        assert job._pin_key.key == bytes(32), digits


def test_a_job_that_raises_overwrites_its_pin_and_does_no_more():
    token = locked()
    token.store.failing = ("program",)
    given = pin()
    job = token.safe.unlocking(given)
    raises(StorageFailed, job.step)
    assert given == bytes(6) and job.step() is True
    token.store.failing = ()
    token.flash.failing = ("mount",)
    given = pin()
    job = token.safe.unlocking(given)
    raises(StorageFailed, run, job)
    assert given == bytes(6) and job.step() is True


def test_pins_that_are_none_are_refused():
    safe = locked().safe
    for bad in (b"", b"12345", b"1234567890123", b"12345a", b"12345 ", b"12345\xff"):
        for job in (safe.creating, safe.unlocking, safe.changing_pin):
            assert raises(BadField, job, bytearray(bad)).field == "pin"
    raises(BadField, safe.unlocking, None)
    raises(BadField, safe.unlocking, "135790")
    assert safe.attempts == 0


def test_jobs_at_the_wrong_time_change_nothing():
    token = locked()
    before = bytes(token.store.image)
    raises(FobError, run, token.safe.creating(pin()))
    raises(Locked, run, token.safe.changing_pin(pin(OTHER)))
    unlock(token.safe)
    raises(FobError, run, token.safe.creating(pin()))
    raises(FobError, run, token.safe.unlocking(pin()))
    assert accounts(token.safe) == BOTH
    assert before[: 2 * BLOCK_BYTES] == bytes(token.store.image[: 2 * BLOCK_BYTES])


def test_work_is_done_in_steps_that_fill_a_bar():
    token = Token()
    for job in (
        lambda: token.safe.creating(pin()),
        lambda: token.safe.changing_pin(pin(OTHER)),
        lambda: token.safe.lock() or token.safe.unlocking(pin(WRONG)),
        lambda: token.safe.unlocking(pin(OTHER)),
    ):
        job = job()
        seen = [job.done]
        over = False
        while not over:
            over = job.step()
            seen.append(job.done)
        assert seen == sorted(seen) and seen[0] == 0 and seen[-1] == job.total
        assert len(seen) > 20 and job.step() is True


def test_a_changed_pin_is_the_only_one_that_opens():
    token = ready()
    run(token.safe.changing_pin(pin(OTHER)))
    assert token.safe.state == OPEN and accounts(token.safe) == BOTH
    assert not opens_with(token, PIN)
    assert opens_with(token, OTHER)
    # Again: back into the first block.
    run(token.safe.changing_pin(pin(PIN)))
    assert not opens_with(token, OTHER)
    assert opens_with(token, PIN)


def test_who_holds_the_vault_of_before_a_pin_change_holds_nothing():
    token = ready()
    old = token.safe.vault
    run(token.safe.changing_pin(pin(OTHER)))
    assert old.count == 0 and token.safe.vault is not old
    raises(FobError, old.add, Account(TOTP, "Acme", "eve", SECRET))
    assert opens_with(token, OTHER)


def test_what_was_written_but_not_noted_is_not_used_before_a_restart():
    for what in ("vault", "settings"):
        token = ready()
        token.store.failing = ("program",)
        if what == "vault":
            raises(StorageFailed, edit, token.safe.vault, 2, {"name": "eve"})
            raises(Damaged, lambda token=token: token.safe.vault)
        else:
            raises(StorageFailed, token.safe.settings.put, "lock_after_s", 60)
            raises(Damaged, lambda token=token: token.safe.settings)
        token.store.failing = ()
        assert unlock(token.start())
        assert token.safe.vault.labels_at(1)[1] == ("eve" if what == "vault" else "bob")
        assert token.safe.settings.get("lock_after_s") == (60 if what == "settings" else 300)


def test_a_changed_pin_leaves_no_trace_of_the_old_wrap_and_files():
    token = ready()
    old_slot = token.store.block(1)[:100]
    old_files = dict(token.flash.fs.files)
    run(token.safe.changing_pin(pin(OTHER)))
    assert token.store.block(1) == BLANK
    assert old_slot[32:64] not in bytes(token.store.image)
    assert sorted(token.flash.fs.files) == ["counters.0", "settings.0", "vault.0"]
    assert sorted(old_files) == ["counters.1", "settings.1", "vault.1"]
    # Another data key, not the old one wrapped anew: also the ciphertext differs.
    for name in ("vault", "counters", "settings"):
        assert token.flash.fs.files[name + ".0"][32:] != old_files[name + ".1"][32:]


def test_a_pin_can_be_taken_away_and_set_again():
    token = ready()
    run(token.safe.changing_pin(None))
    assert token.start().state == OPEN and accounts(token.safe) == BOTH
    run(token.safe.changing_pin(pin(OTHER)))
    assert token.start().state == LOCKED
    assert unlock(token.safe, OTHER) and accounts(token.safe) == BOTH


def test_what_is_written_after_a_pin_change_is_there_after_a_restart():
    token = ready()
    run(token.safe.changing_pin(pin(OTHER)))
    assert token.safe.vault.use_counter(1) == 7
    token.safe.settings.put("lock_after_s", 60)
    token.start()
    unlock(token.safe, OTHER)
    assert token.safe.vault.use_counter(1) == 8
    assert token.safe.settings.get("lock_after_s") == 60


def test_a_counter_used_during_a_pin_change_ends_it():
    token = ready()
    job = token.safe.changing_pin(pin(OTHER))
    while "counters.0" not in token.flash.fs.files:
        job.step()
    assert token.safe.vault.use_counter(1) == 7
    raises(Busy, run, job)
    assert token.safe.state == OPEN and token.safe.vault.use_counter(1) == 8
    token.start()
    assert unlock(token.safe) and token.safe.vault.use_counter(1) == 9


def test_a_pin_change_that_is_given_up_changes_nothing_and_leaves_nothing():
    for steps in (1, 5, 23, 25):
        token = ready()
        job = token.safe.changing_pin(pin(OTHER))
        for _ in range(steps):
            assert not job.step()
        job.wipe()
        assert sorted(token.flash.fs.files) == ["counters.1", "settings.1", "vault.1"]
        assert accounts(token.safe) == BOTH and opens_with(token, PIN), steps


def test_however_many_pin_changes_are_given_up_the_old_generations_are_known():
    token = ready(None)
    for _ in range(2 * (BLOCK_BYTES // 32) + 2):
        job = token.safe.changing_pin(None)
        while "settings.0" not in token.flash.fs.files:
            job.step()
        job.wipe()
        del token.flash.fs.log[:], token.store.log[:]
    assert token.start().state == OPEN and accounts(token.safe) == BOTH


def test_a_pin_change_after_locking_writes_nothing():
    token = ready()
    job = token.safe.changing_pin(pin(OTHER))
    for _ in range(22):
        job.step()
    token.safe.lock()
    raises(Locked, run, job)
    assert opens_with(token, PIN)


def test_a_pin_change_that_finds_no_room_changes_nothing():
    token = ready()
    fs = token.flash.fs
    fs.room_bytes = sum([len(fs.files[name]) for name in fs.files]) + 20
    raises(VaultFull, run, token.safe.changing_pin(pin(OTHER)))
    fs.room_bytes = None
    assert accounts(token.safe) == BOTH
    assert sorted(fs.files) == ["counters.1", "settings.1", "vault.1"]
    assert opens_with(token, PIN)


def test_after_a_pin_change_that_failed_at_its_end_the_flash_says_which_pin_counts():
    # The new slot is not taken: the old PIN. The old slot stays: the new one counts.
    for trouble, left in (("program", PIN), ("erase", OTHER)):
        token = ready()
        job = token.safe.changing_pin(pin(OTHER))
        for _ in range(job.total):
            if job.done == job.total - 1:
                break
            job.step()
        token.store.failing = (trouble,)
        raises(StorageFailed, run, job)
        assert token.safe.state != OPEN
        token.store.failing = ()
        assert opens_with(token, left), trouble
        assert token.store.block(0) == BLANK or token.store.block(1) == BLANK


def test_of_two_keys_the_newer_counts_and_the_older_goes_before_the_pin():
    token = ready()
    old = token.store.block(1)
    run(token.safe.changing_pin(pin(OTHER)))
    token.store.program(1, 0, old[:100])
    safe = token.start()
    assert safe.state == LOCKED and token.store.block(1) == BLANK
    assert unlock(safe, OTHER)


def test_files_of_another_key_and_half_written_ones_go_when_it_opens():
    token = ready()
    fs = token.flash.fs
    for name in ("vault.0", "counters.0.new", "vault.1.new", "backup"):
        fs.files[name] = b"left over"
    token.start()
    assert "vault.0" in fs.files
    unlock(token.safe)
    assert sorted(fs.files) == ["counters.1", "settings.1", "vault.1"]


def test_an_older_file_is_damage():
    for name in ("vault.1", "counters.1", "settings.1"):
        token = ready()
        token.safe.settings.put("lock_after_s", 60)
        old = token.flash.fs.files[name]
        token.safe.vault.use_counter(1)
        edit(token.safe.vault, 1, {"name": "eve"})
        token.safe.settings.put("lock_after_s", 90)
        token.flash.fs.files[name] = old
        safe = token.start()
        assert safe.state == LOCKED
        raises(Damaged, unlock, safe)
        assert safe.state == DAMAGED, name
        raises(Damaged, lambda safe=safe: safe.vault)


def test_a_damaged_or_missing_file_is_damage_and_no_wipe_however_often_it_is_tried():
    for name in ("vault.1", "counters.1", "settings.1"):
        for change in (lambda old: old[:-1], lambda old: old[:40] + b"!" + old[41:], None):
            token = ready()
            files = token.flash.fs.files
            if change:
                files[name] = change(files[name])
            else:
                del files[name]
            for _ in range(11 if change is None else 1):
                raises(Damaged, unlock, token.start())
                assert token.safe.state == DAMAGED
            assert token.start().state == LOCKED and token.safe.attempts == 0


def test_a_damaged_file_without_a_pin_is_damage_at_the_start():
    token = ready(None)
    del token.flash.fs.files["vault.1"]
    assert token.start().state == DAMAGED
    raises(Damaged, lambda: token.safe.vault)


def test_a_damaged_key_is_damage():
    token = locked()
    for bit in range(0, 800, 7):
        token.store.flip(1, bit // 8, bit % 8)
        assert token.start().state == DAMAGED, bit
        token.store.flip(1, bit // 8, bit % 8)
    assert opens_with(token, PIN)
    token = locked(None)
    token.store.flip(1, 99, 0)
    assert token.start().state == DAMAGED


def test_a_damaged_log_of_attempts_is_damage():
    token = locked()
    for block in (2, 3):
        for offset in range(BLOCK_BYTES):
            token.store.image[block * BLOCK_BYTES + offset] = 0
    assert token.start().state == DAMAGED
    # Nothing was erased for it.
    assert token.store.block(1) != BLANK


def test_a_flash_that_cannot_be_read_is_damage_and_nothing_is_erased():
    token = locked()
    done = token.store.operations
    token.store.failing = ("read",)
    assert token.start().state == DAMAGED
    token.store.failing = ()
    assert token.store.operations == done
    assert opens_with(token, PIN)


def test_a_wipe_erases_the_keys_first_and_the_attempts_last():
    token = ready()
    del token.store.log[:]
    token.safe.wipe()
    log = token.store.log
    assert log[0] == ("program", 2)  # the mark
    erases = [block for what, block in log if what == "erase"]
    assert erases == [0, 1, -1, 4, 5, 6, 7, 8, 9, 2, 3]
    assert bytes(token.store.image) == b"\xff" * len(token.store.image)
    assert token.flash.is_blank() and token.safe.state == NEW
    assert not token.safe.has_pin and token.start().state == NEW


def test_a_wiped_token_can_be_set_up_again():
    token = ready()
    token.safe.wipe()
    for _ in range(2):
        run(token.safe.creating(pin(OTHER)))
        assert token.safe.state == OPEN and token.safe.vault.count == 0
        assert token.start().state == LOCKED and unlock(token.safe, OTHER)
        token.safe.wipe()


def test_whatever_the_state_it_can_be_wiped():
    def nothing(token):
        pass

    def damage(token):
        token.store.flip(1, 10, 0)

    def no_attempts(token):
        token.store.image[2 * BLOCK_BYTES : 4 * BLOCK_BYTES] = bytes(2 * BLOCK_BYTES)

    for change in (nothing, damage, no_attempts):
        token = ready()
        change(token)
        token.start().wipe()
        assert token.safe.state == NEW and token.start().state == NEW
        assert bytes(token.store.image) == b"\xff" * len(token.store.image)


def test_a_log_that_takes_no_mark_does_not_keep_the_keys():
    token = ready()
    token.store.failing = ("program",)
    token.safe.wipe()
    assert token.safe.state == NEW and token.store.block(1) == BLANK


def test_a_wipe_that_does_not_erase_is_said():
    for trouble in ("forgetful", "failing"):
        token = ready()
        setattr(token.store, trouble, ("erase",))
        raises(StorageFailed, token.safe.wipe)
        assert token.safe.state == DAMAGED
    token = ready()
    token.flash.failing = ("erase",)
    raises(StorageFailed, token.safe.wipe)
    assert token.safe.state == DAMAGED
    token.flash.failing = ()
    assert token.start().state == NEW


def test_a_set_up_that_fails_is_new_again_whatever_failed():
    done = Token()
    run(done.safe.creating(pin()))
    failed = 0
    for n in range(1, 40):
        token = Token()
        job = token.safe.creating(pin())
        for _ in range(n):
            if job.step():
                break
        if token.safe.state == OPEN:
            break
        token.store.failing = ("program",)
        raises(StorageFailed, run, job)
        failed += 1
        token.store.failing = ()
        assert token.safe.state == NEW and token.start().state == NEW
        run(token.safe.creating(pin()))
        assert token.start().state == LOCKED and unlock(token.safe)
    assert failed > 20


def test_old_bytes_in_the_flash_do_not_hinder_a_set_up():
    token = Token()
    token.flash.fs = RamFs()
    token.flash.fs.files["vault.1"] = b"of an older firmware"
    token.store.image[4 * BLOCK_BYTES : 6 * BLOCK_BYTES] = bytes(2 * BLOCK_BYTES)
    assert token.start().state == NEW
    run(token.safe.creating(pin()))
    assert token.store.block(5) == BLANK and "vault.1" in token.flash.fs.files
    assert token.start().state == LOCKED and unlock(token.safe)


def test_two_tokens_have_different_keys():
    first, second = ready(), ready()
    assert first.store.block(1)[16:64] != second.store.block(1)[16:64]
    assert first.flash.fs.files["vault.1"] != second.flash.fs.files["vault.1"]


def test_iterations_are_counted_for_a_second_and_kept_in_bounds():
    # The ticks go on by so much from one look to the next: between them are 200 iterations.
    for ms, want in ((1000, MIN_ITERATIONS), (100, 2000), (60, 3300), (0, HIGHEST_COUNT)):
        assert calibrated(SlowTicks(ms)) == want, ms
    # 1 ms for 200 is 200,000 in a second; measured over 4000.
    assert calibrated(SlowTicks(1)) == HIGHEST_COUNT
    assert calibrated(SlowTicks(3)) == 66600


def test_nothing_secret_is_in_a_repr():
    token = ready()
    job = token.safe.changing_pin(pin(OTHER))
    job.step()
    for thing in (token.safe, job, job._pin_key, token.safe.files):
        text = repr(thing) + str(thing)
        assert "2468" not in text and "bytearray" not in text
