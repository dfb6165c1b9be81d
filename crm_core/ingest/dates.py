"""Dates as people write them: any order and separator, two-digit years, month names in two languages, serials, time zones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from duckdb import DuckDBPyConnection

from crm_core.i18n import N_
from crm_core.ingest.request import Option
from crm_core.ingest.sql import literal
from crm_core.ingest.values import values_of

OPTIONS = (Option("dmy", N_("day first")), Option("mdy", N_("month first")))
AS_WRITTEN, TURNED = "as_written", "turned"
TURNS = (Option(AS_WRITTEN, N_("as they are written")), Option(TURNED, N_("day and month changed over where both are 12 or less")))
SINCE = {False: "1899-12-30", True: "1904-01-01"}
_NUMERIC = r"^(\d{1,2})[/ -](\d{1,2})[/ -](\d{4}|\d{2})(\D.*)?$"
_DOTTED = r"^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(\D.*)?$"
_SHORT_YEAR = r"^\d{1,2}[/. -]\d{1,2}[/. -]\d{2}(?:\D.*)?$"
_CLOCK = r"(?:[ t,]+(?:[aà] )?\d{1,2}[:h]\d{0,2}.*)?"
BOTH_WAYS = r"^(\d{4})-(0?[1-9]|1[0-2])-(0?[1-9]|1[0-2])(\D.*)?$"
_ZONE = r":\d{2}(?:[.,]\d+)? ?(?:z|[+-]\d{2}(?::?\d{2})?)$"
MONTHS = {
    "jan(?:v(?:ier)?|uary)?": 1, "f(?:ev(?:r(?:ier)?)?|eb(?:ruary)?)": 2, "mar(?:s|ch)?": 3, "a(?:vr(?:il)?|pr(?:il)?)": 4, "ma[iy]": 5,
    "juin|june?": 6, "juil(?:let)?|july?": 7, "aou(?:t)?|aug(?:ust)?": 8, "sept?(?:embre|ember)?": 9, "oct(?:obre|ober)?": 10,
    "nov(?:embre|ember)?": 11, "dec(?:embre|ember)?": 12,
}  # fmt: skip
_WEEKDAYS = (
    r"^\s*le |\b(?:lun(?:di)?|mar(?:di)|mer(?:credi)?|jeu(?:di)?|ven(?:dredi)?|sam(?:edi)?|dim(?:anche)?|"
    r"mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\b[.,]?"
)

# A month and its year, without a day.
MONTH_YEAR = (r"^(0?[1-9]|1[0-2])[/. -]((?:19|20)\d\d)$", r"^((?:19|20)\d\d)[/. -](0?[1-9]|1[0-2])$")
NAMED_MONTH = rf"^(?:{'|'.join(MONTHS)})\.?[ .,/-]*((?:19|20)\d\d)$"
A_MONTH = "|".join((*MONTH_YEAR, NAMED_MONTH))
COUNTS = r"""
with texts as (select lower(v) as c, n from {values}),
parts as (
    select c, n, regexp_matches(c, '{numeric}') as numeric,
        try_cast(regexp_extract(c, '{numeric}', 1) as integer) as a, try_cast(regexp_extract(c, '{numeric}', 2) as integer) as b
    from texts
)
select
    coalesce(sum(n), 0)::bigint as filled,
    coalesce(sum(n) filter (numeric), 0)::bigint as numeric,
    coalesce(sum(n) filter (a > 12 and b <= 12), 0)::bigint as day_first,
    coalesce(sum(n) filter (b > 12 and a <= 12), 0)::bigint as month_first,
    coalesce(sum(n) filter (numeric and a <= 12 and b <= 12 and a <> b), 0)::bigint as either,
    min(c) filter (numeric and a <= 12 and b <= 12 and a <> b) as example,
    coalesce(sum(n) filter (regexp_matches(c, '{dotted}')), 0)::bigint as dotted,
    coalesce(sum(n) filter (regexp_matches(c, '{short}')), 0)::bigint as short_years,
    coalesce(sum(n) filter (regexp_matches(c, '[a-zéû]{{3,}}')), 0)::bigint as names,
    coalesce(sum(n) filter (regexp_matches(c, '{zone}')), 0)::bigint as zones,
    coalesce(sum(n) filter (regexp_matches(strip_accents(c), '{month}')), 0)::bigint as months,
    coalesce(sum(n) filter (regexp_matches(c, '\d ?[ap]\.?m\.?$')), 0)::bigint as half_days,
    coalesce(sum(n) filter (regexp_full_match(c, '\d{{5}}(\.\d+)?')), 0)::bigint as serials,
    coalesce(sum(n) filter (regexp_full_match(c, '\d{{5}}(\.\d+)?') and try_cast(c as double) between 36526 and 62000), 0)::bigint as recent_serials,
    coalesce(sum(n) filter (regexp_full_match(c, '(19|20)\d{{6}}')), 0)::bigint as compact,
    coalesce(sum(n) filter (regexp_full_match(c, '[0-3]\d[01]\d(19|20)\d\d')), 0)::bigint as compact_day_first
