"""The screen of an account by time: the right code at every second, or none."""

from ui.glass import SIZES, Clock, StrictCanvas, inverted, strict_words, words
from ui.quiet import quietly

from otpfob.core.account import STEAM, TOTP, Account
from otpfob.core.hmac import SHA1, SHA256, SHA512
from otpfob.ui import actions
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
    assert words(screen) == ["Acme", "ann", "755224", "→ 287082"]
    assert words(screen, 32) == ["→ 287082", "755224"]
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


def test_no_code_of_a_time_that_can_be_too_wrong():
    for height in SIZES:
        clock = Clock(27)
        screen = screen_of()
        screen.on_tick(clock)
        assert "755224" in words(screen, height)
        clock.trust(refused=True)
        assert screen.on_tick(clock) == REDRAW
        shown = strict_words(screen, height)
        assert shown[-2:] == ["Clock too uncertain", "Sync: menu, or fobctl time set"]
        assert "755224" not in shown and "→ 287082" not in shown


def test_while_there_is_no_code_only_a_new_reason_is_drawn():
    clock = Clock(0)
    screen = screen_of()
    clock.trust(refused=True)
    assert screen.on_tick(clock) == REDRAW
    assert quietly(screen.on_tick, clock) == STAY
    clock.set(None)
    assert screen.on_tick(clock) == REDRAW
    assert "Clock not set" in words(screen)
    assert quietly(screen.on_tick, clock) == STAY


def test_a_long_name_scrolls_without_a_code_too():
    screen = TotpScreen(Account(TOTP, "abcdefghijklm" * 4, "ann", SEED))
    screen.on_tick(Clock())
    shown = []
    for _ in range(2):
        canvas = StrictCanvas(64)
        screen.draw(canvas)
        shown.append(bytes(canvas.buffer))
        assert screen.on_tick(Clock()) == REDRAW
    assert shown[0] != shown[1]


def test_a_time_that_is_trusted_again_gives_the_code_of_now():
    clock = Clock(0)
    screen = screen_of(period_s=86400)
    screen.on_tick(clock)
    first = words(screen)
    clock.trust(refused=True)
    screen.on_tick(clock)
    clock.go(60)
    clock.trust()
    assert screen.on_tick(clock) == REDRAW
    assert words(screen) == first
    clock.trust(refused=True)
    assert screen.on_tick(clock) == REDRAW
    assert words(screen)[2] == "Clock too uncertain"
    clock = Clock(29)
    clock.trust(refused=True)
    screen = screen_of()
    screen.on_tick(clock)
    clock.trust()
    screen.on_tick(clock)
    assert words(screen) == ["Acme", "ann", "755224", "→ 287082"]


def test_a_mark_with_the_age_of_the_last_sync_comes_and_goes():
    for height in SIZES:
        clock = Clock(0)
        clock.age_s = 3 * 86400
        screen = screen_of()
        screen.on_tick(clock)
        assert "? 3 d" not in words(screen, height)
        clock.trust(marked=True)
        assert screen.on_tick(clock) == REDRAW
        assert "? 3 d" in words(screen, height) and "755224" in words(screen, height)
        # All of it on a lit ground, from the column before it.
        left = 128 - 5 * 5 - 1
        assert not inverted(screen, height, left - 1, 0)
        for x in range(left, 128):
            assert inverted(screen, height, x, 0) and inverted(screen, height, x, 7), x
        clock.trust()
        assert screen.on_tick(clock) == REDRAW
        assert "? 3 d" not in words(screen, height)


def test_a_mark_without_a_sync_is_a_question_mark():
    clock = Clock(0)
    clock.trust(marked=True)
    screen = screen_of()
    screen.on_tick(clock)
    assert "?" in words(screen)


def test_the_age_in_the_mark_goes_on_and_follows_a_sync():
    clock = Clock(0)
    clock.age_s = 86400 * 10 - 50
    clock.trust(marked=True)
    screen = screen_of(period_s=86400)
    for second in range(121):
        screen.on_tick(clock)
        assert "? 9 d" in words(screen) or second > 50
        assert "? 10 d" in words(screen) or second < 110
        clock.go()
    clock.age_s = 7
    clock.set(1000)
    screen.on_tick(clock)
    assert "? 7 s" in words(screen)


def test_a_mark_touches_neither_the_digits_nor_what_is_beside_it():
    for height in SIZES:
        for digits in (6, 7, 8, 9, 10):
            for unix_s in (0, 27):
                for issuer in ("Acme", "x" * 64):
                    clock = Clock(unix_s)
                    clock.age_s = 119 * 60
                    screen = TotpScreen(Account(TOTP, issuer, "ann", SEED, digits=digits))
                    screen.on_tick(clock)
                    plain = pixels(screen, height)
                    clock.trust(marked=True)
                    screen.on_tick(clock)
                    marked = pixels(screen, height)
                    assert "? 119 min" in strict_words(screen, height)
                    assert plain[:128] != marked[:128]
                    # The first line of a tall glass is 12 rows high, that of a low one 8.
                    assert height == 32 or plain[256:] == marked[256:]
                    assert plain[128:256] == marked[128:256] or issuer != "Acme"


def pixels(screen, height):
    canvas = StrictCanvas(height)
    screen.draw(canvas)
    return bytes(canvas.buffer)


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


def test_next_and_prev_go_to_another_account_and_back_to_the_list():
    screen = screen_of()
    for action, result in (
        (actions.NEXT, 1),
        (actions.PREV, -1),
        (actions.TWICE, -3),
        (actions.BACK | actions.SCROLL, 0),
        (actions.MENU, 2),
    ):
        assert screen.on_action(action) == DONE
        assert screen.result == result
    for action in (actions.DO, actions.RUN | actions.SCROLL, actions.LEAP):
        assert screen.on_action(action) == STAY


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
