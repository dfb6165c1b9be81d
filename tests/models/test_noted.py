"""Fits are noted as they are made, once each, with version, quality and who asked; a command notes what it fits."""

import logging
from dataclasses import replace
from datetime import UTC, date, datetime
from getpass import getuser
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from crm_core.__main__ import app
from crm_core.engine import Connection
from crm_core.engine.connection import Noting
from crm_core.models import appetence, bgnbd, churn, noted, value
from crm_core.models.ahead import Attempt, Days, Judged
from crm_core.models.check import Check
from crm_core.store import fits
from tests.indicators.cases import buy
from tests.support import connection

DAY, AT = date(2026, 6, 30), datetime(2026, 7, 1, 8, tzinfo=UTC)
HIT = np.array([True, True, False, False])
JUDGED = Judged(np.array([0.9, 0.4, 0.5, 0.1]), HIT, "recency", 0.625)
LEAVING = churn.Fitted(
    "purchases", "bgnbd", ("few_hits",), 90, Days(date(2026, 1, 1), date(2026, 4, 1), DAY, 365), Attempt("few_hits", 800, 40), JUDGED,
    bgnbd.Bgnbd(0.25, 4.0, 0.8, 2.5),
)  # fmt: skip


@pytest.fixture
def con(tmp_path: Path) -> Connection:
    made = connection(tmp_path, transactions=[buy("a", date(2026, 6, 1), category="wax")])
    made.noting = Noting("product", lambda: AT)
    return made


def test_a_fit_of_the_departures_says_what_and_how_good(con: Connection) -> None:
    assert noted.score(con, "churn_model", "", DAY, LEAVING) is LEAVING
    (fit,) = fits.history(con.workspace.folder)
    assert (fit.at, fit.by, fit.model, fit.scope, fit.version, fit.as_of, fit.since) == (
        AT,
        "product",
        "churn_model",
        "",
        1,
        DAY,
        date(2025, 1, 1),
    )
    assert (fit.rung, fit.n, fit.quality["auc"], fit.quality["baseline_auc"], fit.quality["n_test"]) == ("bgnbd", 800, 0.75, 0.625, 4)
    assert (fit.parameters["kind"], fit.parameters["horizon"], fit.parameters["looks_back"]) == ("purchases", 90, 365)


def test_a_fit_of_the_value_says_its_parameters_and_its_check_to_six_digits(con: Connection) -> None:
    model = bgnbd.Bgnbd(0.2426, 4.4136, 0.7929, 2.4259)
    check = Check(date(2026, 3, 31), model, 20.0, 19.123456789, 25.0, 0.9, 1.2)
    noted.value_model(con, DAY, value.Fitted(500, 120, 400, ("no_amounts",), checked=check))
    (fit,) = fits.history(con.workspace.folder)
    assert (fit.model, fit.rung, fit.n, fit.since) == ("customer_value_model", "rules", 500, date(2025, 5, 26))
    assert (fit.quality["predicted"], fit.quality["error"], fit.quality["from"]) == (19.1235, 0.9, "2026-03-31")
    assert fit.parameters["repeat_buyers"] == 120


def test_each_model_notes_itself_when_it_is_fitted_and_once(con: Connection) -> None:
    target = appetence.Target("category", "wax")
    for _again in range(2):
        value.fitted(con, DAY)
        churn.fitted(con, DAY)
        appetence.fitted(con, DAY, target)
        con.memory.forget(lambda _key: True)
    told = {(fit.model, fit.scope, fit.rung) for fit in fits.history(con.workspace.folder)}
    assert told == {("customer_value_model", "", "rules"), ("churn_model", "", "rules"), ("appetence_model", "category: wax", "rules")}
    assert len((con.workspace.folder / fits.FILE_NAME).read_text(encoding="utf-8").splitlines()) == 3


def test_nothing_is_written_where_nobody_notes(con: Connection) -> None:
    con.noting = None
    value.fitted(con, DAY)
    noted.score(con, "churn_model", "", DAY, LEAVING)
    assert not (con.workspace.folder / fits.FILE_NAME).exists()


def test_a_history_that_cannot_be_written_stops_nothing(con: Connection, caplog: pytest.LogCaptureFixture) -> None:
    (con.workspace.folder / fits.FILE_NAME).mkdir()  # refuses root, too
    with caplog.at_level(logging.WARNING):
        assert noted.score(con, "churn_model", "", DAY, replace(LEAVING, horizon=30)).horizon == 30
    assert [record.message for record in caplog.records] == ["fit not noted"]


def test_a_command_notes_the_fit_behind_its_answer(con: Connection) -> None:
    folder = str(con.workspace.folder)
    asked = CliRunner().invoke(app, ["--workspace", folder, "show", "customer_value", "--as-of", "2026-06-30"])
    assert asked.exit_code == 1  # rules only: there is no value to show, and that was found out by fitting
    (fit,) = fits.history(con.workspace.folder)
    assert (fit.model, fit.by, fit.as_of, fit.rung) == ("customer_value_model", getuser(), DAY, "rules")
