"""A Python function over a column, in the thread that asks.

Never as an expression of polars: its worker threads would need the interpreter's lock, which a thread that waits for them may hold, and the server would stand still.
"""

from collections.abc import Callable
from typing import Any

import polars as pl


def each(values: pl.Series, work: Callable[[Any], str | float], kind: type[pl.DataType] = pl.String) -> pl.Series:
    """`work` of every value that is there, as `kind`, under the same name; what is null stays null."""
    told = {one: work(one) for one in values.unique() if one is not None}
    return pl.Series(values.name, [None if one is None else told[one] for one in values], dtype=kind)


def each_text(frame: pl.DataFrame, work: Callable[[str], str]) -> pl.DataFrame:
    """The frame with `work` of every text in it."""
    return frame.with_columns(each(frame[name], work) for name, kind in frame.schema.items() if kind == pl.String)
