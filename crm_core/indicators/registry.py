"""The registry: every indicator declares what it is, what it needs and how it is computed; pages, command line, exports and docs find it here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl
from polars import selectors

from crm_core.engine import Connection, Scope
from crm_core.engine.fields import VALUES, check_breakdown, check_filters, of_lines
from crm_core.engine.prepared import whole
from crm_core.errors import MissingData, Words, WrongChoice
from crm_core.i18n import N_, say
from crm_core.periods import month_start
from crm_core.tables import TABLES
from crm_core.units import Unit

Grain = Literal["window", "month", "week", "customer", "complaint", "row"]
Compute = Callable[[Connection, Scope], pl.DataFrame]


@dataclass(frozen=True)
class Indicator:
    """One indicator. `grain` is what a row is; `value` names the column that a card shows; `better` is the good direction.

    `title`, `definition`, `formula` and `source` are catalogue texts; `written` is its statement, as its file has it.
    """

    name: str
    title: str
    definition: str
    formula: str
    source: str
    written: str
    unit: Unit
    grain: Grain
    better: Literal["up", "down", ""]
    needs: tuple[str, ...]
    value: str
    compute: Compute
    own: tuple[str, ...] = ()
    lines: bool = False
    many: bool = False
    breaks: tuple[str, ...] = ()
    divides: bool = True

    @property
    def sql(self) -> str:
        """The very statement that is run, as it could stand alone."""
        return whole(self.written)

    @property
    def spans(self) -> bool:
        """Whether it answers for each window of a scope."""
        return self.many or self.grain == "window"

    def __call__(self, con: Connection, scope: Scope) -> pl.DataFrame:
        """The indicator's table in `scope`; the numbers of a span that ended before the first event of its tables are null, not known.

        Raises MissingData when a table it needs is absent, WrongChoice for a filter or a breakdown that has no true answer.
        """
        missing = [table for table in self.needs if not con.has(table)]
        if missing:
            raise Missing(self, missing[0])
        self.check(con, scope)
        answer = self.compute(con, scope).drop("ck", strict=False)
        return _unknown_before(answer, scope, con.begins_on(self.needs))

    def check(self, con: Connection, scope: Scope) -> None:
        """Raises WrongChoice for a filter or a breakdown that has no true answer."""
        check_filters(con, scope, self.title, self.needs)
        if scope.by in self.own:
            raise WrongChoice(
                N_("{title} cannot be broken down by {field}: it is what it answers."),
                N_("Choose another field."),
                title=Words(self.title),
                field=scope.by,
            )
        if scope.by and scope.by not in self.breaks:
            check_breakdown(con, scope.by, self.title, self.needs, lines=self.lines)
            if of_lines(con, scope.by) and self.lines and not con.has("transactions"):
                raise Missing(self, "transactions")
        if scope.by and not self.divides:
            raise WrongChoice(
                N_("{title} cannot be broken down by {field}: it is one for everyone."),
                N_("Leave the breakdown out."),
                title=Words(self.title),
                field=scope.by,
            )


def _unknown_before(answer: pl.DataFrame, scope: Scope, first: date | None) -> pl.DataFrame:
    """The answer with null for every number of a span that ended before the day `first`: what nobody wrote down is not none."""
    monthly = "month" in answer.columns
    spans = (scope.windows or scope.monthly().windows) if monthly else (scope.period,)
    early = {month_start(span.end) for span in spans if first and span.end < first}
    if not early:
        return answer
    told = ~pl.col("month").is_in(early) if monthly else pl.lit(False)
    return answer.with_columns(pl.when(told).then(selectors.numeric()))


class Missing(MissingData):
    """An indicator cannot be computed because `table` is empty."""

    def __init__(self, indicator: Indicator, table: str) -> None:
        self.table = table
        super().__init__(
            N_("{title}: this needs the table {table}, which is empty."),
            N_("Import a file that holds it, or look at the demo company."),
            title=indicator.title,
            table=TABLES[table].label,
        )

    def say(self, language: str) -> str:
        values = {name: say(str(value), language) for name, value in self.values.items()}
        return " ".join(say(text, language, **values) for text in (self.message, self.advice))


REGISTRY: dict[str, Indicator] = {}


def indicator(
    *, title: str, definition: str, formula: str, sql: str, unit: Unit, grain: Grain,
    source: str = "", better: Literal["up", "down", ""] = "", needs: tuple[str, ...] = (), value: str = "", classes: Mapping[str, tuple[str, ...]] | None = None, own: tuple[str, ...] = (),
    lines: bool = False, many: bool = False, breaks: tuple[str, ...] = (), divides: bool = True,
) -> Callable[[Compute], Indicator]:  # fmt: skip
    """Register the function below as the indicator of its name. `classes` are its columns by which other answers can be filtered or broken down, with their values; `own` are fields by which this one cannot.

    `lines`: it counts purchase lines, so that their own fields (channel, category …) break it down.
    `many`: it has one table for each window of the scope. `breaks`: fields of its own, in no table, by which it can be broken down. Not `divides`: it is one for everyone, whatever the filters.
    """

    given = classes or {}

    def register(compute: Compute) -> Indicator:
        name = compute.__name__
        made = Indicator(
            name, title, definition, formula, source, sql, unit, grain, better, needs, value, compute, (*given, *own), lines, many, breaks, divides
        )  # fmt: skip
        REGISTRY[name] = made
        VALUES.update(given)
        return made

    return register


def find(name: str) -> Indicator:
    """The indicator called `name`. Raises WrongChoice, with the names there are."""
    if name not in REGISTRY:
        raise WrongChoice(N_("There is no indicator {name}."), N_("Indicators: {known}."), name=name, known=", ".join(sorted(REGISTRY)))
    return REGISTRY[name]
