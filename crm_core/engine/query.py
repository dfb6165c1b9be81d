"""`query`: one statement, its scope bound, its answer a polars frame.

The statement reads `customers`, `occasions`, `surveys` … In a scope with filters or a breakdown these names are temporary
views that keep the rows of the scope and carry `by_value`, the value of the breakdown; `all_customers`, `all_occasions` …
are always everyone. `windows` (w, start_on, end_on) holds the spans of the scope, so that one statement answers for
thirteen months or for a period and the one a year before.
"""

import warnings
from functools import lru_cache
from typing import Any

import polars as pl

from crm_core.engine.connection import SERVED, Connection
from crm_core.engine.cursors import Laid
from crm_core.engine.fields import buyers, check_known, computed, of_lines, owner
from crm_core.engine.prepared import PARAMETER, WORD, lay_out
from crm_core.engine.scope import Scope
from crm_core.periods import Window, ending, month_end, month_start, previous
from crm_core.rfm_rules import cut_points
from crm_core.settings import Rfm, RfmSegments, Settings, segment_of_codes
from crm_core.store.names import quoted

# `execute` plans a statement once where `sql` plans it twice, a third of the time of a short one; its answer is copied, which DuckDB warns of.
warnings.filterwarnings("ignore", "Arrow output on a DB-API result", UserWarning)

WINDOWS = """
create temp table windows as select unnest(range(len($starts)))::integer as w, unnest($starts)::date as start_on, unnest($ends)::date as end_on
"""
KEPT = "create temp table kept as select unnest($fields)::varchar as field, unnest($kept)::varchar as value"


def query(con: Connection, sql: str, scope: Scope, /, **values: Any) -> pl.DataFrame:
    """Run `sql` in `scope`; `values` are bound beside the scope's own parameters.

    Columns `by_value` and `w` of the answer become the field of the breakdown and, with explicit windows, `month` (the first
    day of the month in which each ends); without breakdown or windows they are dropped.
    """
    params = {**parameters(con, scope), **values}
    used = {name: params[name] for name in set(PARAMETER.findall(sql))}
    with con.cursors.lent(scope, lambda: _laid(con, scope)) as laid:
        _restrict(laid, con, scope, sql, params)
        lay_out(laid, con, sql, params)
        answer = pl.DataFrame(laid.cursor.execute(sql, used).to_arrow_table())
    return _named(answer, scope)


def parameters(con: Connection, scope: Scope) -> dict[str, Any]:
    """Everything that a statement may bind by name: days, thresholds and settings."""
    limits, rules, scoring = con.thresholds(scope.as_of), con.settings.lifecycle, con.settings.scoring
    before = previous(scope.period)
    return {
        "as_of": scope.as_of,
        "start": scope.start,
        "starts": [span.start for span in scope.spans],
        "ends": [span.end for span in scope.spans],
        "days": list(scope.days),
        "month_ends": all(day == month_end(day) for day in scope.days),
        "year_start": ending(scope.as_of, 12).start,
        "eve": before.end,
        "start_before": before.start,
        "eve_year_start": ending(before.end, 12).start,
        "d50": limits.d50,
        "d80": int(limits.d80),
        "d95": int(limits.d95),
        "hot_days": rules.hot_days,
        "regular_orders": rules.regular_orders,
        "regular_variation": rules.regular_variation,
        "abc_a": scoring.abc_a,
        "abc_b": scoring.abc_b,
        **rfm_parameters(con.settings, scope),
        "promised_days": con.settings.complaints.promised_days,
        "cutoff_hour": con.settings.complaints.cutoff_hour,
    }


def rfm_parameters(settings: Settings, scope: Scope) -> dict[str, Any]:
    """What the RFM scores bind: their first day, how cut points are computed, those that are fixed (else null), the segment of each code, the weights."""
    return {"rfm_start": rfm_window(settings, scope).start, **_of_rfm(settings.rfm, settings.rfm_segments)}


def rfm_window(settings: Settings, scope: Scope) -> Window:
    """The days that the RFM scores count: those of the setting, else the period."""
    return ending(scope.as_of, settings.rfm.months) if settings.rfm.months else scope.period


@lru_cache(maxsize=64)
def _of_rfm(rules: Rfm, segments: RfmSegments) -> dict[str, Any]:
    fixed = {f"rfm_{one}": cut_points(text) for one, text in (("r", rules.cuts_r), ("f", rules.cuts_f), ("m", rules.cuts_m))}
    weights = [rules.weight_r, rules.weight_f, rules.weight_m]
    return {"rfm_cuts": rules.cuts, "rfm_grid": segment_of_codes(rules, segments), "rfm_weights": weights, **fixed}


