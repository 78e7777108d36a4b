"""What the token says of its clock."""

from ui.glass import SIZES, Clock, Record, strict_words
from ui.hand import DO, DO_HELD, NEXT, NEXT_HELD
from ui.quiet import quietly

from otpfob.core import calendar
from otpfob.ui.screen import DONE, REDRAW, STAY
from otpfob.ui.screens.clock import BACK, MENU, ClockScreen

NOW_S = calendar.unix(2027, 1, 15, 14, 2, 7)
DAY_S = 86_400


def healthy():
    clock = Clock(NOW_S)
    clock.source = "sntp"
    clock.age_s = 2 * DAY_S + 3 * 3600 + 59
    clock.error_ms = 380
    clock.rate_ppb = 1234
    clock.rate_sigma_ppb = 50
    clock.records = [Record("sntp", NOW_S - clock.age_s, 350), Record("host", 0, -94_000)]
    return clock


def screen_of(clock, now_ms=20):
    return ClockScreen(clock, lambda: now_ms)


def pages(screen, height=64, buttons=2):
    """Return the texts of all pages, the first one first."""
    shown = [strict_words(screen, height, buttons)]
    for _ in range(30):
        assert screen.on_action(NEXT) == REDRAW
        page = strict_words(screen, height, buttons)
        if page == shown[0]:
            return shown
        shown.append(page)
    raise AssertionError(shown)


def test_a_tall_display_shows_what_holds_now_on_one_page():
    assert pages(screen_of(healthy())) == [
        [
            "Clock, UTC",
            "1/2",
            "2027-01-15 14:02:07",
            "NEXT more",
            "hold DO menu",
            "Set by Wi-Fi",
            "2 d 3 h ago",
            "Error",
            "±0.4 s",
            "Drift",
            "+1.23 ppm ±0.05",
        ],
        [
            "Changes",
            "2/2",
            "2027-01-13 Wi-Fi",
            "+350 ms",
            "1970-01-01 PC",
            "-94 s",
        ],
    ]


def test_a_low_display_shows_the_same_on_more_pages():
    shown = pages(screen_of(healthy()), 32)
    assert len(shown) == 3
    assert shown[0][2] == "2027-01-15 14:02:07"
    together = []
    for page in shown:
        together += page[2:]
    tall = pages(screen_of(healthy()))
    assert together == tall[0][2:] + tall[1][2:]


def test_a_time_that_was_told_when_there_was_none_was_set():
    clock = healthy()
    clock.records = [Record("user", NOW_S, 0), Record("sntp", NOW_S, None)]
    for height in SIZES:
        shown = pages(screen_of(clock), height)[-1]
        assert shown[2:] == ["2027-01-15 hand", "+0 ms", "2027-01-15 Wi-Fi", "set"]


def test_the_time_and_the_age_tick():
    clock = healthy()
    screen = screen_of(clock)
    for height in SIZES:
        strict_words(screen, height)
        assert screen.on_tick(clock) == REDRAW
    clock.go(3600)
    shown = strict_words(screen)
    assert "2027-01-15 15:02:07" in shown and "2 d 4 h ago" in shown


def test_a_page_of_changes_is_quiet():
    for height, presses in ((64, 1), (32, 2)):
        clock = healthy()
        screen = screen_of(clock)
        for _ in range(presses):
            strict_words(screen, height)
            assert screen.on_tick(clock) == REDRAW
            screen.on_action(NEXT)
        strict_words(screen, height)
        assert quietly(screen.on_tick, clock) == STAY


def test_a_clock_that_was_never_set_says_so():
    for height in SIZES:
        shown = []
        for page in pages(screen_of(Clock()), height):
            shown += page
        for text in ("Not set", "No time", "no sync", "unknown, no codes", "not learned"):
            assert text in shown, text
        assert "None kept" in shown


def test_a_time_that_no_sync_vouches_for_is_the_chips_own():
    clock = Clock(NOW_S)
    clock.source = "chip"
    clock.refused = True
    shown = strict_words(screen_of(clock))
    assert shown[2] == "2027-01-15 14:02:07"
    for text in ("Chip's own time", "no sync", "unknown, no codes"):
        assert text in shown, text


