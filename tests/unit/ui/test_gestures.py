from otpfob.ui.actions import BACK, DO, LEAP, MENU, NEXT, PREV, RUN, SCROLL, TWICE, UP
from otpfob.ui.gestures import Gestures

NEXT_DOWN = 1
DO_DOWN = 2
PREV_DOWN = 4
BOTH = NEXT_DOWN | DO_DOWN

WRAP_MS = 1 << 30


def ticks_diff(a, b):
    """Do what time.ticks_diff does on the ESP32, where ticks_ms wraps at 2^30."""
    return (a - b + WRAP_MS // 2) % WRAP_MS - WRAP_MS // 2


def play(*script, start_ms=0, every_ms=10, count=2, ready=True):
    """Play pairs of levels and how long they last; return (ms since the start, event)s."""
    gestures = Gestures(count, ticks_diff)
    if ready:
        script = ((0, 50),) + script
    now_ms = 0
    seen = []
    for levels, for_ms in script:
        end_ms = now_ms + for_ms
        while now_ms < end_ms:
            event = gestures.sample(levels, (start_ms + now_ms) % WRAP_MS)
            if event:
                seen.append((now_ms - 50 if ready else now_ms, event))
            now_ms += every_ms
    return seen


def events(*script, **options):
    return [event for _, event in play(*script, **options)]


def actions_of(gestures, down, presses, act=None, at_ms=-1):
    """Hold `down` during each (from, to) in ms, until 900 after; call `act` at `at_ms`."""
    seen = []
    for now_ms in range(0, presses[-1][1] + 900, 10):
        held = [1 for first_ms, end_ms in presses if first_ms <= now_ms < end_ms]
        action = gestures.sample(down if held else 0, now_ms)
        if action:
            seen.append(action)
        if now_ms == at_ms:
            act()
    return seen


def test_silence_reports_nothing():
    assert events((0, 5000)) == []


def test_a_short_press_is_a_click_once_it_is_released():
    assert play((NEXT_DOWN, 100), (0, 100)) == [(120, NEXT)]
    assert events((DO_DOWN, 100), (0, 100)) == [DO]


def test_a_press_of_590_ms_is_a_click_and_none_of_600_is():
    assert events((DO_DOWN, 590), (0, 100)) == [DO]
    assert events((DO_DOWN, 610), (0, 100)) == [MENU]


def test_a_hold_is_reported_when_its_time_has_come_and_once():
    assert play((DO_DOWN, 3000), (0, 500)) == [(600, MENU)]


def test_presses_one_after_the_other_are_all_reported():
    script = ((NEXT_DOWN, 60), (0, 60), (DO_DOWN, 700), (0, 60), (NEXT_DOWN, 60), (0, 60))
    assert events(*script) == [NEXT, MENU, NEXT]


def test_bouncing_contacts_make_one_click():
    bounce = ((DO_DOWN, 5), (0, 5), (DO_DOWN, 10), (0, 5), (DO_DOWN, 5), (0, 10))
    script = bounce + ((DO_DOWN, 100),) + bounce + ((0, 100),)
    assert events(*script, every_ms=5) == [DO]


def test_a_spike_shorter_than_20_ms_is_nothing():
    assert events((DO_DOWN, 10), (0, 100), (NEXT_DOWN, 15), (0, 100), every_ms=5) == []


def test_a_gap_shorter_than_20_ms_does_not_end_a_hold():
    assert play((DO_DOWN, 300), (0, 10), (DO_DOWN, 500), (0, 50)) == [(600, MENU)]


def test_no_hold_is_reported_while_the_contact_is_opening():
    assert events((DO_DOWN, 595), (0, 100), every_ms=5) == [DO]


def test_two_buttons_together_report_nothing_until_both_are_released():
    assert events((BOTH, 100), (0, 100)) == []
    assert events((BOTH, 2000), (0, 100)) == []
    assert events((NEXT_DOWN, 100), (BOTH, 100), (NEXT_DOWN, 1000), (0, 100)) == []
    assert events((NEXT_DOWN, 100), (BOTH, 1000), (DO_DOWN, 1000), (0, 100)) == []
    assert events((NEXT_DOWN, 50), (BOTH, 50), (DO_DOWN, 50), (BOTH, 50), (0, 100)) == []
    assert events((BOTH, 100), (0, 100), (DO_DOWN, 100), (0, 50)) == [DO]


def test_sliding_from_one_button_to_the_other_reports_nothing():
    assert events((NEXT_DOWN, 100), (DO_DOWN, 100), (0, 100)) == []


def test_a_second_button_after_a_hold_adds_nothing():
    script = ((DO_DOWN, 700), (BOTH, 700), (NEXT_DOWN, 700), (0, 100))
    assert events(*script) == [MENU]


def test_a_button_that_is_down_at_the_start_counts_from_its_release_on():
    script = ((DO_DOWN, 2000), (0, 100))
    assert events(*script, ready=False) == []
    script += ((DO_DOWN, 100), (0, 100))
    assert events(*script, ready=False) == [DO]


def test_a_stuck_button_does_not_disable_the_others():
    script = ((DO_DOWN, 500), (BOTH, 100), (DO_DOWN, 500), (BOTH, 700), (DO_DOWN, 100))
    wanted = [NEXT, BACK | SCROLL]
    assert events(*script, ready=False) == wanted


def test_a_stuck_button_that_comes_loose_during_a_press_changes_nothing():
    script = ((DO_DOWN, 500), (BOTH, 100), (NEXT_DOWN, 100), (0, 100))
    assert events(*script, ready=False) == [NEXT]


def test_a_press_meant_for_another_screen_is_ignored_until_its_release():
    gestures = Gestures(2, ticks_diff)
    seen = []
    for now_ms in range(0, 2000, 10):
        if now_ms == 200:
            gestures.ignore()
        down = 100 <= now_ms < 1000 or 1200 <= now_ms < 1300
        seen.append(gestures.sample(DO_DOWN if down else 0, now_ms))
    assert [event for event in seen if event] == [DO]


def test_a_press_that_has_not_settled_is_ignored_too():
    for ignored_ms in (100, 110, 120, 130):
        gestures = Gestures(2, ticks_diff)
        seen = []
        for now_ms in range(0, 2000, 10):
            down = 100 <= now_ms < 300 or 700 <= now_ms < 900
            seen.append(gestures.sample(DO_DOWN if down else 0, now_ms))
            if now_ms == ignored_ms:
                gestures.ignore()
        assert [event for event in seen if event] == [DO], ignored_ms


def test_a_bounce_that_is_ignored_does_not_swallow_the_next_press():
    gestures = Gestures(2, ticks_diff)
    seen = []
    for now_ms in range(0, 1000, 10):
        down = now_ms == 100 or 400 <= now_ms < 600
        seen.append(gestures.sample(DO_DOWN if down else 0, now_ms))
        if now_ms == 100:
            gestures.ignore()
    assert [event for event in seen if event] == [DO]


def test_a_wrapping_clock_changes_nothing():
    script = ((NEXT_DOWN, 100), (0, 100), (DO_DOWN, 700), (0, 100), (BOTH, 50), (0, 50))
    wanted = play(*script)
    assert len(wanted) == 2
    for before_ms in range(0, 1200, 10):
        assert play(*script, start_ms=WRAP_MS - before_ms) == wanted, before_ms


def test_a_token_left_alone_for_months_still_sees_its_buttons():
    gestures = Gestures(2, ticks_diff)
    for day in range(100):
        start_ms = day * 86_400_000
        seen = []
        for ms in range(0, 200, 10):
            now_ms = (start_ms + ms) % WRAP_MS
            seen.append(gestures.sample(DO_DOWN if 50 <= ms < 100 else 0, now_ms))
        assert [event for event in seen if event] == [DO], day


def test_a_press_that_ended_while_nobody_looked_is_neither_click_nor_hold():
    gestures = Gestures(2, ticks_diff)
    seen = []
    for now_ms, levels in ((0, 0), (30, 0), (40, DO_DOWN), (70, DO_DOWN), (1500, 0), (1530, 0)):
        seen.append(gestures.sample(levels, now_ms))
    assert seen == [0] * 6


def test_levels_of_buttons_the_board_has_not_are_ignored():
    assert events((DO_DOWN, 100), (0, 100), count=1) == []
    assert events((BOTH, 100), (DO_DOWN, 100), count=1) == [NEXT]


def test_three_buttons_have_one_for_the_way_back():
    script = ((PREV_DOWN, 100), (0, 100), (PREV_DOWN | NEXT_DOWN, 100), (0, 100))
    assert events(*script, (DO_DOWN, 700), (0, 100), count=3) == [PREV, MENU]


def test_a_held_button_runs_and_then_leaps():
    for count, down, first, on, leap in (
        (2, NEXT_DOWN, BACK | SCROLL, SCROLL, LEAP),
        (3, NEXT_DOWN, RUN | SCROLL, RUN | SCROLL, RUN | LEAP),
        (3, PREV_DOWN, BACK | SCROLL | UP, SCROLL | UP, LEAP | UP),
    ):
        wanted = [(600, first)]
        wanted += [(at_ms, on if at_ms < 2000 else leap) for at_ms in range(750, 2400, 150)]
        assert play((down, 2400), (0, 500), count=count) == wanted


def test_do_that_is_held_means_one_thing_however_long():
    for count in (2, 3):
        assert events((DO_DOWN, 5000), (0, 500), count=count) == [MENU]


def test_what_is_held_is_not_reported_to_the_next_screen():
    gestures = Gestures(2, ticks_diff)
    seen = []
    for now_ms in range(0, 5000, 10):
        down = 100 <= now_ms < 3000 or 3500 <= now_ms < 3600
        action = gestures.sample(NEXT_DOWN if down else 0, now_ms)
        if action:
            seen.append(action)
            gestures.end_hold()
    assert seen == [BACK | SCROLL, NEXT]


def test_two_clicks_are_two_next_and_then_twice():
    script = ((NEXT_DOWN, 60), (0, 100), (NEXT_DOWN, 60), (0, 500))
    assert play(*script) == [(80, NEXT), (240, NEXT), (410, TWICE)]
    assert events(*script, count=3) == [NEXT, NEXT]
    assert events((0, 10), (1, 60), (0, 100), (1, 60), (0, 500), count=1) == [NEXT, NEXT, TWICE]


def test_clicks_that_are_not_two_are_what_they_are():
    click = (NEXT_DOWN, 60)
    assert events(click, (0, 300), click, (0, 500)) == [NEXT, NEXT]
    for times in (1, 3, 4, 7):
        script = (click, (0, 100)) * times
        assert events(*script, (0, 500)) == [NEXT] * times, times


def test_two_clicks_with_anything_between_them_are_not_twice():
    click = (NEXT_DOWN, 60)
    for between, wanted in (
        ((DO_DOWN, 60), [NEXT, DO, NEXT]),
        ((BOTH, 60), [NEXT, NEXT]),
        ((NEXT_DOWN, 700), [NEXT, BACK | SCROLL, NEXT]),
    ):
        assert events(click, (0, 60), between, (0, 60), click, (0, 500)) == wanted
    assert events((DO_DOWN, 60), (0, 60), (DO_DOWN, 60), (0, 500)) == [DO, DO]


def test_a_double_click_is_forgotten_with_the_screen_it_was_for():
    gestures = Gestures(2, ticks_diff)
    clicks = ((100, 160), (260, 320))
    assert actions_of(gestures, NEXT_DOWN, clicks, gestures.ignore, 400) == [NEXT, NEXT]


def test_a_turned_token_swaps_its_first_and_its_last_button():
    for count, down, wanted in (
        (1, NEXT_DOWN, NEXT),
        (2, NEXT_DOWN, DO),
        (2, DO_DOWN, NEXT),
        (3, NEXT_DOWN, PREV),
        (3, DO_DOWN, DO),
        (3, PREV_DOWN, NEXT),
    ):
        gestures = Gestures(count, ticks_diff)
        gestures.turn(True)
        assert actions_of(gestures, down, ((100, 200),)) == [wanted], (count, down)


def test_a_button_that_is_down_while_the_token_is_turned_counts_from_its_release_on():
    gestures = Gestures(2, ticks_diff)
    presses = ((100, 1500), (2000, 2100))
    assert actions_of(gestures, DO_DOWN, presses, lambda: gestures.turn(True), 200) == [NEXT]


def test_all_buttons_at_once_do_nothing():
    for count in (2, 3):
        down = (1 << count) - 1
        assert events((down, 100), (0, 100), (down, 4000), (0, 500), count=count) == []


def test_random_levels_never_report_without_a_press_in_between():
    state = 1
    gestures = Gestures(2, ticks_diff)
    levels = 0
    presses = 0
    reports = 0
    for now_ms in range(0, 200_000, 10):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        if not state >> 8 & 15:
            changed = state >> 16 & 3
            presses += 1 if changed & ~levels else 0
            levels = changed
        event = gestures.sample(levels, now_ms)
        if event and event not in (SCROLL, LEAP, TWICE):
            reports += 1
            assert event in (NEXT, DO, MENU, BACK | SCROLL), event
            assert reports <= presses, now_ms
    assert reports > 20, reports
