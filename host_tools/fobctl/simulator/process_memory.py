"""What lies in the memory of another process: how tests see what the firmware left there."""

from __future__ import annotations

from collections.abc import Iterator

from fobctl.simulator.errors import SimulatorError


def holds(pid: int, data: bytes) -> bool:
    """Return whether `data` lies in one piece in anything that the process may write to.

    Needs Linux's /proc and a child of ours. Raises SimulatorError without them.
    """
    if not data:
        raise ValueError("nothing is in every memory")
    try:
        with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
            return any(data in _read(memory, *place) for place in _writable(pid))
    except OSError:
        raise SimulatorError(f"The memory of process {pid} cannot be read on this PC.") from None


def _writable(pid: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of each writable mapping, neighbours joined (proc(5), maps)."""
    start = end = 0
    with open(f"/proc/{pid}/maps") as maps:
        for line in maps:
            addresses, permissions = line.split()[:2]
            if permissions[1] != "w":
                continue
            first, last = (int(address, 16) for address in addresses.split("-"))
            if first != end:
                if end:
                    yield start, end
                start = first
            end = last
    if end:
        yield start, end


def _read(memory, start: int, end: int) -> bytes:
    memory.seek(start)
    data = bytearray()
    while len(data) < end - start:
        piece = memory.read(end - start - len(data))  # not more than 2 GiB at once
        if not piece:
            raise OSError
        data += piece
    return bytes(data)
