"""Firms of a few customers: a share of three of them is no finding."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.indicators.cases import buy
from tests.pages.support import run, words
from tests.support import workspace

LAST = date(2026, 6, 30)


def bought(lost: int) -> list[dict]:
    """Customers lost a year before the period who came back after 300 days, and one who buys every ten days."""
    days = [(f"lost{name}", back) for name in range(lost) for back in (30, 330, 640, 650)]
    days += [("often", back) for back in range(0, 700, 10)]
    return [buy(name, LAST - timedelta(days=back), 10.0) | {"transaction_id": f"T{rank}"} for rank, (name, back) in enumerate(days)]


@pytest.mark.parametrize(("lost", "value", "said"), [(3, "—", "masqué\u00a0: moins de 5 personnes"), (6, "100,0\u00a0%", "n\u00a0=\u00a0")])
def test_few_who_came_back_are_no_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: int, value: str, said: str) -> None:
    workspace(tmp_path, customers=[{"customer_id": "often"}], transactions=bought(lost))
    (tmp_path / "settings.toml").write_text("[lifecycle]\nd50 = 30\nd80 = 100\nd95 = 900\n", encoding="utf-8")
    app = run("classes", tmp_path, monkeypatch)
    cards = {one.label: one.value for one in app.metric}
    assert cards["Revenus après D80"] == value and cards["Revenus après D95"] == "—"
    assert said in words(app) and "Trop peu de cas" in words(app) and "personne n’était perdu un an plus tôt" in words(app)
    assert "1 clients" not in words(app)


@pytest.mark.parametrize("page", ["clients", "segments"])
def test_who_never_bought_is_listed_by_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    workspace(tmp_path, customers=[{"customer_id": f"c{name}", "last_name": "Nom"} for name in range(9)])
    said = words(run(page, tmp_path, monkeypatch))
    assert "9 clients sans achat sur la période, par numéro de client." in said and "les plus fortes ventes d’abord" not in said


def test_counts_of_one_are_in_the_singular(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = {"complaint_id": "R1", "customer_id": "c1", "received_on": datetime(2026, 6, 29)}
    others = [
        {"complaint_id": f"R{rank}", "received_on": datetime(2026, 5, rank), "closed_on": date(2026, 5, rank + 1)} for rank in (2, 9, 20)
    ]
    workspace(tmp_path, customers=[{"customer_id": "c1", "last_name": "Nom"}], complaints=[case, *others], transactions=bought(1)[:4])
    plots = [one.proto.spec for one in run("reclamations", tmp_path, monkeypatch).get("plotly_chart")]
    assert any("1 ouvert" in one for one in plots) and not any("1 ouverts" in one for one in plots)
    said = "\n".join(words(run(page, tmp_path, monkeypatch)) for page in ("clients", "structure", "doublons"))
    assert "0 client sur 2" in said and "1 clients" not in said and "0 clients" not in said


def test_answers_alone_make_neither_records_nor_suspects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [
        {"response_id": f"S{rank}", "customer_id": f"c{rank}", "date": LAST, "nps": rank % 11, "nps_scale": "0-10"} for rank in range(60)
    ]
    workspace(tmp_path, surveys=answers)
    for page in ("barometre", "satisfaction"):
        assert "les classes d’acheteurs ne se distinguent pas" in words(run(page, tmp_path, monkeypatch)), page
    assert not run("doublons", tmp_path, monkeypatch).metric
    assert "pas encore de fiche à contrôler" in words(run("clients", tmp_path, monkeypatch))
