"""The page of the classes: what a threshold moves, what is kept of it, the flows and the customers behind one, and the actions."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crm_core import settings
from crm_core.settings_history import history
from crm_core.settings_named import Named, keep, named
from tests.pages.support import ready_firm, run, words


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A firm of its own, for tests that write settings."""
    return ready_firm(tmp_path / "firm", customers=80).folder


def slider(app: Any, name: str) -> Any:
    return next(one for one in (*app.slider, *app.select_slider) if one.key.startswith(f"try-{name}-"))


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("fr", "Où commence chaque classe, et qui passe de l’une à l’autre\u00a0?"),
        ("en", "Where does each class begin, and who moves between them?"),
    ],
)
def test_empty_workspace(nothing: Path, monkeypatch: pytest.MonkeyPatch, language: str, question: str) -> None:
    app = run("classes", nothing, monkeypatch, language)
    assert not app.exception and not app.error
    assert app.title[0].value == question and not app.metric


def test_filled_page(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("classes", firm, monkeypatch)
    assert not app.exception and not app.error
    assert [one.label for one in app.metric] == ["Montés de classe", "Descendus de classe", "Revenus après D80", "Revenus après D95"]
    assert "clients sur 300 ont changé de classe" in words(app)
    assert (len(app.slider), len(app.select_slider)) == (5, 1) and words(app).count("En vigueur.") == 5
    assert "Personne n’a encore modifié de seuil." in words(app)


def test_a_threshold_that_is_moved_says_whom_it_moves_and_writes_nothing(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("classes", own, monkeypatch)
    app = slider(app, "regular_orders").set_value(9).run()
    assert not app.exception and not app.error
    assert "clients changent de classe" in words(app) and "Réguliers → Occasionnels" in words(app)
    assert settings.load(own) == settings.Settings() and history(own) == []


def test_saving_keeps_who_and_when(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("classes", own, monkeypatch)
    app = slider(app, "regular_orders").set_value(9).run()
    app = app.button(key="save-thresholds").click().run()
    assert not app.exception and not app.error
    assert settings.load(own).lifecycle == settings.Lifecycle(regular_orders=9)
    (one,) = history(own)
    assert (one.key, one.old, one.new) == ("lifecycle.regular_orders", 3, 9) and one.by
    assert "Dernière modification le" in words(app)
    assert slider(app, "regular_orders").value == 9 and words(app).count("En vigueur.") == 5


def test_a_computed_threshold_that_is_fixed_can_be_left_to_the_data_again(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("classes", own, monkeypatch)
    computed = slider(app, "d95").value
    slider(app, "d95").set_value(computed + 20).run()
    app.button(key="save-thresholds").click().run()
    assert settings.load(own).lifecycle.d95 == computed + 20
    slider(app, "d95").set_value(computed).run()
    app.button(key="save-thresholds").click().run()
    assert settings.load(own).lifecycle.d95 == 0


def test_thresholds_are_kept_under_a_name_and_tried_again(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("classes", own, monkeypatch)
    computed = slider(app, "d95").value
    slider(app, "d95").set_value(computed + 20).run()
    app.text_input(key="thresholds-0-name").set_value(" Prudent ").run()
    app.button(key="thresholds-0-keep-it").click().run()
    assert not app.exception and not app.error
    assert settings.load(own).lifecycle.d95 == 0
    (kept,) = named(own, "lifecycle")
    assert (kept.name, kept.values["d95"], kept.values["d80"]) == ("Prudent", computed + 20, 0)

    again = run("classes", own, monkeypatch)
    assert f"Seuil D95 (jours) calculé → {computed + 20}." in words(again)
    again.button(key="thresholds-0-try").click().run()
    assert not again.exception and slider(again, "d95").value == computed + 20
    assert "«\u00a0Prudent\u00a0», gardé le" in words(again)
    again.button(key="save-thresholds").click().run()
    assert settings.load(own).lifecycle.d95 == computed + 20
    assert "ce sont les règles en vigueur" in words(again)
    again.button(key="thresholds-0-out").click().run()
    assert not again.exception and named(own, "lifecycle") == []
    assert "Réglages gardés" not in str(again)


def test_a_setting_to_keep_needs_a_name_and_rules_that_can_be(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("classes", own, monkeypatch)
    app.button(key="thresholds-0-keep-it").click().run()
    assert [one.value for one in app.error] == [
        "Un réglage que l’on garde demande un nom. Écrivez-en un, comme «\u00a0Prudent 2027\u00a0»."
    ]
    app.text_input(key="thresholds-0-name").set_value("Impossible").run()
    slider(app, "d80").set_value(slider(app, "d95").value + 1).run()
    app.button(key="thresholds-0-keep-it").click().run()
    assert "doit être" in app.error[-1].value and named(own, "lifecycle") == []


def test_a_kept_threshold_beyond_the_control_widens_it(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"d50": 1, "d80": 2000, "d95": 3000, "hot_days": 700, "regular_orders": 40, "regular_variation": 3.3}
    keep(own, Named("Loin", "lifecycle", values, datetime(2026, 11, 29, tzinfo=UTC), "Ada"))
    app = run("classes", own, monkeypatch)
    app.button(key="thresholds-0-try").click().run()
    assert not app.exception and not app.error
    assert [slider(app, name).value for name in ("d80", "d95", "hot_days", "regular_orders")] == [2000, 3000, 700, 40]


def test_thresholds_must_go_up(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("classes", own, monkeypatch)
    app = slider(app, "d80").set_value(slider(app, "d95").value).run()
    assert ["doit être" in one.value for one in app.error] == [True]
    assert not [one for one in app.button if one.key == "save-thresholds"]


def test_flows_between_two_chosen_days(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("classes", firm, monkeypatch, flow_from="2025-06-30", flow_to="2026-03-31")
    assert not app.exception and not app.error and not app.warning
    assert "plot-flows" in str(app.get("plotly_chart"))
    (chart,) = app.get("plotly_chart")
    title = json.loads(chart.proto.spec)["layout"]["title"]["text"]
    assert "30/06/2025" in title and "31/03/2026" in title
    assert app.get("dataframe") and app.selectbox(key="flow").value
    wrong = run("classes", firm, monkeypatch, flow_from="2026-12-31x")
    assert "flow_from = 2026-12-31x" in wrong.warning[0].value


def test_days_the_wrong_way_round_are_said(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("classes", firm, monkeypatch, flow_from="2026-03-31", flow_to="2025-06-30")
    assert [one.value for one in app.error] == ["Le premier jour doit précéder le dernier. Choisissez un autre jour."]


def test_an_action_of_our_own_is_proposed(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("classes", own, monkeypatch)
    app.text_area(key="set-actions-inactive").set_value("Appeler **avant** Noël")
    app = next(one for one in app.button if one.form_id == "settings-actions").click().run()
    assert not app.exception and settings.load(own).actions.inactive == "Appeler **avant** Noël"
    page = run("clients", own, monkeypatch, listed_class="inactive")
    assert "Proposé pour eux\u00a0: Appeler **avant** Noël" in words(page)
