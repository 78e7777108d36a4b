"""Tokens of a batch at a real server: privacyIDEA takes their codes, and no code twice.

Three simulated tokens are programmed by `fobctl batch provision`, all at once, each confirmed by
its button; the server imports the PSKC file, then the table, of `fobctl batch export`; the codes
are read from the tokens' glass. In time that runs: server and tokens are different programs. A
failure names what was tried, never a code's secret.
"""

import json
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sim.product import NOW_UNIX_S, Product, _filled_flash
from soak.rows import Outcome, Soak
from soak.server import client

from fobctl.simulator.simulator import Simulator

FOBCTL = str(Path(sys.executable).parent / "fobctl")
TOKENS = 3
PASSWORD, FILE_PASSWORD = "correct horse battery", "another long password"
_PATIENCE_S = 120
_TURN_S = 0.2
_IMPORTS = 3  # by time both files, by counter one


@contextmanager
def _tokens(folder: Path):
    """Three tokens that were set up and hold nothing."""
    image = _filled_flash(json.dumps({"pin": None, "unix_s": NOW_UNIX_S, "accounts": []}))
    with ExitStack() as stack:
        products = []
        for i in range(TOKENS):
            serial = bytes((0x02, 0x46, 0x4F, 0x42, 0, i))
            simulator = Simulator(folder / f"token{i}", paced=False, serial=serial)
            simulator.hardware.flash.restore(image)
            stack.enter_context(simulator)
            products.append(Product(simulator))
            stack.callback(products[-1].close)
        yield products


def _fobctl(*arguments, stdin: str) -> subprocess.Popen:
    command = [FOBCTL, "--json", "batch", *(str(argument) for argument in arguments)]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    process.stdin.write(stdin)
    process.stdin.close()
    return process


def _provision(folder: Path, kind: str, products) -> list[dict]:
    """Program the tokens, pressing what they ask for; returns what fobctl says of them."""
    users = folder / "users.csv"
    users.write_text("user\n" + "".join(f"user{i}@example.com\n" for i in range(TOKENS)))
    ports = [part for product in products for part in ("--port", product.simulator.port)]
    process = _fobctl(
        *("provision", users, "--job", folder / kind, "--kind", kind, "--used-too", *ports),
        stdin=PASSWORD + "\n",
    )
    give_up_s = time.monotonic() + _PATIENCE_S
    while process.poll() is None:
        assert time.monotonic() < give_up_s, "the batch never ended"
        for product in products:
            _agree(product)
        time.sleep(_TURN_S)
    assert process.returncode == 0, process.stderr.read()
    return json.loads(process.stdout.read())["tokens"]


def _agree(product: Product) -> None:
    words = product.words()
    if any(word in ("Set the clock?", "Add account?") for word in words):
        product.simulator.press("do", hold="hold DO yes" in words)


def _exported(folder: Path, kind: str) -> tuple[Path, Path]:
    pskc, table = folder / f"{kind}.xml", folder / f"{kind}.csv"
    process = _fobctl(
        *("export", folder / kind, "--pskc", pskc, "--privacyidea", table),
        stdin=f"{PASSWORD}\n{FILE_PASSWORD}\n",
    )
    assert process.wait(_PATIENCE_S) == 0, process.stderr.read()
    return pskc, table


def _code(product: Product, kind: str, before: str) -> str:
    """Return a code that is not `before`, from the glass of an account that is open."""
    if kind == "counter":
        product.simulator.press("do")
    give_up_s = time.monotonic() + _PATIENCE_S
    while time.monotonic() < give_up_s:
        codes = [word for word in product.words() if word.isdecimal() and len(word) == 6]
        if len(codes) == 1 and codes[0] != before:
            return codes[0]
        if not product.words():
            product.simulator.press("do")  # a dark glass: the press that lights it does no more
        time.sleep(_TURN_S)
    raise AssertionError(f"no code on the glass: {product.words()}")


def _logins(outcome: Outcome, server, kind: str, pairs, runs: int, codes: dict) -> None:
    """Log in with each token in turn; the same code again, and one that is no code, must not."""
    for i in range(runs):
        serial, product = pairs[i % len(pairs)]
        code = codes[serial] = _code(product, kind, codes.get(serial, ""))
        outcome.runs += 1
        wrong = f"{(int(code) + 1) % 10**6:06}"
        _refused(outcome, "a wrong code", server, serial, wrong)
        if not server.takes(serial, code):
            outcome.fail(f"{kind}: the server did not take login {i + 1}")
        _refused(outcome, "a replay", server, serial, code)


def _refused(outcome: Outcome, what: str, server, serial: str, code: str) -> None:
    tried, caught = outcome.controls.get(what, (0, 0))
    outcome.controls[what] = tried + 1, caught + (not server.takes(serial, code))


def work(seed: int, runs: int) -> Outcome:
    outcome = Outcome()
    with tempfile.TemporaryDirectory() as name, client.running() as server:
        folder = Path(name)
        for kind in ("time", "counter"):
            (folder / f"of {kind}").mkdir()
            with _tokens(folder / f"of {kind}") as products:
                told = _provision(folder, kind, products)
                by_user = {one["user"]: one["serial"] for one in told}
                pairs = _opened(products, by_user)
                codes: dict[str, str] = {}
                for file, load in zip(_exported(folder, kind), ("pskc", "oathcsv"), strict=True):
                    count = server.load(load, file, FILE_PASSWORD)
                    if count != TOKENS:
                        outcome.fail(f"{load}: {count} of {TOKENS} tokens were imported")
                    _logins(outcome, server, kind, pairs, -(-runs // _IMPORTS), codes)
                    for serial, _ in pairs:
                        server.forget(serial)
                    if kind == "counter":
                        break  # imported anew, the server would begin at 0 again
        outcome.notes["tokens"] = TOKENS
    return outcome


def _opened(products, by_user):
    """Open the account of each token; returns (serial, product), by the user on the glass."""
    pairs = []
    for product in products:
        product.simulator.press("next", hold=True)
        product.simulator.wait_for("@example.com")
        user = next(user for user in by_user if any(user in word for word in product.words()))
        product.simulator.press("do")
        pairs.append((by_user[user], product))
    return pairs


SOAKS = [Soak("server.logins", 24, work, shards=1, least=24)]
