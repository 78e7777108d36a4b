"""The boards: each a folder in boards/ with a board.py, whose pins are plain constants."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

import otpfob
from fobctl.installer.chips import CHIPS, Chip
from fobctl.installer.errors import InstallError

FOLDER = Path(otpfob.__file__).resolve().parents[2] / "boards"


@dataclass(frozen=True)
class Board:
    """What its board.py says. `soldered`: the pins that nobody has to wire.

    `wake` has what ends deep sleep by each button, a source of otpfob.drivers.power or None;
    `battery` what otpfob.drivers.battery_adc is given; `power_switch` a pin that, while low, gives
    power to parts of the board.
    """

    name: str
    folder: Path
    title: str
    chip: Chip
    sda: int
    scl: int
    panel_reset: int | None
    panel_height: int
    buttons: tuple[int, ...]
    wake: tuple[str | None, ...]
    usb_sense: int | None
    battery: tuple[int, int, int, int] | None
    power_switch: int | None
    soldered: tuple[int, ...]


def names(folder: Path = FOLDER) -> list[str]:
    """Return the names of all real boards, sorted."""
    return sorted(path.parent.name for path in folder.glob("*/board.py") if _is_real(path))


def load(name: str, folder: Path = FOLDER) -> Board:
    """Return a board. Raises InstallError, with the names there are, for one that is not.

    Also for one whose board.py lacks a constant.
    """
    known = names(folder)
    if name not in known:
        raise InstallError(f"There is no board {name!r}. There are: {', '.join(known)}.")
    path = folder / name / "board.py"
    pins = _constants(path)
    try:
        return Board(
            name=name,
            folder=folder / name,
            title=ast.get_docstring(ast.parse(path.read_text())) or name,
            chip=CHIPS[pins["CHIP"]],
            sda=pins["SDA"],
            scl=pins["SCL"],
            panel_reset=pins["PANEL_RESET"],
            panel_height=pins["PANEL_HEIGHT"],
            buttons=pins["BUTTONS"],
            wake=pins["WAKE"],
            usb_sense=pins["USB_SENSE"],
            battery=pins["BATTERY"],
            power_switch=pins.get("POWER_SWITCH"),
            soldered=pins["SOLDERED"],
        )
    except KeyError as error:
        raise InstallError(f"{path}: {error} is missing, or unknown.") from None


def pins(name: str, folder: Path = FOLDER) -> dict:
    """Return what the starter (firmware/starter) has to know of a board, the simulator's too."""
    found = _constants(folder / name / "board.py")
    return {
        "board": name,
        "buttons": list(found["BUTTONS"]),
        "sda": found["SDA"],
        "scl": found["SCL"],
        "reset": found["PANEL_RESET"],
        "height": found["PANEL_HEIGHT"],
    }


def _is_real(path: Path) -> bool:
    """The simulator's board has no chip."""
    return "CHIP" in _constants(path)


def _constants(path: Path) -> dict:
    """Return the names that `path` gives plain values to. Nothing of it is run."""
    found = {}
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            try:
                found[node.targets[0].id] = ast.literal_eval(node.value)
            except ValueError:
                pass  # no plain value
    return found
