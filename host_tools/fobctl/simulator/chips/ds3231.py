"""The DS3231 real-time clock on I2C (Maxim 19-5170 Rev 10), without alarms and pins.

    0x00-0x06  second, minute, hour, weekday, day, month with century bit, year; BCD
    0x07-0x0D  alarms: kept, but they never fire
    0x0E       control: EOSC stops the oscillator while on battery; the rest is kept
    0x0F       status: OSF says that the oscillator stopped and the time is not to be trusted
    0x10       ageing offset: kept, without effect; set `error_ppb` instead
    0x11-0x12  temperature in quarters of a degree, read only

Time comes only from the `now_ms` it is given, so a test can hold or turn it. A temperature
conversion takes no time here: CONV and BSY always read 0.
"""

from collections.abc import Callable

from fobctl.simulator.chips.ds3231_bcd import from_bcd, hour_of, hour_register, to_bcd
from fobctl.simulator.chips.ds3231_calendar import (
    SECONDS_A_DAY,
    add_days,
    date_of_unix_day,
    unix_day,
)
from fobctl.simulator.chips.errors import ChipError

_REGISTERS = 0x13
_TIME_REGISTERS = 7
_ALARM_1, _CONTROL, _STATUS, _AGEING, _TEMPERATURE_HIGH = 0x07, 0x0E, 0x0F, 0x10, 0x11
_EOSC, _CONV = 0x80, 0x20
_OSF, _EN32KHZ, _ALARM_FLAGS = 0x80, 0x08, 0x03
_CONTROL_AT_POWER_ON = 0x1C
_PS_A_SECOND = 10**12


