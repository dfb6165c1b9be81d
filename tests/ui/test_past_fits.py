"""Fits are noted with their version and quality, and shown on the card of the model."""

import json
import logging
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from crm_core.engine import Connection, Scope
from crm_core.indicators.customer_value_model import SCHEMA
from crm_core.models.churn_told import SCHEMA as TOLD
from crm_core.store import fits
from crm_core.store.fits import Fit
from crm_ui import past_fits
from tests.indicators.cases import buy
from tests.support import connection

DAY = date(2026, 6, 30)
SCOPE = Scope.to(DAY)
LEARNED = {
    "kind": "purchases", "rung": "learned", "shown": True, "why": "", "model": "boosting", "auc": 0.8123456789, "brier": 0.1, "baseline_auc": 0.7, "n_train": 800, "n_test": 700,
    "looks_back": 365, "learned_at": date(2026, 1, 1), "judged_at": date(2026, 4, 1), "parameters": "depth = 3",
}  # fmt: skip
SCORE = pl.DataFrame([LEARNED], schema=TOLD)
VALUE = pl.DataFrame(
    [("model", None, "bgnbd"), ("customers", 500.0, None), ("history_days", 400.0, None), ("r", 0.25, None), ("check_error", 0.9, None), ("check_naive_error", 1.2, None), ("warning", None, "w")],
    schema=SCHEMA, orient="row",
)  # fmt: skip


@pytest.fixture
def con(tmp_path: Path) -> Connection:
    return connection(tmp_path, transactions=[buy("a", date(2026, 6, 1))])


def test_a_fit_of_the_departures_says_what_and_how_good(con: Connection) -> None:
    past_fits.note(con, "churn_model", SCOPE, SCORE)
    (fit,) = past_fits.known(con, "churn_model")
    assert (fit.model, fit.scope, fit.version, fit.as_of, fit.since) == ("churn_model", "", 1, DAY, date(2025, 1, 1))
    assert (fit.rung, fit.n, fit.quality["auc"], fit.quality["n_test"]) == ("boosting", 800, 0.812346, 700)
    assert fit.parameters["parameters"] == "depth = 3"


def test_a_fit_of_the_value_and_one_for_a_product_are_told_apart(con: Connection) -> None:
    past_fits.note(con, "customer_value_model", SCOPE, VALUE)
    bought = SCORE.select(pl.lit("category").alias("field"), pl.lit("Bougies").alias("value"), pl.all())
    past_fits.note(con, "appetence_model", SCOPE, bought)
    (fit,) = past_fits.known(con, "customer_value_model")
    assert (fit.rung, fit.n, fit.since, fit.quality) == ("bgnbd", 500, date(2025, 5, 26), {"error": 0.9, "naive_error": 1.2})
    assert fit.parameters == {"history_days": 400.0, "r": 0.25}
    assert past_fits.known(con, "appetence_model") == []
    assert len(past_fits.known(con, "appetence_model", "category: Bougies")) == 1


def test_asked_twice_it_is_written_once_and_after_a_restart_too(con: Connection) -> None:
    past_fits.note(con, "churn_model", SCOPE, SCORE)
    con.memory.forget(lambda _key: True)
    past_fits.note(con, "churn_model", SCOPE, SCORE)
    assert len((con.workspace.folder / fits.FILE_NAME).read_text(encoding="utf-8").splitlines()) == 1


def test_a_history_that_cannot_be_written_or_read_stops_nothing(con: Connection, caplog: pytest.LogCaptureFixture) -> None:
    (con.workspace.folder / fits.FILE_NAME).mkdir()  # refuses root, too
    with caplog.at_level(logging.WARNING):
        past_fits.note(con, "churn_model", SCOPE, SCORE)
        assert past_fits.known(con, "churn_model") == []
    assert [record.message for record in caplog.records] == ["fit not noted"] * 2


def test_the_last_ten_are_shown_the_newest_first(con: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm_ui.words.language", lambda: "fr")
    one = Fit(
        datetime(2026, 7, 1, 8, tzinfo=UTC),
        "product",
        "churn_model",
        "",
        1,
        DAY,
        None,
        "logistic",
        800,
        {"auc": 0.7, "baseline_auc": 0.6, "brier": 0.2},
    )
    for number in range(1, 13):
        fits.remember(con.workspace.folder, replace(one, at=one.at.replace(day=number), version=number))
    found = past_fits.known(con, "churn_model")
    assert [fit.version for fit in found] == list(range(12, 2, -1))
    frame = past_fits.sheet(found[:1], ZoneInfo("Europe/Paris"), "fr").frame
    assert frame.drop("at", "rung").rows() == [(12, DAY, 800, 0.7, 0.6, 0.2)]
    assert frame["at"][0].startswith("12/07/2026")
    assert json.loads((con.workspace.folder / fits.FILE_NAME).read_text(encoding="utf-8").splitlines()[0])["version"] == 1
