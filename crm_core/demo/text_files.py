"""CSV files as French software exports them: separators, encodings, dates and decimal commas of several kinds."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from crm_core.demo.headers import HEADERS

NO_BREAK = "\u00a0"
NARROW_NO_BREAK = "\u202f"


@dataclass(frozen=True)
class Style:
    encoding: str = "cp1252"
    separator: str = ";"
    line_end: str = "\r\n"
    date: str = "%d/%m/%Y"
    thousands: str = NO_BREAK
    quote_all: bool = False


def french_number(name: str, decimals: int, thousands: str) -> pl.Expr:
    """1234.5 -> "1 234,50" with the given thousands separator."""
    value = pl.col(name)
    cents = (value.abs() * 10**decimals).round(0).cast(pl.Int64)
    whole = cents // 10**decimals
    groups = (
        pl.when(whole >= 1000)
        .then((whole // 1000).cast(pl.String) + thousands + (whole % 1000).cast(pl.String).str.zfill(3))
        .otherwise(whole.cast(pl.String))
    )
    fraction = "," + (cents % 10**decimals).cast(pl.String).str.zfill(decimals) if decimals else pl.lit("")
    sign = pl.when((value < 0) & (cents > 0)).then(pl.lit("-")).otherwise(pl.lit(""))
    return (sign + groups + fraction).alias(name)


def as_text(frame: pl.DataFrame, style: Style) -> pl.DataFrame:
    texts = []
    for name, dtype in frame.schema.items():
        if dtype == pl.Date:
            texts.append(pl.col(name).dt.strftime(style.date))
        elif dtype.is_float():
            texts.append(french_number(name, 2, style.thousands))
        else:
            texts.append(pl.col(name).cast(pl.String))
    return frame.select(texts)


def with_headers(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """Only the fields that the frame has, in the order of the headers, under their French names."""
    return frame.select(pl.col(field).alias(header) for field, header in HEADERS[table].items() if field in frame.columns)


def write_text(path: Path, frame: pl.DataFrame, table: str, style: Style) -> None:
    text = with_headers(as_text(frame, style), table).write_csv(
        separator=style.separator, line_terminator=style.line_end, quote_style="always" if style.quote_all else "necessary"
    )
    path.write_bytes(text.encode(style.encoding))
