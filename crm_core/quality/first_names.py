"""First names as they are given in France: two that are both given are two persons of a household, not two spellings."""

from functools import cache
from unicodedata import combining, normalize

import polars as pl

from crm_core.quality.address import LISTS

WOMEN, MEN = 1, 2


@cache
def given_names() -> pl.DataFrame:
    """`name` (small letters without accents, as the comparison of records cleans them) and `lists` (WOMEN, MEN, or both added)."""
    lists = [(_letters(name), rank) for kind, rank in (("female", WOMEN), ("male", MEN)) for name in _read(kind)]
    return (
        pl.DataFrame(lists, schema={"name": pl.String, "lists": pl.Int8}, orient="row")
        .unique()
        .group_by("name")
        .agg(pl.col("lists").sum())
        .sort("name")
    )


def _read(kind: str) -> list[str]:
    return (LISTS / f"first_names_{kind}.txt").read_text(encoding="utf-8").split()


def _letters(name: str) -> str:
    return "".join(one for one in normalize("NFKD", name.lower()) if not combining(one) and one.isalpha())
