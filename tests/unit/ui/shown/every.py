"""Every screen in every state: drawn by test_screens_fit.py, and by `make screens`.

A test fails when a screen of ui/screens, or a text of firmware/texts, is in none of them.
"""

from ui.shown import backups, clocks, codes, menus, questions

# By topic, each on sheets of its own.
TOPICS = (
    ("codes", codes.SCREENS),
    ("menus", menus.SCREENS),
    ("clock", clocks.SCREENS),
    ("backup", backups.SCREENS),
    ("questions", questions.SCREENS),
    ("errors", questions.ERRORS),
)
