"""The glass as its user set it: what is drawn on, and in which language."""

from otpfob.core.errors import Damaged
from otpfob.ui.canvas import Canvas
from otpfob.ui.texts import LANGUAGES, Texts
from otpfob.vault.look import Look


class Glass:
    """`canvas` is what the screens are drawn on; `buttons` is how many the board has."""

    def __init__(self, parts) -> None:
        self._look = look = Look(parts.store, len(LANGUAGES))
        self._texts = Texts(parts.texts, parts.buttons.count, LANGUAGES[look.language])
        self._panel = panel = parts.panel
        if look.turned:
            panel.turn(True)
        self.buttons = parts.buttons.count
        self.canvas = Canvas(
            panel.pixels, panel.width, panel.height, parts.fonts, self._texts, parts.trace
        )

    @property
    def language(self) -> str:
        """The language that is spoken, as its file is called."""
        return self._texts.language

    @property
    def whole(self) -> bool:
        """Whether the language that was chosen is spoken, not another in place of it."""
        return self._texts.language == LANGUAGES[self._look.language]

    def speak(self, language: str) -> None:
        """Speak another language until the token restarts. Raises Damaged; then nothing changes."""
        try:
            self._texts.use(language)
        except OSError:
            raise Damaged("texts")
        self._look.language = LANGUAGES.index(language)

    def name_of(self, language: str) -> str:
        """Return what a language calls itself."""
        return self._texts.name_of(language)

    @property
    def turned(self) -> bool:
        """Whether the token is held upside down, in the left hand: app.token swaps its buttons."""
        return self._look.turned

    def turn(self) -> None:
        """Turn what is seen by half, or back, until the token restarts."""
        self._look.turned = not self._look.turned
        self._panel.turn(self._look.turned)

    def save(self) -> None:
        """Keep it through restarts. Raises StorageFailed."""
        self._look.save()
