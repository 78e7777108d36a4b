"""The clock as the person and the host see it: set, refused, marked, learned, shown."""

from contextlib import contextmanager

import pytest
from sim.product import NOW_UNIX_S, filled_product, totp
from ui.glass import said

from fobctl.link.errors import TokenError
from fobctl.token_clock import Clock
from otpfob.ui import amounts

DAY_S = 86_400
WEEK_S = 7 * DAY_S
PIN = "135790"
BOUND_MS = 10
HOST_BOUND_MS = 510  # what fobctl says of a PC
SYNC_MS = 3500  # a sync is closed when the chip's second was seen to change
PPM_4 = 4000  # in parts per billion


@contextmanager
def told_product(folder, **options):
    """A token with one account; its clock was told the true time just now, and never before."""
    with filled_product(folder, [(totp(), 0)], **options) as product:
        product.simulator.cut_power()
        product.simulator.hardware.ds3231.lose_power()
        product.simulator.power_on()
        confirmed(product, tell(product))
        yield product


@pytest.fixture
def ready(tmp_path):
    with told_product(tmp_path / "token") as product:
        yield product


def clock_of(product) -> Clock:
    return product.connect().clock()


def true_ms(product) -> int:
    """The time in the world."""
    return NOW_UNIX_S * 1000 + product.simulator.time.now_ms()


def tell(product, off_ms=0, bound_ms=BOUND_MS):
    """Tell the time, in the way of a host that is `off_ms` ahead of the true one."""
    token = product.connect()
    unix_ms = true_ms(product) + off_ms
    return product.submit(lambda: token._request("time", set=unix_ms, bound_ms=bound_ms))


def answer_of(product, future) -> dict:
    """Return the answer of a time that was told and asked nobody about."""
    answer = future.result(timeout=30)
    product.simulator.advance(SYNC_MS)
    return answer


def error_ms(product) -> int:
    unix_ms = clock_of(product).unix_ms
    assert unix_ms is not None
    return unix_ms - true_ms(product)


def off_for(product, seconds):
    """Let the token lie without power; its chip has a battery."""
    product.disconnect()
    product.simulator.cut_power()
    time = product.simulator.time
    time.move_to(time.now_ms() + seconds * 1000)
    product.simulator.power_on()
    product.simulator.advance(SYNC_MS)


def has_code(product) -> bool:
    return any(word.isdecimal() for word in product.words())


def question(product, future):
    """Wait for the question, and for as long as it takes no press."""
    product.simulator.wait_for("Set the clock?")
    product.simulator.advance(600)
    return future


def confirmed(product, future, hold=False) -> dict:
    """Say yes to a time, and let the chip take it."""
    question(product, future)
    product.simulator.press("do", hold=hold)
    return answer_of(product, future)


class TestSetting:
    def test_a_clock_that_was_never_set_makes_no_code_and_says_what_to_do(self, new_product):
        new_product.set_up()
        new_product.add(totp())
        new_product.simulator.press("do")
        assert not has_code(new_product)
        assert {"Clock not set", "On the PC: fobctl time set"} <= set(new_product.words())
        clock = clock_of(new_product)
        assert (clock.unix_ms, clock.bound_ms, clock.age_s) == (None, None, None)
        assert (clock.source, clock.trust) == ("none", "refused")

    def test_the_first_time_is_asked_about(self, new_product):
        new_product.set_up()
        future = question(new_product, tell(new_product))
        assert new_product.words()[2] == "from not set"
        assert new_product.words()[3].startswith("to   2026-11-22 00:00:0")
        new_product.simulator.press("next")
        with pytest.raises(TokenError) as caught:
            future.result(timeout=30)
        assert caught.value.code == "refused"
        assert clock_of(new_product).unix_ms is None
        confirmed(new_product, tell(new_product))
        assert abs(error_ms(new_product)) <= 2
        assert not new_product.simulator.hardware.ds3231.lost_power

    def test_a_small_correction_is_silent(self, ready):
        glass = ready.words()
        for off_ms in (400, -200, 0):
            answer_of(ready, tell(ready, off_ms, HOST_BOUND_MS))
            assert ready.words() == glass
            assert abs(error_ms(ready) - off_ms) <= 2, off_ms

    @pytest.mark.parametrize("off_s", [-3600, 94, 40 * 365 * DAY_S])
    def test_a_large_one_wants_do_held_with_both_times_on_the_glass(self, ready, off_s):
        now_s = true_ms(ready) // 1000
        question(ready, tell(ready, off_s * 1000))
        assert ready.words()[2:4] == [
            f"from {amounts.utc(now_s)}",
            f"to   {amounts.utc(now_s + off_s)}",
        ]
        ready.simulator.press("do")
        assert "Set the clock?" in ready.words(), "a click is enough"
        assert abs(error_ms(ready)) <= 2
        confirmed(ready, tell(ready, off_s * 1000), hold=True)
        assert abs(error_ms(ready) - off_s * 1000) <= 2
        assert ready.simulator.hardware.ds3231.unix_ms() // 1000 - true_ms(ready) // 1000 == off_s

    def test_a_large_one_that_is_refused_changes_nothing(self, ready):
        future = question(ready, tell(ready, 94_000))
        ready.simulator.press("next")
        with pytest.raises(TokenError) as caught:
            future.result(timeout=30)
        assert caught.value.code == "refused"
        assert abs(error_ms(ready)) <= 2

    def test_many_small_corrections_do_not_lead_the_clock_away(self, ready):
        for count in range(10):
            future = tell(ready, (count + 1) * 400, HOST_BOUND_MS)
            ready.simulator.advance(100)
            if "Set the clock?" in ready.words():
                break
            answer_of(ready, future)
        assert "Set the clock?" in ready.words()
        assert 1600 <= error_ms(ready) <= 2510

    def test_nothing_but_time_itself_is_before_the_release_or_beyond_the_chip(self, ready):
        token = ready.connect()
        for unix_s in (946_771_199, 7_258_118_400):
            with pytest.raises(TokenError) as caught:
                token._request("time", set=unix_s * 1000, bound_ms=BOUND_MS)
            assert caught.value.code == "bad_field"
        assert abs(error_ms(ready)) <= 2

    def test_the_clock_of_a_locked_token_is_set_by_nobody(self, tmp_path):
        with filled_product(tmp_path / "token", [(totp(), 0)], PIN) as locked:
            image = locked.simulator.flash_image()
            for off_ms in (0, 500, 94_000):
                with pytest.raises(TokenError) as caught:
                    tell(locked, off_ms).result(timeout=30)
                assert caught.value.code == "locked"
            assert "PIN" in locked.words()
            locked.unlock(PIN, "Acme: ann")
            assert abs(error_ms(locked)) <= 20
            assert locked.simulator.hardware.ds3231.unix_ms() == true_ms(locked)
            assert image == locked.simulator.flash_image() or clock_of(locked).age_s is not None


