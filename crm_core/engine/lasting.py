"""Prepared relations that are dear to work out and rest on one table's rows alone: kept beside the serving files, for every version with the same rows.

A cache like the serving file: what is missing, damaged or cannot be written is worked out again.
"""

import logging
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import polars as pl
from filelock import FileLock

from crm_core.beside import read, written
from crm_core.engine.connection import Connection
from crm_core.log import event
from crm_core.store import decisions
from crm_core.store.serving import SHAPE
from crm_core.store.workspace import Version, Workspace

# Relation → the table whose rows, merged as people decided, decide what it holds.
LASTING: dict[str, str] = {}
KEEP = 12


def place_of(workspace: Workspace, version: Version, name: str, sql: str) -> Path:
    """Where the relation `name`, made by `sql`, is or will be kept for the rows of that version: data files never change, so their names say which rows.

    A trial that has the rows of its workspace reads what that one keeps.
    """
    rows = sorted(Path(one).name for one in workspace.files(version, LASTING[name]))
    merges = sorted(decisions.pairs_of(decisions.decided(workspace, version), decisions.MERGE))
    file = f"{name}-{sha256(repr((SHAPE, sql, rows, merges)).encode()).hexdigest()[:16]}.parquet"
    shared = workspace.home / "serving" / file
    return shared if shared.exists() else workspace.folder / "serving" / file


def lasting(con: Connection, name: str, sql: str, compute: Callable[[], pl.DataFrame]) -> pl.DataFrame:
    """The relation as it is kept, else what `compute` makes, kept from now on."""
    return kept(place_of(con.workspace, con.version, name, sql), name, compute)


def kept(place: Path, name: str, compute: Callable[[], pl.DataFrame]) -> pl.DataFrame:
    """What is kept at `place` under that name, else what `compute` makes, kept from now on; processes that ask at once take turns."""
    there = read(place)
    if there is not None:
        return there
    try:
        with FileLock(place.with_name(f".{name}.lock")):
            there = read(place)
            return _keep(place, compute(), name) if there is None else there
    except OSError as problem:
        event("relation not kept", level=logging.WARNING, relation=name, problem=problem)
        return compute()


def _keep(place: Path, frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Write it beside, then rename it into place: one does at a time. The oldest ones leave."""
    with written(place) as beside:
        frame.write_parquet(beside)
    kept = sorted(place.parent.glob(f"{name}-*.parquet"), key=lambda one: one.stat().st_mtime)
    for old in kept[:-KEEP]:
        old.unlink(missing_ok=True)
    return frame
