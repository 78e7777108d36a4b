"""A menu: one of a few entries."""

from otpfob.ui.screens.choice import Choice

BACK = -1


class MenuScreen(Choice):
    """`entries` are phrases, one or more. `result` is the position of the one taken, or BACK.

    Of values to choose from, `now` is the one that holds, or -1: it is marked, and selected.
    `note` stands at the right of the title. `at`: the position that is selected otherwise; past the
    last, that.
    """

    def __init__(self, title, entries, now: "int | None" = None, note="", at: int = 0) -> None:
        super().__init__(min(at, len(entries) - 1) if now is None else max(0, now), BACK)
        self._title = title
        self._note = note
        self._entries = entries
        self._now = now

    def _count(self) -> int:
        return len(self._entries)

    def draw(self, canvas) -> None:
        self._drawn = True
        top = canvas.title(self._title, self._note)
        now = self._now

        def text_at(position):
            text = canvas.string(self._entries[position])
            return text if now is None else ("✓ " if position == now else "  ") + text

        self._rows.draw(canvas, top, len(self._entries), text_at)
