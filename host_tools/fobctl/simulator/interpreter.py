"""The MicroPython process that runs the firmware, and the wire to it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

_HEAD = 3
_PROCESS = Path(__file__).parent / "rom_process.py"


class Interpreter:
    """One run of main.py, from one reset to the next. `image` is an open file with its ROMFS.

    `boot` is what finds main.py and runs it, one of boards/sim.
    """

    def __init__(self, heap: str, image: int, chip_in: int, chip_out: int, boot: Path) -> None:
        self._wire, theirs = socket.socketpair()
        self._received = bytearray()
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "OTPFOB_SIM_FD": str(theirs.fileno()),
            "MICROPYINSPECT": "1" if boot.stem == "vfs_boot" else "",  # then to the prompt
        }
        command = [sys.executable, str(_PROCESS), str(image), "-X", f"heapsize={heap}"]
        with theirs:
            self._process = subprocess.Popen(
                [*command, str(boot)],
                stdin=chip_in,
                stdout=chip_out,
                stderr=chip_out,  # on the board, too, everything goes to the console
                env=environment,
                pass_fds=(theirs.fileno(), image),
                start_new_session=True,  # Ctrl-C in the terminal is the simulator's to handle
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def fileno(self) -> int:
        """Readable when a request has come, or the process has ended."""
        return self._wire.fileno()

    def request(self) -> tuple[int, bytes] | None:
        """Return the next whole request, or None. Raises EOFError when the process has ended."""
        while len(self._received) < _HEAD or len(self._received) < _HEAD + self._size():
            try:
                data = self._wire.recv(8192, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return None
            except ConnectionResetError:
                data = b""
            if not data:
                raise EOFError
            self._received += data
        end = _HEAD + self._size()
        op, payload = self._received[0], bytes(self._received[_HEAD:end])
        del self._received[:end]
        return op, payload

    def _size(self) -> int:
        return self._received[1] << 8 | self._received[2]

    def answer(self, payload: bytes = b"", status: int = 0) -> None:
        try:
            self._wire.sendall(bytes((status, len(payload) >> 8, len(payload) & 255)) + payload)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has ended: request() says so

    def kill(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        self._wire.close()
