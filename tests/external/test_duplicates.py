"""Duplicates of published sets with their truth: febrl 1 and 3, and fake_1000 (where Splink reaches an F1 of 0.80); one set of points for all."""

from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from crm_core.engine import Scope
from crm_core.indicators.duplicates import duplicates
from crm_core.ingest import Request
from crm_core.ingest.compare import compare
from tests.support import NOW, connection

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason=f"the real data sets are not here ({DATA})")


def febrl(number: int) -> pl.DataFrame:
    rows = pl.read_csv(DATA / "febrl" / f"dataset{number}.csv", infer_schema=False)
    rows = rows.rename({one: one.strip() for one in rows.columns}).with_columns(pl.all().str.strip_chars().replace("", None))
    return rows.select(
        pl.col("rec_id").alias("customer_id"), pl.col("surname").alias("last_name"), pl.col("given_name").alias("first_name"),
        pl.concat_str("street_number", "address_1", separator=" ", ignore_nulls=True).replace("", None).alias("address_1"), "address_2",
        pl.col("suburb").alias("city"), pl.col("postcode").alias("postal_code"), pl.col("date_of_birth").str.to_date("%Y%m%d", strict=False).alias("birth_date"),
        pl.col("rec_id").str.split("-").list.get(1).alias("truth"),
    )  # fmt: skip


def fake() -> pl.DataFrame:
    rows = pl.read_csv(DATA / "fake_1000" / "fake_1000.csv", infer_schema=False).with_columns(pl.all().replace("", None))
    return rows.select(
        pl.col("unique_id").alias("customer_id"), pl.col("surname").alias("last_name"), "first_name", "city", "email",
        pl.col("dob").str.to_date("%Y-%m-%d", strict=False).alias("birth_date"), pl.col("cluster").alias("truth"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "wanted"), [(lambda: febrl(1), 0.99), (lambda: febrl(3), 0.98), (fake, 0.80)], ids=["febrl 1", "febrl 3", "fake_1000"]
)
def test_pairs_against_the_truth(tmp_path: Path, rows, wanted: float):
    people = rows()
    truth = dict(people.select("customer_id", "truth").iter_rows())
    customers = [{name: value for name, value in row.items() if value is not None} for row in people.drop("truth").iter_rows(named=True)]
    found = duplicates(connection(tmp_path, customers=customers), Scope.to(date(2026, 11, 20)))
    right = pl.Series([truth[left] == truth[other] for left, other in found.select("left_id", "right_id").iter_rows()])
    of_truth = sum(n * (n - 1) // 2 for n in Counter(truth.values()).values())
    precision, recall = right.sum() / found.height, right.sum() / of_truth
    assert 2 * precision * recall / (precision + recall) >= wanted
    sure = found["zone"] == "sure"
    assert right.filter(sure).sum() / sure.sum() >= 0.98


def test_the_records_of_a_file_against_those_of_the_base(tmp_path: Path):
    """febrl 1 has 500 persons and one faulty copy of each: the persons are the base, the copies and as many strangers the file."""
    people = febrl(1)
    copy = pl.col("customer_id").str.contains("dup")
    strangers = febrl(3).filter(pl.col("customer_id").str.contains("org")).head(500)
    customers = [
        {name: value for name, value in row.items() if value is not None}
        for row in people.filter(~copy).drop("truth").iter_rows(named=True)
    ]
    path = tmp_path / "file.csv"
    file = pl.concat([people.filter(copy), strangers.with_columns(pl.lit("nobody").alias("truth"))])
    file.rename({"truth": "who", "customer_id": "reference"}).write_csv(path)
    found = compare(connection(tmp_path / "firm", customers=customers), Request(path), at=NOW, as_of=date(2026, 11, 20))
    who = next(name for name, header in found.headers.items() if header == "who")
    right = found.rows["customer_id"].str.split("-").list.get(1) == found.rows[who]
    sure, known = found.rows["zone"] == "sure", found.rows["zone"] != "no"
    assert right.filter(sure).fill_null(value=False).sum() / sure.sum() >= 0.99
    assert 2 * right.filter(known).fill_null(value=False).sum() / (known.sum() + 500) >= 0.99
    assert (known & (found.rows[who] == "nobody")).sum() <= 5
