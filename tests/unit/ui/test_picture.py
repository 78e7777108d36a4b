"""What the host drew is on the glass as it drew it; what is no picture is as if there was none."""

from ui.glass import SIZES, Clock, StrictCanvas, words
from ui.hand import NEXT

from otpfob.core.account import MAX_PICTURE_BYTES, TOTP, Account
from otpfob.ui.canvas import Canvas
from otpfob.ui.picture import ROWS, Pictured, line
from otpfob.ui.screen import REDRAW
from otpfob.ui.screens.accounts import AccountsScreen
from otpfob.ui.screens.confirm import ConfirmScreen
from otpfob.ui.screens.hotp import HotpScreen
from otpfob.ui.screens.menu import MenuScreen
from otpfob.ui.screens.move import MoveScreen
from otpfob.ui.screens.totp import TotpScreen

ISSUER, NAME = "銀行", "山田"
LEFT = Canvas.margin


def strips(width, seed):
    """Return the strips of a line in which every column differs from the next."""
    upper = bytes([(seed + 37 * x) & 0xFF for x in range(width)])
    return upper + bytes([(seed + x) & 7 for x in range(width)])


def made(issuer_px, name_px):
    return bytes([1, issuer_px, name_px]) + strips(issuer_px, 11) + strips(name_px, 90)


