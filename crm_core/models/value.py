"""What customers should bring in the next 12 months: purchases (BG/NBD) × amount (Gamma-Gamma) × margin, discounted, with an interval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.errors import MissingData, Words
from crm_core.i18n import N_
from crm_core.models import apart, regular
from crm_core.models.bgnbd import Bgnbd, Lives
from crm_core.models.check import Check, check, judgement
from crm_core.models.customers import WEEK, Customers
from crm_core.models.fitting import Array
from crm_core.models.ladder import WORDS, climb, too_little
from crm_core.models.spending import Amounts, Spend, choose, correlation
from crm_core.models.spread import covariance

HORIZON, MONTHS, Z, STEP = 365, 12, 1.959963984540054, 1e-4
FACTS = """
select (select count(distinct currency) from all_transactions where date <= $as_of)::integer as currencies,
    (select count(*) from all_transactions) as lines, (select count(*) from all_transactions where date is null) as undated,
    (select count(*) from all_transactions where date > $as_of) as later,
    (select sum(margin)::double / nullif(sum(amount), 0)::double from all_occasions where margin is not null and known_on <= $as_of) as margin
"""
LAST_DAY = "select max(date) as day from all_occasions where is_purchase and ck is not null and date <= $as_of"


@dataclass(frozen=True)
class Fitted:
    """What was fitted on a day, to everyone. Without `purchases` there are rules only; `reasons` are codes of `ladder.WORDS`."""

    customers: int
    repeat_buyers: int
    history: int
    reasons: tuple[str, ...]
    margin: float = 1.0
    discount: float = 0.0
    purchases: Bgnbd | None = None
    spend: Spend | None = None
    correlated: float | None = None
    checked: Check | None = None
    spread: Array | None = None

    @property
    def in_sales(self) -> bool:
        """Whether values are sales, because no margin is known."""
        return bool({"no_margin", "margin_negative"} & set(self.reasons))

    @property
    def both(self) -> tuple[Bgnbd, Spend]:
        """Both models. Raises MissingData, in words, when there are rules only."""
        if self.purchases is None or self.spend is None:
            raise MissingData(
                N_("No value of the customers is shown. {why}"),
                N_("Scores and classes are still there."),
                why=Words(WORDS[self.reasons[-1]]),
            )
        return self.purchases, self.spend

    @property
    def judge(self) -> Check:
        """The check on the last quarter. Raises MissingData, in words, when there was too little to fit before it."""
        if self.checked is None:
            codes = [code for code in self.reasons if code != "no_margin"] or ["unchecked"]
            raise MissingData(N_("The model is not checked. {why}"), why=Words(WORDS[codes[-1]]))
        return self.checked


def fitted(con: Connection, as_of: date) -> Fitted:
    """The models of that day, kept for the version and noted."""
    from crm_core.models import noted  # which reads what is fitted here

    return con.recall(("value models", as_of), lambda: noted.value_model(con, as_of, apart.learned(con, _fit, as_of)))


def _fit(con: Connection, as_of: date) -> Fitted:
    now, facts = Customers.on(con, as_of), query(con, FACTS, Scope.to(as_of)).row(0, named=True)
    margin, said = _margin(con.settings.scoring.margin_rate, facts["margin"])
    counted = (now.rows.height, now.repeat_buyers, now.history)
    without = _without(now, facts, con.thresholds(as_of).d80)
    if without:
        return Fitted(*counted, without)
    purchases, wrong = climb(now.lives, regular.evenness(con, as_of))
    if purchases is None:
        return Fitted(*counted, wrong)
    checked = check(con, as_of, now.history)
    if checked and checked.lost:
        return Fitted(*counted, (*wrong, checked.lost), checked=checked)
    told = (*wrong, *(checked.said if checked else ("unchecked",)), *said)
    return _with_amounts(now, Fitted(*counted, told, margin, con.settings.scoring.discount_rate, purchases, checked=checked))


def _without(now: Customers, facts: Mapping[str, int], d80: float) -> tuple[str, ...]:
    """Why nothing can be fitted at all."""
    if not now.rows.height:
        return (nobody(facts),)
    if facts["currencies"] > 1:
        return ("currencies",)
    return ("one_day",) if now.one_day else too_little(now.repeat_buyers, now.history, d80)


def last_purchase(con: Connection, as_of: date) -> date | None:
    """The last day until then on which a known customer bought; None when nobody ever has."""
    found: date | None = query(con, LAST_DAY, Scope.to(as_of))["day"].item()
    return found


def why_nobody(con: Connection, as_of: date) -> str:
    """The code of why nobody has bought by that day."""
    return nobody(query(con, FACTS, Scope.to(as_of)).row(0, named=True))


def nobody(facts: Mapping[str, int]) -> str:
    """Why nobody has bought by that day."""
    lines, undated, later = (facts[name] for name in ("lines", "undated", "later"))
    if not lines:
        return "nobody"
    if undated == lines:
        return "undated"
    return "later" if undated + later == lines else "nothing_sold"


def _with_amounts(now: Customers, so_far: Fitted) -> Fitted:
    amounts, purchases = Amounts.of(now), so_far.purchases
    correlated = correlation(amounts)
    spend, wrong = choose(amounts, correlated)
    counted = (so_far.customers, so_far.repeat_buyers, so_far.history)
    if spend is None or purchases is None:
        return Fitted(*counted, (*so_far.reasons, *wrong), checked=so_far.checked)
    spread = covariance(now, purchases, amounts, spend)
    told = (*so_far.reasons, *wrong, *(() if spread is not None else ("no_interval",)))
    return Fitted(*counted, told, so_far.margin, so_far.discount, purchases, spend, correlated, so_far.checked, spread)


def _margin(fixed: float, found: float | None) -> tuple[float, tuple[str, ...]]:
    """The share of the sales that is margin, and what has to be said about it."""
    if fixed:
        return fixed, ()
    if found is None:
        return 1.0, ("no_margin",)
    return (found, ()) if found > 0 else (1.0, ("margin_negative",))


def judged(con: Connection, as_of: date) -> pl.DataFrame:
    """One row a customer known on the day of the cut: `ck`, `x` (then), `actual`, `predicted`, `naive`. Raises MissingData without a check."""
    checked = fitted(con, as_of).judge
    return con.recall(("customers judged", as_of), lambda: judgement(con, as_of, checked.cut, checked.model))


def cumulated(checked: Check, made: pl.DataFrame, ends: Sequence[date]) -> pl.DataFrame:
    """`day`, `actual`, `predicted`, `seen` for each of `ends`, from the first (`begun`) and repeat purchases (`again`) `made` each day."""
    days, begun, again = made["date"].to_list(), made["begun"].to_numpy(), made["again"].to_numpy()
    ages = [np.array([(end - day).days for day in days]) for end in ends]
    curve = checked.model.expected(np.arange(max(int(ages[-1].max()), 0) + 1) / WEEK)
    actual = [int(again[age >= 0].sum()) for age in ages]
    predicted = [float((begun * curve[np.maximum(age, 0)]).sum()) for age in ages]
    seen = [end <= checked.cut for end in ends]
    return pl.DataFrame({"day": ends, "actual": actual, "predicted": predicted, "seen": seen}, schema_overrides={"day": pl.Date})


def discounted(model: Bgnbd, lives: Lives, ends: Sequence[float], kept: Sequence[float]) -> tuple[Array, Array]:
    """The purchases to expect until the last of `ends` (weeks from now), and the same with those of each span weighing what is `kept` of a euro at its end."""
    before, worth = np.zeros_like(lives.x), np.zeros_like(lives.x)
    for weeks, weight in zip(ends, kept, strict=True):
        until = model.ahead_alive(lives, weeks)
        before, worth = until, worth + (until - before) * weight
    alive = model.alive(lives)
    return alive * before, alive * worth


def scored(con: Connection, as_of: date) -> pl.DataFrame:
    """One row a customer who bought, by `ck`. Raises MissingData, in words, when there are rules only."""
    return con.recall(("values of customers", as_of), lambda: _score(Customers.on(con, as_of), fitted(con, as_of)))


def _score(now: Customers, models: Fitted) -> pl.DataFrame:
    (purchases, spend), lives, amounts = models.both, now.lives, Amounts.of(now)
    months = range(1, MONTHS + 1)
    ends, kept = [HORIZON * month / MONTHS / WEEK for month in months], [(1 + models.discount) ** (-month / MONTHS) for month in months]
    expected, worth = discounted(purchases, lives, ends, kept)
    each = amounts.spend(spend)
    value = worth[now.group] * each * models.margin
    spread = _spread(now, models, amounts)
    past = now.column("past_sales") if models.in_sales else now.column("without_margin") * models.margin + _known(now)
    return now.rows.select(
        "ck", pl.col("x").cast(pl.Int64).alias("frequency"), pl.col("last").cast(pl.Int64).alias("recency_age"), pl.col("age").cast(pl.Int64),
        pl.Series("p_alive", purchases.alive(lives)[now.group]), pl.Series("expected_purchases", expected[now.group]), pl.Series("expected_spend", each),
pl.Series("customer_value", value), *_bounds(value, spread), pl.Series("past_value", past),
    )  # fmt: skip


def _bounds(value: Array, spread: Array | None) -> list[pl.Expr | pl.Series]:
    """`low` and `high` of each value; null without a `spread`."""
    if spread is None:
        return [pl.lit(None, dtype=pl.Float64).alias(name) for name in ("low", "high")]
    return [pl.Series("low", value * np.exp(-Z * spread)), pl.Series("high", value * np.exp(Z * spread))]


def _known(now: Customers) -> Array:
    known: Array = now.rows["past_margin"].fill_null(0.0).to_numpy()
    return known


def _spread(now: Customers, models: Fitted, amounts: Amounts) -> Array | None:
    """The standard deviation of the logarithm of each value, to the first order of that of the parameters; None without it."""
    (purchases, spend), lives = models.both, now.lives
    if models.spread is None:
        return None
    here = _log_ahead(purchases, lives)
    ways = np.column_stack([(_log_ahead(purchases.at(purchases.theta + STEP * way), lives) - here) / STEP for way in np.eye(4)])
    slopes = np.hstack([ways[now.group], amounts.slopes(spend)])
    deviation: Array = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", slopes, models.spread, slopes), 0.0))
    return deviation


def _log_ahead(model: Bgnbd, lives: Lives) -> Array:
    logarithm: Array = np.log(np.maximum(model.ahead(lives, HORIZON / WEEK), 1e-300))
    return logarithm