class Ds3231:
    """A DS3231 just after its first power-on; `now_ms` counts real milliseconds, never back."""

    address = 0x68

    def __init__(self, now_ms: Callable[[], int], error_ppb: int = 0):
        self._now_ms = now_ms
        self._error_ppb = error_ppb
        self.temperature_quarter_c = 100
        self.lose_power()

    def lose_power(self) -> None:
        """Take supply and battery away and give them back: power-on values, OSF set."""
        self._century, self._year, self._month, self._day = 0, 0, 1, 1
        self._weekday = 1
        self._second_of_day = 0
        self._hour_12 = False
        self._alarms = bytearray(_CONTROL - _ALARM_1)
        self._control = _CONTROL_AT_POWER_ON
        self._status = _OSF | _EN32KHZ
        self._ageing = 0
        self._pointer = 0
        self._on_battery = False
        self._restart_second()

    def write(self, data: bytes) -> None:
        """Take one I2C write: the register pointer, then bytes for the registers from there."""
        if not data:
            return
        if data[0] >= _REGISTERS:
            raise ChipError(f"the DS3231 has no register 0x{data[0]:02X}")
        self._pointer = data[0]
        for byte in data[1:]:
            self._advance()
            self._store(self._pointer, byte)
            self._pointer = (self._pointer + 1) % _REGISTERS

    def read(self, n: int) -> bytes:
        """Return `n` registers from the pointer; the time is of one moment, the start."""
        result = bytearray()
        time_registers = self._time_registers()
        for _ in range(n):
            if self._pointer < _TIME_REGISTERS:
                result.append(time_registers[self._pointer])
            else:
                result.append(self._fetch(self._pointer))
            self._pointer = (self._pointer + 1) % _REGISTERS
            if self._pointer == 0:
                # "Address Map": the buffers follow the time again when the pointer rolls over.
                time_registers = self._time_registers()
        return bytes(result)

    @property
    def error_ppb(self) -> int:
        """How much the oscillator is fast, in parts per 10^9; the time so far stays as it is."""
        return self._error_ppb

    @error_ppb.setter
    def error_ppb(self, error_ppb: int) -> None:
        self._advance()
        self._error_ppb = error_ppb

    @property
    def lost_power(self) -> bool:
        """Whether OSF is set."""
        return bool(self._status & _OSF)

    def set_on_battery(self, on_battery: bool) -> None:
        """Take the supply away or give it back; with EOSC set, the battery keeps no time."""
        self._advance()
        self._on_battery = on_battery
        self._note_stopped_oscillator()

    def set_unix_s(self, unix_s: int, lost_power: bool = False) -> None:
        """Set time and weekday (1 is Monday) to `unix_s`, at the start of that second."""
        days, second_of_day = divmod(unix_s, SECONDS_A_DAY)
        self._century, self._year, self._month, self._day = date_of_unix_day(days)
        self._weekday = (days + 3) % 7 + 1
        self._second_of_day = second_of_day
        self._status = self._status & ~_OSF | (_OSF if lost_power else 0)
        self._restart_second()

    def unix_s(self) -> int:
        """Return the time the chip shows, in Unix seconds; century bit 0 is 20xx, 1 is 21xx."""
        self._advance()
        days = unix_day(self._century, self._year, self._month, self._day)
        return days * SECONDS_A_DAY + self._second_of_day

    def unix_ms(self) -> int:
        """Return the time in Unix milliseconds, with the fraction no register shows."""
        return self.unix_s() * 1000 + self._phase_ps * 1000 // _PS_A_SECOND

    def save(self) -> dict[str, "str | int"]:
        """Return what the chip holds, fit for JSON."""
        registers = self._time_registers()
        registers += bytes(self._fetch(number) for number in range(_TIME_REGISTERS, _REGISTERS))
        return {
            "registers": registers.hex(),
            "phase_ps": self._phase_ps,
            "error_ppb": self._error_ppb,
        }

    def load(self, saved: dict[str, "str | int"], elapsed_ms: int = 0) -> None:
        """Continue from what `save` returned, after `elapsed_ms` on battery."""
        try:
            registers = bytes.fromhex(str(saved["registers"]))
            phase_ps, error_ppb = int(saved["phase_ps"]), int(saved["error_ppb"])
            if len(registers) != _REGISTERS or not 0 <= phase_ps < _PS_A_SECOND:
                raise ValueError
            for number in range(_TEMPERATURE_HIGH):
                self._store(number, registers[number])
        except (ChipError, KeyError, TypeError, ValueError):
            raise ValueError("this is not the saved state of a DS3231") from None
        self._status = registers[_STATUS]
        high, low = registers[_TEMPERATURE_HIGH:]
        quarters = high << 2 | low >> 6
        self.temperature_quarter_c = quarters - (quarters & 0x200) * 2
        # Storing the seconds has just set the phase to 0.
        self._error_ppb = error_ppb
        self._phase_ps = phase_ps
        self._on_battery = True
        self._note_stopped_oscillator()
        self._anchor_ms -= elapsed_ms
        self.set_on_battery(False)

    def _restart_second(self) -> None:
        self._anchor_ms = self._now_ms()
        self._phase_ps = 0

    def _oscillating(self) -> bool:
        return not (self._on_battery and self._control & _EOSC)

    def _note_stopped_oscillator(self) -> None:
        if not self._oscillating():
            self._status |= _OSF

    def _advance(self) -> None:
        now_ms = self._now_ms()
        elapsed_ms = now_ms - self._anchor_ms
        if elapsed_ms < 0:
            raise ValueError("the counter behind the DS3231 went back")
        if self._oscillating():
            # One millisecond of an exact oscillator is 10^9 ps: no rounding, ever.
            phase_ps = self._phase_ps + elapsed_ms * (10**9 + self._error_ppb)
            seconds, phase_ps = divmod(phase_ps, _PS_A_SECOND)
            self._add_seconds(seconds)
            self._phase_ps = phase_ps
        self._anchor_ms = now_ms

    def _add_seconds(self, seconds: int) -> None:
        days, second_of_day = divmod(self._second_of_day + seconds, SECONDS_A_DAY)
        if days:
            self._century, self._year, self._month, self._day = add_days(
                self._century, self._year, self._month, self._day, days
            )
            self._weekday = (self._weekday - 1 + days) % 7 + 1
        self._second_of_day = second_of_day

    def _time_registers(self) -> bytes:
        self._advance()
        minutes, second = divmod(self._second_of_day, 60)
        hour, minute = divmod(minutes, 60)
        month = self._century << 7 | to_bcd(self._month)
        return bytes(
            (to_bcd(second), to_bcd(minute), hour_register(hour, self._hour_12), self._weekday)
            + (to_bcd(self._day), month, to_bcd(self._year))
        )

    def _fetch(self, number: int) -> int:
        if number < _CONTROL:
            return self._alarms[number - _ALARM_1]
        quarters = self.temperature_quarter_c
        temperature = (quarters >> 2 & 0xFF, (quarters & 3) << 6)
        return (self._control, self._status, self._ageing, *temperature)[number - _CONTROL]

    def _store(self, number: int, byte: int) -> None:
        if number < _TIME_REGISTERS:
            self._store_time(number, byte)
        elif number < _CONTROL:
            self._alarms[number - _ALARM_1] = byte
        elif number == _CONTROL:
            self._control = byte & ~_CONV
            self._note_stopped_oscillator()
        elif number == _STATUS:
            # OSF and the alarm flags can only be cleared.
            self._status = self._status & byte & (_OSF | _ALARM_FLAGS) | byte & _EN32KHZ
        elif number == _AGEING:
            self._ageing = byte

    def _store_time(self, number: int, byte: int) -> None:
        minutes, second = divmod(self._second_of_day, 60)
        hour, minute = divmod(minutes, 60)
        if number == 0:
            second = from_bcd(byte & 0x7F, 0, 59, "second")
            # Writing the seconds restarts the countdown chain: a full second follows.
            self._restart_second()
        elif number == 1:
            minute = from_bcd(byte & 0x7F, 0, 59, "minute")
        elif number == 2:
            hour, self._hour_12 = hour_of(byte)
        elif number == 3:
            self._weekday = from_bcd(byte & 0x07, 1, 7, "weekday")
        elif number == 4:
            self._day = from_bcd(byte & 0x3F, 1, 31, "day")
        elif number == 5:
            self._century = byte >> 7
            self._month = from_bcd(byte & 0x1F, 1, 12, "month")
        else:
            self._year = from_bcd(byte, 0, 99, "year")
        self._second_of_day = (hour * 60 + minute) * 60 + second
