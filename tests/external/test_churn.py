"""A real file of customers with a column that says who left, imported as anybody's file."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crm_core.engine import Connection, Scope, connect
from crm_core.indicators.churn_model import churn_model
from crm_core.indicators.churn_score import churn_score
from crm_core.ingest import Request, import_files
from crm_core.settings import Settings
from crm_core.store.workspace import Workspace
from tests.pages.support import run, words

FILE = Path(__file__).parents[3] / "shared" / "data" / "telco_churn" / "Telco-Customer-Churn.csv"
if not FILE.is_file():
    pytest.skip(f"the real data sets are not here ({FILE})", allow_module_level=True)

SCOPE = Scope.to(date(2026, 11, 21))
PERSONAL = {"gender", "senior_citizen", "partner", "dependents"}


@pytest.fixture(scope="module")
def telco(tmp_path_factory: pytest.TempPathFactory) -> Connection:
    made = Workspace.open(tmp_path_factory.mktemp("telco"))
    import_files(made, [Request(FILE)], at=datetime(2026, 11, 21, 12, tzinfo=UTC), by="test")
    return connect(made, Settings())


def test_five_folds_with_all_preparation_inside(telco: Connection) -> None:
    row = churn_model(telco, SCOPE).row(0, named=True)
    assert (row["kind"], row["rung"], row["n_test"], row["hits_train"]) == ("column", "learned", 7043, 1869)
    assert row["auc"] >= 0.84
    assert max(row["auc_logistic"], row["auc_boosting"]) >= 0.845
    assert row["auc"] > row["baseline_auc"] + 0.05
    assert row["top_decile_lift"] > 2.5
    assert set(row["protected"].split(", ")) == PERSONAL


def test_those_who_are_still_there_are_listed_with_reasons(telco: Connection) -> None:
    rows = churn_score(telco, SCOPE)
    assert rows.height == 7043 - 1869
    assert rows["reason_1"][:100].null_count() == 0
    assert not {reason.partition(":")[0] for reason in rows["reason_1"].drop_nulls()} & PERSONAL


def test_the_page_tells_months_as_months(telco: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("departs", telco.workspace.folder, monkeypatch, "fr")
    assert not app.exception and not app.error
    assert {one.label: one.value for one in app.metric}["Classement (AUC)"] in ("0,84", "0,85")
    assert "premier achat" not in words(app)
    (listed,) = [one.value for one in app.dataframe if "why" in one.value.columns]
    assert listed["why"].str.contains("tenure", regex=False).any() and not listed["why"].str.contains("jours", regex=False).any()
