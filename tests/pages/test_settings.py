"""The settings page: what is written, what is refused, and that pages follow at once."""

import pytest

from crm_core import settings
from crm_core.errors import WorkspaceProblem, WrongChoice
from crm_core.settings import Settings
from crm_ui import settings_form
from tests.pages.support import ready_firm, run, words
from tests.support import NOW, workspace


@pytest.fixture
def firm(tmp_path):
    return ready_firm(tmp_path / "firm", customers=40).folder


def saved(page, section):
    return next(one for one in page.button if one.form_id == f"settings-{section}").click().run()


def test_every_key_has_a_label_a_section_and_words_for_its_choices():
    assert set(settings_form.SECTIONS) == set(settings.sections())
    for section in settings.sections():
        for one in settings_form.fields(getattr(Settings(), section)):
            assert one.name in settings_form.LABELS
            assert set(one.metadata["choices"]) <= set(settings_form.CHOICES)


def test_shares_are_written_in_per_cent_and_stored_as_shares(firm, monkeypatch):
    page = run("reglages", firm, monkeypatch)
    assert not page.exception
    assert page.number_input(key="set-targets-csat").value == 80.0
    page.number_input(key="set-targets-csat").set_value(85.5)
    page = saved(page, "targets")
    assert not page.exception
    assert settings.load(firm).targets.csat == 0.855


def test_a_change_is_seen_at_once_on_the_page(firm, monkeypatch):
    page = run("reglages", firm, monkeypatch)
    page.number_input(key="set-complaints-promised_days").set_value(8)
    page = saved(page, "complaints")
    assert "<b>8\u00a0jours ouvrés</b>" in " ".join(one.body for one in page.get("html"))


def test_other_keys_and_sections_are_left_alone(firm, monkeypatch):
    settings.save(firm, Settings().with_values("firm", name="Maison Lavande"))
    page = run("reglages", firm, monkeypatch)
    page.number_input(key="set-targets-nps").set_value(40.0)
    saved(page, "targets")
    assert settings.load(firm) == Settings().with_values("firm", name="Maison Lavande").with_values("targets", nps=40.0)


def test_a_value_out_of_range_is_said_with_its_label_and_nothing_is_written(firm, monkeypatch):
    page = run("reglages", firm, monkeypatch)
    page.number_input(key="set-complaints-promised_days").set_value(90)
    page = saved(page, "complaints")
    assert [one.value for one in page.error] == ["Jours ouvrés promis\u00a0: 90 n’est pas possible. De 1 à 60."]
    assert settings.load(firm) == Settings()


@pytest.mark.parametrize(
    ("section", "given", "words"),
    [
        ("scoring", {"abc_a": 0.96, "abc_b": 0.9}, "must be below"),
        ("lifecycle", {"d50": 100, "d80": 60}, "must be below"),
        ("limits", {"memory": "lots"}, "The memory cannot be lots"),
        ("targets", {"csat": None}, "is empty"),
        ("targets", {"lost": -1.0}, "It is at least 0"),
        ("scoring", {"abc_b": 1.2}, "120 is not possible. It goes from 6 to 100"),
    ],
)
def test_what_cannot_be_is_a_sentence(section, given, words):
    with pytest.raises(WrongChoice, match=words):
        settings_form.checked(Settings(), section, given)


@pytest.mark.parametrize(("written", "held"), [("0,6", 0.6), ("0.6", 0.6), (" 2 ", 2.0), ("−1,5", -1.5), ("", None), ("six", "six")])
def test_a_number_is_written_with_a_comma_or_a_point(written, held):
    assert settings_form.decimal(written) == held


def test_a_decimal_is_shown_as_the_language_writes_it_and_saved(firm, monkeypatch):
    app = run("reglages", firm, monkeypatch)
    field = app.text_input(key="set-lifecycle-regular_variation")
    assert field.value == "0,75"
    field.set_value("0,6")
    app = saved(app, "lifecycle")
    assert not app.exception and not app.error
    assert settings.load(firm).lifecycle.regular_variation == 0.6
    app.text_input(key="set-lifecycle-regular_variation").set_value("six")
    app = saved(app, "lifecycle")
    assert "« six » n’est pas un nombre" in app.error[0].value


