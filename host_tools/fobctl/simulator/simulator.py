"""The simulated token: one board, one interpreter, one serial port.

A thread of its own serves the interpreter; the methods here may be called from any other.
With stepped time nothing moves by itself: `advance` moves time and returns when the
firmware has done all there was to do. That is also what "quiet" means: the firmware waits,
and no byte is on its way to it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from fobctl.simulator import compiled, tree
from fobctl.simulator.engine import Engine
from fobctl.simulator.errors import SimulatorError
from fobctl.simulator.hardware import BUTTON_PINS, HARD_RESET, POWER_ON, Hardware
from fobctl.simulator.random_bytes import SeededBytes, SystemBytes
from fobctl.simulator.sim_time import RunningTime, SteppedTime
from fobctl.simulator.uart import Uart

_CLICK_MS = 100
_HOLD_MS = 800
# On a board with one button, gestures differ by how long it is down (otpfob.ui.gestures).
_ONE_BUTTON_MS = {
    ("next", False): _CLICK_MS,
    ("do", False): 1000,
    ("next", True): 2000,
    ("do", True): 3200,
}
_SETTLE_MS = 60  # longer than the debouncing of the firmware and one turn of its loop
_APART_MS = 190  # and so long that the next click of NEXT makes no double click
_TWICE_MS = 60  # the gap within a double click
# Nobody answers there: no simulator asks the internet.
_NO_SERVERS = ("127.0.0.1:9", "127.0.0.1:9", "127.0.0.1:9")
_PATIENCE_S = 20  # the PC's time that the firmware may take before something is wrong


class Simulator:
    """Use as a context manager: leaving it ends every process and closes every port."""

    def __init__(
        self,
        folder: Path,
        *,
        height: int = 64,
        stepped: bool = False,
        paced: bool | None = None,
        ds3231: bool = True,
        buttons: int = 2,
        chip: str = "esp32",
        battery_mv: int | None = None,
        wifi: tuple[str, str] | None = None,
        time_servers: tuple[str, str, str] = _NO_SERVERS,
        seed: bytes | None = None,
        serial: bytes = b"\x02\x46\x4f\x42\x00\x01",
        heap: str = "256k",
        firmware: Path | None = None,
        own: bytes | None = None,
        fonts: Path = tree.FONTS,
        texts: Path = tree.TEXTS,
    ) -> None:
        """`own`: a partition for MicroPython, to start from it as a board of littlefs does."""
        tree.check()
        paced = not stepped if paced is None else paced
        if stepped and paced:
            raise ValueError("a line that is paced needs time that runs")
        folder.mkdir(parents=True, exist_ok=True)
        self.time = SteppedTime() if stepped else RunningTime()
        if buttons not in (1, 2, 3):
            raise ValueError("the board has one, two or three buttons")
        self.buttons = buttons
        self.turned_over = False
        self._pins = BUTTON_PINS[chip]
        settings = {
            "height": str(height),
            "buttons": str(buttons),
            "fonts": str(fonts),
            "texts": str(texts),
            "time_servers": " ".join(time_servers),
            "battery": "0" if battery_mv is None else "1",
        }
        if wifi is not None:
            settings["wifi_ssid"], settings["wifi_password"] = wifi
        random = SystemBytes() if seed is None else SeededBytes(seed)
        if own is not None:
            settings["fonts"], settings["texts"] = "fonts", "texts"  # in the slot
        self.hardware = Hardware(
            folder, self.time.now_ms, height, ds3231, serial, chip, settings, random, own
        )
        self.hardware.battery_mv = battery_mv or 0
        self.uart = Uart(paced)
        boot = tree.BOARD / ("rom_boot.py" if own is None else "vfs_boot.py")
        firmware = firmware or compiled.firmware()
        self._engine = Engine(self.hardware, self.uart, self.time, firmware, heap, boot)
        self._changed = self._engine.changed

    def __enter__(self) -> Simulator:
        self._engine.start()
        try:
            self.power_on()
        except BaseException:  # Ctrl-C, too, while the firmware starts
            self.__exit__()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self._engine.stop()
        self.uart.close()
        self.hardware.close()

    @property
    def port(self) -> str:
        """The serial port, as the host opens it."""
        return self.uart.port

    @property
    def powered(self) -> bool:
        """Whether there is power: a cut that flash was told to make takes it away."""
        return self._engine.powered

    @property
    def resets(self) -> int:
        """How often the firmware was started."""
        return self._engine.resets

    @property
    def at_prompt(self) -> bool:
        """Whether the firmware has handed over to MicroPython's prompt."""
        return self._engine.at_prompt

    @property
    def console(self) -> bytes:
        """What the firmware wrote last, frames and all."""
        with self._changed:
            return bytes(self._engine.console)

    def power_on(self) -> None:
        """Switch the power on, with the DS3231's battery in place all the time."""
        with self._changed:
            self.hardware.power_on()
            self.hardware.rtc.power_up()
            self._engine.powered = True
            self._engine.restart(POWER_ON)
        self._let_start()

    def cut_power(self) -> None:
        """Pull the plug."""
        with self._changed:
            self._engine.power_off()

    def reset(self) -> None:
        """Press the board's reset button: flash and clocks stay."""
        with self._changed:
            self._engine.restart(HARD_RESET)
        self._let_start()

    def plug_usb(self, plugged: bool) -> None:
        """Let USB give the power, or a battery. The serial line stays."""
        with self._changed:
            self.hardware.on_usb = plugged

    def charge(self, battery_mv: int) -> None:
        """Let the battery have this voltage; 0: it is not connected."""
        with self._changed:
            self.hardware.battery_mv = battery_mv

    @property
    def asleep(self) -> bool:
        """Whether the chip is in deep sleep."""
        with self._changed:
            return self._engine.asleep

    def _let_start(self) -> None:
        """Let the firmware see its buttons at rest: what is down at the start does not count."""
        self._engine.wake()
        self.settle()
        self.advance(_SETTLE_MS)

    @property
    def before_reset(self) -> Callable[[], None] | None:
        """Called when the firmware asks for a reset or deep sleep, while its memory is there."""
        return self._engine.before_reset

    @before_reset.setter
    def before_reset(self, function: Callable[[], None] | None) -> None:
        with self._changed:
            self._engine.before_reset = function

    def memory_holds(self, data: bytes) -> bool:
        """Return whether `data` lies in the memory of the interpreter; False while it is off.

        Its memory is more than a chip's: its stack, and the simulated board's buffers.
        """
        with self._changed:
            return self._engine.memory_holds(data)

    def flash_image(self) -> bytes:
        """Return every byte of the flash, with or without power."""
        with self._changed:
            return self.hardware.flash.image()

    def words(self) -> list[str]:
        """Return the texts on the glass, in the order they were drawn."""
        with self._changed:
            return list(self.hardware.words)

    def contrast(self) -> int:
        """Return how bright the glass is: 0 (off), 1..256."""
        with self._changed:
            display = self.hardware.display
            return display.registers.contrast + 1 if display.lit else 0

    def glass(self) -> list[bytearray]:
        """Return the rows of pixels on the glass, as who holds the token sees them."""
        with self._changed:
            rows = self.hardware.display.glass()
        return [row[::-1] for row in reversed(rows)] if self.turned_over else rows

    def turn_over(self) -> None:
        """Turn the token upside down in the hand: its buttons are in each other's places."""
        self.turned_over = not self.turned_over

    def _under(self, button):
        """Return which button is where `button` is on a token that was not turned over."""
        row = {1: ("next",), 2: ("next", "do"), 3: ("prev", "do", "next")}[self.buttons]
        return row[-1 - row.index(button)] if self.turned_over else button

    def press(
        self,
        button: str,
        *,
        hold: bool = False,
        down_ms: int | None = None,
        rest_ms: int | None = None,
    ) -> None:
        """Click or hold a button ("next", "do" or "prev"), and wait until that is done.

        A board with fewer buttons gets what means the same there: instead of PREV, NEXT clicked
        twice, or held; of its only button, a press of another length. `down_ms`: press the button
        itself, for so long; `rest_ms`: and wait for so long after it.
        """
        clicks = 1
        if button == "prev" and self.buttons < 3:
            button = "next"
            clicks = 1 if hold else 2
        if rest_ms is None:
            rest_ms = _SETTLE_MS if hold or button != "next" else _APART_MS
        if down_ms is None:
            down_ms = _HOLD_MS if hold else _CLICK_MS
            if self.buttons == 1:
                down_ms = _ONE_BUTTON_MS[button, hold]
                button = "next"
        pin = self._pins[self._under(button)]
        took_ms = 0
        with self._changed:
            now_ms = self.time.now_ms()
            events = self._engine.events
            for _ in range(clicks):
                at_ms = now_ms + took_ms
                events.append((at_ms, lambda: self.hardware.pressed.add(pin)))
                events.append((at_ms + down_ms, lambda: self.hardware.pressed.discard(pin)))
                took_ms += down_ms + _TWICE_MS
        self.advance(took_ms - _TWICE_MS + rest_ms)

    def hold_down(self, buttons: Iterable[str]) -> None:
        """Hold these buttons down, and no other, until called again."""
        with self._changed:
            self.hardware.pressed.clear()
            self.hardware.pressed.update(self._pins[button] for button in buttons)

    def advance(self, duration_ms: int) -> None:
        """Let the simulated time go on, and wait until the firmware is quiet."""
        with self._changed:
            self._engine.target_ms = max(self._engine.target_ms, self.time.now_ms()) + duration_ms
            target_ms = self._engine.target_ms
            self._engine.wake()
            self._wait(lambda: self.time.now_ms() >= target_ms and self._engine.quiet())

    def settle(self) -> None:
        """Wait until the firmware is quiet, without letting time go on."""
        with self._changed:
            self._wait(self._engine.quiet)

    def wait_for(self, *texts: str) -> None:
        """Wait until each of `texts` is in one of the words on the glass."""

        def there() -> bool:
            return all(any(text in word for word in self.hardware.words) for text in texts)

        with self._changed:
            self._wait(there, f"{texts} on the glass")

    def wait_for_prompt(self) -> None:
        """Wait until the firmware has handed over to MicroPython's prompt."""
        with self._changed:
            self._wait(lambda: self._engine.at_prompt, "MicroPython's prompt")

    def check(self) -> None:
        """Raise what went wrong in the simulator, if anything did."""
        with self._changed:
            if self._engine.failure is not None:
                raise self._engine.failure

    def wait_until_stopped(self) -> None:
        """Return only when a signal or a failure ends the simulator. Raises the failure."""
        while True:
            self.check()
            with self._changed:
                self._changed.wait(timeout=1)

    def _wait(self, condition: Callable[[], bool], wanted: str = "a quiet firmware") -> None:
        give_up_s = time.monotonic() + _PATIENCE_S
        while not condition():
            if self._engine.failure is not None:
                raise self._engine.failure
            self._changed.wait(timeout=0.5)
            if time.monotonic() > give_up_s and not condition():
                raise SimulatorError(f"waited in vain for {wanted}; glass: {self.hardware.words}")
        if self._engine.failure is not None:
            raise self._engine.failure
