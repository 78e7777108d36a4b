"""How well the corpus is read."""

import io
import resource
from dataclasses import dataclass

import zxingcpp
from PIL import Image
from qr_corpus.corpus import EACH, pictures
from qr_corpus.picture import Picture

from fobctl.sources import qr
from fobctl.sources.new_account import SourceError


@dataclass
class Score:
    """Of one category. Times are ms of CPU a megapixel; a picture below one counts as one."""

    pictures: int = 0
    read: int = 0
    wrong: int = 0
    alone: int = 0  # read by zxing-cpp from the picture as it is
    worst_ms: float = 0
    missed: tuple[int, ...] = ()


def texts_of(picture: Picture) -> set[str]:
    try:
        return set(qr.read_bytes(picture.data, "the picture"))
    except SourceError:
        return set()


def _cpu_ms():
    """Return what this process and those it has started have used: it repeats under load."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return 1000 * sum(usage.ru_utime + usage.ru_stime for usage in used)


def _alone(picture):
    try:
        image = Image.open(io.BytesIO(picture.data)).convert("RGB")
    except OSError:
        return set()
    kind = zxingcpp.BarcodeFormat.QRCode
    return {found.text for found in zxingcpp.read_barcodes(image, formats=kind)}


def score(category: str, number: int = EACH) -> Score:
    """Read the first pictures of a category, each once; a slow one again, for its best time."""
    result = Score()
    for place, picture in enumerate(pictures(category, number)):
        megapixels = max(picture.pixels / 1e6, 1)
        best_ms = float("inf")
        for _ in range(3):
            start = _cpu_ms()
            found = texts_of(picture)
            best_ms = min(best_ms, (_cpu_ms() - start) / megapixels)
            if best_ms < result.worst_ms:
                break
        result.worst_ms = max(result.worst_ms, best_ms)
        result.pictures += 1
        result.wrong += len(found - picture.texts)
        result.alone += _alone(picture) == picture.texts
        if found == picture.texts:
            result.read += 1
        else:
            result.missed += (place,)
    return result
