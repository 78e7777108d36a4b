from otpfob.ui.gestures import CLICK, DO, HOLD, NEXT, Gestures, button_of, event_of, gesture_of

NEXT_DOWN = 1 << NEXT
DO_DOWN = 1 << DO
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
            if event is not None:
                seen.append((now_ms - 50 if ready else now_ms, event))
            now_ms += every_ms
    return seen


def events(*script, **options):
    return [event for _, event in play(*script, **options)]


def test_an_event_carries_its_button_and_its_gesture():
    for button in (NEXT, DO, 2):
        for gesture in (CLICK, HOLD):
            event = event_of(button, gesture)
            assert event
            assert (button_of(event), gesture_of(event)) == (button, gesture)


def test_silence_reports_nothing():
    assert events((0, 5000)) == []


def test_a_short_press_is_a_click_once_it_is_released():
    assert play((NEXT_DOWN, 100), (0, 100)) == [(120, event_of(NEXT, CLICK))]
    assert events((DO_DOWN, 100), (0, 100)) == [event_of(DO, CLICK)]


def test_a_press_of_590_ms_is_a_click_and_none_of_600_is():
    assert events((DO_DOWN, 590), (0, 100)) == [event_of(DO, CLICK)]
    assert events((DO_DOWN, 610), (0, 100)) == [event_of(DO, HOLD)]


def test_a_hold_is_reported_when_its_time_has_come_and_once():
    assert play((DO_DOWN, 3000), (0, 500)) == [(600, event_of(DO, HOLD))]


def test_presses_one_after_the_other_are_all_reported():
    script = ((NEXT_DOWN, 60), (0, 60), (DO_DOWN, 700), (0, 60), (NEXT_DOWN, 60), (0, 60))
    assert events(*script) == [event_of(NEXT, CLICK), event_of(DO, HOLD), event_of(NEXT, CLICK)]


def test_bouncing_contacts_make_one_click():
    bounce = ((DO_DOWN, 5), (0, 5), (DO_DOWN, 10), (0, 5), (DO_DOWN, 5), (0, 10))
    script = bounce + ((DO_DOWN, 100),) + bounce + ((0, 100),)
    assert events(*script, every_ms=5) == [event_of(DO, CLICK)]


def test_a_spike_shorter_than_20_ms_is_nothing():
    assert events((DO_DOWN, 10), (0, 100), (NEXT_DOWN, 15), (0, 100), every_ms=5) == []


def test_a_gap_shorter_than_20_ms_does_not_end_a_hold():
    assert play((DO_DOWN, 300), (0, 10), (DO_DOWN, 500), (0, 50)) == [(600, event_of(DO, HOLD))]


def test_no_hold_is_reported_while_the_contact_is_opening():
    assert events((DO_DOWN, 595), (0, 100), every_ms=5) == [event_of(DO, CLICK)]


def test_two_buttons_together_report_nothing_until_both_are_released():
    assert events((BOTH, 100), (0, 100)) == []
    assert events((BOTH, 2000), (0, 100)) == []
    assert events((NEXT_DOWN, 100), (BOTH, 100), (NEXT_DOWN, 1000), (0, 100)) == []
    assert events((NEXT_DOWN, 100), (BOTH, 1000), (DO_DOWN, 1000), (0, 100)) == []
    assert events((NEXT_DOWN, 50), (BOTH, 50), (DO_DOWN, 50), (BOTH, 50), (0, 100)) == []
    assert events((BOTH, 100), (0, 100), (DO_DOWN, 100), (0, 50)) == [event_of(DO, CLICK)]


def test_sliding_from_one_button_to_the_other_reports_nothing():
    assert events((NEXT_DOWN, 100), (DO_DOWN, 100), (0, 100)) == []


def test_a_second_button_after_a_hold_adds_nothing():
    script = ((DO_DOWN, 700), (BOTH, 700), (NEXT_DOWN, 700), (0, 100))
    assert events(*script) == [event_of(DO, HOLD)]


def test_a_button_that_is_down_at_the_start_counts_from_its_release_on():
    script = ((DO_DOWN, 2000), (0, 100))
    assert events(*script, ready=False) == []
    script += ((DO_DOWN, 100), (0, 100))
    assert events(*script, ready=False) == [event_of(DO, CLICK)]


def test_a_stuck_button_does_not_disable_the_others():
    script = ((DO_DOWN, 500), (BOTH, 100), (DO_DOWN, 500), (BOTH, 700), (DO_DOWN, 100))
    wanted = [event_of(NEXT, CLICK), event_of(NEXT, HOLD)]
    assert events(*script, ready=False) == wanted


def test_a_stuck_button_that_comes_loose_during_a_press_changes_nothing():
    script = ((DO_DOWN, 500), (BOTH, 100), (NEXT_DOWN, 100), (0, 100))
    assert events(*script, ready=False) == [event_of(NEXT, CLICK)]


def test_a_press_meant_for_another_screen_is_ignored_until_its_release():
    gestures = Gestures(2, ticks_diff)
    seen = []
    for now_ms in range(0, 2000, 10):
        if now_ms == 200:
            gestures.ignore()
        down = 100 <= now_ms < 1000 or 1200 <= now_ms < 1300
        seen.append(gestures.sample(DO_DOWN if down else 0, now_ms))
    assert [event for event in seen if event] == [event_of(DO, CLICK)]


def test_a_press_that_has_not_settled_is_ignored_too():
    for ignored_ms in (100, 110, 120, 130):
        gestures = Gestures(2, ticks_diff)
        seen = []
        for now_ms in range(0, 2000, 10):
            down = 100 <= now_ms < 300 or 700 <= now_ms < 900
            seen.append(gestures.sample(DO_DOWN if down else 0, now_ms))
            if now_ms == ignored_ms:
                gestures.ignore()
        assert [event for event in seen if event] == [event_of(DO, CLICK)], ignored_ms


def test_a_bounce_that_is_ignored_does_not_swallow_the_next_press():
    gestures = Gestures(2, ticks_diff)
    seen = []
    for now_ms in range(0, 1000, 10):
        down = now_ms == 100 or 400 <= now_ms < 600
        seen.append(gestures.sample(DO_DOWN if down else 0, now_ms))
        if now_ms == 100:
            gestures.ignore()
    assert [event for event in seen if event] == [event_of(DO, CLICK)]


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
        assert [event for event in seen if event] == [event_of(DO, CLICK)], day


def test_a_press_that_ended_while_nobody_looked_is_neither_click_nor_hold():
    gestures = Gestures(2, ticks_diff)
    seen = []
    for now_ms, levels in ((0, 0), (30, 0), (40, DO_DOWN), (70, DO_DOWN), (1500, 0), (1530, 0)):
        seen.append(gestures.sample(levels, now_ms))
    assert seen == [None] * 6


def test_levels_of_buttons_the_board_has_not_are_ignored():
    assert events((DO_DOWN, 100), (0, 100), count=1) == []
    assert events((BOTH, 100), (DO_DOWN, 100), count=1) == [event_of(NEXT, CLICK)]


def test_three_buttons_work():
    assert events((4, 100), (0, 100), (4 | 1, 100), (0, 100), count=3) == [event_of(2, CLICK)]


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
        if event is not None:
            reports += 1
            assert button_of(event) in (NEXT, DO) and gesture_of(event) in (CLICK, HOLD)
            assert reports <= presses, now_ms
    assert reports > 20, reports
