"""Which language the glass speaks."""

from micropython import const

from otpfob.app.journeys.faults import faults
from otpfob.app.journeys.steps import choose_value
from otpfob.core.errors import Damaged, FobError
from otpfob.ui.texts import LANGUAGES

_T_CHOOSE_LANGUAGE = const(0x15CCD)


def choose_language(kit):
    """Let the person choose, and speak it; returns it, or None: they went back, or it is damaged.

    It is not kept yet: see otpfob.app.glass.
    """
    glass = kit.glass
    names = [(language, glass.name_of(language)) for language in LANGUAGES]
    chosen = yield from choose_value(_T_CHOOSE_LANGUAGE, names, glass.language)
    if chosen is None:
        return None
    try:
        glass.speak(chosen)
    except Damaged:  # of texts: whoever began the journey would take it for that of the vault
        yield from faults(("texts",))
        return None
    return chosen


def set_language(kit):
    """Let the person choose, and keep it. What cannot be kept is not spoken either."""
    glass = kit.glass
    before = glass.language
    if (yield from choose_language(kit)) is None:
        return
    try:
        glass.save()
    except FobError:
        glass.speak(before)
        raise
