"""What each pin of a chip is good for, from Espressif's data sheets, and what a board may use.

Sections by name, since their numbers differ between versions of a sheet:

ESP32     "ESP32 Series Datasheet": Pin Overview, IO MUX (GPIO 34 to 39 have no output and no
          pull resistors), Strapping Pins, Pin Mapping Between Chip and Flash
ESP32-S3  "ESP32-S3 Series Datasheet": Pin Overview, Strapping Pins, Pin Mapping Between Chip and
          Flash/PSRAM (33 to 37 with octal memory)
ESP32-C3  "ESP32-C3 Series Datasheet": Pin Overview, Strapping Pins, Pin Mapping Between Chip and
          Flash

What wakes them: fobctl.simulator.chips.esp32_wake.
"""

from dataclasses import dataclass

from fobctl.simulator.chips.errors import ChipError
from fobctl.simulator.chips.esp32_wake import EXT0, EXT1, GPIO, WakeSources


def _pins(text):
    found = set()
    for word in text.split():
        first, _, last = word.partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    return frozenset(found)


@dataclass(frozen=True)
class ChipPins:
    exist: frozenset
    strapping: frozenset  # their level at reset decides how the chip starts
    memory: frozenset  # flash, and PSRAM where it shares the bus
    console: frozenset  # UART0 and the chip's own USB
    no_pull: frozenset  # neither outputs nor pull resistors
    adc1: frozenset  # the converter that does not belong to the radio


CHIP_PINS = {
    "esp32": ChipPins(
        exist=_pins("0-19 21-23 25-27 32-39"),
        strapping=_pins("0 2 5 12 15"),
        memory=_pins("6-11"),
        console=_pins("1 3"),
        no_pull=_pins("34-39"),
        adc1=_pins("32-39"),
    ),
    "esp32s3": ChipPins(
        exist=_pins("0-21 26-48"),
        strapping=_pins("0 3 45 46"),
        memory=_pins("26-37"),
        console=_pins("19 20 43 44"),
        no_pull=frozenset(),
        adc1=_pins("1-10"),
    ),
    "esp32c3": ChipPins(
        exist=_pins("0-21"),
        strapping=_pins("2 8 9"),
        memory=_pins("11-17"),
        console=_pins("18-21"),
        no_pull=frozenset(),
        adc1=_pins("0-4"),
    ),
}


def problems(board):
    """Return a sentence for each pin of a board that is not good for what it is used for."""
    chip = CHIP_PINS[board.chip.name]
    uses = [("SDA", board.sda), ("SCL", board.scl)]
    uses += [("button", pin) for pin in board.buttons]
    if board.usb_sense is not None:
        uses.append(("USB sense", board.usb_sense))
    if board.battery is not None:
        uses.append(("battery", board.battery[0]))
    if board.power_switch is not None:
        uses.append(("power switch", board.power_switch))
    if board.panel_reset is not None:
        uses.append(("RES", board.panel_reset))
    found = []
    seen = set()
    for use, pin in uses:
        if pin in seen:
            found.append(f"{use}: GPIO {pin} is used twice")
        seen.add(pin)
        if pin not in chip.exist:
            found.append(f"{use}: there is no GPIO {pin}")
        if pin in chip.memory:
            found.append(f"{use}: GPIO {pin} belongs to the flash")
        if pin in chip.console:
            found.append(f"{use}: GPIO {pin} is the console")
        if pin in chip.strapping and pin not in board.soldered:
            found.append(f"{use}: GPIO {pin} decides how the chip starts")
        if use == "battery" and pin not in chip.adc1:
            found.append(f"battery: GPIO {pin} is not of ADC1")
        if pin in chip.no_pull and use not in ("USB sense", "battery"):
            found.append(f"{use}: GPIO {pin} has no output and no pull-up")
    for pin in board.soldered:
        if pin not in seen:
            found.append(f"GPIO {pin} is soldered to nothing that is used")
    return found + _wake_problems(board)


def _wake_problems(board):
    """Arm what ends deep sleep as the board does, and press each button."""
    if len(board.wake) != len(board.buttons):
        return ["WAKE does not say of every button what wakes by it"]
    chip = WakeSources(board.chip.name)
    sources = {"ext0": EXT0, "ext1": EXT1, "gpio": GPIO}
    try:
        for source in set(board.wake) - {None}:
            pins = [pin for pin, by in zip(board.buttons, board.wake, strict=True) if by == source]
            chip.arm(sources[source], False, pins)
    except ChipError as error:
        return [str(error)]
    return [
        f"button: GPIO {pin} alone wakes nobody"
        for pin, by in zip(board.buttons, board.wake, strict=True)
        if by is not None and not chip.woken([pin])
    ]
