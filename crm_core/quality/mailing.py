"""A list of customers as a mail house wants it: the six lines of NF Z10-011, each in its place, with what was abbreviated or does not fit."""

import polars as pl

from crm_core.quality.address import postal

LINES = tuple(f"line_{rank}" for rank in range(1, 8))
FIELDS = (
    "title",
    "last_name",
    "first_name",
    "company_name",
    "contact_name",
    "address_1",
    "address_2",
    "address_3",
    "address_4",
    "postal_code",
    "city",
    "country",
)


def six_lines(records: pl.DataFrame) -> pl.DataFrame:
    """One row a record of `customers` (its `customer_id` and FIELDS), in the same order: `customer_id`, `line_1` … `line_6`, `line_7` (a country), `shortened`, `too_long` (the lines concerned; null: none)."""
    made = []
    for record in records.iter_rows(named=True):
        address = postal({name: record.get(name) for name in FIELDS})
        lines = address.by_rank
        made.append(
            (record["customer_id"], *(lines.get(rank) for rank in range(1, 8)), _joined(address.shortened), _joined(address.too_long))
        )
    return pl.DataFrame(made, schema=dict.fromkeys(("customer_id", *LINES, "shortened", "too_long"), pl.String), orient="row")


def _joined(lines: tuple[str, ...]) -> str | None:
    return " / ".join(lines) or None
