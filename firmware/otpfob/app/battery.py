"""The charge of a lithium cell, and whether there is enough of it to write flash.

A reading that no cell gives (a divider that is not connected, a cell that is missing) is none:
a few of them in a row and nothing is known. Who knows nothing forbids nothing.
"""

from micropython import const

from otpfob.core.errors import LowBattery

# (mV of a resting cell, percent): the usual chart of lithium polymer cells, as printed by their
# sellers. The middle is flat, and a cell at work gives less: right to ten percent at best.
_CURVE = (
    (3270, 0),
    (3610, 5),
    (3690, 10),
    (3750, 25),
    (3840, 50),
    (3980, 75),
    (4200, 100),
)
# A cell below has been cut off by its protection, one above would be on fire.
_LOWEST_MV = const(2500)
_HIGHEST_MV = const(4600)
_MISSES = const(3)
_READINGS = const(8)  # so many are averaged
# What a cell recovers by when little is asked of it must not end what it began.
_RECOVERY_MV = const(150)
# Its sign on the glass: a cell lying on its side, so many columns of it filled.
_SIGN_PX = const(12)
_SIGN_ROWS = const(6)
_FILL_PX = const(7)
_FROM_EDGE_PX = const(4)  # the bar of a list is there


class Battery:
    """`source` has read_mv() and `low_mv`, below which the cell is low.

    `percent` is None and `low` False while nothing is known.
    """

    def __init__(self, source) -> None:
        self._source = source
        self._sum_mv = 0  # of as many readings as are averaged; 0: nothing is known
        self._misses = 0
        self.low = False

    @property
    def percent(self) -> "int | None":
        """How much of its charge is left, from the voltage."""
        return _percent(self._sum_mv // _READINGS) if self._sum_mv else None

    def look(self, on_usb: bool) -> bool:
        """Read once. Returns whether the battery has just become low: on USB it never is."""
        self._take(self._source.read_mv())
        was_low = self.low
        self.low = bool(self._sum_mv) and not on_usb and self._is_low(was_low)
        return self.low and not was_low

    def draw_sign(self, canvas, y: int) -> None:
        """Draw its charge as a sign at the right of the line at y; nothing while it is unknown.

        In steps of a seventh: it is drawn with every second, and hardly ever sent.
        """
        percent = self.percent
        if percent is None:
            return
        x = canvas.width - _FROM_EDGE_PX - _SIGN_PX
        canvas.frame(x, y, _SIGN_PX - 1, _SIGN_ROWS)
        canvas.fill(x + _SIGN_PX - 1, y + 2, 1, _SIGN_ROWS - 4)
        canvas.fill(x + 2, y + 2, (percent * _FILL_PX + 50) // 100, _SIGN_ROWS - 4)

    def check(self) -> None:
        """Raise LowBattery when the battery is low."""
        if self.low:
            raise LowBattery

    def _take(self, mv):
        if not _LOWEST_MV <= mv <= _HIGHEST_MV:
            self._misses += 1
            if self._misses >= _MISSES:
                self._sum_mv = 0
        else:
            self._misses = 0
            if self._sum_mv:
                self._sum_mv += mv - self._sum_mv // _READINGS
            else:
                self._sum_mv = mv * _READINGS

    def _is_low(self, was_low):
        limit_mv = self._source.low_mv + (_RECOVERY_MV if was_low else 0)
        return self._sum_mv // _READINGS < limit_mv


def _percent(mv):
    """Return the charge between two points of the curve."""
    below_mv, below = _CURVE[0]
    for above_mv, above in _CURVE:
        if mv < above_mv:
            if above == 0:
                return 0
            return below + (mv - below_mv) * (above - below) // (above_mv - below_mv)
        below_mv, below = above_mv, above
    return below
