"""The only files that touch hardware: the rest of the firmware is given what they make."""
