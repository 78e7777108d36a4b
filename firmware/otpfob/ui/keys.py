"""What the keys of a board are called in the texts of the screens.

    buttons   NEXT     DO        NEXT held   DO held
    one       press    hold 1s   hold 2s     hold 3s
    more      NEXT     DO        hold NEXT   hold DO

The lengths are those of ui.gestures, rounded to what a person counts.
"""

# In this order: the longer one first.
_ONE_BUTTON = (
    ("Press NEXT", "Press"),
    ("Hold NEXT", "Hold 2s"),
    ("hold NEXT", "hold 2s"),
    ("Press DO", "Hold 1s"),
    ("Hold DO", "Hold 3s"),
    ("hold DO", "hold 3s"),
)


class Keys:
    """The words for a board with `count` buttons."""

    def __init__(self, count: int) -> None:
        self._one = count == 1
        if self._one:
            self.next, self.do = "press", "hold 1s"
            self.hold_next, self.hold_do = "hold 2s", "hold 3s"
        else:
            self.next, self.do = "NEXT", "DO"
            self.hold_next, self.hold_do = "hold NEXT", "hold DO"

    def spell(self, text: str) -> str:
        """Return a text that says "Press DO" or "hold NEXT" in the words of this board.

        For the token's own sentences: what a user named is shown as given.
        """
        if self._one:
            for words, own in _ONE_BUTTON:
                text = text.replace(words, own)
        return text
