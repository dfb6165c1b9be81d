"""The cells of a sheet as canonical text, a column at a time: blanks around them taken away, days without their midnight, times of day without their day."""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from crm_core.ingest.batches import cleaned

MIDNIGHT = " 00:00:00"
DAYS_OF_TIMES = ("1899-12-30 ", "1899-12-31 ", "1904-01-01 ")
MOMENT = r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?$"
ISO = r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d(?:\.\d+)?)$"
SOME, MOST = 0.1, 0.9


def canonical(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The same cells, null where nothing is in them."""
    if _odd_ends(column):
        column = pa.chunked_array([cleaned(pl.DataFrame({"c": pl.Series(column)})).to_arrow()["c"].combine_chunks()]).cast(pa.string())
    filled = len(column) - column.null_count
    if filled and _count(pc.equal(pc.utf8_slice_codeunits(column, 10, 11), "T")) >= MOST * filled:
        column = pc.replace_substring_regex(column, ISO, r"\1 \2")
    for day in DAYS_OF_TIMES:
        if _count(pc.starts_with(column, day)):
            column = pc.replace_substring_regex(column, rf"^{day}(\d\d:\d\d:\d\d)$", r"\1")
    return _without_midnight(column, filled)


def _without_midnight(column: pa.ChunkedArray, filled: int) -> pa.ChunkedArray:
    """Days without the midnight that a workbook gives them, unless the column holds moments, some of which fall on midnight."""
    at_midnight = _count(pc.ends_with(column, MIDNIGHT))
    if not at_midnight:
        return column
    moments = _count(pc.match_substring_regex(column, MOMENT))
    if moments > at_midnight and filled - moments <= SOME * filled:
        return column
    if moments == at_midnight == filled:
        return pc.utf8_slice_codeunits(column, 0, 10)
    return pc.replace_substring_regex(column, rf"^(\d{{4}}-\d\d-\d\d){MIDNIGHT}$", r"\1")


def _count(flags: pa.ChunkedArray) -> int:
    return int(pc.sum(flags).as_py() or 0)


def _odd_ends(column: pa.ChunkedArray) -> bool:
    """Does some cell begin or end with another character than a plain one of ASCII, or is it empty without being null?"""
    return any(map(_odd, column.chunks))


def _odd(chunk: pa.Array) -> bool:
    _, offsets, text = chunk.buffers()
    if not len(chunk) or text is None:
        return False
    places = np.frombuffer(offsets, np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
    starts, ends = places[:-1], places[1:]
    filled = ends > starts
    if np.count_nonzero(filled) != len(chunk) - chunk.null_count:
        return True
    codes = np.frombuffer(text, np.uint8)
    return any(at.size and (codes[at].min() <= 32 or codes[at].max() >= 127) for at in (starts[filled], ends[filled] - 1))