from parts
"""


@dataclass(frozen=True)
class DateFormat:
    """How a column writes its dates. `order` is dmy, mdy or "" when nothing settles it; the flags say what else occurs.

    `months`: most cells are months without a day, whose first day is taken. `turned`: where the day could be a month, the two are changed over. `since`: the day that serials are counted from.
    """

    order: str
    numeric: int = 0
    against: int = 0
    names: bool = False
    zones: bool = False
    half_days: bool = False
    serials: bool = False
    compact: bool = False
    short_years: bool = False
    dotted: bool = False
    months: bool = False
    example: str = ""
    turned: bool = False
    since: str = SINCE[False]

    @property
    def words(self) -> str:
        """The format, as a catalogue text."""
        if self.months:
            return N_("months, the first day of each")
        if self.numeric or self.dotted:
            return N_("dates month/day/year") if self.order == "mdy" and self.numeric else N_("dates day/month/year")
        return N_("dates with month names") if self.names else N_("dates year-month-day")

    def sql(self, column: str, kind: str, zone: str, latest: datetime) -> str:
        """The expression that reads `column` as DATE or TIMESTAMP; null when a cell is no date. Two-digit years end at `latest`."""
        text = self.iso(f"lower({column})")
        value = self._cast(text, kind, zone)
        if self.serials:
            days = f"try_cast({column} as double)"
            value = f"coalesce({value}, case when regexp_full_match({column}, '\\d{{5}}(?:\\.\\d+)?') then {_serial(days, kind, self.since)} end)"
        if self.short_years:
            short = f"not regexp_matches({column}, '\\d{{4}}')"
            value = f"case when {short} and {value} > timestamp '{latest:%Y-%m-%d %H:%M:%S}' then {_century(value, kind)} else {value} end"
        return f"case when year({value}) between 1850 and 2200 then {value} end"

    def iso(self, text: str) -> str:
        """The expression that writes the text of a date as year-month-day, what follows the day kept."""
        if self.months:
            text = _with_first_day(text)
        if self.names:
            text = _without_names(text)
        day_first, month_first = r"\3-\2-\1\4", r"\3-\1-\2\4"
        if self.numeric:
            text = _replaced(text, _NUMERIC, month_first if self.order == "mdy" else day_first)
        if self.turned:
            text = _replaced(text, BOTH_WAYS, r"\1-\3-\2\4")
        if self.dotted or self.names:
            text = _replaced(text, _DOTTED, day_first)
        if self.short_years:
            text = _replaced(text, r"^(\d{2}-\d{1,2}-\d{1,2}(?:\D.*)?)$", r"20\1")
        if self.compact:
            text = _replaced(
                _replaced(text, r"^((?:19|20)\d\d)(\d\d)(\d\d)$", r"\1-\2-\3"), r"^([0-3]\d)([01]\d)((?:19|20)\d\d)$", r"\3-\2-\1"
            )
        return _replaced(text, r"^(\d{4})[/. ](\d{1,2})[/. ](\d{1,2})(\D.*)?$", r"\1-\2-\3\4")

    def _cast(self, text: str, kind: str, zone: str) -> str:
        day = rf"^(\d{{4}}-\d{{1,2}}-\d{{1,2}}){_CLOCK}$"
        clocked = f"regexp_matches({text}, '{day}')"
        if kind == "DATE" and not self.zones:
            return f"try_cast(regexp_extract({text}, '{day}', 1) as date)"
        clock = _replaced(_replaced(text, r"(\d)[ t,]+(?:[aà] )?(\d{1,2})[:h](\d{2})", r"\1 \2:\3"), r"(:\d{2}),(\d+)", r"\1.\2")
        clock = _replaced(clock, r" (\d{1,2})h$", r" \1:00")
        value = f"case when {clocked} then {self._moment(clock)} end"
        if self.zones:
            clock = _replaced(_replaced(clock, r" ?z$", "+00:00"), r" ?([+-]\d{2}):?(\d{2})$", r"\1:\2")
            there = f"try_cast({clock} as timestamptz) at time zone {literal(zone)}"
            value = f"case when regexp_matches({text}, '{_ZONE}') then {there} else {value} end"
        return f"({value})::{kind.lower()}"

    def _moment(self, clock: str) -> str:
        if not self.half_days:
            return f"try_cast({clock} as timestamp)"
        bare = f"try_cast(regexp_replace({clock}, ' ?[ap]\\.?m\\.?$', '') as timestamp)"
        hours = (
            f"case when regexp_matches({clock}, 'p\\.?m\\.?$') and hour({bare}) < 12 then 12 "
            f"when regexp_matches({clock}, 'a\\.?m\\.?$') and hour({bare}) = 12 then -12 else 0 end"
        )
        return f"{bare} + to_hours({hours})"


def _replaced(text: str, pattern: str, by: str) -> str:
    return f"regexp_replace({text}, '{pattern}', '{by}')"


def _without_names(text: str) -> str:
    """`3 janvier 2024`, `Jan 3rd, 2024` and `03-JAN-24` as `3.1.2024`, whatever the order of the column's other dates."""
    text = f"regexp_replace(regexp_replace(strip_accents({text}), '{_WEEKDAYS}', ''), '(\\d)(?:er|st|nd|rd|th)\\b', '\\1')"
    for pattern, month in MONTHS.items():
        name = rf"\b(?:{pattern})\b\.?"
        text = _replaced(text, rf"^\s*{name}[ .,/-]*(\d{{1,2}})[ .,/-]+(\d{{2,4}})", rf"\1.{month}.\2")
        text = _replaced(text, rf"^\s*(\d{{4}})[ .,/-]*{name}[ .,/-]*(\d{{1,2}})", rf"\2.{month}.\1")
        text = _replaced(text, rf"^\s*(\d{{1,2}})[ ./-]*(?:of )?{name}[ .,/-]*(\d{{2,4}})", rf"\1.{month}.\2")
    return text


