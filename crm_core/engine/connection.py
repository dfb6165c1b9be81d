"""The connection to one version: the serving file attached read-only to an engine in memory that holds the settings' own tables."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import duckdb
import polars as pl
import pyarrow as pa

from crm_core.calendar import working_calendar
from crm_core.engine import answers
from crm_core.engine.cursors import Cursors
from crm_core.engine.joined import Joined, joined, stamp
from crm_core.engine.memory import Memory
from crm_core.settings import Settings
from crm_core.store.names import quoted
from crm_core.store.serving import ENGINE, discard, is_damage, serving_file, unwritten
from crm_core.store.workspace import Version, Workspace

SERVED = (
    "customers", "transactions", "occasions", "customer_months", "interactions", "surveys", "complaints", "campaigns", "campaign_members", "reference_values",
    "merged_records", "pair_decisions", "undeliverables",
)  # fmt: skip
# Served once for each record of a customer that a line names.
LINES = {"undeliverables": "count(distinct row_key)"}
EVENT_DAYS = (
    ("transactions", "date"),
    ("interactions", "date"),
    ("surveys", "date"),
    ("complaints", "received_on"),
    ("complaints", "closed_on"),
)
FIRST_DAYS = {"transactions": "date", "interactions": "date", "surveys": "least(invited_on, date)", "complaints": "received_on"}
# Interpolated between the two gaps around the place, as `quantile_cont` does.
QUANTILES = """
with lengths as (select gap, sum(n) as n from served.gaps where date <= $as_of group by gap),
ranked as (select gap, sum(n) over (order by gap) as upto, sum(n) over () as gaps from lengths),
places as (select unnest([0.5, 0.8, 0.95])::double as share),
found as (
    select p.share, r.gaps, (r.gaps - 1) * p.share as place,
        min(r.gap) filter (where r.upto > floor((r.gaps - 1) * p.share)) as low,
        min(r.gap) filter (where r.upto > ceil((r.gaps - 1) * p.share)) as high
    from ranked as r cross join places as p group by p.share, r.gaps
)
select gaps, low + (high - low) * (place - floor(place)) as quantile from found order by share
"""
MARGIN = timedelta(days=400)
# Of fewer gaps between purchases no threshold is computed.
ENOUGH_GAPS = 30
# Versions, trials and past ones among them, that are open beside each other share the memory of the settings.
OPEN_AT_ONCE = 4
T = TypeVar("T")
Place = tuple[Path, int]


@dataclass(frozen=True)
class Thresholds:
    """Days without purchase: D50, D80, D95 of the gaps between successive purchases, and how many gaps they rest on."""

    d50: float
    d80: float
    d95: float
    gaps: int


@dataclass(frozen=True)
class Noting:
    """Who asks for fits, and the clock by which they are noted in the history of the workspace."""

    by: str
    clock: Callable[[], datetime]


@dataclass(eq=False)
class Connection:
    """One version of a workspace, ready for questions. Threads may share it: each question takes a cursor of its own.

    `fits_apart`: models are fitted in a process of their own; `noting`: they are noted as they are fitted (None: they are not).
    """

    db: duckdb.DuckDBPyConnection
    workspace: Workspace
    version: Version
    settings: Settings
    columns: dict[str, dict[str, str]]
    path: Path
    memory: Memory = field(default_factory=Memory)
    cursors: Cursors = field(init=False)
    files: tuple[Joined, ...] = ()
    stamp: str = ""
    fits_apart: bool = False
    noting: Noting | None = None

    def __post_init__(self) -> None:
        self.cursors = Cursors(self.memory.holds)

    @cached_property
    def key(self) -> str:
        """Changes whenever an answer could: serving file (a new one for each version), settings, files joined."""
        return f"{self.path}/{self.settings.fingerprint}/{self.stamp}"

    @cached_property
    def joined(self) -> dict[str, Joined]:
        """Field → the joined file that brings it."""
        return {name: one for one in self.files for name in one.fields}

    @property
    def place(self) -> Place:
        """The folder of the workspace and the number of the version."""
        return self.workspace.folder, self.version.number

    def recall(self, key: Hashable, compute: Callable[[], T]) -> T:
        """The answer kept under `key` for this version and these settings, else that of `compute()`. Nobody may change it."""
        return self.memory.recall((self.key, key), lambda: answers.kept(self.answer_file(key), compute))

    def recall_table(self, key: Hashable, compute: Callable[[], pl.DataFrame]) -> pa.Table:
        """The same for a relation that cursors read: one table for all of them, where each would make its own of the texts of a frame."""
        return self.memory.recall((self.key, key), lambda: answers.kept(self.answer_file(key), compute).to_arrow())

    def knows(self, key: Hashable) -> bool:
        """Whether the answer to `key` is kept, in memory or in a file."""
        return (self.key, key) in self.memory or self.answer_file(key).exists()

    def answer_file(self, key: Hashable) -> Path:
        """Where the answer to `key` is kept if it took long."""
        return answers.place_of(self.path, (self.settings.fingerprint, self.stamp, key))

    def close(self) -> None:
        """Let go of the serving file; questions raise a duckdb.Error from now on."""
        self.cursors.close()
        self.db.close()

    def check(self) -> None:
        """Raises a duckdb.Error when the serving file does not answer any more."""
        with self.db.cursor() as cursor:
            cursor.sql("select ck from served.customers limit 1").fetchall()

    def rows(self, table: str) -> int:
        return self.counts[table]

    @cached_property
    def counts(self) -> dict[str, int]:
        parts = " union all ".join(f"select '{name}' as name, {LINES.get(name, 'count(*)')} as n from served.{name}" for name in SERVED)
        with self.db.cursor() as cursor:
            return {str(name): int(n) for name, n in cursor.sql(parts).fetchall()}

    def has(self, *tables: str) -> bool:
        return all(self.counts[table] for table in tables)

    def fields(self, table: str) -> list[str]:
        return list(self.columns[table])

    def data_on(self, today: date) -> date | None:
        """The day of the latest event that is not after `today`; null when there is no event."""
        return self.recall(("data_on", today), lambda: self._data_on(today))

    def _data_on(self, today: date) -> date | None:
        latest = " union all ".join(
            f"select max({day}::date) as day from all_{table} where {day}::date <= $today" for table, day in EVENT_DAYS
        )
        with self.db.cursor() as cursor:
            found: date | None = cursor.sql(f"select max(day) from ({latest}) as latest", params={"today": today}).fetchall()[0][0]
        return found

    def begins_on(self, tables: Iterable[str]) -> date | None:
        """The day from which all of `tables` have events; null when none of them holds events."""
        days = [day for table in tables if table in FIRST_DAYS and (day := self._begins[table])]
        return max(days, default=None)

    @cached_property
    def _begins(self) -> dict[str, date | None]:
        """The day of the first event of each table."""
        firsts = [f"select '{name}' as name, min({day})::date as day from all_{name}" for name, day in FIRST_DAYS.items()]
        with self.db.cursor() as cursor:
            return dict(cursor.sql(" union all ".join(firsts)).fetchall())

    def values(self, table: str, column: str, limit: int = 500) -> list[str]:
        """The distinct values of one column as text, sorted; at most `limit`."""
        filled = f"from all_{table} where {quoted(column)} is not null"
        sql = f"select distinct {quoted(column)}::varchar as v {filled}"
        if table == "transactions" and self.columns[table][column].startswith("ENUM"):
            sql = f"select unnest(enum_range(any_value))::varchar as v from (select any_value({quoted(column)}) as any_value {filled})"
        with self.db.cursor() as cursor:
            return [str(row[0]) for row in cursor.sql(f"{sql} order by v limit $limit", params={"limit": limit}).fetchall()]

    def thresholds(self, as_of: date) -> Thresholds:
        """D50, D80, D95 over all gaps that ended by `as_of` (at least 30; else 180, 365, 730), each replaced by its setting if fixed."""
        return self.recall(("thresholds", as_of), lambda: self._thresholds(as_of))

    def computed(self, as_of: date) -> Thresholds:
        """The same as the data alone say, whatever the settings fix."""
        return self.recall(("computed", as_of), lambda: self._computed(as_of))

    def _computed(self, as_of: date) -> Thresholds:
        with self.db.cursor() as cursor:
            rows = cursor.sql(QUANTILES, params={"as_of": as_of}).fetchall()
        gaps = int(rows[0][0]) if rows else 0
        d50, d80, d95 = [float(quantile) for _gaps, quantile in rows] if gaps >= ENOUGH_GAPS else (180.0, 365.0, 730.0)
        return Thresholds(d50, d80, d95, gaps)

    def _thresholds(self, as_of: date) -> Thresholds:
        found, fixed = self._computed(as_of), self.settings.lifecycle
        return Thresholds(float(fixed.d50 or found.d50), float(fixed.d80 or found.d80), float(fixed.d95 or found.d95), found.gaps)


def connect(workspace: Workspace, settings: Settings, version: Version | None = None, memory: Memory | None = None) -> Connection:
    """Open `version` (the current one by default) for reading; answers are kept in `memory`. Its serving file is built if it is missing, or damaged."""
    chosen, kept = version or workspace.current, Memory() if memory is None else memory
    path = serving_file(workspace, chosen)
    try:
        return opened(path, workspace, settings, chosen, kept)
    except duckdb.Error as problem:
        if path.exists() and not is_damage(problem):
            raise
        discard(workspace, path)
    return opened(serving_file(workspace, chosen), workspace, settings, chosen, kept)


def asked(con: Connection, ask: Callable[[Connection], T], anew: Callable[[], Connection]) -> T:
    """What `ask` answers on `con`; when the serving file turns out to be damaged it is removed, and `anew()` connects to one built again."""
    try:
        return ask(con)
    except duckdb.Error as problem:
        if not is_damage(problem):
            raise
        discard(con.workspace, con.path)
    return ask(anew())


def opened(path: Path, workspace: Workspace, settings: Settings, version: Version, memory: Memory) -> Connection:
    """The same on the serving file `path`, which is there and sound; nothing is built. Raises a duckdb.Error when it is not."""
    config: dict[str, str | bool | int | float | list[str]] = {
        **ENGINE,
        "memory_limit": _part(settings.limits.memory),
        "threads": str(settings.limits.threads),
        "temp_directory": str(workspace.folder / "serving" / ".spill"),
    }
    db = duckdb.connect(":memory:", config=config)
    db.execute(f"attach '{str(path).replace(chr(39), chr(39) * 2)}' as served (read_only)")
    columns = {name: _add_views(db, name) for name in SERVED}
    _add_calendar(db, settings)
    home = workspace.home
    return Connection(db, workspace, version, settings, columns, path, memory, files=joined(home), stamp=stamp(home))


def _part(size: str) -> str:
    """The part of a size like `4GB` that one connection has."""
    number = size.rstrip("KMGTiBkmgtb ")
    return f"{float(number) / OPEN_AT_ONCE}{size[len(number) :]}"


def _add_views(db: duckdb.DuckDBPyConnection, name: str) -> dict[str, str]:
    """The view `all_<name>` of a served table, with every declared column, and `<name>` that a scope replaces; its columns and types."""
    nulls = [
        f"null::{kind} as {quoted(column)}"
        for column, kind in unwritten(name, db.sql(f"select * from served.{name} limit 0").columns).items()
    ]
    db.execute(f"create view all_{name} as select {', '.join(['*', *nulls])} from served.{name}")
    db.execute(f"create view {name} as select *, null::varchar as by_value from all_{name}")
    relation = db.sql(f"select * from all_{name} limit 0")
    return dict(zip(relation.columns, map(str, relation.types), strict=True))


def _add_calendar(db: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    days = " union all ".join(f"select min({day}::date) as a, max({day}::date) as b from all_{table}" for table, day in EVENT_DAYS)
    first, last = db.sql(f"select min(a), max(b) from ({days}) as days").fetchall()[0]
    first, last = first or date(2000, 1, 1), last or date(2000, 12, 31)
    first, last = max(first, date(1900, 1, 1)) - MARGIN, min(last, date(2200, 1, 1)) + MARGIN
    frame = working_calendar(settings.complaints, first, last)  # noqa: F841 — read by name in the statement below
    db.execute("create table calendar as select * from frame order by day")
