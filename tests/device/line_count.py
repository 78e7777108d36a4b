"""How many frames a conversation takes, and how many of them went over the line twice."""


class LineCount:
    """In the place of a conversation's log of frames."""

    def __init__(self) -> None:
        self.frames = 0
        self.again = 0
        self._last_sent = self._last_received = b""
        self._rest = b""

    def sent(self, data: bytes) -> None:
        """Count a frame. The same one once more: it, or its acknowledgement, was lost."""
        self.frames += 1
        self.again += data == self._last_sent
        self._last_sent = data

    def received(self, data: bytes) -> None:
        """Count the frames that are complete with these bytes."""
        *whole, self._rest = (self._rest + data).split(b"\n")
        for line in whole:
            self.frames += 1
            self.again += line == self._last_received
            self._last_received = line
