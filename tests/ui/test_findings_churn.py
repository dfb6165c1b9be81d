"""What is said of departures, in words."""

import polars as pl
import pytest

from crm_core.models.churn_told import SCHEMA
from crm_core.models.churn_words import WORDS
from crm_ui.findings import churn as findings
from crm_ui.findings.reasons_of_scores import reason_words, sentences


def model(**values):
    return {**dict.fromkeys(SCHEMA), "kind": "purchases", "shown": True, "horizon": 271, **values}


def test_how_many_should_leave():
    risks = pl.DataFrame({"churn_probability": [0.9] + [0.1] * 9})
    said = "**2 des 10 clients actifs qui peuvent partir** ne devraient rien acheter dans les 271 prochains jours\u00a0; le dixième le plus exposé en réunit 50\u00a0%."
    assert findings.answer(model(), risks, "fr") == said
    assert findings.answer(model(kind="column"), risks, "en").startswith("**2 of 10 customers who are still there** look like")
    assert findings.answer(model(), risks.clear(), "en").startswith("**None of these customers may still leave**")
    why = findings.answer(model(shown=False, why=WORDS["few_customers"]), risks, "fr")
    assert why == "**Aucun risque de départ n’est montré.** Moins de 500 clients sur qui apprendre\u00a0: aucun score n’est appris."


def test_customers_of_a_slow_rhythm_are_said():
    one, many = findings.slow(1, 271, "fr"), findings.slow(6198, 271, "fr")
    assert one.startswith("1 autre client actif achète trop rarement pour que 271 jours sans achat disent qu’il part")
    assert many.startswith("6\u202f198 autres clients actifs achètent trop rarement pour que 271 jours sans achat disent qu’ils partent")


@pytest.mark.parametrize(("auc", "said"), [(0.85, "Ranks well"), (0.75, "Ranks fairly"), (0.6, "Ranks weakly")])
def test_how_well_it_ranks(auc, said):
    row = model(auc=auc, baseline="recency", baseline_auc=0.55)
    assert findings.ranking(row, "en") == f"{said}: AUC {auc:.2f}; the days since the last purchase alone: 0.55."


def test_a_column_that_gives_the_answer_away_is_said():
    row = model(kind="column", why=WORDS["folds"], leaky="closure_code, end", protected="sex")
    assert findings.warnings(row, "en") == [WORDS["folds"], "This column gives the answer away, and is left out: closure code, end."]
    assert findings.left_out(row, "fr")[1].endswith("à juger là-dessus\u00a0: sex.")


def test_calibration_and_weights():
    rows = pl.DataFrame({"customers": [90, 10], "predicted": [0.1, 0.5], "happened": [0.11, 0.6]})
    assert findings.calibration(rows, "en") == "The probabilities can be taken at their word: 1.9 points away on average"
    assert "10.0 points away" in findings.calibration(rows.with_columns(happened=pl.col("predicted") + 0.1), "en")
    weights = pl.DataFrame({"column": ["recency", "basket", "x"], "low": [0.1, 0.01, -0.1]})
    assert findings.weights(weights, "en") == "The score rests above all on: days since the last purchase; mean amount of a purchase"
    assert findings.weights(weights.tail(1), "en").startswith("No column alone")


@pytest.mark.parametrize(("reason", "value", "said"), [
    ("recency:high", "162.0", "aucun achat depuis 162 jours"), ("recency:low", "1.0", "dernier achat il y a 1 jour seulement"), ("lateness:low", "0.0241", "2\u00a0% seulement de son écart habituel est passé"),
    ("lateness:high", "1.9375", "sans achat depuis 1,9 fois son écart habituel"), ("last_channel:is", "web", "canal du dernier achat\u00a0: Web"),
    ("satisfaction:low", "0.25", "satisfaction à la dernière réponse\u00a0: 25\u00a0%, moins que la plupart"), ("monthly_charges:high", "99.95", "monthly charges\u00a0: 100, plus que la plupart"),
    ("contract:is", "Month-to-month", "contract\u00a0: Month-to-month"), ("basket:unknown", None, "montant moyen d’un achat\u00a0: inconnu"),
])  # fmt: skip
def test_reasons_in_words(reason, value, said):
    assert reason_words({"reason": reason, "value": value}, "fr") == said


def test_reasons_of_a_customer_make_one_sentence():
    rows = pl.DataFrame({
        "reason_1": ["recency:high", None], "value_1": ["99.0", None], "reason_2": ["complaints_open:high", None], "value_2": ["1.0", None],
        "reason_3": [None, None], "value_3": [None, None],
    }, schema_overrides={"reason_3": pl.String, "value_3": pl.String})  # fmt: skip
    assert sentences(rows, "en").to_list() == ["no purchase for 99 days; a complaint is still open", "—"]
