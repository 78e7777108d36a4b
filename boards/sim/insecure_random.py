"""Random bytes from the simulator: the PC's, or a stream that a test can have again.

Nothing of it goes onto a real board: otpfob.app.parts.Parts refuses it there, and the build
of a board has no such file.
"""

import wire


class InsecureRandom:
    """In the shape of otpfob.drivers.random_radio.RadioRandom."""

    insecure = True

    def seed(self):
        return self.read(32)

    def begin(self):
        """There is no radio."""

    def end(self):
        """There is no radio."""

    def read(self, n):
        wire.payload[0] = n >> 8
        wire.payload[1] = n & 255
        size = wire.call(71, 2)  # G
        data = bytes(wire.answer[:size])
        for i in range(size):
            wire.answer[i] = 0  # a board has no wire
        return data
