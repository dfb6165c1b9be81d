"""The definitions page: every indicator and every field, found by words and by address."""

import pytest

from crm_core.indicators import REGISTRY
from crm_core.tables import TABLES
from crm_ui import data_model, definitions
from tests.pages.support import run, small_firm


@pytest.fixture(scope="module")
def firm(tmp_path_factory):
    return small_firm(tmp_path_factory.mktemp("firm"), customers=60).folder


def test_every_indicator_has_one_theme_and_is_listed_once():
    listed = [one.name for group in definitions.by_theme(REGISTRY.values(), "fr").values() for one in group]
    assert sorted(listed) == sorted(REGISTRY)


def test_themes_follow_the_tables_that_are_needed():
    assert definitions.theme(REGISTRY["after_complaint"]) == "Complaints"
    assert definitions.theme(REGISTRY["nps"]) == "Satisfaction"
    assert definitions.theme(REGISTRY["barometer"]) == definitions.SUMMARY


def test_every_unit_grain_and_kind_has_its_words():
    assert {one.unit for one in REGISTRY.values()} <= set(definitions.UNITS)
    assert {one.grain for one in REGISTRY.values()} <= set(definitions.GRAINS)
    fields = [field for table in TABLES.values() for field in table.fields]
    assert {field.kind for field in fields} <= set(data_model.KINDS)
    assert {field.check for field in fields if field.check} <= set(data_model.CHECKS)


def test_the_search_ignores_case_and_accents_and_wants_every_word():
    assert definitions.found("reclamation delai", "Délai de chaque RÉCLAMATION")
    assert not definitions.found("reclamation nps", "Délai de chaque réclamation")
    names = [one.name for one in definitions.matching(REGISTRY.values(), "promoter", "en")]
    assert "nps" in names
    assert "abc" not in names


def test_a_field_is_found_by_a_header_it_recognises():
    found = {table.name: [field.name for field in fields] for table, fields in data_model.matching("code postal", "fr")}
    assert "postal_code" in found["customers"]


def test_the_page_counts_the_figures_and_shows_the_thresholds(firm, monkeypatch):
    page = run("definitions", firm, monkeypatch)
    assert not page.exception
    said = " ".join(one.body for one in page.get("html"))
    assert f"<b>{len(REGISTRY)} chiffres</b>" in said
    assert "D50" in said
    assert "D95" in said


def test_an_address_opens_one_definition_with_its_statement(firm, monkeypatch):
    page = run("definitions", firm, monkeypatch, indicator="nps")
    assert not page.exception
    assert [one.value.strip() for one in page.code] == [REGISTRY["nps"].sql.strip()]
    assert "promoters" in " ".join(one.body for one in page.get("html"))


def test_an_unknown_indicator_is_said_and_the_list_stays(firm, monkeypatch):
    page = run("definitions", firm, monkeypatch, indicator="nothing")
    assert not page.exception
    assert "nothing" in page.error[0].value
    assert len(page.tabs) == 2


def test_the_search_keeps_what_matches(firm, monkeypatch):
    page = run("definitions", firm, monkeypatch, language="en")
    page.text_input(key="figure-search").set_value("effort").run()
    assert [one.label.split("**")[1] for one in page.expander if "**" in one.label] == [REGISTRY["ces"].title]


def test_an_indicator_without_its_data_says_what_to_bring(tmp_path, monkeypatch):
    page = run("definitions", tmp_path, monkeypatch, language="en", indicator="nps")
    assert not page.exception
    assert "Surveys" in page.caption[0].value