def test_a_computed_threshold_does_not_bound_the_fixed_ones():
    assert settings_form.checked(Settings(), "lifecycle", {"d50": 0, "d80": 60, "d95": 0}).lifecycle.d80 == 60


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    with pytest.raises(WorkspaceProblem, match="cannot be written"):
        settings_form.write(tmp_path / "absent", Settings(), NOW, "marie")


def test_the_language_of_the_session_changes_the_page(firm, monkeypatch):
    page = run("reglages", firm, monkeypatch)
    assert page.title[0].value == "Comment comptons-nous\u00a0?"
    page.segmented_control(key="language-choice").set_value("en").run()
    assert page.title[0].value == "How do we count?"


def test_the_last_version_can_be_taken_back(firm, monkeypatch):
    page = run("reglages", firm, monkeypatch)
    page.button(key="undo-history").click().run()
    assert not page.exception
    assert "version 1" in page.success[0].value
    assert page.button(key="undo-history").disabled


def address(page):
    return next(one.body.split(">")[1].split("<")[0] for one in page.get("html") if 'data-key="screen-address"' in one.body)


def test_the_address_of_a_screen_follows_the_choices(firm, monkeypatch):
    page = run("reglages", firm, monkeypatch)
    assert address(page).endswith("/screen")
    page.multiselect(key="screen-views").set_value(["complaints", "lost"])
    page.multiselect(key="screen-stores").set_value(["Lyon"])
    page.number_input(key="screen-rotate").set_value(0)
    page = page.run()
    assert not page.exception
    assert address(page).endswith("/screen?views=complaints,lost&amp;store=Lyon&amp;rotate=0")
    assert page.get("iframe")[0].proto.src.endswith("/screen?views=complaints,lost&store=Lyon&rotate=0")


def test_a_screen_that_cannot_be_is_said_instead_of_an_address(firm, monkeypatch):
    page = run("reglages", firm, monkeypatch)
    page.multiselect(key="screen-stores").set_value(["Lille", "Lyon", "Nantes"])
    page = page.run()
    assert "au plus 10 vues" in page.error[0].value
    assert not [one for one in page.get("html") if "screen-address" in one.body]


def test_a_token_is_asked_for_and_never_shown(firm, monkeypatch):
    monkeypatch.setenv("CRM_SCREEN_TOKEN", "secret-of-the-hall")
    page = run("reglages", firm, monkeypatch)
    assert "«\u00a0&token=\u00a0»" in page.info[0].value
    assert not page.get("iframe")
    assert "secret-of-the-hall" not in str([one.proto for kind in ("html", "info", "markdown") for one in page.get(kind)])


def noted(page):
    return [one.body for one in page.get("html") if 'bc-instead">' in one.body]


def test_targets_of_the_references_are_said_beside_the_settings(firm, monkeypatch):
    assert not noted(run("reglages", firm, monkeypatch))
    rows = [("csat", 0.9, None, "Plan <2026>"), ("csat", 0.85, "Lille", None), ("lost", 40.0, "Lyon", "Comité")]
    given = [
        {"indicator": name, "period": "2026", "value": value, "company": "target", "store": store, "source": source}
        for name, value, store, source in rows
    ]
    workspace(firm, references=given)
    page = run("reglages", firm, monkeypatch)
    assert not page.exception
    assert noted(page) == [
        '<p class="bc-note bc-instead">En vigueur\u00a0: 90\u00a0% (2026, Plan &lt;2026&gt;), d’après les références.<br>'
        "Lille\u00a0: 85\u00a0% (2026), d’après les références.<br>La valeur ci-dessus ne compte pas au 20/11/2026.</p>",
        '<p class="bc-note bc-instead">Lyon\u00a0: 40 (2026, Comité), d’après les références.</p>',
    ]


def test_a_target_of_the_references_is_the_one_of_the_pages(firm, monkeypatch):
    given = [
        {"indicator": name, "period": "2026", "value": value, "company": "target"}
        for name, value in (("closing_days", 2.0), ("late_open", 3.0))
    ]
    workspace(firm, references=given)
    said = words(run("reclamations", firm, monkeypatch))
    assert "objectif 2 jours" in said
    assert "objectif 3<" in said
