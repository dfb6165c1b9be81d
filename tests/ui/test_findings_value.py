"""What is said of the value of customers."""

from datetime import date

import polars as pl

from crm_core.i18n import say
from crm_ui import value_profit
from crm_ui.findings import value as findings


def test_what_is_to_come_and_from_whom():
    values = pl.DataFrame({"customer_value": [600.0] + [44.0] * 9 + [4.0]})
    model = pl.DataFrame({"parameter": ["model"], "value": [None], "words": ["bgnbd"]})
    said = "**1\u202f000\u00a0€** à attendre dans les 12 prochains mois, dont 60\u00a0% du meilleur dixième des clients."
    assert findings.answer(model, values, "fr", "EUR") == said
    assert findings.answer(model, values * 0, "en", "EUR") == "Nothing is to be expected of these customers in the next 12 months."
    assert findings.answer(model, values.clear(), "fr", "EUR") == "**Aucun de ces clients n’a encore acheté.**"


def test_without_a_model_the_answer_is_why():
    rows = [("model", "rules"), ("warning", "Nobody has bought yet: there is nothing to predict from.")]
    model = pl.DataFrame(rows, schema=["parameter", "words"], orient="row")
    said = "**Aucune valeur n’est prédite.** Personne n’a encore acheté\u00a0: il n’y a rien sur quoi prédire."
    assert findings.answer(model, pl.DataFrame(), "fr", "EUR") == said


def test_what_the_model_had_not_seen():
    rows = pl.DataFrame(
        {
            "day": [date(2026, 1, day) for day in (1, 8, 15)],
            "actual": [5, 9, 12],
            "predicted": [4.0, 10.0, 17.6],
            "seen": [True, True, False],
        }
    )
    assert findings.tracking(rows, "en") == "8 repeat purchases predicted without seeing them, 3 made"
    assert findings.tracking(rows.head(2), "en") == "The history is too short to compare week by week"


def test_model_or_guess():
    rows = pl.DataFrame({"customers": [90, 10], "actual": [0.1, 2.0], "predicted": [0.2, 2.0], "naive": [0.1, 4.0]})
    assert findings.frequencies(rows, "en").startswith("The model comes nearer")
    assert findings.frequencies(rows.with_columns(naive=pl.lit(0.1)).head(1), "en").startswith("The guess")
    assert findings.frequencies(rows.head(0), "en") == "Nobody to compare"


def test_the_cut_and_the_warnings_are_read():
    rows = [("model", None, "bgnbd"), ("r", 0.24, None), ("check_from", None, "2026-05-01"), ("warning", None, "No margin is known: values are sales, not margin. Bring the margin of the purchases, or set its rate.")]  # fmt: skip
    model = pl.DataFrame(rows, schema=["parameter", "value", "words"], orient="row")
    assert findings.cut(model) == date(2026, 5, 1)
    assert findings.cut(model.head(2)) is None
    assert [one[:30] for one in findings.warnings(model, "fr")] == ["Aucune marge n’est connue\u00a0: le"]


def test_groups_of_purchases_and_silence():
    rows = [(1, 0, 40, 0.9, 1.0), (1, 366, 60, 0.5, 0.5), (5, 0, 40, 1.0, 3.0), (10, 731, 3, 0.0, 9.0)]
    groups = pl.DataFrame(rows, schema=["purchases", "silent", "customers", "p_alive", "expected_purchases"], orient="row")
    assert findings.there(groups, "fr") == "Après un an sans achat, 48\u00a0% sont sans doute encore là"
    assert findings.there(groups.filter(pl.col("silent") == 0), "en") == "95% of the customers are probably still there"
    assert findings.to_buy(groups, "fr") == "0,7 à venir après 1 achat, 3,0 après 5 ou plus"
    assert findings.to_buy(groups.tail(2), "en") == "Too few customers alike to compare"


def test_the_life_of_one_customer():
    assert findings.life(pl.DataFrame({"p_alive": [1.0, 0.37]}), "en") == "Still there with a probability of 37%"


def test_what_a_reader_has_to_know_is_told_apart():
    rows = [(None, "No margin is known: values are sales, not margin. Bring the margin of the purchases, or set its rate."), (None, "MBG/NBD finds that nobody ever leaves, which nothing here can confirm: it is not used.")]  # fmt: skip
    model = pl.DataFrame([("warning", *row) for row in rows], schema=["parameter", "value", "words"], orient="row")
    assert [len(findings.warnings(model, "fr", weighty=one)) for one in (False, True)] == [2, 1]


def test_costs_known_and_not_known():
    assert findings.costs([], ["campagnes"], "fr") == "Aucun coût par client n’est connu\u00a0: le résultat est la seule marge."
    assert findings.costs(["contacts", "campagnes"], [], "fr") == "Coûts déduits\u00a0: contacts, campagnes."
    assert findings.costs(["contacts"], ["acquisition"], "en") == "Costs taken off: contacts. Not known: acquisition."


def test_a_cost_that_only_some_records_tell_says_of_how_many(monkeypatch):
    monkeypatch.setattr("crm_ui.value_profit.language", lambda: "fr")
    monkeypatch.setattr("crm_ui.value_profit._", lambda text, **values: say(text, "fr", **values))
    rows = pl.DataFrame(
        {"acquisition": [12.0, None, 3.0, None], "contacts": [0.0, 1.0, 0.0, 2.0], "campaigns": [None] * 4, "complaints": [None] * 4}
    )
    assert (
        value_profit.costs(rows)
        == "Coûts déduits\u00a0: acquisition (dite pour 50\u00a0% des clients), contacts. Inconnus\u00a0: campagnes, réclamations."
    )
