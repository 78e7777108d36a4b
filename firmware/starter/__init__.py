"""What MicroPython starts first: chooses a slot, or hands over to MicroPython's prompt."""
