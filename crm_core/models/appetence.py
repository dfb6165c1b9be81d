"""Who will buy something in the next 90 days: a category, a product, or by a channel. The same method and the same honesty as for departures.

Customers who bought anything within the last year are asked about; beside what is known of each, what it bought of the thing before. The score has to beat that alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.errors import MissingData, Words, WrongChoice
from crm_core.i18n import N_
from crm_core.models import apart, noted
from crm_core.models.ahead import Aim, Days, attempt, foreseen
from crm_core.models.churn import Fitted
from crm_core.models.churn_words import OF_BUYING
from crm_core.models.features import View, features, typed
from crm_core.models.quality import Hits
from crm_core.models.value import last_purchase, why_nobody

FIELDS = ("category", "product", "channel")
HORIZON, ACTIVE, MOST = 90, 365, 200
IS_IT = "case $field when 'category' then t.category when 'product' then t.product else t.channel::varchar end"
# What each customer bought of it, by distinct days.
OWN = f"""
with days as (
    select distinct t.ck, t.date, ($as_of - t.date)::integer as ago, coalesce({IS_IT} = $value, false) as is_it
    from all_transactions as t
    where t.ck is not null and t.in_turnover and t.is_sale and t.date > $since and t.date <= $as_of
)
select ck, count(distinct date) filter (where is_it and ago < 365) as own_purchases, min(ago) filter (where is_it) as own_recency,
    count(distinct date) filter (where is_it and ago < 365 and ago >= 365 - $d80) as own_last_year,
    count(distinct date) filter (where is_it) / count(distinct date)::double as own_share
from days group by ck order by ck
"""
BOUGHT = f"""
select distinct t.ck from all_transactions as t
where t.ck is not null and t.in_turnover and t.is_sale and t.date > $as_of and t.date <= $as_of + $d80 and {IS_IT} = $value order by t.ck
"""
VALUES = f"""
select {IS_IT} as value, count(distinct t.ck) as customers from all_transactions as t
where t.ck is not null and t.in_turnover and t.is_sale and t.date > $as_of - 365 and t.date <= $as_of and {IS_IT} is not null
group by value order by customers desc, value limit {MOST}
"""
FIRST_DAY = "select min(date) as day from all_occasions where is_purchase and ck is not null and date <= $as_of"


@dataclass(frozen=True)
class Target:
    """What may be bought: `value` of the field of purchase lines `field`."""

    field: str
    value: str

    @property
    def told(self) -> str:
        """As the history of the fits names it."""
        return f"{self.field}: {self.value}"


def values(con: Connection, field: str, as_of: date) -> list[str]:
    """What customers bought in the last year, by that field, the most widely bought first; 200 at most."""
    return con.recall(("appetence values", field, as_of), lambda: query(con, VALUES, Scope.to(as_of), field=field)["value"].to_list())


def usual(con: Connection, as_of: date) -> Target:
    """That of the settings, else what most customers bought. Raises WrongChoice for a setting that names nothing, MissingData when purchases name nothing."""
    wanted = con.settings.scoring.appetence
    if wanted:
        field, _, value = (part.strip() for part in wanted.partition(":"))
        if field not in FIELDS or value not in values(con, field, as_of):
            raise WrongChoice(
                N_("The setting scoring.appetence says {said}, which nobody bought in the last year."), N_("Write a field and its value, like category: Bougies."), said=wanted
            )  # fmt: skip
        return Target(field, value)
    named = [Target(field, found[0]) for field in FIELDS if (found := values(con, field, as_of))]
    if not named:
        raise _nameless(con, as_of)
    return named[0]


def _nameless(con: Connection, as_of: date) -> MissingData:
    """Why there is nothing that could be bought again: nobody has bought by then, or lately, or what was bought has no name."""
    bought = last_purchase(con, as_of)
    if bought is None:
        return MissingData(N_("No appetence is shown. {why}"), why=Words(OF_BUYING[why_nobody(con, as_of)]))
    if bought <= as_of - timedelta(days=ACTIVE):
        return MissingData(N_("Nobody has bought in the last year."), N_("Choose an earlier day, or bring the purchases since."))
    return MissingData(
        N_("The purchases of the last year name no category, product or channel."), N_("Bring a file of purchases that does.")
    )


def fitted(con: Connection, as_of: date, target: Target) -> Fitted:
    """What foresees who will buy it, kept for the version and noted."""

    def made() -> Fitted:
        return noted.score(con, "appetence_model", target.told, as_of, apart.learned(con, _fit, as_of, target))

    return con.recall(("appetence models", as_of, target), made)


def _fit(con: Connection, as_of: date, target: Target) -> Fitted:
    first = query(con, FIRST_DAY, Scope.to(as_of))["day"].item()
    if first is None:
        return Fitted("appetence", "rules", (why_nobody(con, as_of),), HORIZON)
    days = Days.of(as_of, (as_of - first).days, HORIZON)
    tried = attempt(aim(con, target), days, con.settings.scoring.protected_fields)
    return Fitted(
        "appetence", "rules" if tried.wrong else "learned", (tried.wrong,) if tried.wrong else (), HORIZON, days, tried, tried.judged
    )


def aim(con: Connection, target: Target) -> Aim:
    """Who may buy it, and who did."""
    return Aim(HORIZON, partial(rows, con, target), partial(bought, con, target), ("own_purchases", "own_last_year"))


def rows(con: Connection, target: Target, day: date, back: int) -> pl.DataFrame:
    """One row a customer who bought anything in the year before, by `ck`, as known at the end of `day`."""
    known = features(con, day, View(HORIZON, back, active=min(ACTIVE, back)))
    asked = {"d80": HORIZON, "since": day - timedelta(days=back), "field": target.field, "value": target.value}
    own = typed(query(con, OWN, Scope.to(day), **asked))
    joined = known.join(own, on="ck", how="left", maintain_order="left")
    return joined.with_columns(pl.col("own_purchases", "own_last_year", "own_share").fill_null(0.0))


def bought(con: Connection, target: Target, people: pl.DataFrame, day: date) -> Hits:
    """For each of `people`, whether it bought the thing in the 90 days after `day`."""
    met: pl.Series = query(con, BOUGHT, Scope.to(day), d80=HORIZON, field=target.field, value=target.value)["ck"]
    found: Hits = people["ck"].is_in(met.implode()).to_numpy()
    return found


def scored(con: Connection, as_of: date, target: Target) -> pl.DataFrame:
    """`ck`, `appetence`, `bought_before` (within the look back), `reason_1`, `value_1` …, the likeliest first; no rows when there are rules only."""
    return con.recall(("appetence scores", as_of, target), lambda: apart.run(con, _score, as_of, target, fitted(con, as_of, target)))


def _score(con: Connection, as_of: date, target: Target, found: Fitted) -> pl.DataFrame:
    if found.model is None or found.days is None:
        return pl.DataFrame(schema={"ck": pl.Int32, "appetence": pl.Float64, "bought_before": pl.Boolean})
    now = rows(con, target, as_of, found.days.back)
    before = now.select("ck", pl.col("own_recency").is_not_null().alias("bought_before"))
    made = foreseen(found.model, now, "appetence").join(before, on="ck", how="left", maintain_order="left")
    return made.select("ck", "appetence", "bought_before", pl.exclude("ck", "appetence", "bought_before"))


def known(con: Connection, as_of: date) -> Sequence[str]:
    """The fields by which something can be chosen."""
    return [field for field in FIELDS if values(con, field, as_of)]
