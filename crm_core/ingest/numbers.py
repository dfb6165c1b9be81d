"""Numbers and amounts as people write them: decimal comma or point, thousands, currency, percent, negatives of every kind."""

from __future__ import annotations

import re
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from crm_core.i18n import N_
from crm_core.ingest.request import Option
from crm_core.ingest.sql import literal
from crm_core.ingest.values import values_of

CURRENCIES = {"EUR": r"(?i)€|\beur(?:os?)?\b", "USD": r"(?i)\$|\busd\b", "GBP": r"(?i)£|\bgbp\b", "CHF": r"(?i)\bchf\b"}
_SPACES = "[\\s\u00a0\u202f\u2009'’]"
_MONEY = r"(?i)€|\$|£|\b(?:eur(?:os?)?|usd|gbp|chf|ttc|ht)\b"
_PLAIN = r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d{1,3})?"
_POWER = r"[-+]?\d+(?:[.,]\d+)?[eE][-+]?\d{1,3}"
OPTIONS = (
    Option(",", N_("decimal comma: 1.234 is one thousand two hundred and thirty-four")),
    Option(".", N_("decimal point: 1.234 is a little more than one")),
)

# What the values of one column say about their separators.
COUNTS = r"""
with texts as (
    select v as c, n, regexp_replace(v, '[\s\x{{00a0}}\x{{202f}}\x{{2009}}€$£]', '', 'g') as b from {values}
)
select
    coalesce(sum(n), 0)::bigint as filled,
    coalesce(sum(n) filter (not regexp_full_match(c, '{plain}')), 0)::bigint as dressed,
    coalesce(sum(n) filter (regexp_matches(b, '(^|[^\d.])0,\d|,(\d{{1,2}}|\d{{4,}})\D*$|\.\d{{3}},\d|\d{{4,}},\d|^\D*,\d')), 0)::bigint as comma_decimal,
    coalesce(sum(n) filter (regexp_matches(b, '(^|[^\d,])0\.\d|\.(\d{{1,2}}|\d{{4,}})\D*$|,\d{{3}}\.\d|\d{{4,}}\.\d|^\D*\.\d')), 0)::bigint as point_decimal,
    coalesce(sum(n) filter (regexp_matches(b, '\d,\d{{3}},\d{{3}}|,\d{{3}}\.')), 0)::bigint as comma_group,
    coalesce(sum(n) filter (regexp_matches(b, '\d\.\d{{3}}\.\d{{3}}|\.\d{{3}},')), 0)::bigint as point_group,
    coalesce(sum(n) filter (regexp_matches(b, '^\D*[1-9]\d{{0,2}},\d{{3}}\D*$')), 0)::bigint as comma_three,
    coalesce(sum(n) filter (regexp_matches(b, '^\D*[1-9]\d{{0,2}}\.\d{{3}}\D*$')), 0)::bigint as point_three,
    coalesce(sum(n) filter (regexp_matches(b, '^\D*\d{{4,}}\D*$')), 0)::bigint as ungrouped,
    min(c) filter (regexp_matches(b, '^\D*[1-9]\d{{0,2}}[.,]\d{{3}}\D*$')) as example
from texts
"""


@dataclass(frozen=True)
class NumberFormat:
    """How a column writes its numbers. `decimal` is the mark, "" when nothing settles it; `mixed` when both marks occur."""

    decimal: str
    mixed: bool = False
    plain: bool = False
    evident: bool = False
    example: str = ""

    @property
    def words(self) -> str:
        """The format, as a catalogue text."""
        if self.mixed:
            return N_("numbers with decimal comma or point")
        if not self.evident:
            return N_("numbers")
        return N_("numbers with decimal comma") if self.decimal == "," else N_("numbers with decimal point")

    def sql(self, column: str, kind: str) -> str:
        """The expression that reads `column` as `kind` (an SQL type); null when a cell is no number."""
        if self.plain:
            return _finite(f"try_cast({column} as {kind})", kind)
        marks = (self.decimal, "." if self.decimal == "," else ",") if self.mixed else (self.decimal or ",",)
        readings = [_reading(column, mark, kind) for mark in marks]
        bare = f"case when regexp_full_match({column}, '{_POWER}') then try_cast(try_cast(replace({column}, ',', '.') as double) as {kind}) end"
        return f"coalesce({', '.join([*readings, bare])})"


