"""An outside file (income by postal code, ratings by SIRET) joined to the customers: its columns become fields, derived, without touching what files of customers say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from unicodedata import combining, normalize

import duckdb
import polars as pl

from crm_core.engine.joined import FOLDER, Joined, Kind, written
from crm_core.errors import FileProblem
from crm_core.i18n import N_
from crm_core.ingest.numbers import detect_numbers
from crm_core.ingest.read import Column, Staged, stage
from crm_core.settings import write_whole
from crm_core.store.workspace import not_writable

LENGTHS: dict[Kind, tuple[int, ...]] = {"postal_code": (5, 4), "siret": (14,), "siren": (9,)}
MOST_NUMBERS, BANDS, ENOUGH, MOST_LINES = 20, 5, 0.8, 100


@dataclass(frozen=True)
class Brought:
    """What a file holds: its columns as text under their headers, the numbers among them, and the columns that can be a key with its kind, the likest first.

    `lines` are those of the file on which its rows stand.
    """

    file: str
    rows: pl.DataFrame
    numbers: dict[str, pl.Series]
    keys: tuple[tuple[str, Kind], ...]
    lines: pl.Series


def bring(path: Path) -> Brought:
    """Read a file of any kind that imports take. Raises FileProblem when it cannot be read or no column can be a key."""
    with duckdb.connect() as con:
        staged = stage(con, path)
        headers = _told_apart(staged.columns)
        rows = con.sql(f"select * from {staged.table} order by line").pl()
        numbers = {headers[one.name]: found for one in staged.columns if (found := _numbers(con, staged, one)) is not None}
    named = rows.select(pl.col(name).cast(pl.String).alias(header) for name, header in headers.items())
    keys = tuple((header, kind) for header in named.columns if (kind := _kind(named[header])))
    if not keys:
        raise FileProblem(
            N_("{file} has no column of postal codes or of SIRET numbers."),
            N_("Add one: every row must say which customers it is about."),
            file=path.name,
        )
    return Brought(path.name, named, numbers, keys, rows["line"])


def _told_apart(columns: Sequence[Column]) -> dict[str, str]:
    """Name in the table → header, a number after those that were there before."""
    found: dict[str, str] = {}
    for one in columns:
        header, rank = one.header or one.name, 2
        while header in found.values():
            header, rank = f"{one.header or one.name} {rank}", rank + 1
        found[one.name] = header
    return found


def _numbers(con: duckdb.DuckDBPyConnection, staged: Staged, one: Column) -> pl.Series | None:
    """The column as numbers, when every filled cell is one."""
    read = detect_numbers(con, staged.table, one.name, canonical=one.kind == "number").sql(one.name, "DOUBLE")
    frame = con.sql(f"select {one.name} as text, {read} as number from {staged.table} order by line").pl()
    if frame.filter(pl.col("text").is_not_null() & pl.col("number").is_null()).height or not frame["number"].drop_nulls().len():
        return None
    numbers: pl.Series = frame["number"]
    return numbers


def _kind(values: pl.Series) -> Kind | None:
    """What the values of a column can be: as many as `ENOUGH` of them have the digits of it."""
    digits = _digits(values.drop_nulls())
    for kind, lengths in LENGTHS.items():
        right = digits.str.len_chars().is_in(list(lengths)).sum()
        if digits.len() and right >= ENOUGH * digits.len() and (kind != "postal_code" or digits.n_unique() > 1):
            return kind
    return None


def _digits(values: pl.Series) -> pl.Series:
    """Digits alone; what has letters is no number."""
    bare = values.str.replace_all(r"[\s.\-]", "").str.replace(r"[.,]0+$", "")
    return bare.to_frame("v").select(pl.when(pl.col("v").str.contains(r"^\d+$")).then(pl.col("v")))["v"].drop_nulls()


def join(
    home: Path, brought: Brought, *, key: str, kind: Kind, columns: Iterable[str], taken: Iterable[str], at: datetime, by: str
) -> Joined:
    """Keep the file in the workspace whose settings are in `home`. `taken` are fields that there are already, whose names it must leave.

    Numbers of more than `MOST_NUMBERS` different values become `BANDS` bands of equal size. Rows without a right key are left out and counted.
    Raises FileProblem when a key is on several rows that differ, or when nothing is left; WorkspaceProblem when the workspace cannot be written.
    """
    name = slug(Path(brought.file).stem)
    chosen = [one for one in columns if one != key]
    fields = _fields(chosen, name, set(taken))
    made = pl.DataFrame({"key": _keys(brought.rows[key], kind)}).with_columns(
        _values(brought, header).alias(field) for field, header in fields.items()
    )
    kept = made.filter(pl.col("key").is_not_null()).unique(maintain_order=True)
    _check(brought.file, kept, key)
    lost = without_key(brought, key, kind)["line"]
    one = Joined(name, brought.file, key, kind, fields, kept.height, len(lost), at.isoformat(), by, lost.head(MOST_LINES).to_list())
    with _writing(home):
        (home / FOLDER).mkdir(exist_ok=True)
        beside = one.path(home).with_suffix(".new")
        kept.write_parquet(beside)
        beside.replace(one.path(home))
        write_whole(home / FOLDER / f"{name}.json", written(one))
    return one


def without_key(brought: Brought, key: str, kind: Kind) -> pl.DataFrame:
    """The rows that have no right key: their `line`, and the `value` that stands there."""
    rows = pl.DataFrame({"line": brought.lines, "value": brought.rows[key], "key": _keys(brought.rows[key], kind)})
    return rows.filter(pl.col("key").is_null()).drop("key")


def leave(home: Path, one: Joined) -> None:
    """Take a joined file out of the workspace. Raises WorkspaceProblem when its folder cannot be written."""
    with _writing(home):
        (home / FOLDER / f"{one.name}.json").unlink(missing_ok=True)
        one.path(home).unlink(missing_ok=True)


@contextmanager
def _writing(home: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise not_writable(home, problem) from problem


def slug(text: str) -> str:
    """A name of small letters, digits and underscores."""
    bare = "".join(one for one in normalize("NFKD", text.replace("œ", "oe").lower()) if not combining(one))
    return re.sub(r"[^a-z0-9]+", "_", bare).strip("_")[:40] or "file"


def _fields(headers: Sequence[str], name: str, taken: set[str]) -> dict[str, str]:
    """Field → header: the header's own name, after the file's where there is one of the name already."""
    found: dict[str, str] = {}
    for header in headers:
        field, rank = slug(header), 2
        if field in taken or field in found or field in ("ck", "key"):
            field = f"{name}_{slug(header)}"
        while field in taken or field in found:
            field, rank = f"{name}_{slug(header)}_{rank}", rank + 1
        found[field] = header
    return found


def _keys(values: pl.Series, kind: Kind) -> pl.Series:
    """The keys as customers are met by: digits alone, a postal code with its leading zero again; null where it is none."""
    bare = pl.col("v").str.replace_all(r"[\s.\-]", "").str.replace(r"[.,]0+$", "")
    right = bare.str.contains(r"^\d+$") & bare.str.len_chars().is_in(list(LENGTHS[kind]))
    padded = bare.str.zfill(5) if kind == "postal_code" else bare
    return values.to_frame("v").select(pl.when(right).then(padded).alias("key"))["key"]


def _values(brought: Brought, header: str) -> pl.Series:
    numbers = brought.numbers.get(header)
    if numbers is None or numbers.n_unique() <= MOST_NUMBERS:
        return brought.rows[header]
    return bands(numbers)


def bands(numbers: pl.Series) -> pl.Series:
    """Five bands that hold as many rows each, as far as equal numbers let them: "1 · ≤ 18 200", "2 · 18 200 – 20 100" …"""
    cuts = sorted({float(numbers.quantile(rank / BANDS, "nearest") or 0.0) for rank in range(1, BANDS)})
    below = numbers.filter(numbers < numbers.max())
    cuts = [one for one in cuts if one <= float(below.max())] or [float(below.max())]  # type: ignore[arg-type]
    said = [_said(one) for one in cuts]
    names = [
        f"1 · ≤ {said[0]}",
        *(f"{rank} · {a} – {b}" for rank, (a, b) in enumerate(pairwise(said), 2)),
        f"{len(cuts) + 1} · > {said[-1]}",
    ]
    told = pl.lit(names[-1])
    for cut, name in reversed(list(zip(cuts, names, strict=False))):
        told = pl.when(pl.col("n") <= cut).then(pl.lit(name)).otherwise(told)
    return numbers.to_frame("n").select(pl.when(pl.col("n").is_not_null()).then(told).alias("band"))["band"]


def _said(value: float) -> str:
    text = f"{value:,.0f}" if abs(value) >= 100 or value == round(value) else f"{value:,.3g}"
    return text.replace(",", "\u202f")


def _check(file: str, kept: pl.DataFrame, key: str) -> None:
    if not kept.height:
        raise FileProblem(
            N_("{file} has no row with a right {key}."), N_("Look at the column that was chosen as the key."), file=file, key=key
        )
    several = kept.filter(pl.col("key").is_duplicated())["key"].unique(maintain_order=True)
    if several.len():
        raise FileProblem(
            N_("{file}: {n} values of {key} are on several rows that differ, {example} among them."),
            N_("Keep one row for each, or fewer columns."),
            file=file, n=several.len(), key=key, example=several[0],
        )  # fmt: skip
