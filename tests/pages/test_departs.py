"""The page on departures: risks, reasons and the card where there is a score; why not, where there is none."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from crm_core.indicators.registry import Indicator
from tests.indicators.cases import buy
from tests.models.leavers import tables
from tests.models.test_churn import people
from tests.pages.support import run, words
from tests.support import workspace

pytestmark = pytest.mark.xdist_group("churn")


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The leavers, who buy every 30 days or so, and forty who do every 50 days: 80 % of the gaps are under 40."""
    folder, made, last = tmp_path_factory.mktemp("leavers"), tables(), date(2026, 6, 25)
    slow = [buy(f"S{name:02}", last - timedelta(days=50 * step), product="bread") for name in range(40) for step in range(8)]
    workspace(folder, **{**made, "transactions": [*made["transactions"], *slow]})
    return folder


def test_risks_are_shown_with_reasons(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("departs", firm, monkeypatch, "fr")
    assert not app.exception and not app.error
    assert [one.label for one in app.metric] == ["Départs à attendre", "Risque moyen", "Classement (AUC)", "Gain du premier dixième"]
    assert len(app.get("plotly_chart")) == 2  # its purchases carry no value: no matrix
    assert "clients exposés" in app.subheader[0].value
    said = words(app)
    assert "ne devraient rien acheter dans les" in said and "La fiche du modèle" in said and "Appris au" in said


def test_those_at_risk_are_a_group_of_segments(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = run("departs", firm, monkeypatch, "fr")
    (link,) = [one.proto for one in listed.get("page_link") if one.proto.label.startswith("Cibler dans Segments")]
    assert "grouping=risk" in link.query_string and "group_risk=tenth" in link.query_string
    app = run("segments", firm, monkeypatch, "fr", grouping="risk")
    assert not app.exception and not app.error
    assert app.selectbox(key="group_risk").value == "tenth"
    assert "le plus exposé d’abord" in words(app) or "les plus exposés d’abord" in words(app)


def test_customers_of_a_slow_rhythm_have_a_list_of_their_own(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("departs", firm, monkeypatch, "fr", risk_shown="slow")
    assert not app.exception and not app.error
    assert "achètent trop rarement pour que" in words(app) and "clients au rythme lent" in app.subheader[0].value
    (link,) = [one.proto for one in app.get("page_link") if one.proto.label.startswith("Cibler dans Segments")]
    assert "group_risk=slow" in link.query_string


def test_a_filter_fits_nothing_again(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    everyone = run("departs", firm, monkeypatch, "en").metric[0].value
    asked = []
    compute = Indicator.__call__
    monkeypatch.setattr(Indicator, "__call__", lambda one, con, scope: asked.append(one.name) or compute(one, con, scope))
    monkeypatch.setattr("crm_core.models.learners.fit", None)
    app = run("departs", firm, monkeypatch, "en", store="Lille")
    assert not app.exception and not app.error
    assert app.metric[0].value != everyone
    assert set(asked) <= {"churn_score", "slow_buyers", "customer_value", "customers_at_stake", "potential_risk"}


def test_a_file_with_a_column_needs_no_purchases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(
        tmp_path,
        customers=people(months=lambda gone, chance: chance.gauss(5 if gone else 20, 8), closed=lambda gone, chance: "x" if gone else "y"),
    )
    app = run("departs", tmp_path, monkeypatch, "fr")
    assert not app.exception and not app.error
    said = words(app)
    assert "ressemblent à ceux qui sont partis" in said
    assert "Cette colonne donne la réponse, elle est écartée\u00a0: closed." in said
    assert len(app.get("plotly_chart")) == 2  # no value without purchases: no matrix


def test_rules_only_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(tmp_path, transactions=[buy(name, date(2026, month, 1)) for name in "abc" for month in (1, 6)])
    app = run("departs", tmp_path, monkeypatch, "fr")
    assert not app.exception and not app.error
    assert not app.metric
    assert "Aucun risque de départ n’est montré." in words(app)
