from datetime import date, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.attrition import attrition
from crm_core.indicators.barometer import barometer, series
from crm_core.indicators.complaint_volume import complaint_volume
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.indicators.test_complaint_deadlines import complaint
from tests.support import connection

NAMES = ["csat", "nps", "attrition_rate", "lost", "on_time_rate", "complaint_rate"]
AS_OF = date(2026, 12, 31)
D80 = Settings().with_values("lifecycle", d80=365)


def answers(day: date, promoters: int, detractors: int) -> list[dict[str, object]]:
    good = {"date": day, "nps": 10, "csat": 5, "csat_scale": "1-5"}
    return [good] * promoters + [{**good, "nps": 2, "csat": 1}] * detractors


def firm() -> dict[str, list[dict[str, object]]]:
    """100 customers of 2024; 90 buy in 2025, 60 of them in 2026. 40 complaints in 2026, 10 closed late; 20 in 2025, on time."""
    names = [f"c{rank:03}" for rank in range(100)]
    sales = [buy(name, date(2024, 6, 1)) for name in names]
    sales += [buy(name, date(2025, 6, 1)) for name in names[:90]] + [buy(name, date(2026, 6, 1)) for name in names[:60]]
    surveys = answers(date(2025, 5, 1), 60, 40) + answers(date(2026, 5, 4), 90, 10)
    received = [date(2025, 6, 2)] * 20 + [date(2026, 6, 1)] * 40
    complaints = [complaint(str(rank), day, day + timedelta(days=30 if rank >= 50 else 1)) for rank, day in enumerate(received)]
    return {"transactions": sales, "surveys": surveys, "complaints": complaints}


def test_the_six_figures(tmp_path):
    """Previous period and last year are the same 12 months. Lost: 30 of 90 in 2026, 10 of 100 in 2025. Intervals: scipy, and 80 ± 195.9964 × 0.06."""
    got = barometer(connection(tmp_path, D80, **firm()), Scope.to(AS_OF))
    expected = pl.DataFrame(
        {
            "indicator": NAMES,
            "value": [0.9, 80.0, 1 / 3, 30.0, 0.75, 1000 * 40 / 60],
            "target": [0.80, 25.0, 0.12, 11.0, 0.95, 60.0],
            "low": [0.825634, 68.240216, 0.244535, 22.008155, 0.598060, 476.276441],
            "high": [0.944772, 91.759784, 0.435777, 39.219914, 0.858129, 907.810783],
            "previous": [0.6, 20.0, 0.1, 10.0, 1.0, 1000 * 20 / 90],
            "last_year": [0.6, 20.0, 0.1, 10.0, 1.0, 1000 * 20 / 90],
            "verdict": ["up", "up", "up", "up", "too_few", "up"],
            "light": ["good", "good", "bad", "bad", "bad", "bad"],
            "data_on": [date(2026, 5, 4)] * 2 + [date(2026, 6, 1)] * 2 + [date(2026, 7, 1)] * 2,
            "verdict_year": ["up", "up", "up", "up", "too_few", "up"],
            "n": [100, 100, 90, 90, 40, 60],
            "unit": ["share", "nps", "share", "count", "share", "per_thousand"],
            "better": ["up", "up", "down", "down", "up", "down"],
        }
    )
    assert_frame_equal(got, expected, abs_tol=1e-5)


def test_what_the_files_hold_less_than_half_of_is_no_period_to_compare_with(tmp_path):
    """D80 = 30. The files begin on 01/06/2025: of the 12 months to 31/12/2025 they hold 7, of those to 01/10/2025 only 4, of the 30 days before either none."""
    days = (date(2025, 6, 1), date(2025, 9, 25), date(2025, 12, 20), date(2026, 9, 25), date(2026, 12, 20))
    sales = [buy(f"c{rank:03}", day) for rank in range(200) for day in days]
    complaints = [complaint(str(rank), date(2025, 6, 1)) for rank in range(50)]
    con = connection(tmp_path, Settings().with_values("lifecycle", d80=30), transactions=sales, complaints=complaints)

    def told(name: str, last: date, months: int = 12) -> tuple[object, ...]:
        return barometer(con, Scope.to(last, months=months)).filter(indicator=name).select("previous", "verdict").row(0)

    assert told("complaint_rate", date(2026, 12, 31)) == (250.0, "down")
    assert told("complaint_rate", date(2026, 10, 1)) == (None, "too_few")
    assert complaint_volume(con, Scope.to(date(2025, 10, 1)).rolling(1))["per_1000_active"].item() == 250
    assert told("lost", date(2026, 6, 10), months=6) == (None, "too_few")
    assert attrition(con, Scope.to(date(2025, 12, 10), start=date(2025, 6, 12)))["n"].item() == 200
    curve = series(con, Scope.to(date(2026, 10, 1))).filter(indicator="complaint_rate")
    assert curve.filter(pl.col("value").is_not_null())["month"].to_list() == [date(2026, 1, 1), date(2026, 10, 1)]