def columns(canvas, x, y, width):
    """Return the ROWS pixels below y of each of these columns, the highest in bit 0."""
    found = []
    for at in range(x, x + width):
        column = 0
        for row in range(ROWS):
            bit = canvas.buffer[(y + row) // 8 * 128 + at] >> (y + row) % 8 & 1
            column |= bit << row
        found.append(column)
    return found


def drawn(width, seed):
    both = strips(width, seed)
    return [both[x] | both[width + x] << 8 for x in range(width)]


class Accounts:
    def __init__(self, picture, count=1, issuer=ISSUER, name=NAME):
        self.count = count
        self._labels = issuer, name
        self._picture = picture

    def labels_at(self, position):
        return self._labels

    def picture_at(self, position):
        return memoryview(self._picture)


def on_glass(screen, height=64):
    canvas = StrictCanvas(height)
    screen.draw(canvas)
    return canvas


def totp(picture, unix_s=0, issuer=ISSUER, name=NAME):
    screen = TotpScreen(Account(TOTP, issuer, name, b"1" * 20), picture)
    screen.on_tick(Clock(unix_s))
    return screen


def test_the_code_screen_shows_both_lines_above_the_code():
    picture = made(60, 40)
    for screen in (totp(picture), HotpScreen(ISSUER, NAME, picture)):
        canvas = on_glass(screen)
        assert columns(canvas, LEFT, 0, 60) == drawn(60, 11)
        assert columns(canvas, LEFT, 12, 40) == drawn(40, 90)
        assert columns(canvas, LEFT + 60, 0, 66) == [0] * 66
        assert words(screen)[:2] == [ISSUER, NAME]


def test_a_low_display_shows_them_in_one_line():
    canvas = on_glass(HotpScreen(ISSUER, NAME, made(60, 40)), 32)
    assert columns(canvas, LEFT, 0, 60) == drawn(60, 11)
    assert columns(canvas, LEFT + 65, 0, 40) == drawn(40, 90)


def test_a_line_without_a_picture_is_drawn_with_the_fonts():
    plain = on_glass(totp(b"", issuer="Bank", name="ann"))
    canvas = on_glass(totp(made(0, 40), issuer="Bank"))
    assert columns(canvas, LEFT, 0, 60) == columns(plain, LEFT, 0, 60)
    assert columns(canvas, LEFT, 12, 40) == drawn(40, 90)
    canvas = on_glass(totp(made(60, 0), name="ann"))
    assert columns(canvas, LEFT, 0, 60) == drawn(60, 11)
    assert columns(canvas, LEFT, 12, 40) == columns(plain, LEFT, 12, 40)


def test_an_account_without_an_issuer_shows_its_name_first():
    canvas = on_glass(totp(made(0, 40), issuer=""))
    assert columns(canvas, LEFT, 0, 40) == drawn(40, 90)


def test_the_next_code_has_room_below_the_largest_picture():
    for height in SIZES:
        screen = totp(made(99, 99), 27)
        assert screen._next
        on_glass(screen, height)
        if height == 64:  # its box begins at row 52, and the code ends above
            without = totp(made(99, 99), 27)
            without._next = ""
            below = columns(on_glass(without), 0, 52, 128)
            assert not any(column & 0xFF for column in below)


def test_a_wide_line_scrolls_to_its_end_and_stands_still_there():
    width = 190
    screen = HotpScreen(ISSUER, "", made(width, 0))
    seen = []
    for _ in range(8):
        seen.append(columns(on_glass(screen), LEFT, 0, 126))
        assert screen._heading.overlong
        screen.on_tick(None)
    whole = drawn(width, 11)
    assert seen[0] == whole[:126] and seen[3] == whole[-126:]
    assert seen[4] == seen[0]  # and around


def test_the_list_shows_a_row_for_each_and_inverts_the_selected_one():
    screen = AccountsScreen(Accounts(made(50, 40), 3))
    canvas = on_glass(screen)
    inverted = [column ^ (1 << ROWS) - 1 for column in drawn(50, 11)]
    assert columns(canvas, LEFT, 1, 50) == inverted
    assert columns(canvas, LEFT, 13, 50) == drawn(50, 11)
    assert columns(canvas, LEFT + 62, 25, 40) == drawn(40, 90)  # after a colon and a blank
    assert words(screen) == [ISSUER + ": " + NAME] * 3


def test_a_wide_row_scrolls_when_it_is_selected_and_is_cut_when_not():
    screen = AccountsScreen(Accounts(made(150, 40), 2))
    canvas = on_glass(screen)
    assert columns(canvas, LEFT, 13, 121) == drawn(150, 11)[:121]
    assert columns(canvas, 124, 13, 4) == [0] * 4  # the place of the bar
    assert screen._rows.overlong
    before = bytes(canvas.buffer)
    screen.on_tick(None)
    assert bytes(on_glass(screen).buffer) != before


def test_the_list_of_a_move_shows_them_too():
    screen = MoveScreen(Accounts(made(50, 0), 3), 0)
    screen.on_action(NEXT)
    assert columns(on_glass(screen), LEFT, 12, 50) == drawn(50, 11)


def test_the_largest_picture_is_one():
    most = (MAX_PICTURE_BYTES - 3) // 2
    picture = made(most, 0)
    assert len(picture) <= MAX_PICTURE_BYTES
    assert isinstance(line(picture, ISSUER, ""), Pictured)


def test_what_is_no_picture_of_this_version_is_none():
    good = made(9, 4)
    bad = [b"", b"\x01", b"\x01\x00", bytes([2]) + good[1:], good[:-1], good + b"\0"]
    bad += [bytes([1, 255, 255]) + bytes(397), bytes([1, 0, 0]), bytes(400), bytes([255]) * 400]
    for picture in bad:
        assert line(picture, ISSUER, NAME, ": ") == ISSUER + ": " + NAME, picture
        assert words(totp(picture))[:2] == [ISSUER, NAME]
        on_glass(AccountsScreen(Accounts(picture)))
    assert isinstance(line(good, ISSUER, NAME), Pictured)


def test_a_question_names_an_account_by_its_picture():
    picture = made(40, 60)
    lines = [line(picture, ISSUER, ""), line(picture, "", NAME), "The key is lost."]
    screen = ConfirmScreen("Delete account?", lines, None)
    canvas = on_glass(screen)
    assert columns(canvas, LEFT, 11, 40) == drawn(40, 11)
    assert columns(canvas, LEFT, 11 + ROWS + 1, 60) == drawn(60, 90)
    assert words(screen)[:4] == ["Delete account?", ISSUER, NAME, "The key is lost."]


def test_on_a_low_display_a_question_shows_one_after_the_other():
    picture = made(40, 60)
    lines = [line(picture, ISSUER, ""), line(picture, "", NAME), "It is gone."]
    screen = ConfirmScreen("Sure?", lines, None)
    screen.on_tick(Clock())
    for width, seed in ((40, 11), (60, 90), (0, 0), (40, 11)):
        assert columns(on_glass(screen, 32), LEFT, 8, width) == drawn(width, seed)
        for _ in range(2):
            assert screen.on_tick(Clock()) == REDRAW


def test_a_long_picture_in_a_question_scrolls_to_its_end():
    screen = ConfirmScreen("Sure?", [line(made(0, 190), "", NAME)], None)
    screen.on_tick(Clock())
    overflow = 190 - (128 - LEFT)
    for offset in (0, 24, 48, overflow, 0):
        shown = columns(on_glass(screen), LEFT, 11, 128 - LEFT)
        assert shown == drawn(190, 90)[offset:][: 128 - LEFT], offset
        assert screen.on_tick(Clock()) == REDRAW


def test_a_title_is_inverted_over_the_whole_of_a_picture():
    for height, rows in ((64, 4), (32, 1)):
        screen = MenuScreen(line(made(40, 0), ISSUER, ""), ["Entry %d" % i for i in range(9)])
        canvas = on_glass(screen, height)
        assert columns(canvas, LEFT, 0, 40) == [column ^ 0x7FF for column in drawn(40, 11)]
        assert columns(canvas, 127, 0, 1) == [0x7FF]
        assert words(screen, height)[0] == ISSUER and len(words(screen, height)) == 1 + rows
