"""CSV text → staged table: sniff a sample, then DuckDB's reader where every line is a plain record, Python's where not."""

from __future__ import annotations

import codecs
import gzip
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import duckdb
import numpy as np

from crm_core.errors import FileProblem
from crm_core.i18n import N_
from crm_core.ingest.cells import strip
from crm_core.ingest.csv_load import Loaded, load_by_duckdb, load_by_python, strip_cells
from crm_core.ingest.dialect import COLON, SAMPLE_RECORDS, detect_dialect
from crm_core.ingest.edges import Edges
from crm_core.ingest.encoding import WIDE, bom_of, decode, detect_encoding
from crm_core.ingest.header import Layout, find_layout
from crm_core.ingest.limits import check_width
from crm_core.ingest.nulls import Nulls
from crm_core.ingest.records import Dialect, Record, read_records
from crm_core.ingest.source import Column, Doubt, Skipped, Staged
from crm_core.ingest.sweep import drop_unused, sweep
from crm_core.ingest.watched import Watched
from crm_core.ingest.wrapped import WRAPPED, is_formula, is_wrapped, plain, plain_cells, unwrap
from crm_core.store.scratch import scratch, working

SAMPLE_BYTES = 1 << 20
PLAIN_FROM = 2 << 20
LINE_FEED = 10
NO_TABLE = N_("“{name}” holds no table: it has no line of headers with records beneath it.")
NO_RECORDS = N_("“{name}” has a header line and no records beneath it.")
MIXED = N_("Lines in another encoding than the rest ({encoding}), each read in its own: {n}.")
NO_HEADER = N_("The file has no header line; its columns are numbered.")
SHORT = N_("Lines with fewer cells than the header, the missing ones taken as empty: {n}.")
STRAY_QUOTES = N_("Records whose quotes do not match, each read as its line shows it: {n}.")


@dataclass(frozen=True)
class Survey:
    """The bytes of a text: `lines` counts its line feeds, `plain` says that no lone carriage return ends a line, `blank_ends` that a cell may have some."""

    lines: int
    plain: bool
    blank_ends: bool


@dataclass(frozen=True)
class Text:
    """A CSV file as valid UTF-8."""

    path: Path
    encoding: str
    survey: Survey
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True)
class Sniffed:
    """How a CSV file is written, from its first records."""

    text: Text
    dialect: Dialect
    layout: Layout
    records: list[Record]

    @property
    def first_line(self) -> int:
        """The line of the first record of the body."""
        return self.records[self.layout.body].line


def stage_csv(con: duckdb.DuckDBPyConnection, path: Path, table: str, rows: int | None, *, fast: bool | None = None) -> Staged:
    """Stage a CSV file, gzipped or not. `fast` forces one of the two readers; without it, only larger plain files take DuckDB's."""
    with scratch() as folder:
        with working():
            text = _unwrapped(as_utf8(path, folder / "text.csv"), folder / "lines.csv")
        sniffed = _sniff(path, text)
        loaded = _load(con, sniffed, table, rows, fast)
    staged = _staged(con, path, table, sniffed, loaded, whole=rows is None or loaded.rows < rows)
    if not staged.columns:
        raise _no_table(path)
    if not staged.rows and not staged.bad_rows:
        raise _no_records(path)
    return staged


def _unwrapped(text: Text, target: Path) -> Text:
    """The text with its lines as they were, where a spreadsheet made one quoted cell of each."""
    if not is_wrapped(_sample_lines(text.path)):
        return text
    n = unwrap(text.path, target)
    survey = _survey(target)
    assert survey is not None  # noqa: S101 — it has just been written as UTF-8
    return replace(text, path=target, survey=survey, doubts=(*text.doubts, Doubt(WRAPPED, n=n)))


def _sniff(path: Path, text: Text) -> Sniffed:
    sample = _sample_lines(text.path)
    dialect = detect_dialect(sample)
    records = list(islice(read_records(sample, dialect), SAMPLE_RECORDS))
    layout = find_layout([[plain(strip(cell)) for cell in record.cells] for record in records])
    check_width(path, len(layout.names))
    if layout.body >= len(records):
        raise _no_records(path, records)
    return Sniffed(text, dialect, layout, records)


def _no_records(path: Path, records: Sequence[Record] = ()) -> FileProblem:
    """A line of headers alone is told from a file that holds no table at all."""
    if records and all(sum(map(bool, map(strip, one.cells))) < 2 for one in records):
        return _no_table(path)
    return FileProblem(NO_RECORDS, N_("Export it again with its records."), name=path.name)


def _no_table(path: Path) -> FileProblem:
    return FileProblem(NO_TABLE, N_("Choose a file with one row per record, under a line of headers."), name=path.name)


def as_utf8(path: Path, target: Path) -> Text:
    """The text of `path` as UTF-8: the file itself when it is, else a copy at `target`."""
    with _opened(path) as file:
        sample = file.read(SAMPLE_BYTES)
        encoding = detect_encoding(sample)
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    if encoding == "utf-8" and not packed:
        survey = _survey(path)
        if survey:
            return Text(path, encoding, survey, ())
    return _transcode(path, target, encoding, skip=len(bom_of(sample)) if encoding in WIDE else 0)


