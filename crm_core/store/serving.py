"""The serving file of a version: one read-only DuckDB file with sorted tables and rollups, built once, never changed.

It is a cache: it can be rebuilt from the Delta tables at any time. A path is never reused, because DuckDB keeps one
instance per path in a process.
"""

import logging
import re
from collections.abc import Iterable
from contextlib import suppress
from errno import ENOSPC
from hashlib import sha256
from pathlib import Path
from time import monotonic
from uuid import uuid4

import duckdb
from filelock import FileLock, Timeout

from crm_core.errors import REASONS, Words, WorkspaceProblem
from crm_core.i18n import N_
from crm_core.log import event
from crm_core.settings import load as load_settings
from crm_core.store import decisions, golden
from crm_core.store.names import quoted
from crm_core.store.workspace import FREE_SPACE, Version, Workspace, not_writable
from crm_core.tables import TABLES, Table
from crm_core.work import running

SCHEMA = (Path(__file__).parent / "schema.sql").read_text(encoding="utf-8")
# The part of it that says what came back, whose it was and whether it holds (`came_back`), of the raw_* tables alone.
RETURNS = SCHEMA[SCHEMA.index("create temp table returns as") : SCHEMA.index("create table customers as")]
# Changes with the tables of the serving file: a file of another shape, made by an older or a newer program, is not read.
MADE_BY = (SCHEMA, Path(golden.__file__).read_text(encoding="utf-8"), [(name, table.columns) for name, table in TABLES.items()])
SHAPE = sha256(repr(MADE_BY).encode()).hexdigest()[:8]
WORDS = frozenset(re.findall(r"\w+", SCHEMA))
KEEP = 3
MOST_NAMES = 10_000
SERVED_AS = {"reference_values": "references", "merged_records": "customers"}
LEFT_OUT = {"transactions": ("row_key", "customer_id", "transaction_id", "order_id")}
# Fields of the customer by which these events are broken down; a file may carry its own.
BREAKDOWNS = {
    "interactions": {"store": "VARCHAR", "region": "VARCHAR"},
    "surveys": {"region": "VARCHAR"},
    "complaints": {"region": "VARCHAR"},
}
# Memory that is no longer used goes back to the system within seconds.
ENGINE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "allocator_background_threads": "true"}
BUILDER = {**ENGINE, "preserve_insertion_order": "false"}
NO_DISK = ("No space left", "max_temp_directory_size")
MORE_MEMORY = N_("Allow more memory on the page Réglages (limits.memory in settings.toml) and try again.")
DAMAGED = ("Corrupt database", "Could not read enough bytes", "not a valid DuckDB", "erializ", "version number")


def serving_file(workspace: Workspace, version: Version) -> Path:
    """The serving file of `version`, built now if it is missing. Raises WorkspaceProblem when it cannot be built."""
    found = find(workspace, version)
    if found:
        return found
    try:
        with FileLock(workspace.folder / "serving" / ".lock"):
            return find(workspace, version) or build(workspace, version)
    except OSError as problem:
        words = not_writable(workspace.folder, problem)
        raise _unprepared(version, words.advice, words.values["problem"]) from problem
    except (duckdb.IOException, duckdb.TransactionException, duckdb.OutOfMemoryException) as problem:
        lacking, advice = out_of_room(problem)
        raise _unprepared(version, advice, lacking) from problem


def _unprepared(version: Version, advice: str, problem: object) -> WorkspaceProblem:
    text = N_("The data are safe, but the figures of version {version} cannot be prepared: {problem}.")
    return WorkspaceProblem(text, advice, version=version.number, problem=problem)


def out_of_room(problem: duckdb.Error) -> tuple[str, str]:
    """What DuckDB lacks, in words that the catalogues know, its own words otherwise; and what to do about it.

    What does not fit into memory goes to the disk: when that is full too, DuckDB speaks of memory and of its temporary folder.
    """
    said = str(problem)
    if any(words in said for words in NO_DISK):
        return Words(REASONS[ENOSPC]), FREE_SPACE
    if isinstance(problem, duckdb.OutOfMemoryException):
        return Words(N_("there is not enough memory")), MORE_MEMORY
    return said.partition("\n")[0], FREE_SPACE


def find(workspace: Workspace, version: Version) -> Path | None:
    """The newest finished serving file of `version`, of this program's shape, if there is one."""
    files = sorted((workspace.folder / "serving").glob(f"v{version.number:06d}-{SHAPE}-*.duckdb"), key=lambda path: path.stat().st_mtime)
    return files[-1] if files else None


def is_building(workspace: Workspace) -> bool:
    """Whether somebody, in this process or another, prepares figures of this workspace just now."""
    try:
        with FileLock(workspace.folder / "serving" / ".lock", timeout=0):
            return False
    except Timeout:
        return True
    except OSError:  # a folder that cannot be written: nobody builds there
        return False


