"""What the token says of itself, and its self-test on demand."""

import gc

from app_bench import NEXT, PIN, YES, Bench, account
from ui.glass import words

from otpfob.app import self_test
from otpfob.app.journeys.about import about
from otpfob.app.self_test import FAILS, NOT_NOW, WORKS, SelfTest, WrongCodes, at_start
from otpfob.core.errors import Damaged, LowBattery
from otpfob.ui import actions
from otpfob.ui.screens.accounts import AccountsScreen
from otpfob.version import VERSION

if not hasattr(gc, "mem_free"):  # CPython cannot tell
    gc.mem_free = lambda: 65536

PARTS = ("display", "fonts", "texts", "codes", "clock", "random", "vault")


def raises(error, function, *arguments):
    try:
        function(*arguments)
    except error:
        return True
    return False


def outcomes(bench):
    job = SelfTest(bench.kit)
    steps = 1
    while not job.step():
        steps += 1
    assert steps <= job.total and job.done <= job.total
    job.wipe()
    return dict(job.result)


def shown(bench):
    bench.flow.on_tick()
    return words(bench.flow.front)


def test_all_of_a_whole_token_works():
    bench = Bench()
    assert outcomes(bench) == {part: WORKS for part in PARTS}
    assert not bench.radio.on
    assert at_start(bench.kit) == []


def test_each_part_that_fails_is_named_and_no_other():
    def no_display(bench):
        bench.kit.parts.panel.here = False

    def no_fonts(bench):
        bench.kit.parts.fonts.whole = False

    def no_texts(bench):
        bench.kit.glass.whole = False

    def no_clock(bench):
        bench.kit.parts.chip.here = False

    def no_radio(bench):
        bench.radio.broken = True

    def the_same_again(bench):
        bench.radio.read = lambda n: bytes(range(n))

    def always_zero(bench):
        counts = []

        def read(n):
            counts.append(n)
            return bytes([len(counts)]) * n

        bench.radio.read = read

    def bad_account(bench):
        def pieces_at(index, buffer):
            raise Damaged

        bench.safe.vault.pieces_at = pieces_at

    for part, breaking in (
        ("display", no_display),
        ("fonts", no_fonts),
        ("texts", no_texts),
        ("clock", no_clock),
        ("random", no_radio),
        ("random", the_same_again),
        ("random", always_zero),
        ("vault", bad_account),
    ):
        bench = Bench()
        breaking(bench)
        found = outcomes(bench)
        assert found.pop(part) == FAILS, breaking
        assert set(found.values()) == {WORKS}, (part, found)
        assert not bench.radio.on


def test_a_token_that_computes_wrong_codes_does_not_start():
    right = self_test._CODES
    bench = Bench()
    for i in range(3):
        hash_id, size, code = right[i]
        self_test._CODES = right[:i] + ((hash_id, size, code[:-1] + "9"),) + right[i + 1 :]
        try:
            assert outcomes(bench)["codes"] == FAILS
            # SHA-512 is not loaded at the start.
            assert raises(WrongCodes, at_start, bench.kit) == (i < 2)
        finally:
            self_test._CODES = right


def test_a_token_without_a_clock_chip_of_its_own_has_none_to_fail():
    bench = Bench()
    bench.kit.parts.chip.kind = "rc"
    bench.kit.parts.chip.here = False
    assert outcomes(bench)["clock"] == WORKS


def test_the_radio_is_not_tried_while_the_battery_is_low():
    bench = Bench()

    def begin():
        raise LowBattery

    bench.radio.begin = begin
    assert outcomes(bench)["random"] == NOT_NOW


def test_every_account_is_decrypted_and_nothing_of_it_stays():
    bench = Bench()
    for _ in range(3):
        bench.safe.vault.add(account())
    asked = []
    pieces_at = bench.safe.vault.pieces_at

    def noted(index, buffer):
        asked.append(index)
        return pieces_at(index, buffer)

    bench.safe.vault.pieces_at = noted
    job = SelfTest(bench.kit)
    while not job.step():
        pass
    assert asked == [0, 1, 2, 3]
    assert any(job._buffer)
    job.wipe()
    assert not any(job._buffer)


def test_an_account_that_the_host_deletes_meanwhile_is_no_damage():
    bench = Bench()
    bench.safe.vault.add(account())
    job = SelfTest(bench.kit)
    for _ in range(len(PARTS)):
        assert not job.step()
    bench.safe.vault.delete(bench.safe.vault.id_at(1))
    while not job.step():
        pass
    assert job.result[-1] == ("vault", WORKS)


def test_about_says_what_the_token_is_and_how_much_room_it_has():
    bench = Bench(PIN)
    bench.flow._begin(about(bench.kit))
    found = shown(bench)
    assert found[0] == "About" and "DO self-test" in found
    for _ in range(2):
        bench.press(NEXT)
        found += shown(bench)
    for label, value in (
        ("OTPfob", VERSION),
        ("Board", "fake"),
        ("Serial", "a0b1c2d3e4f5"),
        ("Accounts", "1"),
        ("Room for more", str(bench.safe.vault.free)),
    ):
        assert found[found.index(label) + 1] == value
    assert found[found.index("Free memory") + 1].endswith(" kB")
    assert found[found.index("MicroPython") + 1].count(".") == 2
    bench.press(actions.BACK)
    assert isinstance(bench.flow.front, AccountsScreen)


def test_the_self_test_says_what_fails_and_what_to_do():
    bench = Bench()
    bench.kit.parts.chip.here = False
    bench.flow._begin(about(bench.kit))
    bench.press(YES)
    bench.work()
    found = shown(bench)
    assert found[found.index("Clock chip") + 1] == "FAILS"
    assert found[found.index("Display") + 1] == "works"
    assert bench.kit.parts.faults() == ["clock"]
    bench.press(YES)
    found = shown(bench)
    assert found[0] == "Clock chip silent" and "four wires" in found[1]
    bench.press(YES)
    assert bench.title == "About"
    # And when it is right again, nothing is left of it.
    bench.kit.parts.chip.here = True
    bench.press(YES)
    bench.work()
    assert bench.kit.parts.faults() == []