class TestTheChip:
    def test_a_chip_that_loses_its_time_is_noticed_within_a_minute_or_so(self, ready):
        ready.simulator.press("do")
        assert ready.code()
        ready.simulator.hardware.ds3231.lose_power()
        assert seconds_until(ready, "Clock not set") <= 66
        assert not has_code(ready) and clock_of(ready).trust == "refused"

    def test_a_chip_that_lost_its_time_while_the_token_was_off_is_noticed_at_once(self, ready):
        ready.simulator.cut_power()
        ready.simulator.hardware.ds3231.lose_power()
        ready.simulator.power_on()
        ready.simulator.press("do")
        assert "Clock not set" in ready.words() and not has_code(ready)

    @pytest.mark.parametrize("by_s", [3600, -30])
    def test_a_chip_that_is_moved_by_hand_while_the_token_runs_is_noticed(self, ready, by_s):
        ready.simulator.press("do")
        chip = ready.simulator.hardware.ds3231
        chip.set_unix_s(chip.unix_s() + by_s)
        assert seconds_until(ready, "Clock not set") <= 66
        assert not has_code(ready)
        # Nor is it believed at the next start: the time of the record is over.
        ready.restart()
        ready.simulator.press("do")
        assert "Clock too uncertain" in ready.words() and not has_code(ready)

    @pytest.mark.parametrize("by_s", [365 * DAY_S, -10])
    def test_a_chip_that_was_moved_while_the_token_was_off_is_refused(self, ready, by_s):
        ready.simulator.cut_power()
        chip = ready.simulator.hardware.ds3231
        chip.set_unix_s(chip.unix_s() + by_s)
        ready.simulator.power_on()
        ready.simulator.press("do")
        assert "Clock too uncertain" in ready.words() and not has_code(ready)


def seconds_until(product, text) -> int:
    """Wait for a text on the screen of a code, where DO does nothing but keep the glass lit."""
    began_ms = product.simulator.time.now_ms()
    for second in range(100):
        if text in product.words():
            return (product.simulator.time.now_ms() - began_ms) // 1000
        if second % 20 == 19:
            product.simulator.press("do")
        product.simulator.advance(1000)
    raise AssertionError(product.words())


