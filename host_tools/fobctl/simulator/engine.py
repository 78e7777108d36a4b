"""The thread that serves the interpreter: time, bytes and buttons, and the chips' answers.

Everything here is done with `changed` held, which is notified after each step: whoever
waits for something on the board waits on it.
"""

from __future__ import annotations

import os
import selectors
import threading
from collections.abc import Callable
from pathlib import Path

from fobctl.simulator import process_memory, rom_image
from fobctl.simulator.chips.errors import ChipError
from fobctl.simulator.chips.flash import PowerCut
from fobctl.simulator.errors import SimulatorError
from fobctl.simulator.hardware import (
    DEEP_SLEEP,
    HARD_RESET,
    SOFT_RESET,
    Hardware,
    RequestError,
)
from fobctl.simulator.interpreter import Interpreter
from fobctl.simulator.sim_time import RunningTime, SteppedTime
from fobctl.simulator.uart import Uart

_FOR_EVER_MS = 1 << 40
_MAX_EARLY_ENDS = 3
_LOG_BYTES = 16_384


class Engine:
    """Runs the firmware of a folder on `hardware`. start() it, and stop() it in any case."""

    def __init__(
        self,
        hardware: Hardware,
        uart: Uart,
        clock: RunningTime | SteppedTime,
        firmware: Path,
        heap: str,
        boot: Path,
    ) -> None:
        self._hardware = hardware
        self._uart = uart
        self._clock = clock
        self._image = rom_image.of(firmware)
        self._heap = heap
        self._boot = boot
        self.changed = threading.Condition(threading.RLock())
        self.console = bytearray()  # what the firmware wrote last, frames and all
        self.failure: Exception | None = None
        self.powered = False
        self.resets = 0
        self.at_prompt = False  # the firmware has handed over to MicroPython's prompt
        self.target_ms = 0  # stepped time goes so far and no further
        self.before_reset: Callable[[], None] | None = None
        self.events: list[tuple[int, Callable[[], None]]] = []  # when, and what to do then
        self._interpreter: Interpreter | None = None
        self._waits_until_ms: int | None = None
        self._wakes_on_input = True
        self._wakes_on_button = False
        self._asleep = False  # in deep sleep: no interpreter, and waits for time or a button
        self._early_ends = 0
        self._stopping = False
        self._selector = selectors.DefaultSelector()
        self._wake_in, self._wake_out = os.pipe()
        os.set_blocking(self._wake_in, False)
        self._selector.register(self._wake_in, selectors.EVENT_READ, self._drain_wake)
        self._selector.register(uart.host_fd, selectors.EVENT_READ, uart.take_from_host)
        self._thread = threading.Thread(target=self._run, name="simulator", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread and the interpreter."""
        self._stopping = True
        self.wake()
        self._thread.join()
        self._end_interpreter()
        self._image.close()
        self._selector.close()
        os.close(self._wake_in)
        os.close(self._wake_out)

    def wake(self) -> None:
        """Make the thread look at once at what has changed."""
        os.write(self._wake_out, b"\0")

    def power_off(self) -> None:
        """The power is gone: the interpreter ends wherever it is."""
        self._end_interpreter()
        self.powered = False
        self._hardware.stop_chip()
        self.changed.notify_all()

    def restart(self, cause: int) -> None:
        """Start the firmware, for one of the causes of machine.reset_cause()."""
        self._end_interpreter()
        self._hardware.reset_cause = cause
        self._hardware.rtc.wake_up()
        self._hardware.stop_chip()
        self._uart.reset_chip()
        self._interpreter = Interpreter(
            self._heap, self._image.fileno(), self._uart.chip_in, self._uart.chip_out, self._boot
        )
        self._selector.register(self._interpreter, selectors.EVENT_READ, self._serve)
        self.resets += 1

    def memory_holds(self, data: bytes) -> bool:
        """Return whether `data` lies in the memory of the firmware: none while it is off."""
        if self._interpreter is None:
            return False
        return process_memory.holds(self._interpreter.pid, data)

    @property
    def asleep(self) -> bool:
        """Whether the chip is in deep sleep."""
        return self._asleep

    def quiet(self) -> bool:
        """Return whether the firmware has done all there is to do now."""
        if not self.powered:
            return True
        if self._asleep:
            return not self._woken()
        if self.at_prompt:
            return not self._uart.busy and not self._uart.unread
        return self._waits_until_ms is not None and not self._uart.busy and not self._woken()

    def _end_interpreter(self):
        if self._interpreter is not None:
            self._selector.unregister(self._interpreter)
            self._interpreter.kill()
            self._interpreter = None
        self._waits_until_ms = None
        self._asleep = False
        self.at_prompt = False

    def _woken(self):
        """Something that the firmware waits for is there, whatever the time."""
        if self._asleep:
            return self._hardware.wake.woken(self._hardware.pressed)
        if self._wakes_on_button:
            return bool(self._hardware.pressed)
        return self._wakes_on_input and self._uart.unread > 0

    def _drain_wake(self):
        os.read(self._wake_in, 4096)

    def _run(self):
        while not self._stopping:
            ready = self._selector.select(self._patience_s())
            with self.changed:
                try:
                    for key, _ in ready:
                        if key.fd in self._selector.get_map():
                            key.data()
                    self._step()
                except Exception as error:  # noqa: BLE001 (callers of the debug channel get it)
                    self.failure = self.failure or error
                    self.power_off()
                    self._stopping = True

    def _patience_s(self):
        """Return how long there is nothing to do, unless something comes."""
        if self._clock.stepped:
            return 0.05
        return 0.001 if self._waits_until_ms is None or self._uart.busy else 0.003

    def _step(self):
        """Let time, bytes and buttons have their effect."""
        if isinstance(self._clock, SteppedTime):
            self._step_time(self._clock)
        now_ms = self._clock.now_ms()
        for event in [event for event in self.events if event[0] <= now_ms]:
            self.events.remove(event)
            event[1]()
        self._uart.move_in(now_ms)
        self._keep(self._uart.move_out(now_ms))
        if self._waits_until_ms is not None and (now_ms >= self._waits_until_ms or self._woken()):
            self._waits_until_ms = None
            if self._asleep:
                self.restart(DEEP_SLEEP)
            else:
                self._answer()
        self.changed.notify_all()

    def _step_time(self, stepped: SteppedTime):
        """Go on to where the firmware waits for, but not beyond what was asked."""
        until_ms = self._waits_until_ms
        if until_ms is None and not self.powered:
            until_ms = self.target_ms
        if until_ms is None or self._uart.busy or self._woken():
            return
        # A chip that sleeps deeply waits for no time: what happens to it meanwhile has its own.
        next_ms = min((when for when, _ in self.events), default=until_ms)
        stepped.move_to(max(stepped.now_ms(), min(until_ms, next_ms, self.target_ms)))

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
        if op in b"RD" and self.before_reset is not None:
            self.before_reset()  # what is in the memory now is what a reset would leave
        if op in b"WzLD":
            self._hardware.picture_is_whole()
            self._sleep(op, int.from_bytes(payload, "big"))
            return
        if op == ord("Q"):
            self.at_prompt = True
        if op == ord("R"):
            self.restart(SOFT_RESET if payload == b"s" else HARD_RESET)
            return
        try:
            self._answer(self._hardware.answer(op, payload))
        except RequestError as error:
            self._answer(status=error.status)
        except PowerCut:
            self.power_off()
        except ChipError as error:
            raise SimulatorError(f"A chip was misused: {error}") from error

    def _sleep(self, op, limit_ms):
        self._early_ends = 0
        if op == ord("D"):
            self._end_interpreter()
            self._asleep = True
            self._hardware.rtc.fall_asleep()
            limit_ms = limit_ms or _FOR_EVER_MS
        self._wakes_on_input = op == ord("W")
        self._wakes_on_button = op == ord("L")
        self._waits_until_ms = self._clock.now_ms() + limit_ms

    def _answer(self, payload=b"", status=0):
        if self._interpreter is not None:
            self._interpreter.answer(payload, status)

    def _ended(self):
        """The interpreter ended by itself: what MicroPython calls a soft reset."""
        self._keep(self._uart.move_out(self._clock.now_ms()))
        self._early_ends += 1
        if self._early_ends > _MAX_EARLY_ENDS:
            last = self.console.decode(errors="replace").strip()[-2000:]
            raise SimulatorError(f"The firmware ends before it waits for anything:\n{last}")
        self.restart(SOFT_RESET)
