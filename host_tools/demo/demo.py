"""The main job of OTPfob, on this PC: from two QR pictures to codes on the glass, under a PIN.

Everything is the real thing but the chips: the firmware runs on MicroPython, fobctl talks to
it over a serial port, and pyotp, which is not ours, says what the codes have to be.

usage: demo.py [--folder DIR]    keeps the pictures and the token's flash in DIR
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import segno
from pyotp.hotp import HOTP
from pyotp.totp import TOTP

from fobctl.cli.glass import framed
from fobctl.simulator.errors import SimulatorError
from fobctl.simulator.simulator import Simulator

# Made up for this demo, and of no account anywhere.
_SECRET = "MZXWE5DPNNSW4ZDFNVXXGZLDOJSXI4ZA"
_URIS = {
    "by-time.png": f"otpauth://totp/Portal:ann%40example.com?secret={_SECRET}&issuer=Portal",
    "by-counter.png": f"otpauth://hotp/Bank:ann?secret={_SECRET}&issuer=Bank&counter=7",
}
_COUNTER = 7
_PIN = "246801"
_FOBCTL = Path(sys.executable).parent / "fobctl"
_PERIOD_S = 30
_LOOK_S = 2  # longer than reading the glass and the chip takes
_QUICK_MS = 40  # a click of somebody who knows where they are going


def say(text: str) -> None:
    print(f"\n── {text}", flush=True)


def show(simulator: Simulator) -> None:
    print("\n".join(framed(simulator.glass(), 132, 60)), flush=True)


def fobctl(simulator: Simulator, *arguments: str, question: str | None = None) -> None:
    """Run fobctl on the simulated token's port; when it asks, press its button."""
    print("$ fobctl " + " ".join(arguments), flush=True)
    command = [_FOBCTL, "--port", simulator.port, *arguments]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as process:
        if question is not None:
            simulator.wait_for(question)
            show(simulator)
            simulator.advance(600)  # presses that come at once were meant for the screen before
            print("  (pressing DO on the token)", flush=True)
            simulator.press("do")
    if process.returncode:
        raise SystemExit(f"fobctl failed with status {process.returncode}.")


def enter_pin(simulator: Simulator, title: str) -> None:
    """Turn the wheel to each digit, which begins at another place each time."""
    simulator.wait_for(title)
    for digit in _PIN:
        while f"[{digit}]" not in simulator.words():
            simulator.press("next", down_ms=_QUICK_MS)
        simulator.press("do", down_ms=_QUICK_MS)
    simulator.press("do", hold=True)


def set_up(simulator: Simulator) -> None:
    print("  (pressing DO on the token, for English and for yes)")
    simulator.press("do")
    simulator.press("do")
    simulator.wait_for("Protect it with")
    show(simulator)
    print(f"  (choosing a PIN, and turning its digits in twice: {_PIN})", flush=True)
    simulator.press("do")
    enter_pin(simulator, "New PIN")
    enter_pin(simulator, "PIN again")
    simulator.wait_for("No accounts yet")


def lock_and_unlock(simulator: Simulator) -> None:
    say("Locked: the keys are gone from memory, and the token answers nothing but what it is")
    fobctl(simulator, "device", "lock")
    simulator.wait_for("PIN")
    show(simulator)
    fobctl(simulator, "device", "info")
    print("  (entering the PIN on the token)", flush=True)
    enter_pin(simulator, "PIN")
    simulator.wait_for("Portal")
    show(simulator)


def code_on_glass(simulator: Simulator) -> str:
    codes = [word for word in simulator.words() if word.isdecimal()]
    if len(codes) != 1:
        raise SystemExit(f"There is no code on the glass but {simulator.words()}.")
    return codes[0]


def compare(ours: str, theirs: str) -> None:
    """Say both codes. Exits with status 1 when they differ."""
    print(f"  on the glass: {ours}    pyotp says: {theirs}", flush=True)
    if ours != theirs:
        raise SystemExit("They differ.")
    print("  They agree.", flush=True)


def by_time(simulator: Simulator) -> None:
    say("The code by time, on the token's glass")
    if simulator.hardware.ds3231.unix_s() % _PERIOD_S > _PERIOD_S - _LOOK_S:
        # It would change while we look.
        simulator.advance((_LOOK_S + 1) * 1000)
    code = code_on_glass(simulator)
    show(simulator)
    compare(code, TOTP(_SECRET).at(simulator.hardware.ds3231.unix_s()))


def by_counter(simulator: Simulator) -> None:
    say("The code by counter: nothing until DO is pressed")
    simulator.press("next")
    show(simulator)
    print("  (pressing DO on the token)")
    simulator.press("do")
    show(simulator)
    compare(code_on_glass(simulator), HOTP(_SECRET).at(_COUNTER))


def run(folder: Path) -> None:
    for name, uri in _URIS.items():
        segno.make(uri).save(str(folder / name), scale=5)
    say(f"Two QR pictures as sites show them: {', '.join(_URIS)} in {folder}")
    with Simulator(folder / "token") as simulator:
        say(f"A new token, on the serial port {simulator.port}")
        show(simulator)
        set_up(simulator)
        fobctl(simulator, "time", "set", question="Set the clock?")
        for name in _URIS:
            fobctl(simulator, "accounts", "add", str(folder / name), question="Add account?")
        fobctl(simulator, "accounts", "list")
        lock_and_unlock(simulator)
        simulator.press("do")
        by_time(simulator)
        by_counter(simulator)
    say("Done: both codes are what they have to be. `make sim` gives you a new token to try.")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--folder", type=Path, help="keep the pictures and the flash here")
    folder = parser.parse_args().folder
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            run(folder)
        else:
            with tempfile.TemporaryDirectory(prefix="otpfob-demo-") as temporary:
                run(Path(temporary))
    except SimulatorError as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main()
