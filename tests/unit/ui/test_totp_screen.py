"""The screen of an account by time: the right code at every second, or none."""

from ui.glass import Clock, words

from otpfob.core.account import STEAM, TOTP, Account
from otpfob.core.hmac import SHA1, SHA256, SHA512
from otpfob.ui import gestures
from otpfob.ui.screen import DONE, REDRAW, STAY
from otpfob.ui.screens.totp import TotpScreen

SEED = b"12345678901234567890"

# RFC 6238 appendix B: the first time and the last, which no clock chip of 2000 to 2199 holds.
FAR_TIMES = (
    (59, SHA1, SEED, "94287082"),
    (59, SHA256, (SEED * 2)[:32], "46119246"),
    (59, SHA512, (SEED * 4)[:64], "90693936"),
    (20000000000, SHA1, SEED, "65353130"),
    (20000000000, SHA256, (SEED * 2)[:32], "77737706"),
    (20000000000, SHA512, (SEED * 4)[:64], "47863826"),
)


def screen_of(**fields):
    return TotpScreen(Account(TOTP, "Acme", "ann", SEED, **fields))


def test_the_first_and_the_last_time_of_rfc_6238():
    for unix_s, hash_id, seed, code in FAR_TIMES:
        screen = TotpScreen(Account(TOTP, "Acme", "ann", seed, hash_id, 8))
        screen.on_tick(Clock(unix_s))
        assert words(screen)[:3] == ["Acme", "ann", code], (unix_s, hash_id)


def test_the_code_changes_when_the_period_ends():
    clock = Clock(0)
    screen = screen_of()
    assert screen.on_tick(clock) == REDRAW
    assert words(screen) == ["Acme", "ann", "755224"]
    clock.go(29)
    screen.on_tick(clock)
    assert words(screen)[2] == "755224"
    clock.go()
    screen.on_tick(clock)
    assert words(screen) == ["Acme", "ann", "287082"]


def test_the_next_code_is_shown_in_the_last_five_seconds_and_comes_true():
    clock = Clock(24)
    screen = screen_of()
    screen.on_tick(clock)
    assert words(screen) == ["Acme", "ann", "755224"]
    clock.go()
    screen.on_tick(clock)
    assert words(screen) == ["Acme", "ann", "755224", "next 287082"]
    assert words(screen, 32) == ["next 287082", "755224"]
    clock.go(5)
    screen.on_tick(clock)
    assert words(screen) == ["Acme", "ann", "287082"]


def test_a_code_is_made_once_a_step_and_ahead_of_its_time():
    clock = Clock(0)
    screen = screen_of()
    made = []
    code = screen._maker.code

    def counting(step):
        made.append((step, clock.unix_s))
        return code(step)

    screen._maker.code = counting
    for _ in range(91):
        screen.on_tick(clock)
        clock.go()
    assert made == [(0, 0), (1, 25), (2, 55), (3, 85)]


def test_a_period_of_one_second_is_right_every_second():
    clock = Clock(1000)
    screen = screen_of(period_s=1)
    for _ in range(5):
        screen.on_tick(clock)
        fresh = screen_of(period_s=1)
        fresh.on_tick(Clock(clock.unix_s))
        assert words(screen)[2] == words(fresh)[2]
        clock.go()


def test_no_time_no_code():
    screen = screen_of()
    assert screen.on_tick(Clock()) == REDRAW
    assert words(screen) == ["Acme", "ann", "Clock not set", "On the PC: fobctl time set"]


def test_a_code_goes_when_the_time_is_lost():
    clock = Clock(0)
    screen = screen_of()
    screen.on_tick(clock)
    clock.set(None)
    assert screen.on_tick(clock) == REDRAW
    assert "755224" not in words(screen)
    clock.go()
    assert screen.on_tick(clock) == STAY


def test_a_clock_set_back_by_whole_periods_gives_the_code_of_then():
    clock = Clock(30)
    screen = screen_of()
    screen.on_tick(clock)
    assert words(screen)[2] == "287082"
    clock.set(0)
    screen.on_tick(clock)
    assert words(screen)[2] == "755224"


def test_a_clock_set_within_the_last_seconds_does_not_show_a_code_of_before():
    clock = Clock(27)
    screen = screen_of()
    screen.on_tick(clock)
    clock.set(20 * 30 + 3)
    screen.on_tick(clock)
    fresh = screen_of()
    fresh.on_tick(Clock(20 * 30 + 3))
    assert words(screen) == words(fresh)


def test_a_steam_account_shows_its_letters():
    screen = TotpScreen(Account(STEAM, "Steam", "gabe", SEED, digits=5))
    screen.on_tick(Clock(59))
    assert len(words(screen)[2]) == 5


def test_next_goes_on_and_a_held_next_goes_back():
    screen = screen_of()
    assert screen.on_gesture(gestures.event_of(gestures.NEXT, gestures.CLICK)) == DONE
    assert screen.result == 1
    assert screen.on_gesture(gestures.event_of(gestures.NEXT, gestures.HOLD)) == DONE
    assert screen.result == 0
    assert screen.on_gesture(gestures.event_of(gestures.DO, gestures.CLICK)) == STAY


def test_a_wiped_screen_holds_no_code_and_cannot_make_one():
    clock = Clock(27)
    screen = screen_of()
    screen.on_tick(clock)
    screen.wipe()
    assert "755224" not in words(screen)
    clock.go(30)
    try:
        screen.on_tick(clock)
    except AttributeError:
        return
    raise AssertionError("a wiped screen made a code")


def test_a_long_issuer_scrolls_to_its_end_and_back():
    screen = TotpScreen(Account(TOTP, "x" * 64, "ann", SEED))
    clock = Clock(0)
    pictures = set()
    for _ in range(30):
        screen.on_tick(clock)
        assert words(screen)[0] == "x" * 64
        pictures.add(screen._heading._offset_px)
        clock.go()
    assert len(pictures) > 10
