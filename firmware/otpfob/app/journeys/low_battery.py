"""The battery is low: what works still, and what does not."""

from micropython import const

from otpfob.app.journeys.steps import say

_T_BATTERY_LOW = const(0xF324F)
_T_CHARGE_IT = const(0x0017F)


def low_battery():
    """Say so until it is clicked away."""
    yield from say(_T_BATTERY_LOW, _T_CHARGE_IT)
