"""What small programs on the simulated chip end with, and what they said."""

# A program that ends is started again: a soft reset.
WAIT = """
import time
while True:
    time.sleep_ms(1000)
"""


def said(simulator):
    """Return the lines on its console."""
    return simulator.console.decode().split("\n")[:-1]