def is_damage(problem: duckdb.Error) -> bool:
    """Whether DuckDB says that the file it reads is not whole."""
    return any(words in str(problem) for words in DAMAGED)


def discard(workspace: Workspace, path: Path) -> None:
    """Remove a serving file that is damaged: whoever connects next has it built again. Raises WorkspaceProblem."""
    try:
        path.unlink(missing_ok=True)
        _drop_answers(path)
    except OSError as problem:
        raise not_writable(workspace.folder, problem) from problem
    event("figures damaged", level=logging.WARNING, file=path.name)


def build(workspace: Workspace, version: Version) -> Path:
    """Build the file beside, then rename it into place, and drop those of old versions."""
    began, folder = monotonic(), workspace.folder / "serving"
    beside = folder / f".building-{uuid4().hex}.duckdb"
    try:
        fill(beside, workspace, version)
        done = folder / f"v{version.number:06d}-{SHAPE}-{uuid4().hex[:8]}.duckdb"
        beside.rename(done)
    finally:
        beside.unlink(missing_ok=True)
        beside.with_name(beside.name + ".wal").unlink(missing_ok=True)
    _drop_old(folder, keep=done)
    event("figures prepared", version=version.number, seconds=round(monotonic() - began, 3), megabytes=done.stat().st_size // 1_000_000)
    return done


def fill(beside: Path, workspace: Workspace, version: Version) -> None:
    """Make the new file `beside`, whole, of what the tables of `version` hold."""
    limits = load_settings(workspace.folder).limits
    room = {"temp_directory": str(beside.parent / ".spill"), "memory_limit": limits.memory, "threads": str(limits.threads)}
    with duckdb.connect(str(beside), config={**BUILDER, **room}) as con, running(con.interrupt):
        for table in TABLES.values():
            con.sql(f"create temp view source_{table.name} as {_select(con, workspace, version, table)}")
        golden.lay_out(con, decisions.decided(workspace, version))
        _name_types(con)
        con.execute(SCHEMA)
        con.execute("checkpoint")


def _select(con: duckdb.DuckDBPyConnection, workspace: Workspace, version: Version, table: Table) -> str:
    files = workspace.files(version, table.name)
    expected = _expected(table)
    if not files:
        return "select " + ", ".join(f"null::{kind} as {quoted(name)}" for name, kind in expected.items()) + " where false"
    listed = ", ".join("'" + path.replace("'", "''") + "'" for path in files)
    source = f"read_parquet([{listed}], union_by_name = true)"
    present = con.sql(f"select * from {source} limit 0").columns
    missing = [f"null::{kind} as {quoted(name)}" for name, kind in expected.items() if name not in present and name in WORDS]
    return f"select {', '.join(['*', *missing])} from {source}"


def _expected(table: Table) -> dict[str, str]:
    return {**table.columns, **BREAKDOWNS.get(table.name, {})}


def unwritten(served: str, present: Iterable[str]) -> dict[str, str]:
    """The declared columns, with their types, that no file brought: readers see them as nulls, which no row has to store."""
    table = SERVED_AS.get(served, served)
    expected = _expected(TABLES[table]) if table in TABLES else {}
    return {name: kind for name, kind in expected.items() if name not in {*present, *LEFT_OUT.get(table, ())}}


def _name_types(con: duckdb.DuckDBPyConnection) -> None:
    """The types `channel_name` and `store_name`: an enumeration of the values there are, plain text where they are too many for one."""
    for field in ("channel", "store"):
        values = f"select distinct {field} from raw_transactions where {field} is not null"
        many = con.execute(f"select count(*) from ({values}) as named").fetchall()[0][0] > MOST_NAMES
        con.execute(f"create type {field}_name as " + ("varchar" if many else f"enum ({values} order by {field})"))


def _drop_old(folder: Path, *, keep: Path) -> None:
    """Serving files of old versions and of another shape; one that another process still reads stays readable for it on systems that allow it, else stays."""
    numbers = sorted({path.name[:7] for path in folder.glob("v*.duckdb")}, reverse=True)[:KEEP]
    for path in folder.glob("v*.duckdb"):
        if path != keep and (path.name[:7] not in numbers or path.name[8:16] != SHAPE):
            with suppress(OSError):
                path.unlink()
                _drop_answers(path)
    for path in (*folder.glob(".building-*"), *folder.glob(".*.new")):
        with suppress(OSError):
            path.unlink()


def _drop_answers(path: Path) -> None:
    """Remove what was kept of the answers that a serving file gave. Raises OSError."""
    for one in path.parent.glob(f"{path.stem}.answer-*"):
        one.unlink(missing_ok=True)
