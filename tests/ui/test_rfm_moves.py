"""The movement of the RFM segments: who left and who came, from hand-made pairs."""

import polars as pl

from crm_ui.rfm_moves import by_segment


def test_pairs_are_summed_by_segment_and_none_is_left_out():
    pairs = pl.DataFrame(
        {
            "from": ["new", "new", "promising", None],
            "to": ["new", "about_to_sleep", None, "new"],
            "customers": [1, 2, 1, 1],
            "revenue_from": [10.0, 21.0, 30.0, 0.0],
            "revenue_to": [11.0, 7.0, 0.0, 40.0],
        }
    )
    rows = by_segment(pairs)
    assert rows.height == 10
    assert rows.filter(pl.col("before") + pl.col("customers") > 0).rows() == [
        ("new", 3, 2, 1, 2, 31.0, 51.0),
        ("promising", 1, 1, 0, 0, 30.0, 0.0),
        ("about_to_sleep", 0, 0, 2, 2, 0.0, 7.0),
    ]
