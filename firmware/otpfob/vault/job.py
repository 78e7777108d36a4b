"""Long work in steps, between which buttons, link and glass get their turn.

while not job.step():
    bar.show(job.done, job.total)
... job.result ...
"""


class Job:
    """`done` of `total` for a bar. `result` is there once step() has returned True.

    Whatever step() raises ends the job, as the last step does: secrets are overwritten.
    """

    def __init__(self, stages) -> None:
        """`stages` are (function, weight). A function is called until it returns True."""
        self._stages = stages
        self._at = 0
        self._before = 0  # the weight of the stages that are over
        self.done = 0
        self.total = sum([weight for _, weight in stages])
        self.result = None

    def step(self) -> bool:
        """Do a bit of the work. Returns whether all is done."""
        if self._at == len(self._stages):
            return True
        function, weight = self._stages[self._at]
        # Whatever happens now, but that the stage ends well or goes on, is the end.
        at = self._at
        self._at = len(self._stages)
        try:
            over = function()
            if over:
                at += 1
                self._before += weight
                self.done = self._before
            elif self.done < self._before + weight - 1:
                self.done += 1
            self._at = at
        finally:
            if self._at == len(self._stages):
                self.wipe()
        return self._at == len(self._stages)

    def wipe(self) -> None:
        """Give up, or end: no step does anything after it."""
        self._at = len(self._stages)