def _survey(path: Path) -> Survey | None:
    """What the bytes of a text say; None when they are not UTF-8, or hold null bytes."""
    decoder, edges = codecs.getincrementaldecoder("utf-8")("strict"), Edges()
    lines = returns = pairs = 0
    last = b""
    with path.open("rb") as raw:
        file = Watched(raw, path)
        while piece := file.read(SAMPLE_BYTES):
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                return None
            if b"\0" in piece:
                return None
            edges.show(piece)
            lines += int(np.count_nonzero(np.frombuffer(piece, np.uint8) == LINE_FEED))
            pairs += last == b"\r" and piece[:1] == b"\n"
            if b"\r" in piece:
                returns += piece.count(b"\r")
                pairs += piece.count(b"\r\n")
            last = piece[-1:]
    if decoder.getstate()[0]:  # cut in the middle of its last character
        return None
    return Survey(lines + (last not in (b"\n", b"")), returns == pairs, edges.end())


def _transcode(path: Path, target: Path, encoding: str, skip: int) -> Text:
    with _opened(path) as source, target.open("w", encoding="utf-8", newline="") as out:
        source.read(skip)
        pieces, decoding = decode(source, encoding)
        nulls = Nulls()
        for piece in pieces:
            out.write(nulls.without(piece))
    survey = _survey(target)
    assert survey is not None  # noqa: S101 — it has just been written as UTF-8
    if encoding == "utf-8" and decoding.other_lines > decoding.utf8_lines:
        encoding = "cp1252"
    odd = decoding.odd_lines
    doubts = (Doubt(MIXED, n=odd, encoding=encoding),) if odd and encoding not in WIDE else ()
    return Text(target, encoding, survey, (*doubts, *nulls.doubts()))


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """The bytes of a file, unpacked on the way when it is gzipped."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        if not packed:
            yield Watched(raw, path)  # type: ignore[misc]
            return
        with gzip.open(raw) as file:
            yield Watched(file, path, packed=path.stat().st_size)  # type: ignore[misc]


def _sample_lines(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return file.readlines(SAMPLE_BYTES)


def _load(con: duckdb.DuckDBPyConnection, sniffed: Sniffed, table: str, rows: int | None, fast: bool | None) -> Loaded:
    text, dialect, width = sniffed.text, sniffed.dialect, len(sniffed.layout.names)
    able = text.survey.plain and dialect.escape is None and dialect.separator is not None and rows is None
    if able and (fast if fast is not None else text.path.stat().st_size > PLAIN_FROM):
        loaded = load_by_duckdb(con, text.path, dialect, width, sniffed.first_line, text.survey.lines, table)
        if loaded:
            if text.survey.blank_ends or dialect.separator == COLON:
                strip_cells(con, table, width)
            return loaded
    return load_by_python(con, text.path, dialect, width, sniffed.first_line, table, rows)


def _staged(con: duckdb.DuckDBPyConnection, path: Path, table: str, sniffed: Sniffed, loaded: Loaded, *, whole: bool) -> Staged:
    columns = [Column(f"c{k}", header) for k, header in enumerate(sniffed.layout.names)]
    records, layout = sniffed.records, sniffed.layout
    headers = _without_formulas(con, table, sniffed)
    swept = sweep(con, table, [column.name for column in columns], headers, whole=whole)
    above = [_above(records[i], i in layout.titles) for i in range(layout.body) if i not in layout.header]
    skipped = sorted([*above, *swept.skipped], key=lambda one: one.line)
    gone = {one.line for one in skipped}
    short = loaded.ragged_rows - sum(one.line in gone for one in loaded.ragged)
    return Staged(
        path=path,
        file_format="csv",
        table=table,
        columns=drop_unused(con, table, columns, headers),
        rows=con.execute(f"select count(*) from {table}").fetchall()[0][0],
        encoding=sniffed.text.encoding,
        separator=sniffed.dialect.separator,
        quote=sniffed.dialect.quote,
        header_line=records[layout.header[0]].line if layout.header else None,
        skipped=tuple(skipped),
        ragged=tuple(one for one in loaded.ragged if one.line not in gone),
        bad_rows=tuple(loaded.bad_rows),
        doubts=_doubts(sniffed, loaded, short),
        blank_lines=swept.blank_lines + len(above) - len(layout.titles),
        ragged_rows=short,
    )


def _without_formulas(con: duckdb.DuckDBPyConnection, table: str, sniffed: Sniffed) -> list[list[str]]:
    """The cells of the header lines as what they say, and those of the table too where the sample shows a formula."""
    if any(is_formula(strip(cell)) for record in sniffed.records for cell in record.cells):
        plain_cells(con, table, len(sniffed.layout.names))
    return [[plain(strip(cell)) for cell in sniffed.records[i].cells] for i in sniffed.layout.header]


def _above(record: Record, title: bool) -> Skipped:
    return Skipped(record.line, record.text.strip() if title else "", "title" if title else "blank")


def _doubts(sniffed: Sniffed, loaded: Loaded, short: int) -> tuple[Doubt, ...]:
    doubts = list(sniffed.text.doubts)
    if not sniffed.layout.header:
        doubts.append(Doubt(NO_HEADER))
    if short:
        doubts.append(Doubt(SHORT, n=short))
    if loaded.mended:
        doubts.append(Doubt(STRAY_QUOTES, n=loaded.mended))
    return tuple(doubts)
