"""Modules on loan: loaded when something rare begins, let go when it is over.

MicroPython keeps a module, once imported, for ever: its code, names and tables. All of the
firmware's together are twice the heap of an ESP32 without PSRAM (figures in boards/README.md,
Memory), and a person uses one way through the menu at a time. So what is rarely on the glass, and
what answers the host, is imported inside the function that needs it, while a loan is open:

    def _change_pin(kit):
        from otpfob.app.journeys.pin_change import change_pin

        return change_pin(kit)

    yield from kit.loans.journey(_change_pin, kit)

When a loan ends, all modules that were imported since it began are forgotten, and the next
collection takes them. One that is still referred to lives on, as any object does. Loans may end
in any order: what an older one brought may be in use by a younger one, which then inherits it.

A module on loan keeps nothing at its top level that has to last, and no secret: what is let go
is not overwritten before the token locks. Names, once met, stay (they are interned).
"""

import gc
import sys

from micropython import const

# Machine code stays: the ESP32 gives the memory of it back at a reset only (esp_native_code_commit
# in its port). It lies outside of the heap.
_KEPT = "_viper"
_OURS = "otpfob."
# When so much was allocated, garbage is collected: often while something is on loan (main.py says
# why). In the list of accounts when the heap is full, or nobody waits for it: it takes as long as
# drawing the list, and MicroPython counts the frames of calls too, which are no garbage.
_LOADING_BYTES = 4096
_WHEN_FULL = const(-1)


class Loans:
    """Make it when everything is loaded that stays."""

    def __init__(self) -> None:
        self._names = []  # of all modules that are loaded, in the order in which they were seen
        self._open = []  # the loans, oldest first: each a list of where in `_names` it began
        self._look()

    def begin(self):
        """Return a new loan: end() takes it."""
        gc.collect()  # so that what is loaded fills the holes
        gc.threshold(_LOADING_BYTES)
        self._look()
        loan = [len(self._names)]
        self._open.append(loan)
        return loan

    def end(self, loan) -> None:
        """Forget what was imported since the loan began, unless a younger one may use it."""
        i = 0
        while self._open[i] is not loan:  # not index(): equal loans are not the same
            i += 1
        self._open.pop(i)
        if i < len(self._open):
            self._open[i][0] = loan[0]
            return
        self._look()
        names = self._names
        brought = names[loan[0] :]
        del names[loan[0] :]
        for name in brought:
            if name.endswith(_KEPT):
                names.append(name)
            else:
                _forget(name)

    def journey(self, make, *arguments):
        """The journey that `make(*arguments)` imports and returns, on a loan of its own."""
        loan = self.begin()
        try:
            return (yield from make(*arguments))
        finally:
            self.end(loan)

    def rest(self) -> None:
        """Collect garbage, as nobody waits for it; from now on by itself when the heap is full.

        That not while something is on loan: what it makes would lie all over a heap that is tidied
        so seldom, and a long answer to the host finds no room in one piece.
        """
        gc.collect()
        if not self._open:
            gc.threshold(_WHEN_FULL)

    def _look(self):
        for name in sys.modules:
            if name.startswith(_OURS) and name not in self._names:
                self._names.append(name)


def _forget(name):
    sys.modules.pop(name, None)
    parent, _, leaf = name.rpartition(".")
    package = sys.modules.get(parent)
    if package is not None and hasattr(package, leaf):
        delattr(package, leaf)
