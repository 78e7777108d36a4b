"""What can be wrong with the simulator itself."""


class SimulatorError(Exception):
    """One sentence for a person."""
