"""What the home page says, the cases where nothing is significant included."""

from datetime import date

import polars as pl
import pytest

from crm_core.indicators.comparison import Reading
from crm_ui.figures import Judged
from crm_ui.findings import barometer
from crm_ui.findings.common import run_start

H = "\u00a0"


def judged(value: float | None, before: float | None, target: float | None, light: str, verdict: str, better: str) -> Judged:
    return Judged(Reading(value, None, None, 1000), before, target, light, verdict, better)  # type: ignore[arg-type]


def csat(verdict: str) -> Judged:
    return judged(0.784, 0.791, 0.8, "watch", verdict, "up")


def attrition(verdict: str, light: str = "bad") -> Judged:
    return judged(0.142, 0.129, 0.12, light, verdict, "down")


def on_time(verdict: str, light: str = "bad") -> Judged:
    return judged(0.873, 0.825, 0.95, light, verdict, "up")


def test_the_answer_of_a_mixed_year() -> None:
    rows = {"csat": csat("stable"), "attrition_rate": attrition("up"), "on_time_rate": on_time("up")}
    assert barometer.answer(rows, "fr") == (
        f"**Ils sont aussi satisfaits qu’il y a un an, mais davantage nous quittent**{H}: l’attrition passe de 12,9 à 14,2{H}% (objectif 12{H}%). "
        f"Les réclamations sont mieux tenues, sans atteindre encore les 95{H}% à temps."
    )
    assert barometer.answer(rows, "en") == (
        "**They are as satisfied as a year ago, but more are leaving us**: attrition goes from 12.9 to 14.2% (target 12%). "
        "Complaints are handled better, without reaching the 95% on time yet."
    )


def test_a_period_without_a_target_of_attrition() -> None:
    quarter = judged(0.079, 0.080, None, "none", "stable", "down")
    said = barometer.answer({"csat": csat("stable"), "attrition_rate": quarter}, "en")
    assert said == "**They are as satisfied as a year ago, and as many as before are leaving us**: the attrition rate is 7.9%."


def test_nothing_has_changed() -> None:
    rows = {"csat": csat("stable"), "attrition_rate": attrition("stable", "good"), "on_time_rate": on_time("stable", "good")}
    assert barometer.answer(rows, "fr") == (
        f"**Ils sont aussi satisfaits qu’il y a un an, et ils ne nous quittent ni plus ni moins**{H}: le taux d’attrition est de 14,2{H}% (objectif 12{H}%). "
        f"Les réclamations tiennent l’objectif{H}: 87,3{H}% à temps."
    )


@pytest.mark.parametrize(
    ("satisfied", "leaving", "word"),
    [("up", "up", ", but "), ("up", "down", ", and "), ("down", "down", ", but "), ("down", "up", ", and ")],
)
def test_but_joins_what_differs(satisfied: str, leaving: str, word: str) -> None:
    assert word in barometer.answer({"csat": csat(satisfied), "attrition_rate": attrition(leaving)}, "en")


def test_what_is_not_known_is_not_said() -> None:
    assert barometer.answer({}, "en") == "**There is not enough data yet to say how our customers are.**"
    assert barometer.answer({"csat": csat("up")}, "en") == "**They are more satisfied than a year ago.**"
    alone = {"csat": csat("too_few"), "attrition_rate": attrition("too_few")}
    assert barometer.answer(alone, "en") == "**78.4% are satisfied** (target 80%). **The attrition rate is 14.2%** (target 12%)."
    few = {"attrition_rate": attrition("too_few", "too_few")}
    assert barometer.answer(few, "en") == "**There is not enough data yet to say how our customers are.**"
    asked = {"nps": judged(64.0, None, 25, "good", "too_few", "up")}
    assert barometer.answer(asked, "fr") == "**Le NPS est de +64** (objectif +25)."


MONTHS = [date(2026, month, 1) for month in range(1, 8)]


@pytest.mark.parametrize(
    ("values", "verdict", "light", "english"),
    [
        ([5, 4, 4, 5, 6, 7, 8], "up", "bad", "Attrition has been rising since March and misses the target"),
        ([5, 6, 4, 5, 4, 7, 6], "up", "watch", "Attrition has risen in a year"),
        ([9, 8, 7, 6, 5, 4, 3], "down", "good", "Attrition has been falling since January and keeps to the target"),
        ([5, 6, 4, 5, 4, 7, 6], "stable", "bad", "Attrition is stable over a year and misses the target"),
        ([5, 6, 4, 5, 4, 7, 6], "too_few", "bad", "Too few customers to judge attrition"),
    ],
)
def test_attrition(values: list[float], verdict: str, light: str, english: str) -> None:
    assert barometer.attrition(MONTHS, values, attrition(verdict, light), "en") == english


