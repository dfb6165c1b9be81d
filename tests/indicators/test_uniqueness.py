from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope, connect
from crm_core.indicators.uniqueness import uniqueness
from crm_core.settings import Settings
from crm_core.store import decisions
from tests.indicators.test_duplicates import AS_OF, PEOPLE
from tests.support import NOW, connection, workspace


def counts(con, scope=None):
    return uniqueness(con, scope or Scope.to(AS_OF)).select("n", "ok").rows()


def test_records_of_sure_pairs_are_not_unique(tmp_path):
    """Of ten, 01, 02 and 04 are one person by two pairs, 07 and 08 one firm; the pair to review counts as two customers."""
    got = uniqueness(connection(tmp_path, customers=PEOPLE), Scope.to(AS_OF))
    expected = pl.DataFrame({"n": [10], "ok": [5], "share": [0.5], "low": [0.236593], "high": [0.763407]})
    assert_frame_equal(got, expected, abs_tol=1e-6)


def test_decisions_count(tmp_path):
    firm = workspace(tmp_path, customers=PEOPLE)
    decisions.decide(firm, decisions.frame([("01", "02", "merge"), ("07", "08", "apart"), ("05", "06", "later")]), at=NOW, by="test")
    assert counts(connect(firm, Settings())) == [(9, 7)]


def test_by_a_field_and_before_the_records_were_known(tmp_path):
    people = [{**one, "store": "A" if one["customer_id"] < "05" else "B", "first_known_on": date(2026, 5, 1)} for one in PEOPLE]
    con = connection(tmp_path, customers=people)
    assert uniqueness(con, Scope.to(AS_OF).broken_by("store")).select("store", "n", "ok").rows() == [("A", 4, 1), ("B", 6, 4)]
    moved = [{**one, "store": "B" if one["customer_id"] in ("02", "08") else "A"} for one in PEOPLE]
    apart = connection(tmp_path / "moved", customers=moved)
    assert uniqueness(apart, Scope.to(AS_OF).where("store", "B")).select("n", "ok").rows() == [(2, 0)], (
        "their doubles are in the other store"
    )
    assert counts(con, Scope.to(date(2026, 4, 1))) == []
