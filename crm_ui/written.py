"""Numbers as the page's language writes them, beside the values by which they sort."""

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from crm_ui.formats import NONE

Writer = Callable[[Any], str]


def written(rows: pl.DataFrame, writers: Mapping[str, Writer]) -> Any:
    """`rows` as they sort, as a Styler of pandas: the columns of `writers` are written by them, what is not known in any column by a dash.

    Of a Styler (Streamlit asks for that very class) only the values and the words of cells are sent; it would make the HTML of every cell as well, half the time of a table.
    """
    cells = [cell for place, column in enumerate(rows) for cell in _words(place, column, writers.get(column.name))]
    made: Any = rows.to_pandas().style
    made._compute = lambda: made
    made._translate = lambda *_asked: {"body": [cells]}
    return made


def _words(place: int, column: pl.Series, write: Writer | None) -> list[dict[str, str]]:
    """The cells of one column that are not shown as they are."""
    ranks = range(len(column)) if write else column.is_null().arg_true()
    words = map(write, column) if write else (NONE for _rank in ranks)
    return [{"id": f"row{rank}_col{place}", "display_value": said} for rank, said in zip(ranks, words, strict=True)]
