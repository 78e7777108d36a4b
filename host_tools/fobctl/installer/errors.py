"""What can be wrong with a board's name or a MicroPython image."""


class InstallError(Exception):
    """One sentence for a person: what is wrong, and what to do."""
