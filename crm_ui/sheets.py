"""A sheet: a frame and how its columns are called and written. What a table shows, a chart lets one look at, and a download holds."""

from dataclasses import dataclass

import polars as pl

from crm_core.units import Unit


@dataclass(frozen=True)
class Column:
    """One column of a sheet: its name in the frame, its label in the page's language, its unit.

    `wide` marks the column of words that tells why a row is here; `decimals` replaces those of the unit;
    `width` is how many pixels a column of words takes at most, one of figures exactly, where the usual is not right.
    """

    name: str
    label: str
    unit: Unit = Unit.TEXT
    decimals: int | None = None
    wide: bool = False
    width: int | None = None


@dataclass(frozen=True)
class Sheet:
    """Rows and their columns, in the order in which they are shown; columns of the frame that are not named are left out."""

    frame: pl.DataFrame
    columns: tuple[Column, ...]

    @classmethod
    def of(cls, frame: pl.DataFrame, *columns: Column) -> "Sheet":
        return cls(frame, columns)
