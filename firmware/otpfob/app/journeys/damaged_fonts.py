"""Fonts are missing or damaged: codes are right, texts may not be readable."""

from otpfob.app.journeys.steps import say


def damaged_fonts():
    """Say so until it is clicked away."""
    yield from say("Fonts damaged", "Codes are right. On the PC: fobctl device update")
