"""The rows of the benchmark: ratios, floors, and what bench.json holds."""

from bench.rows import Row, table


def test_less_is_better_unless_said_otherwise():
    assert Row("a", "bytes", 10, 40).ratio == 4
    assert Row("a", "codes a second", 40, 10, more_is_better=True).ratio == 4


def test_nothing_at_all_counts_as_one():
    assert Row("a", "bytes", 0, 500).ratio == 500


def test_a_row_below_its_floor_or_above_its_limit_complains():
    assert not Row("a", "bytes", 10, 40, floor=4).complaint
    assert "the floor is 4.1" in Row("a", "bytes", 10, 40, floor=4.1).complaint
    assert not Row("a", "bytes", 10, limit=10).complaint
    assert "the limit is 9" in Row("a", "bytes", 10, limit=9).complaint


def test_the_json_has_every_key_even_without_a_reference():
    assert Row("a", "bytes", 10).as_json() == {
        "name": "a",
        "unit": "bytes",
        "ours": 10,
        "reference": None,
        "reference_name": "none",
        "ratio": None,
    }


def test_the_table_has_a_line_a_row():
    lines = table([Row("first", "bytes", 10, 40), Row("second", "us", 0.5)]).splitlines()
    assert len(lines) == 3
    assert "first" in lines[1] and "4.00" in lines[1]
    assert "second" in lines[2] and "0.50" in lines[2]
