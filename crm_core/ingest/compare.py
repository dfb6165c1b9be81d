"""A file of people or firms (bad payers, prospects bought) against the base: who of it is there already? Nothing of it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from duckdb import DuckDBPyConnection

from crm_core.engine import Connection
from crm_core.errors import MappingProblem
from crm_core.i18n import N_
from crm_core.ingest.load import staging
from crm_core.ingest.mapping import seen
from crm_core.ingest.plan import Plan, make_plan
from crm_core.ingest.readings import Reading
from crm_core.ingest.request import Question, Request
from crm_core.ingest.sql import name
from crm_core.quality.duplicates import FIELDS, FILE_AGAINST_BASE
from crm_core.quality.first_names import given_names
from crm_core.tables import TABLES

ZONES = ("sure", "review", "no")
NUMBER = "number"
# Customers under the number that the file gives; a merged record is its customer.
BY_NUMBER = """
with known as (
    select customer_id as own_id, customer_id from all_customers where known_from <= $as_of union all
    select r.customer_id, r.kept_id from all_merged_records as r join all_customers as c on c.customer_id = r.kept_id where c.known_from <= $as_of and r.customer_id <> r.kept_id
)
select -b.ck as line, k.customer_id from brought as b join known as k on k.own_id = b.customer_id
"""


@dataclass(frozen=True)
class Compared:
    """What the base knows of a file.

    `rows`: the columns of the file as text, named `c0`, `c1` … (`headers` says how the file calls them), after `line`, `zone` (sure, review, no),
    `customer_id` (the likest customer), `score`, `reasons` and `alike` (how many customers are as alike or less, but enough to be looked at).
    `used`: field → header of the columns that were compared; `questions`: what the file leaves open, with the answer that was taken.
    `other`: the file that it was compared with instead of the base; in place of `customer_id` are then `other_line`, the likest of its lines, and `named`, what that one is called.
    """

    file: str
    headers: dict[str, str]
    used: dict[str, str]
    rows: pl.DataFrame
    questions: tuple[Question, ...] = ()
    other: str | None = None

    def names(self) -> dict[str, str]:
        """The names of its columns as the file has them, told apart from ours and from each other: name in `rows` → name."""
        named: dict[str, str] = {}
        for one, header in self.headers.items():
            rank, text = 2, header or one
            while text in (*named.values(), "line", "zone", "customer_id", "other_line", "named", "score", "reasons", "alike"):
                rank, text = rank + 1, f"{header or one} {rank}"
            named[one] = text
        return named

    def count(self, zone: str) -> int:
        return self.rows.filter(pl.col("zone") == zone).height


@dataclass(frozen=True)
class _Read:
    """A file as it was read: its records, typed, `ck` by their line; its columns as text, and what each was taken for."""

    file: str
    people: pl.DataFrame
    rows: pl.DataFrame
    headers: dict[str, str]
    used: dict[str, str]
    questions: tuple[Question, ...]


def compare(con: Connection, request: Request, *, at: datetime, as_of: date, ours: bool = False, other: Request | None = None) -> Compared:
    """Compare a file with the customers known at `as_of`, by the keys and points of `duplicates`. `ours`: its customer numbers are those of the base.

    With an `other` file, compare with the records of that one instead: `other_line` and `named` then say which line it is and what it is called.
    Raises FileProblem, and MappingProblem when no column can be compared.
    """
    read = _read(con, request, at, ours=ours)
    beside = _read(con, other, at) if other else None
    found = _found(con, _with_firms(read), as_of, ours=ours) if beside is None else _found_in(con, read.people, beside.people)
    rows = read.rows.join(found, on="line", how="left", maintain_order="left").with_columns(
        pl.col("zone").fill_null("no"), pl.col("alike").fill_null(0)
    )
    who = ["other_line", "named"] if beside else ["customer_id"]
    listed = rows.select("line", "zone", *who, "score", "reasons", "alike", *read.headers)
    questions = read.questions + (beside.questions if beside else ())
    return Compared(read.file, read.headers, read.used, listed, questions, beside.file if beside else None)


def _read(con: Connection, request: Request, at: datetime, *, ours: bool = False) -> _Read:
    with staging(con.workspace.home) as staged_in:
        plan = make_plan(staged_in, con.workspace, Request(request.path, request.sheet, "customers", request.mapping), at, strict=False)
        mapped = {one.name: one for one in plan.formats.readings if one.profile}
        readings = {one: mapped[one] for one in ("customer_id", *FIELDS) if one in mapped}
        _refuse_nothing(plan, [one for one in readings if one != "customer_id" or ours])
        people = _people(staged_in, plan, readings)
        rows = staged_in.sql(
            f"select line, {', '.join(name(one.name) for one in plan.staged.columns)} from {plan.staged.table} order by line"
        ).pl()
    headers = {one.name: one.header for one in plan.staged.columns}
    used = {one: reading.profile.header for one, reading in readings.items() if reading.profile and (ours or one != "customer_id")}
    return _Read(plan.staged.path.name, people, rows, headers, used, tuple(plan.formats.questions))


def _refuse_nothing(plan: Plan, used: Sequence[str]) -> None:
    if not used:
        raise MappingProblem(
            N_("“{name}” has no column to compare customers by. Its columns: {seen}."),
            N_("It needs a name, an e-mail, a phone, an address, a date of birth or a SIRET, under a header that says so."),
            name=plan.staged.path.name,
            seen=seen(plan.columns),
        )


def _people(con: DuckDBPyConnection, plan: Plan, readings: dict[str, Reading]) -> pl.DataFrame:
    """The rows of the file as records of customers: typed, `ck` below zero by their line."""
    joins = " ".join(dict.fromkeys(join for one in readings.values() for join in one.joins))
    columns = TABLES["customers"].columns
    given = {one: readings[one].sql if one in readings else f"null::{columns[one]}" for one in ("customer_id", *FIELDS)}
    selected = ", ".join(f"{sql} as {name(one)}" for one, sql in given.items())
    people: pl.DataFrame = con.sql(f"select (-s.line)::integer as ck, {selected} from {plan.staged.table} as s {joins}").pl()
    return people


def _with_firms(read: _Read) -> pl.DataFrame:
    """A file that has one column for the names of people and of firms: several words without a first name may be those of a firm."""
    if "company_name" in read.used or "last_name" not in read.used:
        return read.people
    called = pl.when(pl.col("first_name").is_null() & pl.col("last_name").str.strip_chars().str.contains(r"\s")).then("last_name")
    return read.people.with_columns(called.alias("company_name"))


def _found(con: Connection, people: pl.DataFrame, as_of: date, *, ours: bool) -> pl.DataFrame:
    """`line`, `zone`, `customer_id`, `score`, `reasons`, `alike` of the rows that the base may know."""
    fields = ", ".join(("ck", "customer_id", *FIELDS))
    both = (
        f"select null::varchar as by_value, {fields}, known_from, is_stub from all_customers union all by name "
        f"select null::varchar as by_value, {fields}, date '1900-01-01' as known_from, false as is_stub from brought"
    )
    with con.db.cursor() as cursor:
        cursor.register("brought", people)
        cursor.register("given_names", given_names())
        cursor.execute(f"create temp view customers as {both}")
        alike: pl.DataFrame = cursor.sql(FILE_AGAINST_BASE, params={"as_of": as_of}).pl()
        numbered: pl.DataFrame | None = cursor.sql(BY_NUMBER, params={"as_of": as_of}).pl() if ours else None
    if numbered is None:
        return alike
    told = numbered.select(pl.col("line").cast(pl.Int64), "customer_id", pl.lit(None, pl.Int64).alias("score"), pl.lit("sure").alias("zone"), pl.lit(NUMBER).alias("reasons"), pl.lit(1, pl.Int64).alias("alike"))  # fmt: skip
    return pl.concat([told, alike.join(told, on="line", how="anti")])


def _found_in(con: Connection, people: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """The same of the rows that another file knows, by its lines; `named` is the firm, else first and last name."""
    person = pl.concat_str("first_name", "last_name", separator=" ", ignore_nulls=True).replace("", None)
    lines = others.with_columns(-pl.col("ck"), pl.col("ck").neg().cast(pl.String).alias("customer_id"))
    known = pl.concat([people, lines]).with_columns(pl.lit(None, pl.String).alias("by_value"))
    names = lines.select("customer_id", pl.coalesce("company_name", person).alias("named"))
    with con.db.cursor() as cursor:
        cursor.register("brought", known)
        cursor.register("given_names", given_names())
        cursor.execute("create temp view customers as select *, date '1900-01-01' as known_from, false as is_stub from brought")
        alike: pl.DataFrame = cursor.sql(FILE_AGAINST_BASE, params={"as_of": date(1900, 1, 1)}).pl()
    told = alike.join(names, on="customer_id", how="left", maintain_order="left")
    return told.with_columns(pl.col("customer_id").cast(pl.Int64).alias("other_line"))