def test_it_says_what_the_error_means_for_codes():
    clock = healthy()
    clock.error_ms = 14_000
    clock.trust(marked=True)
    assert "±15 s, marked" in strict_words(screen_of(clock))
    clock.trust(refused=True)
    assert "±15 s, no codes" in strict_words(screen_of(clock))


def test_the_bound_is_that_of_the_moment():
    clock = healthy()
    clock.error_ms = 0
    now = [100]
    screen = ClockScreen(clock, lambda: now[0])
    assert "±0.1 s" in strict_words(screen)
    now[0] = 5000
    assert "±5.0 s" in strict_words(screen)


def test_a_rejected_rate_is_shown_beside_the_learned_one():
    clock = healthy()
    clock.rejected_ppb = -45_000
    for height in SIZES:
        shown = []
        for page in pages(screen_of(clock), height):
            shown += page
        assert shown[shown.index("Rejected") + 1] == "-45 ppm"
        assert "+1.23 ppm ±0.05" in shown


def test_all_eight_changes_come_into_sight_the_newest_first():
    for height, count in ((64, 3), (32, 5)):
        clock = healthy()
        sources = ("sntp", "host", "user", "none", "sntp", "sntp", "host", "sntp")
        clock.records = [Record(sources[i], NOW_S - i * DAY_S, i - 9999) for i in range(8)]
        shown = []
        for number, page in enumerate(pages(screen_of(clock), height)):
            assert page[1] == "%d/%d" % (number + 1, count)
            if page[0] != "Clock, UTC":
                shown += page[2:]
        assert shown == [
            "2027-01-15 Wi-Fi",
            "-9999 ms",
            "2027-01-14 PC",
            "-9998 ms",
            "2027-01-13 hand",
            "-9997 ms",
            "Time lost",
            "2027-01-11 Wi-Fi",
            "-9995 ms",
            "2027-01-10 Wi-Fi",
            "-9994 ms",
            "2027-01-09 PC",
            "-9993 ms",
            "2027-01-08 Wi-Fi",
            "-9992 ms",
        ]


def test_a_turned_page_shows_changes_that_came_meanwhile():
    clock = healthy()
    screen = screen_of(clock)
    strict_words(screen)
    clock.records = [Record("user", NOW_S, 5)]
    screen.on_action(NEXT)
    assert strict_words(screen)[2:] == ["2027-01-15 hand", "+5 ms"]


def test_pages_that_go_away_leave_the_last_one():
    clock = healthy()
    clock.records = 8 * clock.records[:1]
    screen = screen_of(clock)
    strict_words(screen)
    screen.on_action(DO)
    assert strict_words(screen)[1] == "3/3"
    clock.records = []
    screen.on_action(DO)
    screen.on_action(NEXT)
    assert strict_words(screen)[1] == "2/2"


def test_do_goes_back_a_page_and_round():
    screen = screen_of(healthy())
    first = strict_words(screen, 32)
    for page in ("3/3", "2/3"):
        assert screen.on_action(DO) == REDRAW
        assert strict_words(screen, 32)[1] == page
    screen.on_action(DO)
    assert strict_words(screen, 32) == first


def test_next_held_goes_back_and_do_held_opens_the_menu():
    for event, result in ((NEXT_HELD, BACK), (DO_HELD, MENU)):
        screen = screen_of(healthy())
        assert screen.on_action(event) == DONE
        assert screen.result == result
    assert (BACK, MENU) == (0, 1)


def test_the_longest_texts_fit_on_every_board():
    clock = healthy()
    clock.set(253_402_300_799)
    clock.age_s = 10 * DAY_S - 1
    clock.rate_ppb = clock.rejected_ppb = -1_000_000
    clock.rate_sigma_ppb = 999
    clock.error_ms = 7_000_000
    clock.trust(refused=True)
    clock.records = 8 * [Record("sntp", 253_402_300_799, -9999)]
    for height in SIZES:
        for buttons in (1, 2, 3):
            pages(screen_of(clock), height, buttons)
