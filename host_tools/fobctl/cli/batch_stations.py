"""The tokens of a batch at their ports: one after another at each, several ports side by side.

A station is a port with a thread of its own. It programs the token that is there, once, and the
next one when that has been unplugged. What is asked is asked on each token.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager

from serial.tools import list_ports

from fobctl.batch.job import Given, Job
from fobctl.cli import session as sessions
from fobctl.cli import waiting
from fobctl.cli.drawing import picture_of
from fobctl.cli.import_plan import proved
from fobctl.cli.session import Session
from fobctl.link.errors import LinkError, TokenError
from fobctl.link.ports import simulator_ports
from fobctl.token import Info, Token, TokenLocked
from otpfob.core.account import HOTP

# How often the ports are looked at.
_LOOK_S = 0.3
# So often a token asks when nobody answers: whoever serves several is at another one.
_ASKED = 4


def look_again() -> None:
    """Wait until the ports are looked at again. Tests replace it."""
    time.sleep(_LOOK_S)


class NotThisToken(LinkError):
    """This token cannot get what the batch has, and the sentence says why."""


def _present(ports: tuple[str, ...]) -> set[str]:
    """Return the ports that are there now: of those named, or of all that may be tokens."""
    if not ports:
        return {*simulator_ports(), *sessions.serial_ports()}
    devices = {port.device for port in list_ports.comports()} if os.name == "nt" else set()
    return {port for port in ports if port in devices or os.path.exists(port)}


class Stations:
    """`say(port, sentence)` may be called by several threads, `advance()` for each token done."""

    def __init__(
        self,
        session: Session,
        job: Job,
        ports: tuple[str, ...],
        used_too: bool,
        say: Callable[[str, str], None],
        advance: Callable[[], None],
    ) -> None:
        self._session = session
        self._job = job
        self._ports = ports
        self._used_too = used_too
        self._say = say
        self._advance = advance
        self._running: dict[str, threading.Thread] = {}
        self._failure: BaseException | None = None
        self._stopping = threading.Event()

    def run(self, *, once: bool) -> None:
        """Program tokens until every user has one; `once`: only those that are there now."""
        started = False
        try:
            while not self._over():
                present = _present(self._ports)
                for port in present - self._running.keys():
                    if not (once and started):
                        self._start(port)
                for port in self._running.keys() - present:
                    if not self._running[port].is_alive():
                        del self._running[port]
                started = True
                if once and not any(thread.is_alive() for thread in self._running.values()):
                    break
                look_again()
        finally:
            self._stopping.set()
            for thread in self._running.values():
                thread.join()
        if self._failure is not None:
            raise self._failure

    def _over(self) -> bool:
        return self._failure is not None or not (self._job.waiting or self._job.unfinished)

    def _start(self, port: str) -> None:
        thread = threading.Thread(target=self._serve, args=(port,), name=port)
        self._running[port] = thread
        thread.start()

    def _serve(self, port: str) -> None:
        try:
            self._program(port)
        except LinkError as error:
            # Of this token alone: the others go on.
            self._say(port, f"{error} Unplug it, and plug in it or another one.")
        except BaseException as error:  # noqa: BLE001 (the main thread raises it)
            self._failure = error

    def _program(self, port: str) -> None:
        with self._connected(port) as token:
            info = self._ready(port, token)
            before = next((one for one in self._job.given if one.serial == info.serial), None)
            if before is not None and before.proved:
                raise NotThisToken(f"Token {info.serial} has been programmed for {before.user}.")
            if before is None and info.accounts and not self._used_too:
                raise NotThisToken(
                    f"Token {info.serial} is not new: it holds {info.accounts} accounts. "
                    "--used-too takes it all the same; `fobctl device wipe` makes it new."
                )
            given = self._job.take(info.serial)
            if given is None:
                raise NotThisToken(f"Nobody is left who could get the token {info.serial}.")
            self._say(port, f"Token {given.serial} is for {given.label}.")
            self._fill(port, token, given)
            self._job.proved(given.serial)
        self._say(port, f"Done: {given.serial} is {given.user}'s. Plug in the next one.")
        self._advance()

    @contextmanager
    def _connected(self, port: str):
        with self._session.token_at(port, locked_too=True, asked=self._asked(port)) as token:
            yield token

    def _asked(self, port: str) -> Callable[[int], None]:
        return lambda seconds: self._say(
            port, f"Look at the token: accept or refuse there ({seconds} s)."
        )

    def _ready(self, port: str, token: Token) -> Info:
        """Wait until a token is open: its PIN entered, or set up by whoever holds it."""
        said = ""
        for _ in waiting.turns():
            info = token.hello()
            if info.damaged:
                raise NotThisToken(f"The storage of token {info.serial} is damaged: erase it.")
            if info.ready and not info.locked:
                return info
            wanted = "Enter its PIN." if info.locked else "Set it up, with its buttons."
            if wanted != said:
                said = wanted
                self._say(port, f"Token {info.serial}: {wanted}")
            self._check_stop()
        raise TokenLocked

    def _fill(self, port: str, token: Token, given: Given) -> None:
        """Give a token its time and its account, and have it prove the account."""
        new = self._job.new_account(given)
        if new.account.kind != HOTP:
            self._asking(port, token.set_clock)
        # After a cable was pulled nobody knows whether it has the account: so look first.
        if proved(token, new, token.accounts()) is None:
            label = new.account.issuer, new.account.name
            picture = picture_of(*label, lambda warning: self._say(port, warning))
            self._asking(port, lambda: token.add(new.account, new.counter, picture))
        if proved(token, new, token.accounts()) is None:
            raise NotThisToken(
                f"Token {given.serial} does not hold the account as it was sent: do not use it. "
                f"`fobctl batch give-up {given.serial}` lets {given.user} have another."
            )

    def _asking(self, port: str, do: Callable[[], object]) -> None:
        """Do what the token asks its user about, again when nobody answers."""
        for left in reversed(range(_ASKED)):
            try:
                do()
                return
            except TokenError as error:
                if error.code != "timed_out" or not left:
                    raise
            self._check_stop()
            self._say(port, "Nobody answered: it asks again.")

    def _check_stop(self) -> None:
        if self._stopping.is_set():
            raise LinkError("Stopped.")
