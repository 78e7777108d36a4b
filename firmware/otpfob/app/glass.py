"""The glass as its user set it: what is drawn on, and in which language."""

from otpfob.core.errors import Damaged
from otpfob.ui.canvas import Canvas
from otpfob.ui.texts import LANGUAGES, Texts
from otpfob.vault.look import Look


class Glass:
    """`canvas` is what the screens are drawn on."""

    def __init__(self, parts) -> None:
        self._look = look = Look(parts.store, len(LANGUAGES))
        self._texts = Texts(parts.texts, parts.buttons.count, LANGUAGES[look.language])
        panel = parts.panel
        self.canvas = Canvas(
            panel.pixels, panel.width, panel.height, parts.fonts, self._texts, parts.trace
        )

    @property
    def language(self) -> str:
        """The language that is spoken, as its file is called."""
        return self._texts.language

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

    def save(self) -> None:
        """Keep it through restarts. Raises StorageFailed."""
        self._look.save()
