"""A board at a serial port: in its boot loader esp32-mock-bootloader, after it the simulator.

Both have one flash: the token starts from the bytes that the boot loader was given, and the boot
loader finds what the token wrote. Reset lines, by which esptool starts the boot loader and ends it,
do not go through a pseudo-terminal. So who speaks decides: a frame of esptool's begins and ends
with 0xC0, and no byte of the link is one.
"""

import os
import select
import socket
import struct
import threading
import tty

from esp32_mock_bootloader import protocol, server
from sim.installed import HEAP

from fobctl.installer import image, micropython_image, partitions
from fobctl.installer.chips import CHIPS
from fobctl.installer.errors import InstallError
from fobctl.simulator.simulator import Simulator

_CHIP = CHIPS["esp32"]
_SLIP_END = b"\xc0"
_LINE_END = b"\n"
# In the order in which the simulated flash has them.
_HELD = (image.VAULT, image.KEYS)


class Board:
    """Use as a context manager; in the beginning it is unplugged, and its flash is erased."""

    def __init__(self, folder):
        self.port = str(folder / "ttyUSB0")
        self.flash = server.FlashImage()
        self._folder = folder / "token"
        self._thread = None
        self._running = None  # a _BootLoader, a _Token, or nothing that speaks

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.unplug()

    @property
    def token(self):
        """The simulator: there is one from the first frame that the firmware gets."""
        return self._running.simulator

    def plug_in(self, command=None, after=0):
        """Without a command until unplug(), else until the chip is given that one.

        `command` is the number of one of the boot loader's, or the kind of a frame of the link;
        `after` so many of them it is pulled.
        """
        self._last, self._left = command, after
        self._pty, self._terminal = os.openpty()
        tty.setraw(self._terminal)
        os.symlink(os.ttyname(self._terminal), self.port)
        self._wake_in, self._wake_out = os.pipe()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def unplug(self):
        """Pull the plug, if no frame has done so; the flash stays."""
        if self._thread is None:
            return
        os.write(self._wake_out, b"\0")
        self._thread.join()
        self._thread = None
        os.close(self._wake_in)
        os.close(self._wake_out)

    def _run(self):
        try:
            self._serve()
        finally:
            os.unlink(self.port)
            os.close(self._pty)
            os.close(self._terminal)
            self._start(None)

    def _serve(self):
        said = bytearray()
        while True:
            answering = [self._running.line] if self._running else []
            ready = select.select([self._pty, self._wake_in, *answering], [], [])[0]
            if self._wake_in in ready:
                return
            if self._pty in ready:
                said += os.read(self._pty, 4096)
                for frame in _taken(said):
                    self._let_speak(frame)
                    if self._running and not self._gave(frame):
                        return
            elif answering:
                answer = os.read(self._running.line, 4096)
                os.write(self._pty, answer)
                if not answer:  # the boot loader has ended by itself
                    self._start(None)

    def _let_speak(self, frame):
        """Reset the chip, when the frame is for what does not run now."""
        kind = _BootLoader if frame.startswith(_SLIP_END) else _Token
        if isinstance(self._running, kind):
            return
        self._start(None)
        if kind is _BootLoader or _starts(self.flash.data):
            self._start(kind(self.flash, self._folder))

    def _start(self, what):
        if self._running:
            self._running.close()
        self._running = what

    def _gave(self, frame):
        """Give the chip a frame. Returns False if the plug was pulled instead."""
        command = frame[2] if frame.startswith(_SLIP_END) else frame[1]
        pulled = command == self._last and not self._left
        self._left -= command == self._last
        if command == protocol.CMD_FLASH_DEFL_BEGIN:
            # What the mock leaves out: a chip erases first, from the beginning.
            size, _, _, offset = struct.unpack_from("<IIII", frame, 9)
            self.flash.erase_region(offset, size // 2 if pulled else size)
        if not pulled:
            os.write(self._running.line, frame)
        return not pulled


class _BootLoader:
    def __init__(self, flash, folder):
        self._socket, its = socket.socketpair()
        self._stop = threading.Event()
        connection = server.BootloaderConnection(sock=its)
        self._thread = threading.Thread(
            target=server.handle_client,
            args=(connection, self._stop, _CHIP.name),
            kwargs={"flash": flash},
        )
        self._thread.start()
        self.line = self._socket.fileno()

    def close(self):
        self._stop.set()
        self._thread.join()
        self._socket.close()


class _Token:
    def __init__(self, flash, folder):
        self._flash = flash
        table = partitions.parse(bytes(flash.data[partitions.OFFSET :][: partitions.SIZE]))
        self._own = next(part for part in table if part.label == "vfs")
        own = bytes(flash.data[self._own.offset : self._own.end])
        self.simulator = Simulator(folder, own=own, heap=HEAP, paced=False)
        held = b"".join(flash.data[part.offset : part.end] for part in _HELD)
        self.simulator.hardware.flash.restore(held)
        self.simulator.__enter__()
        self.line = os.open(self.simulator.port, os.O_RDWR | os.O_NOCTTY)

    def close(self):
        os.close(self.line)
        self.simulator.cut_power()
        hold(self._flash.data, self.simulator.hardware.flash.image())
        own = self.simulator.hardware.own_flash.image()
        self._flash.data[self._own.offset : self._own.end] = own
        self.simulator.__exit__()


def hold(flash, data):
    """Put what a simulator's flash holds to where a board has it."""
    for part in _HELD:
        flash[part.offset : part.end] = data[: part.size]
        data = data[part.size :]


def _starts(flash):
    """Return whether MicroPython does: the boot loader of a chip checks the hash over it."""
    try:
        micropython_image.parse(bytes(flash[_CHIP.bootloader :]))
    except InstallError:
        return False
    return True


def _taken(said):
    """Yield each whole frame in what was said, and take it out."""
    while said:
        end = said.find(_SLIP_END if said.startswith(_SLIP_END) else _LINE_END, 1)
        if end < 0:
            return
        frame = bytes(said[: end + 1])
        del said[: end + 1]
        yield frame
