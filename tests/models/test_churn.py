"""The ladder of the departures: each rung with what leads to it, and each thing that stands in the way with its sentence."""

from datetime import date, timedelta
from random import Random

import numpy as np
import polars as pl
import pytest
from scipy.stats import poisson

from crm_core.engine import Scope
from crm_core.errors import CrmError
from crm_core.indicators import REGISTRY
from crm_core.models.ahead import Days, judge, sided
from crm_core.models.bgnbd import Bgnbd, Lives
from crm_core.models.churn import fitted, scored
from crm_core.models.churn_words import WORDS
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.support import connection

pytestmark = pytest.mark.xdist_group("churn")
AS_OF = date(2026, 6, 30)


def test_the_days_by_hand():
    """1,000 days, a horizon of 100: what is learned ends before the last 250; with a horizon of 300 it ends 300 days before today."""
    assert Days.of(AS_OF, 1000, 100) == Days(AS_OF - timedelta(350), AS_OF - timedelta(100), AS_OF, 650)
    assert Days.of(AS_OF, 1000, 300) == Days(AS_OF - timedelta(600), AS_OF - timedelta(300), AS_OF, 400)
    assert Days.of(AS_OF, 5000, 100).back == 730


@pytest.mark.parametrize(("first", "k"), [(0, 1), (1, 1), (1, 3)])
def test_silence_is_what_chance_does(first, k):
    """Two repeat purchases in 30 of 40 weeks: rates and chances of leaving drawn, and weighed by how well they explain that."""
    model, lives = Bgnbd(0.5, 5.0, 1.2, 2.5, first, k=k), Lives(*(np.array([one]) for one in (2.0, 30.0, 40.0, 1.0)))
    rng, size = np.random.default_rng(1), 400_000
    rate, leaving = rng.gamma(0.5 + 2 * k, 1 / (5.0 + 30), size), rng.beta(1.2, 2.5 + 1 + first, size)
    gone, stays = leaving, 1 - leaving
    until = [(stays * poisson.cdf(k - 1, rate * weeks)).sum() for weeks in (10, 18)]
    assert model.alive(lives)[0] == pytest.approx(until[0] / (gone.sum() + until[0]), abs=0.005)
    assert model.silent(lives, 8.0)[0] == pytest.approx((gone.sum() + until[1]) / (gone.sum() + until[0]), abs=0.005)
    assert model.silent(lives, 1e12)[0] == pytest.approx(1 - model.alive(lives)[0])


def test_naive_guesses_by_hand():
    rows = pl.DataFrame({"recency": [1.0, 2, 3, 4], "last_year": [3.0, None, 0, 0]})
    hit = np.array([False, False, True, True])
    got = judge(np.array([0.1, 0.6, 0.5, 0.9]), hit, rows, {"recency": -1, "last_year": -1})
    assert (got.baseline, got.baseline_auc, got.auc, got.wins) == ("last_year", 1.0, 0.75, False)
    assert (sided(rows["recency"], hit), sided(rows["last_year"], hit)) == (1, -1)
    assert judge(np.array([0.1, 0.2, 0.8, 0.9]), hit, rows, {"recency": -1}).wins
    assert not judge(np.array([0.01, 0.02, 0.03, 0.04]), hit, rows, {"recency": -1}).wins  # well ranked, and says less than the mean


def crowd(customers=700, months=20, **more):
    """Regular customers, each by its own rhythm, all of whom stay."""
    chance = Random(1)
    return [
        buy(f"c{name}", AS_OF - timedelta(days=int(30 * k + chance.random() * 20)), 10, **more)
        for name in range(customers)
        for k in range(months)
    ]


NOT_ENOUGH = "not enough data to predict"
BAD = {
    "one customer": ([buy("a", date(2026, 1, 1)), buy("a", date(2026, 6, 1))], NOT_ENOUGH),
    "three customers": ([buy(name, date(2026, month, 1)) for name in "abc" for month in (1, 6)], NOT_ENOUGH),
    "one purchase each": ([buy(f"c{name}", date(2024, 1, 1) + timedelta(days=name)) for name in range(600)], NOT_ENOUGH),
    "all on one day": ([buy(f"c{name}", date(2026, 5, 5)) for name in range(600) for _ in range(3)], NOT_ENOUGH),
    "only future days": ([buy(f"c{name}", date(2030, 1, 1)) for name in range(600)], "All purchases are after this day"),
    "no dates": ([buy(f"c{name}", None) for name in range(600)], "No purchase has a date"),
    "all negative": (
        [buy(f"c{name}", date(2026, 1, 1) + timedelta(days=k), -5) for name in range(600) for k in range(3)],
        "there are only returns, quotes, amounts of nothing or less",
    ),
    "nobody ever leaves": (crowd(), "describes these purchases"),
}


