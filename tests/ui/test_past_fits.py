"""The last fits are shown on the card of the model, with who asked for them."""

import json
import logging
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crm_core.engine import Connection
from crm_core.store import fits
from crm_core.store.fits import Fit
from crm_ui import past_fits
from tests.indicators.cases import buy
from tests.support import connection

DAY = date(2026, 6, 30)
FIT = Fit(
    datetime(2026, 7, 1, 8, tzinfo=UTC), "product", "churn_model", "", 1, DAY, None, "logistic", 800, {"auc": 0.7, "baseline_auc": 0.6, "brier": 0.2},
)  # fmt: skip


@pytest.fixture
def con(tmp_path: Path) -> Connection:
    return connection(tmp_path, transactions=[buy("a", date(2026, 6, 1))])


def test_fits_of_a_model_and_of_a_product_are_told_apart(con: Connection) -> None:
    for one in (FIT, replace(FIT, model="appetence_model", scope="category: Bougies"), replace(FIT, model="customer_value_model")):
        fits.remember(con.workspace.folder, one)
    assert past_fits.known(con, "churn_model") == [FIT]
    assert past_fits.known(con, "appetence_model") == []
    assert len(past_fits.known(con, "appetence_model", past_fits.target({"field": "category", "value": "Bougies"}))) == 1


def test_a_history_that_cannot_be_read_stops_nothing(con: Connection, caplog: pytest.LogCaptureFixture) -> None:
    (con.workspace.folder / fits.FILE_NAME).mkdir()  # refuses root, too
    with caplog.at_level(logging.WARNING):
        assert past_fits.known(con, "churn_model") == []
    assert [record.message for record in caplog.records] == ["fit not noted"]


def test_the_last_ten_are_shown_the_newest_first(con: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm_ui.words.language", lambda: "fr")
    for number in range(1, 13):
        fits.remember(
            con.workspace.folder, replace(FIT, at=FIT.at.replace(day=number), version=number, by="Ada" if number % 2 else "product")
        )
    found = past_fits.known(con, "churn_model")
    assert [fit.version for fit in found] == list(range(12, 2, -1))
    frame = past_fits.sheet(found[:2], ZoneInfo("Europe/Paris"), "fr").frame
    assert frame.drop("at", "rung").rows() == [(12, DAY, "le\u00a0produit", 800, 0.7, 0.6, 0.2), (11, DAY, "Ada", 800, 0.7, 0.6, 0.2)]
    assert frame["at"][0].startswith("12/07/2026")
    assert json.loads((con.workspace.folder / fits.FILE_NAME).read_text(encoding="utf-8").splitlines()[0])["version"] == 1


def test_who_had_the_shown_model_fitted_and_when(con: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm_ui.words.language", lambda: "fr")
    monkeypatch.setattr(past_fits, "language", lambda: "fr")
    monkeypatch.setattr(past_fits.cache, "connection", lambda: con)
    for one in (replace(FIT, version=2, by="Zoé"), replace(FIT, as_of=DAY.replace(day=1), by="Luc"), FIT):
        fits.remember(con.workspace.folder, one)
    assert past_fits.fitted_by("churn_model", DAY) == "le produit, le 01/07/2026\u00a010\u00a0h\u00a000"
    assert past_fits.fitted_by("churn_model", DAY.replace(day=1)) == "Luc, le 01/07/2026\u00a010\u00a0h\u00a000"
    assert past_fits.fitted_by("churn_model", DAY.replace(day=2)) is None
