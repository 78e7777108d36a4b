"""The simulated token: one board, one interpreter, one serial port.

A thread of its own serves the interpreter; the methods here may be called from any other.
With stepped time nothing moves by itself: `advance` moves time and returns when the
firmware has done all there was to do. That is also what "quiet" means: the firmware waits,
and no byte is on its way to it.
"""

from __future__ import annotations

import os
import selectors
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from fobctl.simulator import compiled, tree
from fobctl.simulator.chips.errors import ChipError
from fobctl.simulator.chips.flash import PowerCut
from fobctl.simulator.errors import SimulatorError
from fobctl.simulator.hardware import (
    BUTTON_PINS,
    DEEP_SLEEP,
    HARD_RESET,
    POWER_ON,
    SOFT_RESET,
    Hardware,
    RequestError,
)
from fobctl.simulator.interpreter import Interpreter
from fobctl.simulator.sim_time import RunningTime, SteppedTime
from fobctl.simulator.uart import Uart

_CLICK_MS = 100
_HOLD_MS = 800
_SETTLE_MS = 60  # longer than the debouncing of the firmware and one turn of its loop
_PATIENCE_S = 20  # the PC's time that the firmware may take before something is wrong
_FOR_EVER_MS = 1 << 40
_MAX_EARLY_ENDS = 3
_LOG_BYTES = 16_384


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
        serial: bytes = b"\x02\x46\x4f\x42\x00\x01",
        heap: str = "192k",
        firmware: Path | None = None,
    ) -> None:
        tree.check()
        paced = not stepped if paced is None else paced
        if stepped and paced:
            raise ValueError("a line that is paced needs time that runs")
        folder.mkdir(parents=True, exist_ok=True)
        self._heap = heap
        self._firmware = firmware or compiled.firmware()
        self.time = SteppedTime() if stepped else RunningTime()
        settings = {"height": str(height), "fonts": str(tree.FONTS)}
        self.hardware = Hardware(folder, self.time.now_ms, height, ds3231, serial, settings)
        self.uart = Uart(paced)
        self.console = bytearray()  # what the firmware wrote last, frames and all
        self.powered = False
        self.resets = 0
        self._interpreter: Interpreter | None = None
        self._waits_until_ms: int | None = None
        self._wakes_on_input = True
        self._wakes_on_button = False
        self._asleep = False  # in deep sleep: no interpreter, and waits for time or a button
        self._target_ms = 0
        self._events: list[tuple[int, Callable[[], None]]] = []
        self._early_ends = 0
        self._failure: Exception | None = None
        self._stopping = False
        self._changed = threading.Condition(threading.RLock())
        self._selector = selectors.DefaultSelector()
        self._wake_in, self._wake_out = os.pipe()
        os.set_blocking(self._wake_in, False)
        self._selector.register(self._wake_in, selectors.EVENT_READ, self._drain_wake)
        self._selector.register(self.uart.host_fd, selectors.EVENT_READ, self.uart.take_from_host)
        self._thread = threading.Thread(target=self._run, name="simulator", daemon=True)

    # --- start and end -----------------------------------------------------------------

    def __enter__(self) -> Simulator:
        self._thread.start()
        try:
            self.power_on()
        except BaseException:  # Ctrl-C, too, while the firmware starts
            self.__exit__()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self._stopping = True
        self._wake()
        self._thread.join()
        self._end_interpreter()
        self._selector.close()
        self.uart.close()
        self.hardware.flash.close()
        os.close(self._wake_in)
        os.close(self._wake_out)

    @property
    def port(self) -> str:
        """The serial port, as the host opens it."""
        return self.uart.port

    def power_on(self) -> None:
        """Switch the power on, with the DS3231's battery in place all the time."""
        with self._changed:
            self.hardware.flash.power_on()
            self.hardware.rtc.power_up()
            self.powered = True
            self._restart(POWER_ON)
        self._let_start()

    def cut_power(self) -> None:
        """Pull the plug."""
        with self._changed:
            self._power_off()

    def reset(self) -> None:
        """Press the board's reset button: flash and clocks stay."""
        with self._changed:
            self._restart(HARD_RESET)
        self._let_start()

    def _let_start(self):
        """Let the firmware see its buttons at rest: what is down at the start does not count."""
        self._wake()
        self.settle()
        self.advance(_SETTLE_MS)

    def _power_off(self):
        self._end_interpreter()
        self.powered = False
        self.hardware.display.hard_reset()
        self.hardware.words = []
        self._changed.notify_all()

    def _restart(self, cause):
        self._end_interpreter()
        self.hardware.reset_cause = cause
        self.hardware.display.hard_reset()
        self.hardware.words = []
        self.uart.reset_chip()
        self._interpreter = Interpreter(
            self._heap, self._firmware, self.uart.chip_in, self.uart.chip_out
        )
        self._selector.register(self._interpreter, selectors.EVENT_READ, self._serve)
        self.resets += 1

    def _end_interpreter(self):
        if self._interpreter is not None:
            self._selector.unregister(self._interpreter)
            self._interpreter.kill()
            self._interpreter = None
        self._waits_until_ms = None
        self._asleep = False

    # --- the debug channel ---------------------------------------------------------------

    def words(self) -> list[str]:
        """Return the texts on the glass, in the order they were drawn."""
        with self._changed:
            return list(self.hardware.words)

    def glass(self) -> list[bytearray]:
        """Return the rows of pixels on the glass."""
        with self._changed:
            return self.hardware.display.glass()

    def press(self, button: str, *, hold: bool = False) -> None:
        """Click or hold a button ("next" or "do"), and wait until that is done."""
        pin = BUTTON_PINS[button]
        down_ms = _HOLD_MS if hold else _CLICK_MS
        with self._changed:
            now_ms = self.time.now_ms()
            self._events.append((now_ms, lambda: self.hardware.pressed.add(pin)))
            self._events.append((now_ms + down_ms, lambda: self.hardware.pressed.discard(pin)))
        self.advance(down_ms + _SETTLE_MS)

    def hold_down(self, buttons: Iterable[str]) -> None:
        """Hold these buttons down, and no other, until called again."""
        with self._changed:
            self.hardware.pressed = {BUTTON_PINS[button] for button in buttons}

    def advance(self, duration_ms: int) -> None:
        """Let the simulated time go on, and wait until the firmware is quiet."""
        with self._changed:
            self._target_ms = max(self._target_ms, self.time.now_ms()) + duration_ms
            target_ms = self._target_ms
            self._wake()
            self._wait(lambda: self.time.now_ms() >= target_ms and self._quiet())

    def settle(self) -> None:
        """Wait until the firmware is quiet, without letting time go on."""
        with self._changed:
            self._wait(self._quiet)

    def wait_for(self, *texts: str) -> None:
        """Wait until each of `texts` is in one of the words on the glass."""

        def there():
            return all(any(text in word for word in self.hardware.words) for text in texts)

        with self._changed:
            self._wait(there, f"{texts} on the glass")

    def check(self) -> None:
        """Raise what went wrong in the simulator, if anything did."""
        with self._changed:
            if self._failure is not None:
                raise self._failure

    def wait_until_stopped(self) -> None:
        """Return only when a signal or a failure ends the simulator. Raises the failure."""
        while True:
            self.check()
            with self._changed:
                self._changed.wait(timeout=1)

    def _quiet(self):
        if not self.powered or self._asleep:
            return True
        return self._waits_until_ms is not None and not self.uart.busy and not self._woken()

    def _woken(self):
        """Something that the firmware waits for is there, whatever the time."""
        if self._asleep or self._wakes_on_button:
            return bool(self.hardware.pressed)
        return self._wakes_on_input and self.uart.unread > 0

    def _wait(self, condition, wanted="a quiet firmware"):
        give_up_s = time.monotonic() + _PATIENCE_S
        while not condition():
            if self._failure is not None:
                raise self._failure
            self._changed.wait(timeout=0.5)
            if time.monotonic() > give_up_s and not condition():
                raise SimulatorError(f"waited in vain for {wanted}; glass: {self.hardware.words}")
        if self._failure is not None:
            raise self._failure

    # --- the thread ------------------------------------------------------------------------

    def _wake(self):
        os.write(self._wake_out, b"\0")

    def _drain_wake(self):
        os.read(self._wake_in, 4096)

    def _run(self):
        while not self._stopping:
            ready = self._selector.select(self._patience_s())
            with self._changed:
                try:
                    for key, _ in ready:
                        if key.fd in self._selector.get_map():
                            key.data()
                    self._step()
                except Exception as error:  # noqa: BLE001 (callers of the debug channel get it)
                    self._failure = self._failure or error
                    self._power_off()
                    self._stopping = True

    def _patience_s(self):
        """Return how long there is nothing to do, unless something comes."""
        if self.time.stepped:
            return 0.05
        return 0.001 if self._waits_until_ms is None or self.uart.busy else 0.003

    def _step(self):
        """Let time, bytes and buttons have their effect."""
        if isinstance(self.time, SteppedTime):
            self._step_time(self.time)
        now_ms = self.time.now_ms()
        for event in [event for event in self._events if event[0] <= now_ms]:
            self._events.remove(event)
            event[1]()
        self.uart.move_in(now_ms)
        self._keep(self.uart.move_out(now_ms))
        if self._waits_until_ms is not None and (now_ms >= self._waits_until_ms or self._woken()):
            self._waits_until_ms = None
            if self._asleep:
                self._restart(DEEP_SLEEP)
            else:
                self._answer()
        self._changed.notify_all()

    def _step_time(self, stepped: SteppedTime):
        """Go on to where the firmware waits for, but not beyond what was asked."""
        until_ms = self._waits_until_ms
        if until_ms is None and not self.powered:
            until_ms = self._target_ms
        if until_ms is None or self.uart.busy or self._woken():
            return
        stepped.move_to(max(stepped.now_ms(), min(until_ms, self._target_ms)))

    def _keep(self, data):
        self.console += data
        del self.console[:-_LOG_BYTES]

    def _serve(self):
        """Answer requests of the interpreter until it waits or has none."""
        while self._interpreter is not None:
            try:
                request = self._interpreter.request()
            except EOFError:
                self._ended()
                return
            if request is None:
                return
            self._handle(*request)

    def _handle(self, op, payload):
        if op in b"WzLD":
            self._sleep(op, int.from_bytes(payload, "big"))
            return
        if op == ord("R"):
            self._restart(SOFT_RESET if payload == b"s" else HARD_RESET)
            return
        try:
            self._answer(self.hardware.answer(op, payload))
        except RequestError as error:
            self._answer(status=error.status)
        except PowerCut:
            self._power_off()
        except ChipError as error:
            raise SimulatorError(f"A chip was misused: {error}") from error

    def _sleep(self, op, limit_ms):
        self._early_ends = 0
        if op == ord("D"):
            self._end_interpreter()
            self._asleep = True
            limit_ms = limit_ms or _FOR_EVER_MS
        self._wakes_on_input = op == ord("W")
        self._wakes_on_button = op == ord("L")
        self._waits_until_ms = self.time.now_ms() + limit_ms

    def _answer(self, payload=b"", status=0):
        if self._interpreter is not None:
            self._interpreter.answer(payload, status)

    def _ended(self):
        """The interpreter ended by itself: what MicroPython calls a soft reset."""
        self._keep(self.uart.move_out(self.time.now_ms()))
        self._early_ends += 1
        if self._early_ends > _MAX_EARLY_ENDS:
            last = self.console.decode(errors="replace").strip()[-2000:]
            raise SimulatorError(f"The firmware ends before it waits for anything:\n{last}")
        self._restart(SOFT_RESET)
