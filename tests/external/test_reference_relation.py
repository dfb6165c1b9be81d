"""Real complaints and a real survey, imported as anybody's files, against figures computed apart with plain independent code."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from crm_core.engine import Scope, connect
from crm_core.indicators.complaint_deadlines import complaint_deadlines
from crm_core.indicators.complaint_on_time_rate import complaint_on_time_rate
from crm_core.indicators.complaint_volume import complaint_volume
from crm_core.indicators.nps import nps
from crm_core.ingest import Request, import_files
from crm_core.settings import Settings
from crm_core.store.workspace import Workspace

DATA = Path(__file__).parents[3] / "shared" / "data"
if not DATA.is_dir():
    pytest.skip(f"the real data sets are not here ({DATA})", allow_module_level=True)

REFERENCE = json.loads((DATA / "reference.json").read_text(encoding="utf-8"))["computed"]
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
COMPLAINTS = Request(DATA / "cfpb_sample/Consumer_Complaints_sample.csv", table="complaints", mapping={"date_sent_to_company": "closed_on"})
SURVEY = Request(DATA / "openrefine_2024/OpenRefine-2024-User-Survey-Anonymized-Answer.csv", table="surveys")
SUMMER = Scope.to(date(2014, 12, 31), start=date(2013, 7, 1))


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace.open(tmp_path_factory.mktemp("cfpb"))
    import_files(made, [COMPLAINTS], at=NOW, by="test")
    return made


@pytest.mark.parametrize(("holidays", "key"), [("FR", "wd_le5_fr_holidays"), ("none", "wd_le5")])
def test_complaints_sent_within_five_working_days(complaints: Workspace, holidays: str, key: str) -> None:
    con = connect(complaints, Settings().with_values("complaints", holidays=holidays))
    facts = REFERENCE["cfpb_sample"]
    deadlines = complaint_deadlines(con, SUMMER)
    rate = complaint_on_time_rate(con, SUMMER).row(0, named=True)
    assert deadlines.height == facts["rows"]
    assert deadlines["on_time"].sum() == facts["days_received_to_sent"][key] == rate["closed_on_time"]
    assert deadlines.filter(pl.col("working_days") <= 5).height == facts["days_received_to_sent"][key]
    assert (rate["n"], rate["open_late"], rate["open_in_time"]) == (facts["rows"], 0, 0)


def test_histogram_of_working_days_and_those_sent_before_they_came(complaints: Workspace) -> None:
    con = connect(complaints, Settings().with_values("complaints", holidays="none"))
    deadlines = complaint_deadlines(con, SUMMER)
    early = deadlines.filter(pl.col("closed_on") < pl.col("received_on"))
    days = dict(deadlines.join(early, on="complaint_id", how="anti")["working_days"].value_counts().rows())
    assert {str(day): days[day] for day in range(8)} == REFERENCE["cfpb_sample"]["days_received_to_sent"]["wd_hist"]
    assert early.height == REFERENCE["cfpb_sample"]["sent_before_received"]
    assert early["working_days"].unique().to_list() == [0]


def test_complaints_of_each_month_add_up(complaints: Workspace) -> None:
    volume = complaint_volume(connect(complaints, Settings()), SUMMER)
    assert volume["complaints"].sum() == REFERENCE["cfpb_sample"]["rows"]
    assert volume["month"].to_list()[0] == date(2013, 7, 1)


def test_nps_of_the_openrefine_survey(tmp_path: Path) -> None:
    made = Workspace.open(tmp_path)
    import_files(made, [SURVEY], at=NOW, by="test")
    facts = REFERENCE["openrefine_2024"]["nps"]
    row = nps(connect(made, Settings()), Scope.to(date(2024, 12, 31))).row(0, named=True)
    assert {name: row[name] for name in ("n", "promoters", "passives", "detractors")} == {
        name: facts[name] for name in ("n", "promoters", "passives", "detractors")
    }
    assert row["nps"] == pytest.approx(facts["nps"], abs=1e-6)
    assert [row["low"], row["high"]] == pytest.approx(facts["ci95"], abs=1e-4)
