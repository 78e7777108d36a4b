"""How many pictures of the corpus are read, and what the slowest costs. Prints each category."""

import sys

from bench.rows import Row
from qr_corpus.corpus import CATEGORIES
from qr_corpus.reading import score

_LEAST_READ = 95  # percent
_MOST_MS = 150


def rows(lab):
    scores = {category: score(category) for category in CATEGORIES}
    print(f"{'pictures':26} read  of  zxing-cpp alone  ms a megapixel", file=sys.stderr)
    for category, one in sorted(scores.items()):
        print(
            f"{category.replace('_', ' '):26} {one.read:4} {one.pictures:3} {one.alone:16}"
            f" {one.worst_ms:15.0f}",
            file=sys.stderr,
        )
    number = sum(one.pictures for one in scores.values())
    read = 100 * sum(one.read for one in scores.values()) / number
    alone = 100 * sum(one.alone for one in scores.values()) / number
    yield Row(
        "qr.read_rate",
        f"% of {number} pictures",
        read,
        alone,
        "zxing-cpp alone, on what Pillow opens",
        more_is_better=True,
        floor=_LEAST_READ / alone,
    )
    yield Row("qr.wrong", "texts", sum(one.wrong for one in scores.values()), limit=0)
    worst = max(one.worst_ms for one in scores.values())
    yield Row("qr.worst", "ms of CPU a megapixel", worst, limit=_MOST_MS)
