"""A program at a terminal of its own, and what a person there sees and types."""

import codecs
import fcntl
import os
import select
import struct
import subprocess
import termios
import time

_PATIENCE_S = 20


def _take_terminal():
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class AtTerminal:
    """Runs `command` with a terminal for input and errors; for output too, unless `piped`.

    `controlling`: it is the terminal of the program's session, whose end sends SIGHUP.
    """

    def __init__(self, command, *, piped=False, controlling=True, size=(24, 80)):
        environment = os.environ | {"PYTHONUTF8": "1", "TERM": "xterm"}
        for name in ("COLUMNS", "LINES"):  # they would hide the terminal's own size
            environment.pop(name, None)
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
        self.shown = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=subprocess.PIPE if piped else slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=_take_terminal if controlling else None,
            env=environment,
        )
        os.close(slave)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.process.kill()
        self.process.communicate()
        self.vanish()

    def vanish(self):
        """Close the terminal's window."""
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    def _read(self, give_up_s):
        """Take what is shown; returns whether there may be more."""
        assert time.monotonic() < give_up_s, self.shown
        if not select.select([self._master], [], [], 0.5)[0]:
            return True
        try:
            data = os.read(self._master, 65536)
        except OSError:  # EIO: nobody has the terminal open any more
            return False
        self.shown += self._decoder.decode(data)
        return bool(data)

    def wait_for(self, text):
        """Read until `text` is there, and forget all up to its end; returns that."""
        give_up_s = time.monotonic() + _PATIENCE_S
        while text not in self.shown:
            assert self._read(give_up_s), f"{text!r} never came: {self.shown}"
        before, _, self.shown = self.shown.partition(text)
        return before + text

    def wait_for_any(self, characters):
        """Read until one of these characters has been shown; returns all that was."""
        give_up_s = time.monotonic() + _PATIENCE_S
        while not set(characters) & set(self.shown):
            assert self._read(give_up_s), f"none of {characters!r} came: {self.shown}"
        return self.shown

    def type(self, text):
        os.write(self._master, text.encode())

    def end(self):
        """Wait until the program ends; returns its status, its piped output and the rest shown."""
        give_up_s = time.monotonic() + _PATIENCE_S
        while self._read(give_up_s):
            pass
        out = self.process.communicate(timeout=_PATIENCE_S)[0]
        return self.process.returncode, (out or b"").decode(), self.shown
