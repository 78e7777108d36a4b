"""From MicroPython's start to the list of 200 accounts: instructions by phase, and the heap then.

The phases are those of main.py and app/start.py. A phase is a run up to its end, less one up to the
end of the phase before; what MicroPython itself needs to start is in none.
"""

from bench.rows import Row
from bench.token_lab import SOURCES, TokenLab

_PHASES = (
    ("imports", "import board\nfrom otpfob.app import loans, start\nfrom starter import slots"),
    ("parts", "parts = board.parts()\nparts.ticks = machine.time"),
    ("scrub", "parts.scrub()"),
    ("vault", "loans._LOADING_BYTES *= 2\ntoken = start.Token(parts)"),
    ("screen", "token.turn()"),
)
# As main.py has it, and app/loans.py, for objects of twice the size.
_BEGIN = "import gc\nbefore = gc.mem_alloc()\ngc.threshold(8192)\n"
_HEAP = "gc.collect()\nprint(gc.mem_alloc() - before)\n"
_FROM_SOURCE = "the same from .py files"


def rows(lab):
    programs = [_BEGIN]
    for _, text in _PHASES:
        programs.append(programs[-1] + text + "\n")
    with TokenLab(lab) as token:
        runs = [count for count, _ in token.counted(*programs)]
        ((_, heap),) = token.counted(programs[-1] + _HEAP)
        from_source = token.counted(programs[0], programs[-1], firmware=SOURCES, heap="2M")
    unit = "instructions"
    for i, (phase, _) in enumerate(_PHASES):
        yield Row("boot.instructions." + phase, unit, runs[i + 1] - runs[i])
    whole = runs[-1] - runs[0]
    reference = from_source[1][0] - from_source[0][0]
    yield Row("boot.instructions", unit, whole, reference, _FROM_SOURCE, floor=5, limit=220e6)
    yield Row("boot.heap", "bytes", int(heap), limit=180_000)
