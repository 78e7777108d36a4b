"""The voltage of a battery behind a divider, at a pin of the first converter (ADC1).

The second one belongs to the radio while that is on.
"""

from machine import ADC, Pin


class AdcBattery:
    """The divider: `upper` from the battery to the pin, `lower` from there to ground, in kOhm.

    `low_mv`: from here on the board's regulator may not hold its voltage.
    """

    def __init__(self, pin: int, upper: int, lower: int, low_mv: int) -> None:
        self._adc = ADC(Pin(pin), atten=ADC.ATTN_11DB)
        self._upper = upper
        self._lower = lower
        self.low_mv = low_mv

    def read_mv(self) -> int:
        """Return the battery's millivolts, by the chip's own calibration. Allocates nothing."""
        mv = self._adc.read_uv() // 1000
        return mv * (self._upper + self._lower) // self._lower
