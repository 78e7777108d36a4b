"""What `make screens` says of screens that look different."""

from screens.make_screens import Picture, changed, listed


def picture(name, pixels, buttons=2, height=32, language="en"):
    return Picture("\t".join(("codes", name, language, str(height), str(buttons), pixels.hex())))


def test_only_a_screen_that_looks_different_is_named():
    before = listed([picture("code: 6 digits", b"\0"), picture("menu", b"\0")])
    assert before == listed([picture("code: 6 digits", b"\0"), picture("menu", b"\0")])
    after = listed([picture("code: 6 digits", b"\1"), picture("menu", b"\0")])
    assert changed(before, after) == ["codes/code: 6 digits"]
    assert changed(before, before) == []


def test_a_screen_that_came_or_went_is_named():
    one, both = [picture("menu", b"\0")], [picture("menu", b"\0"), picture("new", b"\0")]
    assert changed(listed(one), listed(both)) == ["codes/new"]
    assert changed(listed(both), listed(one)) == ["codes/new"]


def test_every_part_on_every_board_and_glass_counts():
    alone = listed([picture("menu", b"\0")])
    for more in (
        picture("menu", b"\0"),
        picture("menu", b"\0", buttons=1),
        picture("menu", b"\0", height=64),
        picture("menu", b"\0", language="ru"),
    ):
        assert changed(alone, listed([picture("menu", b"\0"), more])) == ["codes/menu"]
