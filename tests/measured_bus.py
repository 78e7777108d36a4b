"""What the transactions of a chip model would have been on the wire."""

_HERTZ = 400_000


def bus_bytes(chip) -> int:
    """Return all bytes since its counters were reset, each transaction's address included."""
    return chip.bytes_received + chip.transactions


def bus_us(all_bytes: int, transactions: int) -> int:
    """Return how long bytes take: nine bits each, a start and a stop a transaction."""
    return (9 * all_bytes + 2 * transactions) * 1_000_000 // _HERTZ