def test_a_run_needs_three_steps_and_no_gap() -> None:
    assert run_start(MONTHS, [1, 1, 1, 1, 2, 3, 4], rising=True) == date(2026, 4, 1)
    assert run_start(MONTHS, [1, 1, 1, 1, 1, 3, 4], rising=True) is None
    assert run_start(MONTHS, [1, 1, 1, 2, None, 3, 4], rising=True) is None


def answers(*rows: tuple[str, int, int, int]) -> pl.DataFrame:
    """The answer of `nps` by class: promoters, passives, detractors."""
    schema = {"lifecycle": pl.String, "promoters": pl.Int64, "passives": pl.Int64, "detractors": pl.Int64}
    counted = pl.DataFrame(rows, schema=schema, orient="row")
    return counted.with_columns(pl.sum_horizontal("promoters", "passives", "detractors").alias("n"), pl.lit("0-10").alias("scale"))


def test_nps_rows_keep_one_scale_in_order_and_mask_small_groups() -> None:
    known = answers(("inactive", 20, 41, 29), ("convinced", 60, 0, 0), ("regular", 0, 30, 30), ("former", 1, 2, 1))
    other = answers(("inactive", 5, 0, 0)).with_columns(pl.lit("1-10").alias("scale"))
    rows = barometer.nps_rows(pl.concat([known, other]))
    assert rows.select("lifecycle", "promoters", "passives", "detractors", "n", "scale").rows() == [
        ("regular", 60, 30, 30, 120, "0-10"),
        ("inactive", 20, 41, 29, 90, "0-10"),
    ]
    assert [round(one, 9) for one in rows["nps"]] == [25.0, -10.0]
    assert [round(one, 2) for one in rows["low"]] == [10.16, -25.1]
    assert barometer.nps_rows(known.clear()).height == 0


@pytest.mark.parametrize(
    ("rows", "english"),
    [
        (answers(("regular", 70, 20, 10), ("inactive", 10, 40, 50)), "Among the inactive, detractors prevail"),
        (answers(("regular", 70, 20, 10), ("inactive", 35, 40, 25)), "The regular and convinced recommend us more than the inactive"),
        (answers(("regular", 45, 30, 25), ("inactive", 35, 40, 25)), "No clear gap between classes"),
        (answers(("regular", 8, 3, 1)), "Too few answers to compare the classes"),
    ],
)
def test_nps(rows: pl.DataFrame, english: str) -> None:
    assert barometer.nps(barometer.nps_rows(rows), "en") == english


def by_store(**stores: tuple[float, int]) -> pl.DataFrame:
    """The barometer by store with attrition as given (rate, active at the start) and nothing unusual otherwise."""
    rows = [
        {"store": store, "indicator": name, "value": value, "n": n}
        for store, (rate, active) in stores.items()
        for name, value, n in (
            ("attrition_rate", rate, active),
            ("csat", 0.8, 200),
            ("nps", 30.0, 200),
            ("on_time_rate", 0.9, 50),
            ("complaint_rate", 55.0, active),
        )
    ]
    return pl.DataFrame(rows)


def test_the_store_that_differs_comes_first() -> None:
    rows = barometer.stores(by_store(Lyon=(0.12, 3954), Lille=(0.18, 2412), Nantes=(0.12, 3120)), "store", "fr")
    assert rows.select("store", "active", "attrition_rate", "reason").rows() == [
        ("Lille", 2412, 0.18, "Attrition au-dessus des autres"),
        ("Lyon", 3954, 0.12, "Rien d’inhabituel"),
        ("Nantes", 3120, 0.12, "Rien d’inhabituel"),
    ]


def test_small_stores_are_neither_accused_nor_shown() -> None:
    rows = barometer.stores(by_store(Lyon=(0.12, 3954), Vire=(1.0, 4)), "store", "en")
    assert rows.select("store", "attrition_rate", "reason").rows() == [("Lyon", 0.12, "Nothing unusual"), ("Vire", None, "Nothing unusual")]