def test_missing_tables_are_rows_of_nothing(tmp_path):
    con = connection(tmp_path, surveys=answers(date(2026, 5, 1), 5, 5))
    got = barometer(con, Scope.to(AS_OF))
    assert got["indicator"].to_list() == NAMES
    assert got.filter(pl.col("n").is_null())["indicator"].to_list() == NAMES[2:]
    assert got["light"].to_list() == ["too_few", "too_few", "none", "none", "none", "none"]
    assert got["value"].to_list() == [0.5, 0.0, None, None, None, None]
    assert got["data_on"].to_list()[2:] == [None] * 4


def test_an_empty_workspace_has_six_rows(tmp_path):
    con = connection(tmp_path, customers=[{"customer_id": "a"}])
    got = barometer(con, Scope.to(AS_OF))
    assert got["light"].to_list() == ["none"] * 6
    assert series(con, Scope.to(AS_OF)).is_empty()


def test_targets_from_the_references_of_the_period(tmp_path):
    rows = [
        ("csat", "2026", 0.95, "target", None), ("csat", "2025", 0.50, "target", None), ("csat", "2026-12", 0.99, "target", None),
        ("nps", "2026", 90.0, "Concurrent", None), ("attrition", "2026", 0.4, "Target", None), ("lost", "2026", 7.0, "target", "Lille"),
    ]  # fmt: skip
    given = [
        {"indicator": name, "period": period, "value": value, "company": company, "store": store}
        for name, period, value, company, store in rows
    ]
    con = connection(tmp_path, D80, **firm(), references=given)
    assert barometer(con, Scope.to(AS_OF))["target"].to_list() == [0.99, 25.0, 0.4, 36.0, 0.95, 60.0]
    assert barometer(con, Scope.to(AS_OF).where("store", "Lille"))["target"].to_list()[3] == 7.0
    other = barometer(con, Scope.to(AS_OF).where("store", "Paris")).row(3, named=True)
    assert (other["target"], other["light"]) == (None, "none")


def test_the_scale_with_the_most_answers_is_the_one_compared(tmp_path):
    rare = [{"date": date(2026, 5, 1), "csat": 20, "csat_scale": "0-20"}] * 9 + [
        {"date": date(2025, 5, 1), "csat": 20, "csat_scale": "0-20"}
    ] * 200
    con = connection(tmp_path, surveys=[*firm()["surveys"], *rare])
    row = barometer(con, Scope.to(AS_OF)).row(0, named=True)
    assert (row["value"], row["previous"], row["n"]) == (0.9, 0.6, 100)


def test_by_store(tmp_path):
    tables = firm()
    people = [{"customer_id": f"c{rank:03}", "store": "Lille" if rank < 50 else "Paris"} for rank in range(100)]
    surveys = [{**row, "store": "Lille"} for row in tables["surveys"]]
    got = barometer(connection(tmp_path, D80, **{**tables, "surveys": surveys}, customers=people), Scope.to(AS_OF).broken_by("store"))
    assert got.filter(pl.col("indicator") == "lost").select("store", "value", "target").rows() == [
        ("Lille", 0.0, None), ("Paris", 30.0, None), (None, None, None),
    ]  # fmt: skip
    assert got.filter(pl.col("indicator") == "csat").select("store", "value", "light").rows() == [
        ("Lille", 0.9, "good"), ("Paris", None, "too_few"), (None, None, "too_few"),
    ]  # fmt: skip


def test_thirteen_months_of_each_figure(tmp_path):
    con = connection(tmp_path, D80, **firm())
    got = series(con, Scope.to(AS_OF))
    assert got.columns == ["indicator", "month", "value", "low", "high", "n"]
    assert got["indicator"].to_list() == [name for name in NAMES for _ in range(13)]
    csat = got.filter(pl.col("indicator") == "csat")
    assert csat["month"].to_list() == [date(2025, 12, 1), *(date(2026, month, 1) for month in range(1, 13))]
    assert csat["value"].to_list() == pytest.approx([0.6] * 5 + [0.9] * 8)
    assert got.filter(pl.col("indicator") == "lost")["value"].to_list()[-1] == 30.0


def test_the_last_point_of_a_series_is_the_figure(tmp_path):
    con = connection(tmp_path, D80, **firm())
    now = barometer(con, Scope.to(AS_OF)).select("indicator", "value", "low", "high", "n")
    last = series(con, Scope.to(AS_OF)).filter(pl.col("month") == date(2026, 12, 1)).drop("month")
    assert_frame_equal(now, last)
