"""The quality of the records at each version that changed them."""

from datetime import date, datetime

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Scope, connect
from crm_core.indicators.registry import find
from crm_core.indicators.uniqueness import uniqueness
from crm_core.quality.trend import compared_versions, freshness, quality_by_version
from crm_core.settings import Settings
from crm_core.store import decisions
from crm_core.store.workspace import Change, Entry, Workspace
from tests.support import NOW, frame, workspace

FULL = {"last_name": "A", "first_name": "B", "email": "a@b.fr", "email_ok": True, "phone": "1", "phone_ok": False, "address_1": "x", "postal_code": "59000", "postal_code_ok": True, "city": "Lille"}  # fmt: skip


def test_each_version_that_changed_records(tmp_path):
    """One whole record whose phone is not possible; then an empty one beside it, and mail that came back; other versions say nothing new. Nothing dates a record."""
    firm = workspace(tmp_path, customers=[{"customer_id": "1", **FULL}])
    with firm.writing() as base:
        firm.commit(
            base,
            {"transactions": Change(frame("transactions", [{"date": NOW.date(), "amount": 1}]).to_arrow(), False)},
            Entry("import", NOW, "t"),
        )
    rows = frame("customers", [{"customer_id": "1", **FULL, "undeliverable_on": NOW.date()}, {"customer_id": "2"}])
    with firm.writing() as base:
        firm.commit(base, {"customers": Change(rows.to_arrow(), True)}, Entry("import", NOW, "t"))
    decisions.decide(firm, decisions.frame([("1", "2", "merge")]), at=NOW, by="t")
    expected = pl.DataFrame(
        [(1, 1, 7 / 7, 2 / 3, None, 1.0, None), (3, 2, 7 / 14, 2 / 3, None, 0.0, None)],
        schema=["version", "records", "completeness", "validity", "uniqueness", "deliverability", "freshness"],
        schema_overrides={"uniqueness": pl.Float64, "freshness": pl.Float64},
        orient="row",
    )
    assert_frame_equal(quality_by_version(firm, firm.history()), expected)
    firm.undo(at=NOW, by="t")
    firm.undo(at=NOW, by="t")
    assert quality_by_version(firm, firm.history())["version"].to_list() == [1, 3, 6]


def test_an_empty_workspace_and_records_of_few_columns(tmp_path):
    firm = Workspace.open(tmp_path)
    assert quality_by_version(firm, firm.history()).height == 0
    with firm.writing() as base:
        rows = pl.DataFrame({"row_key": ["1"], "customer_id": ["1"]}).to_arrow()
        firm.commit(base, {"customers": Change(rows, False)}, Entry("import", NOW, "t"))
    assert quality_by_version(firm, firm.history()).rows() == [(1, 1, 0.0, None, None, None, None)]


def test_uniqueness_of_the_versions_whose_records_were_compared(tmp_path):
    """Two of three are one person: one of three is unique. Told apart, all are; what version 1 said stays."""
    people = [{"customer_id": "1", **FULL}, {"customer_id": "2", **FULL}, {"customer_id": "3", "last_name": "C", "first_name": "D"}]
    firm = workspace(tmp_path, customers=people)

    def told():
        uniqueness(connect(firm, Settings()), Scope.to(NOW.date()))
        return quality_by_version(firm, firm.history())["uniqueness"].to_list()

    assert quality_by_version(firm, firm.history())["uniqueness"].to_list() == [None]
    assert compared_versions(firm, firm.history()) == ()
    assert told() == pytest.approx([1 / 3])
    assert compared_versions(firm, firm.history()) == (1,)
    decisions.decide(firm, decisions.frame([("1", "2", "apart")]), at=NOW, by="t")
    assert told() == pytest.approx([1 / 3])
    with firm.writing() as base:
        rows = frame("customers", [*people, {"customer_id": "4"}])
        firm.commit(base, {"customers": Change(rows.to_arrow(), True)}, Entry("import", NOW, "t"))
    assert told() == pytest.approx([1 / 3, 1])


def test_freshness_at_the_last_day_of_each_version(tmp_path):
    """Of five records 1 bought, 2 answered us, 3 complained and 4 was entered within 24 months of the last event; 5 bought on the very day 24 months before, and answered about another firm."""
    entered = [{"customer_id": str(n), "first_known_on": date(2025, 3, 1) if n == 4 else date(2020, 1, 1)} for n in range(1, 6)]
    firm = workspace(
        tmp_path,
        customers=entered,
        transactions=[{"customer_id": "1", "date": date(2026, 1, 31), "amount": 1}, {"customer_id": "5", "date": date(2024, 1, 31), "amount": 1}, {"date": date(2026, 1, 5), "amount": 1}],
        surveys=[{"customer_id": "2", "date": date(2025, 1, 1), "nps": 9}, {"customer_id": "5", "date": date(2026, 1, 1), "nps": 9, "company": "Autre"}],
        complaints=[{"complaint_id": "1", "customer_id": "3", "received_on": datetime(2024, 2, 1)}],
    )  # fmt: skip
    assert quality_by_version(firm, firm.history())["freshness"].to_list() == [4 / 5]
    told = find("base_quality")(connect(firm, Settings()), Scope.to(date(2026, 1, 31))).filter(pl.col("part") == "freshness")
    assert told["share"].to_list() == [4 / 5]
    later = pl.DataFrame([{"row_key": "x", "interaction_id": "1", "customer_id": "5", "date": datetime(2026, 11, 20, 9)}])
    with firm.writing() as base:
        changes = {
            "interactions": Change(later.to_arrow(), False),
            "customers": Change(frame("customers", [*entered, {"customer_id": "6"}]).to_arrow(), True),
        }
        firm.commit(base, changes, Entry("import", NOW, "t"))
    assert quality_by_version(firm, firm.history())["freshness"].to_list() == [4 / 5, 4 / 6]  # 3 has been silent too long by now, 5 is back


def test_freshness_is_kept(tmp_path, monkeypatch):
    firm = workspace(tmp_path, customers=[{"customer_id": "1", "first_known_on": NOW.date()}])
    connect(firm, Settings())
    assert freshness(firm, firm.current) == 1.0
    monkeypatch.delattr("crm_core.quality.trend._freshness")
    assert freshness(firm, firm.current) == 1.0


def test_a_list_of_returns_is_a_version_of_its_own_and_lowers_deliverability(tmp_path):
    firm = workspace(tmp_path, customers=[{"customer_id": "1", **FULL}, {"customer_id": "2", **FULL, "email": "c@d.fr"}])
    for rows in ([{"customer_id": "1", "returned_on": NOW.date()}], [{"email": "c@d.fr", "returned_on": NOW.date(), "severity": "hard"}]):
        with firm.writing() as base:
            firm.commit(base, {"undeliverables": Change(frame("undeliverables", rows).to_arrow(), False)}, Entry("import", NOW, "t"))
    told = quality_by_version(firm, firm.history()).select("version", "records", "deliverability").rows()
    assert told == [(1, 2, 1.0), (2, 2, 0.5), (3, 2, 0.5)]
