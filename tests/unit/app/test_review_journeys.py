"""What must not stay behind when a journey fails, is ended, or is asked at the wrong moment."""

from app_bench import HELD, PIN, YES, Bench
from raises import raises
from ui.glass import said

from otpfob.app.journeys import accounts
from otpfob.app.journeys.backup import backup
from otpfob.app.journeys.damaged import damaged
from otpfob.core.errors import BadField, Busy, Damaged, FobError, NoStorage, StorageFailed
from otpfob.link import messages
from otpfob.link.messages import CODE, NONE, READY, RECEIVING
from otpfob.ui.screens.totp import TotpScreen
from otpfob.vault.restore import MAX_FILE_BYTES
from otpfob.vault.states import LOCKED, NEW, OPEN


def begin_backup(bench):
    """The host asks for a backup, and the person says yes."""
    bench.answer("backup").apply()
    bench.flow.follow()


def test_a_backup_without_random_numbers_leaves_the_token_to_the_host():
    bench = Bench()
    bench.radio.broken = True
    begin_backup(bench)
    assert bench.title == "Error"
    assert not bench.kit.exclusive
    assert bench.answer("backup_state") == {"state": NONE, "size": 0}
    assert bench.answer("list", first=0)["total"] == 1


def test_a_backup_turns_the_radio_off_again():
    bench = Bench()
    begin_backup(bench)
    assert not bench.radio.on
    bench.work()
    assert bench.kit.transfers.backup_state == CODE


def test_a_pin_change_without_random_numbers_leaves_the_token_to_the_host():
    bench = Bench()
    bench.press(HELD)
    bench.choose("Set a PIN")
    bench.enter(PIN)
    bench.radio.broken = True
    bench.enter(PIN)
    assert bench.title == "Error"
    assert not bench.kit.exclusive
    assert bench.answer("list", first=0)["total"] == 1


def test_nothing_is_asked_while_the_token_is_set_up():
    bench = Bench(set_up=False)
    bench.choose("en")
    bench.press(YES)
    bench.choose("no PIN")
    bench.press(HELD)
    assert bench.title == "Setting up"
    raises(Busy, bench.answer, "wipe")
    assert bench.answer("hello")["ready"] is False
    bench.work()
    assert bench.safe.state == OPEN
    assert not bench.kit.exclusive and not bench.radio.on
    assert bench.answer("list", first=0)["total"] == 0


def test_a_set_up_that_fails_leaves_the_token_to_the_host():
    bench = Bench(set_up=False)
    bench.choose("en")
    bench.press(YES)
    bench.choose("no PIN")
    bench.press(HELD)
    bench.flash.format = bench.flash.mount  # raises
    bench.work()
    assert bench.safe.state == NEW and bench.title == "Error"
    assert not bench.kit.exclusive and not bench.radio.on


def test_a_backup_ends_that_is_dropped_twice_in_one_turn():
    bench = Bench()
    begin_backup(bench)
    bench.work()
    # A new conversation, and its first command, before the glass has its turn.
    bench.requests.drop()
    bench.answer("backup_end")
    bench.flow.follow()
    assert not bench.kit.exclusive
    assert isinstance(bench.flow.front, type(Bench().flow.front)), bench.title


def test_a_backup_that_is_over_is_not_given_out():
    bench = Bench()
    begin_backup(bench)
    bench.work()
    bench.answer("backup_end")
    bench.flow.follow()
    assert bench.answer("backup_state")["state"] != READY
    raises(BadField, lambda: bench.answer("backup_read", at=0))


def test_another_look_at_the_flash_ends_what_was_on_its_way_into_the_old_vault():
    bench = Bench()
    bench.kit.transfers.begin_restore(1000)
    assert bench.kit.transfers.restore_state == RECEIVING
    journey = damaged(bench.kit)
    screen = next(journey)
    screen.on_action(YES)  # "Try again"
    for _ in journey:
        pass
    assert bench.safe.state == OPEN
    assert bench.kit.transfers.restore_state == NONE


def test_a_screen_of_codes_is_wiped_when_its_labels_cannot_be_read():
    wiped = []

    class Watched(TotpScreen):
        def wipe(self):
            wiped.append(self)
            TotpScreen.wipe(self)

    bench = Bench()
    vault = bench.safe.vault
    made = []

    def watched(one, picture, battery):
        made.append(Watched(one))
        one.wipe()
        return made[0]

    def failing(position):
        raise StorageFailed

    old = accounts._screen
    accounts._screen = watched
    vault.details_at = failing
    try:
        journey = accounts._codes(bench.kit, vault, 0, None)
        try:
            next(journey)
        except StorageFailed:
            pass
        journey.close()
    finally:
        accounts._screen = old
    assert wiped == made


def test_a_restore_is_asked_for_only_where_there_is_a_vault():
    new = Bench(set_up=False)
    raises(NoStorage, lambda: new.answer("restore", size=1000))
    bench = Bench()
    bench.safe.vault._indexed = False
    raises(Damaged, lambda: bench.answer("restore", size=1000))


def test_a_restore_of_an_impossible_size_is_refused_before_anybody_is_asked():
    bench = Bench()
    for size in (-1, 0, MAX_FILE_BYTES + 1, 10**300):
        error = raises(BadField, bench.requests.answer, "restore", {"size": size})
        assert error.field == "size"
    question = bench.answer("restore", size=MAX_FILE_BYTES)
    assert said(question.title) == "Restore a backup?"


# What a host asks with no vault there: it says who is there, tells the time, and may erase.
_WITHOUT_VAULT = ("hello", "time", "wipe", "backup_state", "backup_end", "restore_state")
_SAMPLES = {"text": "x", "number": 1, "hex": b"0123456789abcdef", "part": b"0123"}


def all_but(names):
    """Return all commands but these, and but a sync over Wi-Fi: the bench has none."""
    commands = messages._REQUIRED
    return [name for name in commands if name not in names and not name.startswith("sync")]


def refused(bench):
    """Return the commands that are refused."""
    commands = []
    for command in all_but(()):
        fields = {field: _SAMPLES[messages._TYPES[field]] for field in messages._REQUIRED[command]}
        try:
            bench.requests.answer(command, fields)
        except FobError:
            commands.append(command)
    return commands


def test_without_a_vault_nothing_is_answered_that_needs_one():
    new = Bench(set_up=False)
    damaged = Bench()
    damaged.safe.vault._indexed = False
    damaged.safe.settings._sealed.healthy = False
    for bench in (new, damaged):
        assert sorted(refused(bench)) == sorted(all_but(_WITHOUT_VAULT))


def test_a_locked_token_answers_hello_alone():
    bench = Bench(PIN)
    bench.safe.lock()
    assert sorted(refused(bench)) == sorted(all_but(("hello",)))


def test_a_journey_that_is_closed_before_it_began_holds_nothing():
    bench = Bench()
    backup(bench.kit).close()
    assert not bench.kit.exclusive


def test_an_old_pin_that_cannot_be_counted_leaves_a_token_that_locks():
    one = Bench(PIN)
    one.press(HELD)
    one.choose("Change the PIN")
    one.safe._store.failing = ("program",)
    one.enter(PIN)
    one.work()
    assert one.title == "Error" and one.safe.state == LOCKED
    assert one.kit.lock_due, "names and codes that were read are still in memory"
