"""The corpus: pictures of QR codes by category, the same ones in every run.

`python -m qr_corpus.corpus FOLDER`, in tests/, writes them to look at.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from qr_corpus import by_camera, in_files, on_screens
from qr_corpus.picture import Picture

EACH = 10


def _makers(module) -> dict[str, Callable[[Random], Picture]]:
    """Return the functions of a module that take a generator of random numbers: its categories."""
    return {
        name: thing
        for name, thing in vars(module).items()
        if callable(thing) and thing.__module__ == module.__name__ and not name.startswith("_")
    }


CATEGORIES = _makers(on_screens) | _makers(by_camera) | _makers(in_files)


def pictures(category: str, number: int = EACH) -> Iterator[Picture]:
    """Yield the first pictures of a category."""
    for place in range(number):
        yield CATEGORIES[category](Random(f"{category} {place}"))


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(exist_ok=True)
    for category in CATEGORIES:
        for place, picture in enumerate(pictures(category)):
            (folder / f"{category}_{place}").write_bytes(picture.data)


if __name__ == "__main__":
    main()
