"""The page of the customer base: empty, filled, in both languages, with one table missing, and its choices."""

from datetime import date
from pathlib import Path

import pytest

from crm_core.engine import Connection
from crm_core.indicators.lifecycle import ORDER
from crm_core.store.workspace import Workspace
from crm_ui import comparing, quality_section
from tests.ingest.importing import bring, written
from tests.pages.support import run, words
from tests.pages.test_charts_sent import sent
from tests.support import workspace

PEOPLE = [
    {"customer_id": f"C{rank}", "last_name": "x", "email": "a@b.fr", "email_ok": True, "first_known_on": date(2026, 1, 1)}
    for rank in range(40)
]


@pytest.mark.parametrize(
    ("language", "question"),
    [("fr", "Qui sont nos clients, et la base est-elle propre\u00a0?"), ("en", "Who are our customers, and is the base clean?")],
)
def test_empty_workspace(nothing: Path, monkeypatch: pytest.MonkeyPatch, language: str, question: str) -> None:
    app = run("clients", nothing, monkeypatch, language)
    assert not app.exception and not app.error
    assert app.title[0].value == question
    assert not app.metric


@pytest.mark.parametrize(("language", "answer"), [("fr", "300 clients connus sont actifs"), ("en", "300 customers known are active")])
def test_filled_page(firm: Path, monkeypatch: pytest.MonkeyPatch, language: str, answer: str) -> None:
    app = run("clients", firm, monkeypatch, language)
    assert not app.exception and not app.error and not app.info
    assert len(app.metric) == 4
    assert answer in words(app)
    assert len(app.get("plotly_chart")) == 4, "nobody is new in the period: the cohorts are told, not drawn"


def test_without_sales_the_base_is_still_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(tmp_path, customers=PEOPLE)
    app = run("clients", tmp_path, monkeypatch)
    assert not app.exception and not app.error
    assert "40 clients sont connus" in words(app)
    assert [one.label for one in app.metric] == ["Qualité de la base"]
    assert len(app.get("plotly_chart")) == 2
    assert words(app).count("il faut la table Achats") == 3
    assert "Aucun client n’est dans cette classe" not in words(app), "a class that has customers is listed"
    (checks,) = [one for one in sent(app._tree) if "contrôle" in one["layout"]["title"]["text"]]
    assert checks["layout"]["xaxis"]["range"][0] < 0, "no dot of 0 % lies on the name of its check"


def test_without_records_there_is_nothing_to_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(tmp_path, transactions=[{"customer_id": "a", "date": date(2026, 11, 1), "amount": 5}])
    app = run("clients", tmp_path, monkeypatch)
    assert not app.exception and not app.error
    assert "1\u00a0client" in words(app) or "1 client connu" in words(app)


def test_long_after_the_last_purchase_nobody_is_active_and_no_chart_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sales = [{"customer_id": f"C{rank}", "date": date(2020, 5, 4), "amount": 5} for rank in range(40)]
    workspace(tmp_path, customers=PEOPLE, transactions=sales, surveys=[{"date": date(2026, 11, 20), "nps": 9}])
    app = run("clients", tmp_path, monkeypatch)
    assert not app.exception and not app.error
    assert [one.value for one in app.metric][:2] == ["0", "0"]
    assert "Aucun des 40 clients connus n’est actif" in words(app)
    assert "il y faut deux mois où quelqu’un a acheté ou a été perdu" in words(
        app
    ) and "personne n’a acheté pour la première fois" in words(app)
    assert len(app.get("plotly_chart")) == 2


@pytest.mark.parametrize("chosen", ORDER)
def test_the_customers_of_each_class(firm: Path, monkeypatch: pytest.MonkeyPatch, chosen: str) -> None:
    app = run("clients", firm, monkeypatch, listed_class=chosen)
    assert not app.exception and not app.error
    assert app.selectbox(key="listed_class").value == chosen


def test_the_other_way_to_read_cohorts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sales = [{"customer_id": "C1", "date": day, "amount": 5} for day in (date(2026, 8, 4), date(2026, 10, 4), date(2026, 11, 20))]
    workspace(tmp_path, customers=PEOPLE, transactions=sales)
    app = run("clients", tmp_path, monkeypatch, cohort_way="after")
    assert not app.exception and not app.error
    assert "plot-cohorts" in str(app.get("plotly_chart"))
    assert app.get("button_group")[0].value == "after"


