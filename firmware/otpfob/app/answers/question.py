"""What the host asks for and the person decides."""

from otpfob.ui.screens.confirm import ConfirmScreen


class Question:
    """What a change will do, in phrases as otpfob.ui.screens.confirm takes them, and the change."""

    def __init__(self, title, lines, apply, hold: bool = False) -> None:
        self.title = title
        self.lines = lines
        self.apply = apply
        self.hold = hold  # yes is DO held, not clicked: for what cannot be undone

    def screen(self, limit_s: int) -> ConfirmScreen:
        """Return what asks it."""
        return ConfirmScreen(self.title, self.lines, limit_s, self.hold)


def index_of(names, name: str, field: str, error) -> int:
    """Return the position of a name. Raises `error(field)`."""
    for i in range(len(names)):
        if names[i] == name:
            return i
    raise error(field)


def labels(issuer: str, name: str) -> list:
    """Return the lines that name an account."""
    return [text for text in (issuer, name) if text]
