"""Groups to target by what is foreseen: their names, their customers, their reasons."""

from datetime import date

import polars as pl
import pytest

from crm_core.engine import Scope
from crm_core.indicators.customers_at_stake import LEVELS
from crm_core.models.appetence import Target
from crm_ui import appetence_targets, score_targets

SCOPE = Scope.to(date(2026, 11, 20))


@pytest.fixture(autouse=True)
def answers(monkeypatch: pytest.MonkeyPatch) -> None:
    stake = [("a", "high", "high", 1240.4, 0.5, 620.2), ("b", "high", "high", 900.0, 0.4, 360.0), ("c", "low", "high", 10.0, 0.6, 6.0)]
    value = [(f"c{rank:02}", 1000.0 - rank, 0.9, 50.0) for rank in range(20)]
    risk = [(f"r{rank:02}", 0.9 - rank / 100, "recency:high", "90", None, None, None, None) for rank in range(20)]
    told = [f"{what}_{rank}" for rank in (1, 2, 3) for what in ("reason", "value")]
    made = {
        "churn_score": pl.DataFrame(risk, schema={"customer_id": pl.String, "churn_probability": pl.Float64, **dict.fromkeys(told, pl.String)}, orient="row"),
        "slow_buyers": pl.DataFrame([("s", 20, 2, 350.0, date(2028, 10, 1))], ["customer_id", "recency", "purchases", "usual_gap", "counts_from"], orient="row"),
        "customers_at_stake": pl.DataFrame(stake, ["customer_id", "potential", "risk", "customer_value", "churn_probability", "at_stake"], orient="row"),
        "customer_value": pl.DataFrame(value, ["customer_id", "customer_value", "p_alive", "past_value"], orient="row"),
    }  # fmt: skip
    kept = {
        "customer_value": pl.col("customer_id") != "c00",
        "customers_at_stake": pl.lit(True),
        "churn_score": pl.lit(True),
        "slow_buyers": pl.lit(True),
    }
    monkeypatch.setattr(score_targets.cache, "ask", lambda name, scope: made[name].filter(kept[name]) if scope.filters else made[name])
    monkeypatch.setattr(score_targets.model_card, "fitted", lambda name, scope: None)
    monkeypatch.setattr(score_targets.cache, "currency", lambda: "EUR")
    monkeypatch.setattr(score_targets, "language", lambda: "fr")


def test_every_cell_and_part_is_offered_once() -> None:
    assert score_targets.choices("stake")[0] == "high-high"
    assert set(score_targets.choices("stake")) == {f"{potential}-{risk}" for potential in LEVELS for risk in LEVELS}
    assert score_targets.choices("worth") == ["tenth", "fifth", "half"]
    assert score_targets.choices("risk") == ["tenth", "all", "slow"]
    for grouping, usual in score_targets.USUAL.items():
        assert usual in score_targets.choices(grouping)


def test_a_cell_lists_its_customers_with_the_reason() -> None:
    sheet = score_targets.target(SCOPE, "stake", "high-high")
    assert sheet.frame.select("customer_id", "reason").rows() == [
        ("a", "Risque de départ 50\u00a0%, 1\u202f240\u00a0€ à attendre en 12 mois."),
        ("b", "Risque de départ 40\u00a0%, 900\u00a0€ à attendre en 12 mois."),
    ]


def test_the_best_are_those_of_everyone_and_filters_choose_among_them() -> None:
    assert score_targets.target(SCOPE, "worth", "tenth").frame["customer_id"].to_list() == ["c00", "c01"]
    assert score_targets.target(SCOPE.where("store", "x"), "worth", "tenth").frame["customer_id"].to_list() == ["c01"]
    assert score_targets.target(SCOPE, "worth", "half").frame.height == 10


def test_those_at_risk_are_those_of_the_page_on_departures() -> None:
    sheet = score_targets.target(SCOPE, "risk", "tenth")
    assert sheet.frame.select("customer_id", "churn_probability").rows() == [("r00", 0.9), ("r01", 0.89)]
    assert all("90" in reason for reason in sheet.frame["reason"])
    assert score_targets.target(SCOPE, "risk", "all").frame.height == 20
    assert score_targets.choice_words("risk", "tenth") == "Le dixième le plus exposé"


def test_those_of_a_slow_rhythm_say_from_when_their_silence_counts() -> None:
    sheet = score_targets.target(SCOPE, "risk", "slow")
    said = "Achète tous les 350 jours environ, la dernière fois il y a 20 jours\u00a0: son silence comptera à partir du 01/10/2028."
    assert sheet.frame.select("customer_id", "reason").rows() == [("s", said)]


def test_a_thing_to_be_bought_keeps_the_marks_of_its_name() -> None:
    thing = Target("product", "Thé: noir: 100 g")
    assert appetence_targets.parts(appetence_targets.choice(thing, "new")) == (thing, "new")
