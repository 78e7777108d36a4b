"""The wire to the simulator process: one request, one answer, over an inherited socket.

    request   op (1), length of the payload (2, big-endian), payload
    answer    status (1: 0 done, else an errno), length of the payload (2), payload

    op  payload                            answer
    I   address, bytes to write            -
    i   address, number of bytes (2)       the bytes
    P   pin                                level (1)
    V   pin                                microvolts (4)
    T   -                                  milliseconds (4)
    W   limit in milliseconds (4)          -; comes after the limit, or with input
    z   limit in milliseconds (4)          -; comes after the limit, whatever happens
    L   limit in milliseconds (4)          -; comes after the limit, or with a button
    D   limit in milliseconds (4)          none: the simulator ends this process
    Y   source (0 ext0, 1 ext1, 2 gpio),   -: it ends deep sleep from now on, when the pins are
        level, pins                           at that level
    F   hertz (4)                          -
    R   kind: h hard, s soft               none: the simulator ends this process
    K   -                                  cause of the last reset (1)
    U   -                                  the chip's number
    C   -                                  year (2), month .. subsecond
    c   the same                           -
    M   -                                  the RTC's memory
    m   bytes                              -
    N   name of a partition                blocks (2), block size (2), first block (2)
    r   block (2), offset (2), size (2)    the bytes; blocks are those of the whole flash
    w   block (2), offset (2), bytes       -
    e   block (2)                          -
    X   text                               -: a text was drawn; empty: the canvas was cleared
    S   setting's name                     its value
    G   number of bytes (2)                that many random bytes
    A   1 or 0                             -: the radio was turned on or off
    Q   -                                  -: the firmware has ended, the prompt has the line

Every buffer is made once: waiting and looking at a pin allocate nothing.
"""

import os

_HEAD = 3
_MAX = 4200

_file = open(int(os.getenv("OTPFOB_SIM_FD", "")), "r+b", 0)  # noqa: SIM115
_request = bytearray(_MAX)
_answer = bytearray(_MAX)

payload = memoryview(_request)[_HEAD:]
answer = memoryview(_answer)


def call(op: int, size: int) -> int:
    """Send the first `size` bytes of `payload`; returns the size of the answer, in `answer`.

    Raises OSError with the status of the answer.
    """
    _request[0] = op
    _request[1] = size >> 8
    _request[2] = size & 255
    _file.write(_request, _HEAD + size)
    _receive(_HEAD)
    status = _answer[0]
    size = _answer[1] << 8 | _answer[2]
    _receive(size)
    if status:
        raise OSError(status)
    return size


def _receive(size):
    """Read `size` bytes to the start of the answer's buffer."""
    if not size:
        return
    got = _file.readinto(_answer, size)
    while 0 < got < size:
        more = _file.readinto(answer[got:size])
        got = got + more if more else 0
    if not got:
        raise SystemExit  # the simulator is gone


def number() -> int:
    """Return the first four bytes of an answer as a number."""
    return _answer[0] << 24 | _answer[1] << 16 | _answer[2] << 8 | _answer[3]


def put_number(value: int) -> None:
    """Put a number into the first four bytes of the payload."""
    payload[0] = value >> 24 & 255
    payload[1] = value >> 16 & 255
    payload[2] = value >> 8 & 255
    payload[3] = value & 255


def send(op: str, data) -> int:
    """call() with a payload of its own, which is not left behind: a board has no wire."""
    payload[: len(data)] = data
    size = call(ord(op), len(data))
    for i in range(len(data)):
        payload[i] = 0
    return size


def setting(name: str) -> str:
    """Return what the simulator was started with."""
    size = send("S", name.encode())
    return str(answer[:size], "utf-8")
