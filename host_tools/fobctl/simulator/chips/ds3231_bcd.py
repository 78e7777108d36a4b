"""How the DS3231's time registers hold numbers: BCD, and hours of 24 or of 12 with AM and PM."""

from fobctl.simulator.chips.errors import ChipError

_HOUR_12 = 0x40
_PM = 0x20


def to_bcd(number: int) -> int:
    """Return 0..99 as tens in the high and units in the low nibble."""
    return number // 10 << 4 | number % 10


def from_bcd(bcd: int, lowest: int, highest: int, name: str) -> int:
    """Return the number in `bcd`; raise ChipError if it is none within the limits."""
    number = (bcd >> 4) * 10 + (bcd & 0x0F)
    if bcd & 0x0F > 9 or not lowest <= number <= highest:
        raise ChipError(f"0x{bcd:02X} is no {name}")
    return number


def hour_register(hour: int, hour_12: bool) -> int:
    """Return the register for `hour` (0..23), as a 12-hour one if `hour_12`."""
    if not hour_12:
        return to_bcd(hour)
    return _HOUR_12 | (_PM if hour >= 12 else 0) | to_bcd(hour % 12 or 12)


def hour_of(register: int) -> tuple[int, bool]:
    """Return the hour (0..23) in `register` and whether it is a 12-hour one."""
    if not register & _HOUR_12:
        return from_bcd(register & 0x3F, 0, 23, "hour"), False
    hour = from_bcd(register & 0x1F, 1, 12, "hour") % 12
    return hour + (12 if register & _PM else 0), True
