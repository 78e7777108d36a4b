"""What the host asks for and the person decides."""

from otpfob.ui.picture import line
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


def labels(issuer: str, name: str, picture=b"") -> list:
    """Return the lines that name an account, as the list shows them."""
    lines = []
    if issuer:
        lines.append(line(picture, issuer, ""))
    if name:
        lines.append(line(picture, "", name))
    return lines


def labels_at(vault, position: int) -> list:
    """Return the lines that name an account of the vault."""
    issuer, name = vault.labels_at(position)
    # A copy: the vault's own buffer is for the next picture too.
    return labels(issuer, name, bytes(vault.picture_at(position)))
