"""How the command line writes a table: for eyes, for a spreadsheet, for a program."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Literal

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crm_core.columns import each_text
from crm_core.errors import WrongChoice, reason
from crm_core.i18n import N_, visible
from crm_core.neutral import neutral

PIPED_WIDTH = 2000
Format = Literal["table", "csv", "json", "parquet"]


def write(frame: pl.DataFrame, format_: Format, output: Path | None, *, rows: int | None = None) -> None:
    """Write `frame` to `output`, or to the terminal. CSV has commas and points, dates are ISO, null is empty, text that a spreadsheet would run
    begins with an apostrophe (JSON and Parquet keep every letter); JSON is a list of objects."""
    shown = frame if rows is None else frame.head(rows)
    with _to(output):
        _write(shown, format_, output, frame.height)


def write_text(text: str, output: Path | None) -> None:
    """Write `text` to `output`, or to the terminal."""
    with _to(output):
        if output is None:
            sys.stdout.write(text)
        else:
            output.write_text(text, encoding="utf-8")


@contextmanager
def _to(output: Path | None) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        if output is None:
            raise
        raise WrongChoice(N_("{path} cannot be written: {problem}."), path=output, problem=reason(problem)) from problem


def _write(shown: pl.DataFrame, format_: Format, output: Path | None, total: int) -> None:
    if format_ == "parquet":
        shown.write_parquet(output or sys.stdout.buffer)
    elif format_ == "table" and output is None:
        _print_table(shown, total)
    else:
        text = _json(shown) if format_ == "json" else _csv(shown)
        _put(text, output)


def _put(text: str, output: Path | None) -> None:
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")


def _json(frame: pl.DataFrame) -> str:
    return json.dumps(frame.to_dicts(), ensure_ascii=False, default=plain, indent=1)


def _csv(frame: pl.DataFrame) -> str:
    plainly = partial(neutral, numbers=True)
    names = pl.DataFrame({str(rank): [plainly(name)] for rank, name in enumerate(frame.columns)})
    cells = each_text(frame, plainly)
    return names.write_csv(include_header=False) + cells.write_csv(include_header=False)


def plain(value: Any) -> Any:
    """What JSON has no word for: dates as ISO text, decimals as numbers, the rest as text."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else str(value)


def _print_table(frame: pl.DataFrame, total: int) -> None:
    console = Console() if sys.stdout.isatty() else Console(width=PIPED_WIDTH)
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name, kind in frame.schema.items():
        table.add_column(Text(visible(name)), justify="right" if kind.is_numeric() else "left", overflow="fold")
    for row in frame.iter_rows():
        table.add_row(*(Text(visible(_cell(value))) for value in row))
    console.print(table)
    if frame.height < total:
        console.print(f"… {frame.height} / {total}")


def _cell(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    return f"{value:.6g}" if isinstance(value, float) and abs(value) < 1e6 else str(value)