def _finite(expression: str, kind: str) -> str:
    return f"case when isfinite({expression}) then {expression} end" if kind == "DOUBLE" else expression


def _reading(column: str, mark: str, kind: str) -> str:
    group = "." if mark == "," else ","
    body = f"trim(regexp_replace(regexp_replace(replace({column}, '−', '-'), {literal(_MONEY)}, '', 'g'), {literal(_SPACES)}, ' ', 'g'))"
    percent = "" if kind.startswith("DECIMAL") else " ?%?"
    whole = rf"[-+(]? ?(?:(?:\d{{1,3}}(?:[ {group}]\d{{3}})+|\d+)(?:[{mark}]\d*)?|[{mark}]\d+)(?: ?[-)])?{percent}"
    digits = f"replace(regexp_replace({body}, '[^0-9{mark}]', '', 'g'), '{mark}', '.')"
    sign = f"case when regexp_matches({body}, '[-(]') then -1 else 1 end"
    share = "" if not percent else f" / case when contains({body}, '%') then 100 else 1 end"
    return (
        f"case when regexp_full_match({body}, {literal(whole)}) then try_cast({sign} * try_cast({digits} as {kind}){share} as {kind}) end"
    )


def detect_numbers(con: DuckDBPyConnection, table: str, column: str, *, canonical: bool) -> NumberFormat:
    """The format that all values of a column agree with. `canonical`: cells came as numbers, so a point is a decimal point."""
    row = con.sql(COUNTS.format(values=values_of(con, table, column), plain=_PLAIN)).pl().row(0, named=True)
    comma, point = row["comma_decimal"], row["point_decimal"] + (row["point_three"] if canonical else 0)
    if row["dressed"] == 0 and (point or not row["point_three"] or row["ungrouped"]):
        return NumberFormat(".", plain=True, evident=point > 0)
    if comma and point:
        return NumberFormat("," if comma >= point else ".", mixed=True, evident=True)
    if comma or point:
        return NumberFormat("," if comma else ".", mixed=bool(row["comma_group"] if comma else row["point_group"]), evident=True)
    if row["comma_group"] or row["point_group"]:
        return NumberFormat("." if row["comma_group"] else ",", evident=True)
    return _three_digits(row)


def _three_digits(row: dict[str, object]) -> NumberFormat:
    """Only 1.234 or 1,234: thousands, unless larger numbers of the column go without separator."""
    comma, point = bool(row["comma_three"]), bool(row["point_three"])
    if not comma and not point:
        return NumberFormat(",")
    if row["ungrouped"]:
        return NumberFormat("," if comma else ".", mixed=comma and point, evident=True)
    return NumberFormat("", example=str(row["example"]))


def multiple(header: str) -> int:
    """What the unit in a header multiplies by: 1,000 for `Budget (k€)`, 1,000,000 for `CA (M€)`, else 1."""
    if re.search(r"(?i)\bk ?(?:€|eur\b|euros?\b|usd\b|\$)|\bmilliers d.euros\b", header):
        return 1_000
    return 1_000_000 if re.search(r"\bM ?(?:€|EUR\b|USD\b|\$)", header) else 1


def currencies(con: DuckDBPyConnection, table: str, column: str) -> dict[str, int]:
    """Currency → cells of `column` that name it."""
    counted = ", ".join(f"coalesce(sum(n) filter (regexp_matches(v, {literal(pattern)})), 0)::bigint" for pattern in CURRENCIES.values())
    row = con.execute(f"select {counted} from {values_of(con, table, column)}").fetchall()[0]
    return {code: n for code, n in zip(CURRENCIES, row, strict=True) if n}
