from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.unhappy_respondents import unhappy_respondents
from tests.indicators.cases import buy
from tests.support import connection

AS_OF = date(2026, 12, 31)
SCHEMA = {
    "customer_id": pl.String, "date": pl.Date, "nps": pl.Float64, "csat": pl.Float64, "csat_scale": pl.String, "abc": pl.String, "revenue": pl.Float64,
    "channel": pl.String, "store": pl.String, "verbatim": pl.String,
}  # fmt: skip


def said(rank, customer, month, **more):
    return {"response_id": f"s{rank}", "customer_id": customer, "date": date(2026, month, 1), "csat_scale": "1-5", **more}


def test_only_the_last_answer_of_known_customers_counts(tmp_path):
    """a was a promoter and now is a detractor; b has been won back; c was only asked for satisfaction; d is not known; e is content."""
    rows = [
        said(1, "a", 3, nps=10), said(2, "a", 9, nps=3, verbatim="Trop long", store="Lille"), said(3, "b", 2, nps=0), said(4, "b", 5, nps=9),
        said(5, "c", 6, csat=2), said(6, None, 7, nps=1), said(7, "e", 8, csat=3),
    ]  # fmt: skip
    got = unhappy_respondents(connection(tmp_path, surveys=rows, transactions=[buy("a", AS_OF, 50)]), Scope.to(AS_OF))
    expected = [
        ("a", date(2026, 9, 1), 3.0, None, "1-5", "A", 50.0, None, "Lille", "Trop long"),
        ("c", date(2026, 6, 1), None, 2.0, "1-5", None, 0.0, None, None, None),
    ]
    assert_frame_equal(got, pl.DataFrame(expected, schema=SCHEMA, orient="row"))


def test_answers_about_a_competitor_are_not_ours(tmp_path):
    rows = [said(1, "a", 3, nps=1, company="Rival")]
    assert unhappy_respondents(connection(tmp_path, surveys=rows), Scope.to(AS_OF)).height == 0
