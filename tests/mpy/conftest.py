"""What is here runs under MicroPython only: tests/test_micropython.py collects it."""

collect_ignore_glob = ["test_*.py"]
