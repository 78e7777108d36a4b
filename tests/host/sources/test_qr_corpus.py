"""A picture of each category of the corpus is read; `make bench` reads all of them."""

import pytest
from qr_corpus.corpus import CATEGORIES, pictures
from qr_corpus.reading import texts_of


def test_the_corpus_is_large_enough_to_say_something():
    assert len(CATEGORIES) >= 30


def test_the_corpus_is_the_same_in_every_run():
    for category in ("noise", "crumpled", "styled"):
        assert list(pictures(category, 2)) == list(pictures(category, 2))


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_picture_of_each_category_is_read(category):
    for picture in pictures(category, 1):
        assert texts_of(picture) == picture.texts
