"""What a safe is made of, in memory."""

from ram_fs import RamFs


class Flash:
    """As otpfob.drivers.flash_partition has it."""

    def __init__(self, fs=None):
        self.fs = fs

    def is_blank(self):
        return self.fs is None

    def mount(self):
        return self.fs

    def format(self):
        self.fs = RamFs()

    def erase(self):
        self.fs = None


class Source:
    """Other bytes each time, the same in each run."""

    given = 0

    def read(self, n):
        self.given += 1
        return bytes([(self.given * 7 + i * 13) & 0xFF for i in range(n)])


class SlowTicks:
    """Every look takes a second, so the fewest iterations are used."""

    now = 0

    def now_ms(self):
        self.now += 1000
        return self.now

    def diff(self, a, b):
        return a - b


def run(job):
    """Do all of a job; return its result."""
    while not job.step():
        pass
    return job.result
