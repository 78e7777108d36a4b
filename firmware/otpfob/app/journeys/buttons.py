"""What the buttons do, and which way up the token is held."""

from micropython import const

from otpfob.core.errors import FobError
from otpfob.ui.buttons_help import rows
from otpfob.ui.screens.pages import PagesScreen

_T_BUTTONS = const(0x97BAC)


def buttons(kit):
    """Show what each gesture does on this board."""
    yield PagesScreen(_T_BUTTONS, rows(kit.glass.buttons))


def turn(kit):
    """Turn the glass upside down, or back, and the buttons with it; not if that cannot be kept."""
    kit.glass.turn()
    try:
        kit.glass.save()
    except FobError:
        kit.glass.turn()
        raise
    return
    yield  # a journey without a screen
