"""The help for the buttons is drawn from the table that decides what they do."""

from ui.glass import BOARDS, SIZES, TEXTS_OF, StrictCanvas

from otpfob.ui import actions, buttons_help
from otpfob.ui.screen import DONE, REDRAW, STAY
from otpfob.ui.screens.pages import PagesScreen
from otpfob.ui.texts import LANGUAGES, id_of


def said(buttons, language="en"):
    texts = TEXTS_OF[buttons, language]
    return [tuple([texts.string(part) for part in row]) for row in buttons_help.rows(buttons)]


def test_each_board_is_told_what_its_buttons_do():
    assert said(1) == [
        ("press:", "next"),
        ("press twice:", "previous"),
        ("hold 1s:", "choose"),
        ("hold 2s:", "back"),
        ("hold 2s:", "next letter"),
        ("hold 3s:", "menu, OK"),
    ]
    assert said(2) == [
        ("NEXT", "next"),
        ("NEXT twice", "previous"),
        ("hold NEXT", "back"),
        ("hold NEXT", "run down"),
        ("hold NEXT 2s", "next letter"),
        ("DO", "choose"),
        ("hold DO", "menu, OK"),
    ]
    assert said(3) == [
        ("NEXT", "next"),
        ("hold NEXT", "run on"),
        ("hold NEXT 2s", "next letter"),
        ("DO", "choose"),
        ("hold DO", "menu, OK"),
        ("PREV", "previous"),
        ("hold PREV", "back"),
        ("hold PREV", "run up"),
        ("hold PREV 2s", "letter up"),
    ]


def test_the_hints_of_the_screens_name_the_gestures_of_the_table():
    does = {"NEXT": "next", "PREV": "previous", "DO": "choose", "BACK": "back", "MENU": "menu, OK"}
    for buttons in BOARDS:
        rows = said(buttons)
        for name in does:
            hint = TEXTS_OF[buttons, "en"].string(id_of("%s_%d" % (name, buttons)))
            assert (hint, does[name]) in rows, (buttons, name)


def test_no_two_actions_of_a_board_are_told_in_the_same_words():
    for buttons in BOARDS:
        for language in LANGUAGES:
            rows = said(buttons, language)
            assert len(set(rows)) == len(rows)
            assert not [row for row in rows if "#" in row[0] + row[1]]


def test_every_row_is_seen_once_on_the_way_through_the_pages():
    for buttons in BOARDS:
        for language in LANGUAGES:
            for height in SIZES:
                canvas = StrictCanvas(height, buttons, language=language)
                screen = PagesScreen("?", buttons_help.rows(buttons))
                seen = []
                for _ in range(5):
                    canvas.clear()
                    screen.draw(canvas)
                    lines = canvas.drawn()[2:]
                    seen += [tuple(lines[i : i + 2]) for i in range(0, len(lines), 2)]
                    if screen.on_action(actions.NEXT) == STAY or not screen._page:
                        break
                assert seen == said(buttons, language), (buttons, language, height)


def test_pages_go_both_ways_and_away():
    canvas = StrictCanvas(32)
    screen = PagesScreen("?", [(str(i), "") for i in range(12)])
    screen.draw(canvas)
    pages = screen._pages
    assert pages > 3
    for action, page in ((actions.PREV, pages - 1), (actions.NEXT, 0), (actions.RUN, 1)):
        assert screen.on_action(action) == REDRAW
        assert screen._page == page
    assert screen.on_action(actions.MENU) == STAY
    for action in (actions.DO, actions.BACK | actions.SCROLL):
        assert screen.on_action(action) == DONE
