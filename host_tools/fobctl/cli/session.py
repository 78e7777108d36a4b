"""What every command has: the options of the root, output, and the token once it is needed."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click

from fobctl.cli import tables
from fobctl.link.conversation import Conversation, Patience
from fobctl.link.errors import LinkError, NoDevice
from fobctl.link.ports import serial_ports, simulator_ports
from fobctl.token import Info, Token, TokenLocked

PATIENCE = Patience()
# A probe of a port that may hold anything: long enough for a board that opening it resets.
PROBING = Patience(open_s=4.0)
_LATE_S = 1.0


class Session:
    """The options of the root command, and output as they ask for it."""

    def __init__(self, port: str | None, as_json: bool, verbose: bool) -> None:
        self._port = port
        self._json = as_json
        self._verbose = verbose

    def say(self, sentence: str) -> None:
        """Talk to the person, on stderr."""
        click.echo(sentence, err=True)

    def warn(self, sentence: str) -> None:
        click.secho(f"Note: {sentence}", err=True, fg="yellow")

    def put(self, value: object, rows: tables.Rows, header: Sequence[str] = ()) -> None:
        """Print data on stdout: `value` as JSON, or `rows` in columns."""
        if self._json:
            click.echo(json.dumps(value, ensure_ascii=False, indent=2))
        else:
            tables.put(rows, header, sys.stdout)

    def show(self, rows: tables.Rows, header: Sequence[str]) -> None:
        """Show rows to the person, on stderr."""
        tables.show(rows, header, sys.stderr)

    @property
    def _line_log(self) -> Callable[[str], None] | None:
        return self.log if self._verbose else None

    def log(self, line: str) -> None:
        if self._verbose:
            click.echo(line, err=True)

    @contextmanager
    def progress(self, label: str, total: int) -> Iterator[Callable[[int], None]]:
        """Show a bar on stderr; yields what is called with every step's size."""
        with self._bar(label, total, 0) as (_, advance):
            yield advance

    @contextmanager
    def busy(self, label: str) -> Iterator[None]:
        """Show on a terminal, after a second, that something is done whose length nobody knows."""
        if not sys.stderr.isatty():
            yield
            return
        from rich.console import Console
        from rich.text import Text

        status = Console(stderr=True).status(Text(label))
        late = threading.Timer(_LATE_S, status.start)
        late.start()
        try:
            yield
        finally:
            late.cancel()
            late.join()
            status.stop()

    @contextmanager
    def steps(
        self, label: str, total: int, done: int
    ) -> Iterator[tuple[Callable[[str, str], None], Callable[[], None]]]:
        """Show a bar on stderr over work that several threads do.

        Yields say(who, sentence), above the bar, and what is called with every step done.
        """
        with self._bar(label, total, done) as (console, advance):
            yield (
                lambda who, sentence: console.print(
                    f"{who}: {sentence}", markup=False, soft_wrap=True
                ),
                lambda: advance(1),
            )

    @contextmanager
    def _bar(self, label: str, total: int, done: int) -> Iterator[tuple]:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

        console = Console(stderr=True, highlight=False)
        if not console.is_terminal:
            self.say(label)
        columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn()
        with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
            task = progress.add_task(label, total=total, completed=done)
            yield console, lambda size: progress.advance(task, size)

    def asked(self, seconds: int, which: str = "the token") -> None:
        """Say where somebody can answer, and for how long; how, says the glass of that board."""
        self.say(f"Look at {which}: accept or refuse there ({seconds} s).")

    def found(self, say: Callable[[str], None] | None = None) -> list[Info]:
        """Return what the tokens say that answer now, at the port given or at any.

        Says why not, for every other port, when none answers; with `say`, in any case.
        """
        ports = [self._port] if self._port else simulator_ports() + serial_ports()
        infos, reasons = [], []
        for port in ports:
            try:
                with Conversation(port, PROBING, self._line_log) as conversation:
                    infos.append(Token(conversation, self.asked).hello())
            except LinkError as error:
                if self._port:
                    raise
                reasons.append(str(error))
        for reason in reasons:
            (say or (self.log if infos else self.warn))(reason)
        return infos

    def port_of_a_board(self) -> str:
        """Return the port given, or the only one at which there may be a board.

        It need not answer: it may hold no firmware yet. Raises NoDevice.
        """
        if self._port:
            return self._port
        ports = simulator_ports() + serial_ports()
        if not ports:
            raise NoDevice("No board found. Plug one in, or name its port with --port.")
        if len(ports) > 1:
            lines = "\n".join(f"  {port}" for port in ports)
            raise NoDevice(f"There is more than one board. Name one's port with --port:\n{lines}")
        return ports[0]

    @contextmanager
    def token(self, *, locked_too: bool = False) -> Iterator[Token]:
        """Connect to the port given, or to the only token there is. Raises LinkError.

        A locked one is refused, unless `locked_too`: it would only refuse what comes.
        """
        port = self._port or self._only_port()
        with self._connected(port, "the token") as (token, info):
            if info.locked and not locked_too:
                raise TokenLocked
            yield token

    @contextmanager
    def token_at(
        self,
        port: str,
        *,
        locked_too: bool = False,
        asked: Callable[[int], None] | None = None,
    ) -> Iterator[Token]:
        """Connect to one of several tokens, and name its port in what is said of it.

        `asked(seconds)`: how the person is told that it asks, in place of asked().
        """
        which = f"token at {port}"
        with self._connected(port, f"the {which}", asked) as (token, info):
            if info.locked and not locked_too:
                raise TokenLocked(f"The {which}")
            yield token

    @contextmanager
    def _connected(
        self, port: str, which: str, asked: Callable[[int], None] | None = None
    ) -> Iterator[tuple[Token, Info]]:
        with Conversation(port, PATIENCE, self._line_log) as conversation:
            token = Token(conversation, asked or (lambda seconds: self.asked(seconds, which)))
            info = token.hello()
            self.log(f"{info.board} {info.serial}, firmware {info.firmware}")
            yield token, info

    def _only_port(self) -> str:
        infos = self.found()
        if not infos:
            raise NoDevice(
                "No token found. Plug one in, start one with `fobctl sim`, or name its port "
                "with --port."
            )
        if len(infos) > 1:
            lines = "\n".join(f"  {info.serial}  {info.board}  {info.port}" for info in infos)
            raise NoDevice(f"There is more than one token. Name one's port with --port:\n{lines}")
        return infos[0].port


pass_session = click.make_pass_decorator(Session)
