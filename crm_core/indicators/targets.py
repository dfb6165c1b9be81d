"""Which target applies: the one that the references give for the day, the store's own before the firm's, else the one of the settings."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.indicators.attrition import attrition_rates
from crm_core.indicators.figures import PARTS
from crm_core.periods import Window

SQL = """
select indicator, store, value, period, source from all_reference_values
where lower(company) in ('target', 'objectif', 'cible') and starts_with($as_of::varchar, period)
order by indicator, store, length(period), value
"""
# What adds up over time is a target for a year: another period has none.
YEARLY = {"attrition_rate", "lost", "complaint_rate"}


@dataclass(frozen=True)
class Goal:
    """A target: the name of its figure, its key in the settings, and whether it is a number of the whole firm, which a part of it does not have."""

    name: str
    key: str
    of_whole: bool = False


GOALS = (
    *(Goal(part.name, part.target, part.kind == "count") for part in PARTS),
    Goal("response_rate", "response_rate"),
    Goal("closing_days", "closing_days"),
    Goal("late_open", "late_open", of_whole=True),
    Goal("base_quality", "base_quality"),
)


def targets(con: Connection, scope: Scope) -> dict[str, float | None]:
    """The target of each figure by its name on `as_of`: from the references (the store's own when one store is chosen), else from the settings."""
    stores = dict(scope.filters).get("store", ())
    store = stores[0] if len(stores) == 1 else None
    given = {(key, where): value for key, where, value in references(con, scope).select("target", "store", "value").iter_rows()}
    year = is_a_year(scope.period)
    found = {one.name: _target(one, given, con, scope, store) if year or one.name not in YEARLY else None for one in GOALS}
    computed = year and not (scope.filters or scope.by or con.settings.targets.lost) and ("lost", None) not in given
    return found | ({"lost": _as_many(con, scope, found["attrition_rate"])} if computed else {})


def _as_many(con: Connection, scope: Scope, rate: float | None) -> float | None:
    """The customers whom the firm loses at that attrition rate: of those active before the period; None where nobody was."""
    if rate is None or not con.has("transactions"):
        return None
    asked = scope.whole()
    before = con.recall(("attrition_rates", asked), lambda: attrition_rates(con, asked))["n"].item()
    return float(round(rate * before)) if before else None


def is_a_year(period: Window) -> bool:
    return 365 <= period.days <= 366


def _target(goal: Goal, given: Mapping[tuple[str, str | None], float], con: Connection, scope: Scope, store: str | None) -> float | None:
    whole = not goal.of_whole or not (scope.filters or scope.by)
    own: float | None = getattr(con.settings.targets, goal.key) if whole else None
    return next((given[goal.key, where] for where in (store, None) if (where or whole) and (goal.key, where) in given), own)


def references(con: Connection, scope: Scope) -> pl.DataFrame:
    """The targets that the references give for `as_of`, one row a figure and store (null: the whole firm).

    `target` (key of the settings), `store`, `value`, `period` (the most precise that holds the day), `source`.
    The references may call a figure by its own name or by that of its setting.
    """
    return con.recall(("references", scope.as_of), lambda: _references(con, scope))


def _references(con: Connection, scope: Scope) -> pl.DataFrame:
    keys = {one.name: one.key for one in GOALS} | {one.key: one.key for one in GOALS}
    rows = query(con, SQL, scope.everyone().whole()).filter(pl.col("indicator").is_in(list(keys)))
    named = rows.with_columns(pl.col("indicator").replace_strict(keys, return_dtype=pl.String).alias("target"))
    own = pl.col("indicator").is_in([one.name for one in GOALS])
    latest = named.sort(own, maintain_order=True).unique(["target", "store"], keep="last", maintain_order=True)
    return latest.sort("target", "store", nulls_last=False).select("target", "store", "value", "period", "source")
