"""The scoring page: empty, filled, in both languages, with filters, and its list of customers."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from crm_core import settings
from crm_core.settings_named import Named, keep
from tests.pages.support import ready_firm, run, words
from tests.support import workspace


@pytest.mark.parametrize(
    ("language", "question", "missing"),
    [
        ("fr", "Qui vaut quoi, et qui s’en va\u00a0?", "Cette page demande un fichier que personne n’a encore apporté"),
        ("en", "Who is worth what, and who is leaving?", "This page needs a file that nobody has brought yet"),
    ],
)
def test_empty_workspace_keeps_the_question(
    nothing: Path, monkeypatch: pytest.MonkeyPatch, language: str, question: str, missing: str
) -> None:
    app = run("scoring", nothing, monkeypatch, language)
    assert not app.exception and not app.error
    assert app.title[0].value == question
    assert missing in words(app)
    assert not app.metric


@pytest.mark.parametrize(
    ("language", "label", "best"), [("fr", "Champions", "meilleurs clients font"), ("en", "Champions", "of the customers make")]
)
def test_filled_page(firm: Path, monkeypatch: pytest.MonkeyPatch, language: str, label: str, best: str) -> None:
    app = run("scoring", firm, monkeypatch, language)
    assert not app.exception and not app.error
    assert len(app.metric) == 4 and app.metric[2].label == label
    assert len(app.get("plotly_chart")) == 3
    assert best in words(app)


@pytest.mark.parametrize(
    ("view", "charts", "said"), [("abc", 3, "Indice de Gini"), ("moves", 2, "Mouvements entre segments"), ("list", 0, "à suivre")]
)
def test_only_the_view_of_the_address_is_drawn(firm: Path, monkeypatch: pytest.MonkeyPatch, view: str, charts: int, said: str) -> None:
    app = run("scoring", firm, monkeypatch, scoring_view=view)
    assert not app.exception and not app.error
    assert len(app.get("plotly_chart")) == charts and len(app.metric) == 4
    assert said in words(app)


def test_the_list_follows_its_own_filters(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("scoring", firm, monkeypatch, scoring_view="list")
    app.multiselect(key="list-segments").set_value(["champions"]).run()
    assert not app.exception and not app.error
    champions = app.metric[2].value
    assert app.subheader[-1].value.startswith(champions)
    app.multiselect(key="list-abc").set_value(["A"]).run()
    assert not app.exception and not app.error


def test_a_store_filter_keeps_its_customers(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    everyone = run("scoring", firm, monkeypatch).metric[1].value
    app = run("scoring", firm, monkeypatch, store="Lille")
    assert not app.exception and not app.error
    assert app.metric[1].value != everyone


def test_purchases_of_other_years_leave_the_answer_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bought = {"transaction_id": "t", "customer_id": "a", "date": date(2020, 5, 1), "amount": 10.0}
    said = {"response_id": "s", "customer_id": "a", "date": date(2026, 5, 1), "nps": 9}
    workspace(tmp_path, transactions=[bought], surveys=[said])
    app = run("scoring", tmp_path, monkeypatch)
    assert not app.exception and not app.error
    assert "Aucun client connu n’a acheté sur la période." in words(app)
    assert not app.metric


def test_other_cut_points_say_whom_they_move_and_are_kept_when_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = ready_firm(tmp_path / "firm", customers=60).folder
    app = run("scoring", folder, monkeypatch)
    app.text_input(key="set-rfm-cuts_r").set_value("5 6 7 8").run()
    assert not app.exception and not app.error
    assert "changeraient de groupe" in words(app)
    app.button(key="save-rfm").click().run()
    assert not app.exception and settings.load(folder).rfm.cuts_r == "5 6 7 8"
    assert [one.value for one in app.toast] == ["Enregistré\u00a0: Notes RFM. Toutes les pages suivent aussitôt."]
    assert "Dernière modification le" in words(app) and "par les données → 5 6 7 8" in words(app)


def test_cut_points_that_cannot_be_are_a_sentence(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("scoring", firm, monkeypatch)
    app.text_input(key="set-rfm-cuts_m").set_value("40 30 20 10").run()
    assert not app.exception
    assert [one.value.partition(" n’est pas")[0] for one in app.error] == ["« 40 30 20 10 »"]


def test_another_grid_and_other_months_are_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = ready_firm(tmp_path / "firm", customers=60).folder
    settings.save(folder, settings.load(folder).with_values("rfm", grid="r_package", months=24))
    app = run("scoring", folder, monkeypatch, scoring_view="list")
    assert not app.exception and not app.error
    assert "Notes RFM sur 24 mois, du 21/11/2024 au 20/11/2026" in words(app)
    assert "de ventes sur les mois comptés" in words(run("segments", folder, monkeypatch, grouping="segment"))
    app.multiselect(key="list-segments").set_value([]).run()
    assert app.dataframe[0].value["reason"].str.startswith("R ").all()


def test_other_limits_of_the_classes_say_whom_they_move_and_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = ready_firm(tmp_path / "firm", customers=60).folder
    app = run("scoring", folder, monkeypatch, scoring_view="abc")
    app.number_input(key="set-scoring-abc_a").set_value(50.0).run()
    assert not app.exception and not app.error
    assert "changeraient de groupe" in words(app)
    app.button(key="save-abc").click().run()
    assert settings.load(folder).scoring.abc_a == 0.5


@pytest.mark.parametrize(
    ("view", "panel", "section", "values", "controls"),
    [
        ("rfm", "rfm", "rfm", {"weight_m": 2.5, "cuts_r": "30; 60; 90; 120", "months": 18}, {"weight_m": "2,5", "cuts_r": "30; 60; 90; 120", "months": 18}),
        ("abc", "abc", "scoring", {"abc_a": 0.55, "abc_b": 0.9}, {"abc_a": 55.0, "abc_b": 90.0}),
    ],
)  # fmt: skip
def test_kept_rules_are_shown_by_the_controls_and_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, view: str, panel: str, section: str, values: dict[str, Any], controls: dict[str, Any]
) -> None:
    folder = ready_firm(tmp_path / "firm", customers=60).folder
    whole = asdict(settings.Rfm()) | values if section == "rfm" else values
    keep(folder, Named("Plan 2027", section, whole, datetime(2026, 11, 29, tzinfo=UTC), "Ada"))
    app = run("scoring", folder, monkeypatch, scoring_view=view)
    app.button(key=f"{panel}-0-try").click().run()
    assert not app.exception and not app.error
    widgets = {one.key: one.value for one in [*app.text_input, *app.number_input]}
    assert {name: widgets[f"set-{section}-{name}"] for name in controls} == controls
    app.button(key=f"save-{panel}").click().run()
    saved = getattr(settings.load(folder), section)
    assert {name: getattr(saved, name) for name in values} == values


@pytest.mark.parametrize(("view", "charts"), [("scores", 3), ("spread", 3), ("areas", 3), ("planes", 4), ("rhythm", 3)])
def test_one_chart_behind_the_grid_is_drawn(firm: Path, monkeypatch: pytest.MonkeyPatch, view: str, charts: int) -> None:
    app = run("scoring", firm, monkeypatch, rfm_view=view)
    assert not app.exception and not app.error and not app.warning
    assert len(app.get("plotly_chart")) == charts


@pytest.mark.parametrize("view", ["rfm_segment", "lifecycle"])
def test_classes_are_crossed_where_that_is_asked(firm: Path, monkeypatch: pytest.MonkeyPatch, view: str) -> None:
    app = run("scoring", firm, monkeypatch, scoring_view="abc", abc_view=view)
    assert not app.exception and not app.error and not app.warning
    assert len(app.get("plotly_chart")) == 3


def test_lists_open_segments_on_the_same_customers(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("scoring", firm, monkeypatch, scoring_view="list")
    n = len(segments := [one for one in app.get("page_link") if one.proto.label.startswith("Cibler dans Segments")])
    assert n == len(app.multiselect(key="list-segments").value) == 2
    target = parse_qs(segments[0].proto.query_string)
    assert target["grouping"] == ["segment"] and target["group_segment"] == ["cannot_lose"]
    opened = run("segments", firm, monkeypatch, **{name: values[0] for name, values in target.items() if name != "lang"})
    assert not opened.exception and not opened.warning
    assert opened.selectbox(key="group_segment").value == "cannot_lose"


def test_a_move_lists_its_customers(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("scoring", firm, monkeypatch, scoring_view="moves", rfm_flow="champions>loyal")
    assert not app.exception and not app.error and not app.warning
    n = int(app.selectbox(key="rfm_flow").format_func("champions>loyal").rpartition(" ")[2])
    assert len(app.dataframe[0].value) == n > 0