def _with_first_day(text: str) -> str:
    """`05/2025`, `2025-05` and `mai 2025` as `2025-05-01`."""
    text = _replaced(_replaced(f"strip_accents({text})", MONTH_YEAR[0], r"\2-\1-01"), MONTH_YEAR[1], r"\1-\2-01")
    for pattern, month in MONTHS.items():
        text = _replaced(text, rf"^(?:{pattern})\.?[ .,/-]*((?:19|20)\d\d)$", rf"\1-{month}-01")
    return text


def _serial(days: str, kind: str, since: str) -> str:
    if kind == "DATE":
        return f"(date '{since}' + floor({days})::integer)"
    return f"(timestamp '{since}' + to_seconds(round({days} * 86400)))"


def _century(value: str, kind: str) -> str:
    return f"({value} - to_years(100))::{kind.lower()}"


def detect_dates(con: DuckDBPyConnection, table: str, column: str) -> DateFormat:
    """The format that all values of a column agree with."""
    statement = COUNTS.format(
        values=values_of(con, table, column), numeric=_NUMERIC, dotted=_DOTTED, short=_SHORT_YEAR, zone=_ZONE, month=A_MONTH
    )
    row = con.sql(statement).pl().row(0, named=True)
    first, second = row["day_first"], row["month_first"]
    settled = first or second or not row["either"]
    return DateFormat(
        order="" if not settled else "mdy" if second > first else "dmy",
        numeric=row["numeric"],
        against=min(first, second),
        names=row["names"] > row["half_days"],
        zones=row["zones"] > 0,
        half_days=row["half_days"] > 0,
        serials=row["serials"] * 2 >= row["filled"] > 0 or row["recent_serials"] == row["serials"] > 0,
        compact=row["compact"] + row["compact_day_first"] > 0,
        short_years=row["short_years"] > 0 or row["names"] > 0,
        dotted=row["dotted"] > 0,
        months=row["months"] * 2 >= row["filled"] > 0,
        example=row["example"] or "",
    )
