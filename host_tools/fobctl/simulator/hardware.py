"""What is soldered to the simulated chip, and the answers to its requests.

The requests are those of boards/sim/wire.py. This file knows no processes and no time but
what it is given.
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Callable
from pathlib import Path

from fobctl.simulator.chips.ds3231 import Ds3231
from fobctl.simulator.chips.esp32_rtc import Esp32Rtc
from fobctl.simulator.chips.esp32_wake import WakeSources
from fobctl.simulator.chips.flash import Flash
from fobctl.simulator.chips.ssd1306 import Ssd1306
from fobctl.simulator.random_bytes import SeededBytes, SystemBytes

# The flash is two data partitions, one after the other, in blocks of 4096 bytes.
PARTITIONS = {"vault": 64, "keys": 10}
# MicroPython's own filesystem is a flash of its own, behind these blocks, on a board that starts
# from it.
_OWN = "vfs"

# As wired in boards/sim/board.py, in the order of otpfob.ui.gestures.
BUTTON_PINS = {
    "esp32": {"next": 25, "do": 26, "prev": 27},
    "esp32s3": {"next": 4, "do": 5, "prev": 6},
    "esp32c3": {"next": 3, "do": 4, "prev": 5},
}
_USB_PIN = 18
_BATTERY_PIN = 35
_DIVIDER = 2  # two resistors of the same size
# What the converter gives at most, at its highest attenuation.
_FULL_SCALE_MV = 3100

# What machine.freq() takes, in MHz, without the ones below 80 that stop the radio.
_SPEEDS = {"esp32": (80, 160, 240), "esp32s3": (80, 160, 240), "esp32c3": (80, 160)}
_START_MHZ = 160

# Numbers of machine.reset_cause() on the ESP32.
POWER_ON, HARD_RESET, DEEP_SLEEP, SOFT_RESET = 1, 2, 4, 5

# What MicroPython reserves in the ESP32's RTC.
_RTC_MEMORY_BYTES = 2048
_RTC = ">HBBBBBBI"


class RequestError(Exception):
    """`status` is the errno that the chip's program gets."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Hardware:
    """The chips and wires of one board."""

    def __init__(
        self,
        folder: Path,
        now_ms: Callable[[], int],
        height: int,
        has_ds3231: bool,
        serial: bytes,
        chip: str,
        settings: dict[str, str],
        random: SystemBytes | SeededBytes,
        own: bytes | None = None,
    ) -> None:
        self._now_ms = now_ms
        self._serial = serial
        self._chip_name = chip
        self._settings = settings | {"chip": chip}
        self._random = random
        self.display = Ssd1306(128, height)
        self.ds3231 = Ds3231(now_ms)
        self.rtc = Esp32Rtc(now_ms)
        self.flash = Flash(folder / "flash.bin", sum(PARTITIONS.values()))
        self.own_flash: Flash | None = None
        if own is not None:
            self.own_flash = Flash(folder / "vfs.bin", len(own) // self.flash.block_size)
            self.own_flash.restore(own)
        self.i2c: dict[int, Ssd1306 | Ds3231] = {self.display.address: self.display}
        if has_ds3231:
            self.i2c[self.ds3231.address] = self.ds3231
        self.wake = WakeSources(chip)
        self.pressed: set[int] = set()
        self.on_usb = True
        self.battery_mv = 0
        self.mhz = _START_MHZ
        self.reset_cause = POWER_ON
        self.radio_on = False
        self._words: list[str] = []
        self._drawing: list[str] = []
        self._handlers = {
            ord("I"): self._i2c_write,
            ord("i"): self._i2c_read,
            ord("P"): self._pin,
            ord("T"): self._ticks,
            ord("U"): lambda payload: self._serial,
            ord("C"): lambda payload: struct.pack(_RTC, *self.rtc.get()),
            ord("c"): self._set_rtc,
            ord("M"): lambda payload: self.rtc.memory,
            ord("m"): self._set_rtc_memory,
            ord("K"): lambda payload: bytes((self.reset_cause,)),
            ord("N"): self._partition,
            ord("r"): self._flash_read,
            ord("w"): self._flash_program,
            ord("e"): self._flash_erase,
            ord("X"): self._trace,
            ord("S"): self._setting,
            ord("G"): lambda payload: self._random.read(payload[0] << 8 | payload[1]),
            ord("A"): self._radio,
            ord("Y"): lambda payload: self.wake.arm(payload[0], bool(payload[1]), payload[2:]),
            ord("F"): self._freq,
            ord("V"): self._volts,
            ord("Q"): lambda payload: b"",
        }

    def stop_chip(self) -> None:
        """The chip stops, and with it what it drives."""
        self.display.hard_reset()
        self.wake.reset()
        self.mhz = _START_MHZ
        self.radio_on = False
        self._words = []

    def picture_is_whole(self) -> None:
        """The firmware waits: what it drew is on the glass, also when nothing had to be sent."""
        if self.display.address in self.i2c:
            self._words = self._drawing

    @property
    def words(self) -> list[str]:
        """The texts that can be read: none while the display is off."""
        return self._words if self.display.lit else []

    def answer(self, op: int, payload: bytes) -> bytes:
        """Return the answer to a request. Raises RequestError, ChipError or PowerCut."""
        handler = self._handlers.get(op)
        if handler is None:
            raise RequestError(errno.EOPNOTSUPP)
        return handler(payload) or b""

    def _chip(self, address):
        if address not in self.i2c:
            raise RequestError(errno.ENODEV)
        return self.i2c[address]

    def _i2c_write(self, payload):
        chip = self._chip(payload[0])
        chip.write(payload[1:])
        if chip is self.display:
            self._words = self._drawing

    def _i2c_read(self, payload):
        return self._chip(payload[0]).read(payload[1] << 8 | payload[2])

    def _pin(self, payload):
        if payload[0] == _USB_PIN:
            return bytes((self.on_usb,))
        # A button pulls its pin down.
        return bytes((0 if payload[0] in self.pressed else 1,))

    def _ticks(self, payload):
        # MicroPython's ticks_ms wraps at 2^30 on the ESP32, later on the unix port: the
        # diff that is used with it is the unix port's.
        return struct.pack(">I", self._now_ms() & 0xFFFFFFFF)

    def _set_rtc(self, payload):
        self.rtc.set(struct.unpack(_RTC, payload))

    def _set_rtc_memory(self, payload):
        if len(payload) > _RTC_MEMORY_BYTES:
            raise RequestError(errno.EINVAL)
        self.rtc.memory = payload

    def power_on(self) -> None:
        """Give the flash its power back."""
        for flash in (self.flash, self.own_flash):
            if flash is not None:
                flash.power_on()

    def close(self) -> None:
        for flash in (self.flash, self.own_flash):
            if flash is not None:
                flash.close()

    def _partition(self, payload):
        if self.own_flash is not None and payload == _OWN.encode():
            own = self.own_flash
            return struct.pack(">HHH", own.blocks, own.block_size, self.flash.blocks)
        first_block = 0
        for name, blocks in PARTITIONS.items():
            if payload == name.encode():
                return struct.pack(">HHH", blocks, self.flash.block_size, first_block)
            first_block += blocks
        raise RequestError(errno.ENOENT)

    def _place(self, payload):
        """Return the flash that a block of the whole lies in, and its number there."""
        block = payload[0] << 8 | payload[1]
        if self.own_flash is not None and block >= self.flash.blocks:
            return self.own_flash, block - self.flash.blocks
        return self.flash, block

    def _flash_read(self, payload):
        flash, block = self._place(payload)
        return flash.read(block, *struct.unpack(">HH", payload[2:]))

    def _flash_program(self, payload):
        flash, block = self._place(payload)
        flash.program(block, *struct.unpack(">H", payload[2:4]), payload[4:])

    def _flash_erase(self, payload):
        flash, block = self._place(payload)
        flash.erase(block)

    def _trace(self, payload):
        if payload:
            self._drawing.append(payload[1:].decode())
        else:
            self._drawing = []

    def _radio(self, payload):
        self.radio_on = bool(payload[0])

    def _volts(self, payload):
        mv = self.battery_mv // _DIVIDER if payload[0] == _BATTERY_PIN else 0
        return struct.pack(">I", min(mv, _FULL_SCALE_MV) * 1000)

    def _freq(self, payload):
        mhz = int.from_bytes(payload, "big") // 1_000_000
        if mhz not in _SPEEDS[self._chip_name]:
            raise RequestError(errno.EINVAL)
        self.mhz = mhz

    def _setting(self, payload):
        name = payload.decode()
        if name not in self._settings:
            raise RequestError(errno.ENOENT)
        return self._settings[name].encode()
