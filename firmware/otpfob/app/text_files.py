"""The texts of the screens, from files of a folder."""


def text_files(folder: str):
    """Return what opens the file of a language, for otpfob.ui.texts.Texts."""
    return lambda language: open(folder + "/" + language + ".texts", "rb")
