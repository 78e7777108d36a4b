"""Boards with one button: the length of a press tells what is meant."""

from ui.quiet import quietly

from otpfob.ui import actions
from otpfob.ui.gestures import Gestures

WRAP_MS = 1 << 30
ON_NEXT = actions.NEXT
ON_DO = actions.DO
BACK = actions.BACK | actions.LEAP
MENU = actions.MENU


def ticks_diff(a, b):
    """Do what time.ticks_diff does on the ESP32, where ticks_ms wraps at 2^30."""
    return (a - b + WRAP_MS // 2) % WRAP_MS - WRAP_MS // 2


def play(*script, start_ms=0, every_ms=10, blind=()):
    """Play pairs of level and how long it lasts; return (ms since the start, event)s.

    `blind` are pairs (from, to) in ms of times at which nobody looks.
    """
    gestures = Gestures(1, ticks_diff)
    seen = []
    now_ms = -50
    for level, for_ms in ((0, 50),) + script:
        end_ms = now_ms + for_ms
        while now_ms < end_ms:
            looks = True
            for first_ms, last_ms in blind:
                looks = looks and not first_ms <= now_ms < last_ms
            if looks:
                event = gestures.sample(level, (start_ms + now_ms) % WRAP_MS)
                if event:
                    seen.append((now_ms, event))
            now_ms += every_ms
    return seen


def events(*script, **options):
    return [event for _, event in play(*script, **options)]


def test_the_length_of_a_press_decides_when_it_is_released():
    wanted = (
        (30, ON_NEXT),
        (100, ON_NEXT),
        (590, ON_NEXT),
        (600, ON_DO),
        (1000, ON_DO),
        (1490, ON_DO),
        (1500, BACK),
        (2000, BACK),
        (2990, BACK),
    )
    for length_ms, event in wanted:
        assert play((1, length_ms), (0, 200)) == [(length_ms + 20, event)], length_ms


def test_three_seconds_report_while_the_button_is_down_and_once():
    assert play((1, 9000), (0, 500)) == [(3000, MENU)]
    assert events((1, 3010), (0, 500)) == [MENU]


def test_a_press_that_ends_just_when_the_three_seconds_do_is_not_the_menu():
    assert events((1, 2995), (0, 500), every_ms=5) == [BACK]
    assert events((1, 2995), (0, 5), (1, 5), (0, 500), every_ms=5) == [BACK]


def test_presses_one_after_the_other_are_all_reported():
    script = ((1, 60), (0, 60), (1, 700), (0, 60), (1, 1600), (0, 60), (1, 3100), (0, 60), (1, 60))
    assert events(*script + ((0, 60),)) == [ON_NEXT, ON_DO, BACK, MENU, ON_NEXT]


def test_bouncing_contacts_change_nothing():
    bounce = ((1, 5), (0, 5), (1, 10), (0, 5), (1, 5), (0, 10))
    for length_ms, event in ((100, ON_NEXT), (900, ON_DO), (1700, BACK)):
        script = bounce + ((1, length_ms),) + bounce + ((0, 100),)
        assert events(*script, every_ms=5) == [event]
    assert events((1, 15), (0, 100), every_ms=5) == []


def test_a_button_that_is_down_at_the_start_counts_from_its_release_on():
    gestures = Gestures(1, ticks_diff)
    seen = []
    for now_ms in range(0, 6000, 10):
        down = now_ms < 4000 or 4500 <= now_ms < 5200
        seen.append(gestures.sample(1 if down else 0, now_ms))
    assert [event for event in seen if event] == [ON_DO]


def test_a_press_meant_for_another_screen_is_ignored_until_its_release():
    for ignored_ms in (100, 120, 150, 900, 1600):
        gestures = Gestures(1, ticks_diff)
        seen = []
        for now_ms in range(0, 7000, 10):
            down = 100 <= now_ms < 4500 or 5000 <= now_ms < 5700
            seen.append(gestures.sample(1 if down else 0, now_ms))
            if now_ms == ignored_ms:
                gestures.ignore()
        assert [event for event in seen if event] == [ON_DO], ignored_ms


def test_a_wrapping_clock_changes_nothing():
    script = ((1, 100), (0, 100), (1, 700), (0, 100), (1, 1600), (0, 100), (1, 3100), (0, 50))
    wanted = play(*script)
    assert len(wanted) == 4
    for before_ms in range(0, 6000, 50):
        assert play(*script, start_ms=WRAP_MS - before_ms) == wanted, before_ms


def test_a_tap_whose_end_nobody_saw_is_not_yes():
    assert events((1, 100), (0, 1000), blind=((50, 900),)) == []
    assert events((1, 1200), (0, 1000), blind=((1100, 1700),)) == []


def test_a_way_back_whose_beginning_nobody_saw_is_not_yes():
    assert events((0, 100), (1, 2000), (0, 200), blind=((100, 1000),)) == []


def test_a_press_that_means_the_same_either_way_counts():
    assert events((0, 100), (1, 200), (0, 200), blind=((100, 250),)) == [ON_NEXT]
    assert events((1, 1000), (0, 200), blind=((950, 1100),)) == [ON_DO]


def test_slow_redraws_during_a_press_change_nothing():
    blind = tuple([(at_ms, at_ms + 150) for at_ms in range(100, 2900, 1000)])
    assert events((1, 3100), (0, 100), blind=blind) == [MENU]
    assert events((1, 1000), (0, 100), blind=((300, 450),)) == [ON_DO]


def test_two_taps_around_a_time_when_nobody_looked_are_not_one_hold():
    assert events((1, 100), (0, 2900), (1, 200), (0, 100), blind=((60, 3100),)) == []


def test_a_look_allocates_nothing():
    gestures = Gestures(1, lambda a, b: a - b)
    now = [0]

    def look():
        now[0] += 10
        gestures.sample(1 if 500 <= now[0] < 1500 else 0, now[0])

    look()
    quietly(look, times=300)
    assert now[0] == 3010
