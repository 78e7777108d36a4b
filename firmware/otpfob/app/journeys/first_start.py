"""A new token: does its user want a PIN, and which?"""

from otpfob.app.journeys.steps import choose, choose_pin, sure, work

_PIN = 0
_NO_PIN = 1


def first_start(kit):
    """Set the vault up. Nothing is written before the last answer."""
    if not (yield from sure("Welcome to OTPfob", ("This token is new.", "Set it up now?"))):
        return
    # What is made now protects everything that comes.
    kit.radio.begin()
    try:
        protected, pin = yield from _protection(kit)
        if protected:
            # A wipe for the host in the middle of it would not be the last word.
            kit.exclusive = True
            yield from work("Setting up", kit.safe.creating(pin))
    finally:
        kit.exclusive = False
        kit.radio.end()


def _protection(kit):
    """Return (whether there is an answer, the PIN or None)."""
    while True:
        choice = yield from choose("Protect it with", ("a PIN, 6-12 digits", "no PIN"))
        if choice == _PIN:
            pin = yield from choose_pin(kit)
            if pin is not None:
                return True, pin
        elif choice != _NO_PIN:
            return False, None
        elif (yield from without_pin()):
            return True, None


def without_pin():
    """Return whether the person wants no PIN, having read what that means."""
    lines = (
        "Who finds the token",
        "reads its codes. Who",
        "copies its flash has",
        "every key, for good.",
    )
    return (yield from sure("No PIN?", lines, hold=True))