@pytest.mark.parametrize(("rows", "sentence"), BAD.values(), ids=BAD)
def test_purchases_that_carry_no_score_are_said(tmp_path, rows, sentence):
    con = connection(tmp_path, transactions=rows)
    with pytest.raises(CrmError, match=sentence):
        REGISTRY["churn_score"](con, Scope.to(AS_OF))
    assert not fitted(con, AS_OF).shown
    assert scored(con, AS_OF).is_empty()


def test_without_days_nothing_tells(tmp_path):
    con = connection(tmp_path, customers=[{"customer_id": f"c{name}"} for name in range(600)])
    with pytest.raises(CrmError, match="Nothing says who has left"):
        REGISTRY["churn_score"](con, Scope.to(AS_OF))


def people(leaving=0.3, **columns):
    """700 customers of a file without dates; `lively` tells who leaves, by and large."""
    chance, made = Random(5), []
    for name in range(700):
        gone = chance.random() < leaving
        told = {key: str(value(gone, chance)) for key, value in columns.items()}
        lively = "low" if chance.random() < (0.8 if gone else 0.2) else "high"
        made.append({"customer_id": f"c{name}", "churn": "Oui" if gone else "Non", "lively": lively, **told})
    return made


def test_a_column_says_who_left(tmp_path):
    con = connection(
        tmp_path,
        customers=people(
            sex=lambda gone, chance: chance.choice("fm"),
            firm=lambda gone, chance: "ours",
            closed=lambda gone, chance: "yes" if gone else "no",
        ),
    )
    found = fitted(con, AS_OF)
    assert (found.kind, found.rung, found.reasons) == ("column", "rules", ("loses",))  # one column left: the model is that column alone
    assert found.columns.names == ("lively",)
    assert found.columns.left_out == {"protected": ("sex",), "constant": ("firm",), "named": (), "leaky": ("closed",)}


def test_two_columns_beat_one_and_only_those_who_stay_are_listed(tmp_path):
    con = connection(tmp_path, customers=people(months=lambda gone, chance: chance.gauss(5 if gone else 20, 8)))
    found, rows = fitted(con, AS_OF), scored(con, AS_OF)
    assert (found.rung, found.reasons) == ("learned", ("folds",))
    assert found.judged.auc > found.judged.baseline_auc > 0.75
    assert rows.height == sum(row["churn"] == "Non" for row in people(months=lambda gone, chance: chance.gauss(5 if gone else 20, 8)))
    assert rows["churn_probability"].is_sorted(descending=True)
    assert rows["reason_1"].drop_nulls().is_in(["months:low", "lively:is"]).all()


@pytest.mark.parametrize(("settings", "customers", "sentence"), [
    ({}, people(0.05), WORDS["few_hits"]),
    ({}, people()[:100], WORDS["few_customers"]),
    ({"churn_column": "lively"}, people(), "should say who left by yes or no; it says high too"),
    ({"churn_column": "gone"}, people(), "has no column gone"),
])  # fmt: skip
def test_columns_that_do_not_say_who_left(tmp_path, settings, customers, sentence):
    con = connection(tmp_path, Settings().with_values("scoring", churn_by="column", **settings), customers=customers)
    with pytest.raises(CrmError, match=sentence):
        REGISTRY["churn_score"](con, Scope.to(AS_OF))


def test_contracts_are_learned_from_their_end(tmp_path):
    """Contracts without commitment end five times as often; the reason for leaving is no column to learn from."""
    chance, made = Random(6), []
    for name in range(3000):
        free, began = chance.random() < 0.4, date(2022, 1, 1) + timedelta(days=chance.randrange(1600))
        ends = began + timedelta(days=int(chance.expovariate(1 / (400 if free else 2000))))
        made.append(
            {
                "customer_id": f"c{name}",
                "first_known_on": began,
                "left_on": ends if ends <= AS_OF else None,
                "left_reason": "x" if ends <= AS_OF else None,
                "plan": "free" if free else "two years",
            }
        )
    con = connection(tmp_path, customers=made)
    found, rows = fitted(con, AS_OF), scored(con, AS_OF)
    assert (found.kind, found.rung, found.reasons, found.horizon) == ("contract", "learned", ("undated_columns",), 365)
    assert found.judged.auc > found.judged.baseline_auc
    assert rows.height == sum(row["left_on"] is None for row in made)
    free = {f"c{n}" for n in range(3000) if made[n]["plan"] == "free"}
    names = dict(con.db.sql("select ck, customer_id from all_customers").fetchall())
    assert {names[ck] for ck in rows["ck"][:50]} <= free
