"""What the transactions of a chip model would have been on the wire."""

HERTZ = 400_000


def bus_bytes(chip) -> int:
    """Return all bytes since its counters were reset, each transaction's address included."""
    return chip.bytes_received + chip.transactions


def bus_us(chip) -> int:
    """Return how long they took: nine bits a byte, a start and a stop a transaction."""
    bits = 9 * bus_bytes(chip) + 2 * chip.transactions
    return bits * 1_000_000 // HERTZ
