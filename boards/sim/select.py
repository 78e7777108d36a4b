"""Waiting for input: in the simulated chip's time, so that the simulator can hold it."""

import uselect
import wire

POLLIN = uselect.POLLIN


class poll:
    def __init__(self):
        self._poll = uselect.poll()

    def register(self, stream, events=POLLIN):
        self._poll.register(stream, events)

    def ipoll(self, limit_ms=-1):
        if limit_ms:
            wire.put_number(limit_ms)
            wire.call(87, 4)  # W
        return self._poll.ipoll(0)