class TestTheBound:
    @pytest.mark.parametrize("height", [64, 32])
    def test_codes_are_shown_then_marked_with_the_age_then_refused(self, tmp_path, height):
        with told_product(tmp_path / "token", height=height) as product:
            days = 0
            for more, trust, shown in (
                (20, "shown", None),
                (10, "marked", "? 30 d"),
                (35, "marked", "? 65 d"),
                (8, "refused", "Clock too uncertain"),
            ):
                off_for(product, more * DAY_S)
                days += more
                clock = clock_of(product)
                assert (clock.trust, clock.age_s // DAY_S) == (trust, days)
                assert clock.bound_ms in range(days * 432, days * 432 + 2500)
                product.simulator.press("do")
                words = product.words()
                assert [word for word in words if "?" in word or "Clock" in word] == (
                    [shown] if shown else []
                )
                assert has_code(product) == (trust != "refused")
            assert "Sync: menu, or fobctl time set" in words

    def test_a_sync_takes_the_mark_away(self, ready):
        off_for(ready, 30 * DAY_S)
        ready.simulator.press("do")
        assert "? 30 d" in ready.words()
        answer_of(ready, tell(ready))
        assert not [word for word in ready.words() if "?" in word] and has_code(ready)

    def test_a_code_on_the_glass_goes_when_the_bound_is_reached(self, ready):
        off_for(ready, 69 * DAY_S)
        ready.simulator.press("do")
        assert has_code(ready) and "? 69 d" in ready.words()
        ready.leap(12 * 3600)
        ready.simulator.advance(3000)
        ready.light()
        assert "Clock too uncertain" in ready.words() and not has_code(ready)


def all_pages(product) -> list[list[str]]:
    """Return the texts of every page of the Clock screen."""
    pages = []
    while not pages or product.words()[1].split("/")[0] != "1":
        pages.append(product.words())
        product.simulator.press("next")
    return pages


class TestLearning:
    def test_two_syncs_a_week_apart_teach_the_rate_of_the_chip(self, ready):
        ready.simulator.hardware.ds3231.error_ppb = PPM_4
        answer_of(ready, tell(ready))
        off_for(ready, WEEK_S)
        # Nothing is known of the chip: 4 ppm are 2.4 s in a week.
        assert 2300 <= error_ms(ready) <= 2500 <= clock_of(ready).bound_ms
        answer_of(ready, tell(ready))
        learned = clock_of(ready)
        assert abs(learned.rate_ppb - PPM_4) <= 3 * learned.sigma_ppb <= 300
        for days in (1, 30):
            off_for(ready, days * DAY_S)
            clock = clock_of(ready)
            off_ms = error_ms(ready)
            assert abs(off_ms) < 300 and abs(off_ms) <= clock.bound_ms
            assert (clock.rate_ppb, clock.sigma_ppb) == (learned.rate_ppb, learned.sigma_ppb)
        assert clock.trust == "shown" and clock.bound_ms < 6000


class TestTheScreen:
    def test_it_shows_what_the_token_knows_of_the_time(self, ready):
        ready.simulator.hardware.ds3231.error_ppb = PPM_4
        answer_of(ready, tell(ready))
        off_for(ready, WEEK_S)
        wrong_ms = error_ms(ready)
        answer_of(ready, tell(ready))
        off_for(ready, 2 * DAY_S + 3 * 3600)
        ready.menu("Clock")
        clock = clock_of(ready)
        state, changes = all_pages(ready)
        assert state[0] == "Clock, UTC"
        assert state[2] in {amounts.utc(true_ms(ready) // 1000 - s) for s in range(3)}
        assert state[5:7] == ["Set by PC", "2 d 3 h ago"]
        assert state[7:9] == ["Error", said(amounts.bound(clock.bound_ms))]
        assert state[9:] == ["Drift", said(amounts.rate(clock.rate_ppb, clock.sigma_ppb))]
        assert changes[0] == "Changes"
        assert changes[2:4] == ["2026-11-29 PC", f"{-wrong_ms} ms"]

    def test_it_shows_the_last_eight_changes(self, tmp_path):
        with told_product(tmp_path / "token", height=32) as product:
            for count in range(10):
                answer_of(product, tell(product, 100 * (count % 2), HOST_BOUND_MS))
            product.menu("Clock")
            pages = all_pages(product)
            rows = sum([page[2:] for page in pages if page[0] == "Changes"], [])
            assert rows[0::2] == ["2026-11-22 PC"] * 8
            told = [int(row.removesuffix(" ms")) for row in rows[1::2]]
            for change_ms, wanted_ms in zip(told, [100, -100] * 4, strict=True):
                assert abs(change_ms - wanted_ms) <= 2, told

    def test_a_large_change_and_a_lost_time_are_told(self, ready):
        confirmed(ready, tell(ready, -7_200_000), hold=True)
        chip = ready.simulator.hardware.ds3231
        chip.set_unix_s(chip.unix_s() + 3600)
        ready.simulator.advance(70_000)
        confirmed(ready, tell(ready))
        ready.menu("Clock")
        rows = all_pages(ready)[1][2:]
        assert rows[:5] == ["2026-11-22 PC", "set", "Time lost", "2026-11-21 PC", "-2 h"]

    def test_a_clock_that_was_never_set_says_so(self, new_product):
        new_product.set_up()
        new_product.menu("Clock")
        state, changes = all_pages(new_product)
        assert state[2] == "Not set" and "unknown, no codes" in state
        assert changes[2:] == ["None kept"]