def test_the_action_proposed_for_a_class(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("clients", firm, monkeypatch, listed_class="regular")
    assert "Proposé pour eux\u00a0: Récompenser\u00a0: des attentions" in words(app)


FAULTY = [
    *PEOPLE,
    {"customer_id": "Z1", "last_name": "Roy", "first_name": "Luc", "email": "luc@b.fr", "email_ok": True, "phone_ok": False, "phone": "12", "first_known_on": date(2026, 1, 1), "acquisition_channel": "Salon"},
    {"customer_id": "Z2", "last_name": "Roy", "first_name": "Luc", "email": "luc@b.fr", "email_ok": True, "first_known_on": date(2026, 1, 1), "acquisition_channel": "Salon"},
]  # fmt: skip


def test_a_large_base_says_that_it_is_being_compared_and_shows_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the comparison beside the page is over, neither the score nor a check is told; then all of it."""
    begun: list[Connection] = []

    def begin(con: Connection) -> None:
        begun.append(con)
        comparing._UNDER_WAY.add(con.key)

    monkeypatch.setattr(comparing, "SMALL", 10)
    monkeypatch.setattr(comparing, "begin", begin)
    workspace(tmp_path, customers=FAULTY, transactions=[{"customer_id": "Z1", "date": date(2026, 11, 1), "amount": 5}])
    app = run("clients", tmp_path, monkeypatch)
    assert not app.exception and not app.error
    assert [one.label for one in app.metric] == ["Clients actifs", "Nouveaux clients", "Taux d’attrition"]
    assert "Les 42 fiches sont en train d’être comparées entre elles" in words(app) and "double sûr" not in words(app)
    comparing._compare(begun[0])
    again = run("clients", tmp_path, monkeypatch)
    assert not again.exception and "Qualité de la base" in [one.label for one in again.metric]
    assert "en train d’être comparées" not in words(again)


def test_the_worst_records_and_where_they_come_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(tmp_path, customers=FAULTY)
    app = run("clients", tmp_path, monkeypatch)
    worst = next(one.value for one in app.dataframe if "reasons" in one.value.columns and "faults" in one.value.columns)
    told = {str(link).split("customer=")[-1].split("&")[0]: said for link, said in zip(worst["customer_id"], worst["reasons"], strict=True)}
    assert told["Z1"] == "manque\u00a0: adresse, code postal, ville · impossible\u00a0: téléphone · double sûr"
    assert "42 fiches ont un défaut" in words(app)
    said = words(app)
    assert "Salon" in said and "La qualité d’une version à l’autre" in said


def test_quality_by_the_import_that_brought_the_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    firm = Workspace.open(tmp_path / "firm")
    bring(firm, written(tmp_path, "anciens.csv", "N° client;Nom;E-mail;Origine", "1;Roy;luc@b.fr;Salon", "2;Petit;;Salon"))
    bring(firm, written(tmp_path, "loués.csv", "N° client;Nom", "3;X"))
    app = run("clients", firm.folder, monkeypatch, quality_source="loaded_in")
    assert not app.exception and not app.error and not app.warning
    assert "Version 1 · anciens.csv" in words(app) and "Version 2 · loués.csv" in words(app) and "<td>Salon" not in words(app)


def test_the_channels_stay_when_the_quality_cannot_be_drawn(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_asked: object) -> None:
        raise AttributeError("quality")

    monkeypatch.setattr(quality_section, "quality_chart", broken)
    app = run("clients", firm, monkeypatch)
    assert len(app.error) == 1 and "administrateur" in app.error[0].value


def test_three_versions_of_the_records_are_a_line_a_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    firm = Workspace.open(tmp_path / "firm")
    for rank, line in enumerate(("1;Roy;luc@b.fr", "2;Petit;", "3;Diaz;non")):
        bring(firm, written(tmp_path, f"{rank}.csv", "N° client;Nom;E-mail", line))
        app = run("clients", firm.folder, monkeypatch)
        assert not app.exception and not app.error
        drawn = [one for one in sent(app._tree) if "selon la version des données" in one["layout"]["title"]["text"]]
        assert len(drawn) == (rank == 2)
    lines = [trace for trace in drawn[0]["data"] if trace.get("mode") == "lines+markers"]
    assert [line["x"] for line in lines] == [["1", "2", "3"]] * len(lines)
    assert [note["text"] for note in drawn[0]["layout"]["annotations"]][::2] == ["Complétude", "Validité", "Unicité"]


def test_those_never_asked_are_written_to_by_post_when_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody was asked; one has told us to stop. Post needs no agreement, a refusal holds."""
    home = {"address_1": "1 rue du Lac", "postal_code": "69001", "city": "Lyon", "postal_code_ok": True, "first_known_on": date(2026, 1, 1)}
    people = [{"customer_id": f"C{rank}", "last_name": "x", **home} for rank in range(3)]
    left = [{"customer_id": "C2", "date": date(2026, 3, 1), "channel": "mail", "direction": "inbound", "outcome": "unsubscribed"}]
    workspace(
        tmp_path,
        customers=people,
        interactions=left,
        transactions=[{"customer_id": one["customer_id"], "date": date(2026, 11, 1), "amount": 5} for one in people],
    )
    app = run("clients", tmp_path, monkeypatch, listed_class="trial_buyer")
    assert (
        "Par courrier\u00a0: 0 client à qui l’on peut écrire. Laissés de côté\u00a0: 2 à qui l’on n’a rien demandé, 1 ayant refusé."
        in words(app)
    )
    assert not any(one.label == "Adresses CSV" for one in app.get("download_button"))
    app.toggle(key="mail-asked-members").set_value(True).run()
    assert not app.exception
    assert "Par courrier\u00a0: 2 clients à qui l’on peut écrire. Laissés de côté\u00a0: 1 ayant refusé." in words(app)
    assert any(one.label == "Adresses CSV" for one in app.get("download_button"))


def test_nothing_is_said_of_records_that_are_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Purchases alone: their customers have no record, so that none is fine and none is bad."""
    workspace(tmp_path, transactions=[{"customer_id": f"C{rank}", "date": date(2026, 11, 1), "amount": 5} for rank in range(3)])
    app = run("clients", tmp_path, monkeypatch)
    assert not app.exception and not app.error
    said = words(app)
    assert "pas encore de fiche à contrôler" in said
    assert "Chaque fiche passe tous les contrôles" not in said and "La qualité d’une version à l’autre" not in said


def test_without_sales_buyers_are_said_to_be_among_the_prospects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(tmp_path, customers=PEOPLE)
    said = words(run("clients", tmp_path, monkeypatch))
    assert "ceux qui achètent ne se distinguent pas" in said and "D80" not in said
