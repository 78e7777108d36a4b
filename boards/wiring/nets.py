"""What is connected with what on a board: the one list that drawings and tables are made of."""

from dataclasses import dataclass

from fobctl.installer.boards import Board

_BUTTON_NAMES = ("NEXT", "DO", "PREV")


@dataclass(frozen=True)
class Part:
    """Something wired to the board. `pins` are its labels from top to bottom, each with its net."""

    kind: str  # oled, clock or button
    title: str
    pins: tuple[tuple[str, str], ...]


def label(gpio: int) -> str:
    """Return the name of the net at a pin."""
    return str(gpio)


def buttons(board: Board) -> list[tuple[str, int]]:
    """Return the name and the pin of each button."""
    if len(board.buttons) == 1:
        return [("NEXT and DO", board.buttons[0])]
    return list(zip(_BUTTON_NAMES, board.buttons, strict=False))


def parts(board: Board) -> list[Part]:
    """Return what somebody has to wire, from top to bottom of the drawing."""
    sda, scl = label(board.sda), label(board.scl)
    found = []
    if board.sda not in board.soldered:
        bus = (("GND", "GND"), ("VCC", "3V3"), ("SCL", scl), ("SDA", sda))
        found.append(Part("oled", f"SSD1306, 128 x {board.panel_height}", bus))
    bus = (("GND", "GND"), ("VCC", "3V3"), ("SDA", sda), ("SCL", scl))
    found.append(Part("clock", "DS3231", bus))
    for name, pin in buttons(board):
        if pin not in board.soldered:
            found.append(Part("button", name, (("", label(pin)), ("", "GND"))))
    return found


def table(board: Board) -> list[tuple[str, str, str]]:
    """Return pin, what it goes to, and who connects it, for each pin of the board in use."""
    own_panel = board.sda in board.soldered
    both = "SSD1306 on the board, DS3231" if own_panel else "SSD1306 and DS3231"
    rows = [
        (f"GPIO {board.sda}", f"SDA of {both}", ""),
        (f"GPIO {board.scl}", f"SCL of {both}", ""),
    ]
    if board.panel_reset is not None:
        rows.append((f"GPIO {board.panel_reset}", "RES of SSD1306", "the board"))
    for name, pin in buttons(board):
        done = pin in board.soldered
        goes = f"{name}, other side to ground"
        rows.append((f"GPIO {pin}", goes, "the board" if done else ""))
    if board.power_switch is not None:
        rows.append(
            (f"GPIO {board.power_switch}", "power of the OLED and the divider", "the board")
        )
    if board.battery is not None:
        pin, upper, lower, _ = board.battery
        done = "the board" if pin in board.soldered else ""
        rows.append((f"GPIO {pin}", f"battery, by {upper} kOhm; {lower} kOhm to ground", done))
    rows.append(("3V3, GND", "DS3231" if own_panel else "both modules", ""))
    return rows
