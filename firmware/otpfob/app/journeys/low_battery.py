"""The battery is low: what works still, and what does not."""

from otpfob.app.journeys.steps import say


def low_battery():
    """Say so until it is clicked away."""
    yield from say("Battery low", "Charge it. Until then nothing is saved: no code by counter.")