def _laid(con: Connection, scope: Scope) -> Laid:
    """A cursor with the spans and the values of the scope. Values go in bound; only column names are written into views."""
    laid = Laid(scope, con.db.cursor())
    spans = {"starts": [span.start for span in scope.spans], "ends": [span.end for span in scope.spans]}
    laid.cursor.execute(WINDOWS, spans)
    if scope.filters:
        pairs = [(field, value) for field, chosen in scope.filters for value in chosen]
        laid.cursor.execute(KEPT, {"fields": [field for field, _ in pairs], "kept": [value for _, value in pairs]})
    return laid


def _restrict(laid: Laid, con: Connection, scope: Scope, sql: str, params: dict[str, Any]) -> None:
    """Temporary views of the rows of the scope, in place of the served tables that `sql` names."""
    chosen = dict(scope.filters)
    for name in sorted({*chosen} | ({scope.by} if scope.by else set())):
        check_known(con, name)
        if relation := computed(con, name):
            lay_out(laid, con, relation, params)
        elif name in chosen and of_lines(con, name):
            laid.register("buyers_" + name, buyers(con, name, chosen[name], scope))
    for table in [table for table in _tables(sql) if table not in laid.tables]:
        if view := _view(con, table, scope):
            laid.cursor.execute(f"create temp view {table} as {view}")
        laid.tables.add(table)


def _tables(sql: str) -> list[str]:
    """The served tables that a statement may read."""
    named = set(WORD.findall(sql))
    return [table for table in SERVED if table in named]


def _view(con: Connection, table: str, scope: Scope) -> str:
    """The rows of one table that belong to the scope; "" when they are those of everyone."""
    if not (scope.filters or scope.by or (table == "surveys" and "company" in con.columns[table])):
        return ""
    conditions = [_condition(con, table, field) for field, _ in scope.filters]
    if table == "surveys" and scope.by != "company" and not {"company", "surveys.company"} & set(dict(scope.filters)):
        conditions.append("t.company is null")
    where = " and ".join(one for one in conditions if one) or "true"
    return f"select t.*, {_by(con, table, scope.by)} as by_value from all_{table} as t where {where}"


def _condition(con: Connection, table: str, field: str) -> str:
    """What a filter asks of the rows of one table; "" when it says nothing about them. An event has its own store and region before its customer's."""
    of_table, column = owner(field)
    own = f"t.{quoted(column)}::varchar in (select value from kept where field = {_text(field)})"
    if of_table:
        return own if table == of_table else ""
    if of_lines(con, field):
        return _of_buyers(con, table, field, own)
    if field in con.columns[table] and table not in ("occasions", "transactions"):
        return own
    if "ck" not in con.columns[table]:
        return ""
    chosen = own.partition(" in ")[2]
    if relation := computed(con, field):
        return f"t.ck in (select ck from {relation} where {quoted(field)} in {chosen})"
    if field in con.columns["customers"]:
        known = f"t.ck in (select ck from all_customers where {quoted(field)}::varchar in {chosen})"
        anonymous = f" or (t.ck is null and {own})" if field in con.columns[table] else ""
        return f"({known}{anonymous})"
    return ""


def _of_buyers(con: Connection, table: str, field: str, own: str) -> str:
    """All rows of the customers who bought so, and the purchases so of unknown ones."""
    if "ck" not in con.columns[table]:
        return ""
    kept = f"t.ck in (select ck from {quoted('buyers_' + field)})"
    if table not in ("occasions", "transactions"):
        return kept
    lines = f"t.occasion in (select t.occasion from all_transactions as t where t.ck is null and {own})"
    return f"({kept} or (t.ck is null and {own if field in con.columns[table] else lines}))"


def _by(con: Connection, table: str, field: str | None) -> str:
    if field is None or (table == "occasions" and of_lines(con, field)):
        return "null::varchar"
    if field in con.columns[table] and table not in ("occasions", "transactions", "customer_months"):
        return f"t.{quoted(field)}::varchar"
    if "ck" not in con.columns[table]:
        return "null::varchar"
    if relation := computed(con, field):
        return f"(select {quoted(field)} from {relation} as k where k.ck = t.ck)::varchar"
    if field in con.columns["customers"]:
        found = f"(select {quoted(field)} from all_customers as k where k.ck = t.ck)::varchar"
        return f"coalesce({found}, t.{quoted(field)}::varchar)" if field in con.columns[table] else found
    return f"t.{quoted(field)}::varchar" if field in con.columns[table] else "null::varchar"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _named(answer: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    if "w" in answer.columns:
        starts = pl.DataFrame(
            {"w": range(len(scope.spans)), "month": [month_start(span.end) for span in scope.spans]},
            schema={"w": pl.Int32, "month": pl.Date},
        )
        answer = answer.with_columns(pl.col("w").cast(pl.Int32)).join(starts, on="w", how="left", maintain_order="left")
        answer = answer.select("month", pl.exclude("w", "month")) if scope.windows else answer.drop("w", "month")
    if "by_value" in answer.columns:
        others = pl.exclude("by_value", scope.by) if scope.by else pl.exclude("by_value")
        answer = answer.select(pl.col("by_value").alias(scope.by), others) if scope.by else answer.select(others)
    return answer
