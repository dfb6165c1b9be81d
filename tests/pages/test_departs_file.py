"""The page on departures of one file of customers with a column that says who left: score, quality, reasons, each in the words of the file."""

from csv import writer
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from crm_core.ingest import Request, import_files
from crm_core.store.workspace import Workspace
from tests.pages.support import run, words

pytestmark = pytest.mark.xdist_group("churn")
HEAD = ("customerID", "gender", "tenure", "Contract", "MonthlyCharges", "Churn")


def lines() -> list[tuple[str, ...]]:
    """600 subscribers: those who came lately, by the month, leave; `tenure` is in months."""
    chance, made = Random(7), []
    for number in range(600):
        months, monthly = chance.randrange(1, 73), chance.random() < 0.5
        gone = chance.random() < 0.05 + (0.35 if monthly else 0) + (0.35 if months < 12 else 0)
        row = (
            f"{number:04}-ABCDE",
            chance.choice(("Female", "Male")),
            str(months),
            "Month-to-month" if monthly else "Two year",
            f"{chance.uniform(20, 110):.2f}",
        )
        made.append((*row, "Yes" if gone else "No"))
    return made  # fmt: skip


def test_score_quality_and_reasons_in_the_words_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, made = tmp_path / "abonnes.csv", Workspace.open(tmp_path / "firm")
    with file.open("w", encoding="utf-8", newline="") as open_file:
        writer(open_file).writerows([HEAD, *lines()])
    import_files(made, [Request(file)], at=datetime(2026, 11, 21, 12, tzinfo=UTC), by="test")
    app = run("departs", made.folder, monkeypatch, "fr")
    assert not app.exception and not app.error
    values = {one.label: one.value for one in app.metric}
    assert list(values) == ["Départs à attendre", "Risque moyen", "Classement (AUC)", "Gain du premier dixième"]
    assert 0.6 < float(values["Classement (AUC)"].replace(",", ".")) < 0.95
    assert len(app.get("plotly_chart")) == 2
    (listed,) = [one.value for one in app.dataframe if "why" in one.value.columns]
    assert listed["why"].str.contains("tenure|contract", regex=True).mean() > 0.8
    assert not listed["why"].str.contains("jours", regex=False).any()  # months, as the file says
    said = words(app)
    assert "Ajustements précédents" in said and "premier achat" not in said
    assert (
        '<p class="bc-meta"><b>firm</b> · ' in said
        and "Du 2" not in said
        and " au 2" not in said.partition("bc-meta")[2].partition("</p>")[0]
    )
