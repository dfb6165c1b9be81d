"""How long does it take to find the duplicates of a large French base, and how many are right?

    python -m benchmarks.duplicates --customers 1000000

A made-up base: names as frequent as in France (the first of a list far more often than the last), households, five records in a hundred written a second
time with one to three faults of a clerk. Prints seconds, peak memory, precision and recall of each zone.
"""

import argparse
import resource
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import polars as pl

from crm_core.engine import Scope, connect
from crm_core.indicators.duplicates import duplicates
from crm_core.ingest import Request, import_files
from crm_core.settings import Settings
from crm_core.store.workspace import Workspace

LISTS = Path(__file__).resolve().parents[1] / "data" / "reference_lists"
KINDS = ("rue", "avenue", "boulevard", "place", "chemin", "impasse", "allée")
NOW = datetime(2026, 11, 21, tzinfo=UTC)
COPIES, SHARED_HOME = 0.05, 0.25


def names(rng: np.random.Generator, file: str, size: int) -> np.ndarray:
    """Names of a list, the k-th as frequent as 1 ÷ (k + 30)."""
    every = np.array((LISTS / file).read_text(encoding="utf-8").split("\n")[:-1])
    weights = 1 / (np.arange(len(every)) + 30)
    return rng.choice(every, size, p=weights / weights.sum())


def base(rng: np.random.Generator, size: int) -> pl.DataFrame:
    """People with their households: one in four shares last name, address and phone with the one before."""
    towns = pl.read_csv(LISTS / "postal_codes.csv", infer_schema=False)
    home = np.maximum.accumulate(np.where(rng.random(size) < SHARED_HOME, 0, np.arange(size)))
    ways = names(rng, "last_names.txt", size)[home]
    place = rng.integers(0, towns.height, size)[home]
    first = np.where(rng.random(size) < 0.5, names(rng, "first_names_female.txt", size), names(rng, "first_names_male.txt", size))
    frame = pl.DataFrame({
        "last_name": names(rng, "last_names.txt", size)[home], "first_name": first,
        "address_1": pl.Series(rng.integers(1, 120, size)[home]).cast(pl.String) + " " + pl.Series(np.array(KINDS)[rng.integers(0, len(KINDS), size)[home]]) + " " + pl.Series(ways),
        "postal_code": towns["postal_code"].gather(place), "city": towns["town"].gather(place),
        "birth_date": pl.Series(rng.integers(-14_000, 13_000, size)).cast(pl.Int32).cast(pl.Date), "number": rng.integers(0, 10**4, size),
        "phone": "0" + (1 + pl.Series(rng.integers(0, 5, size)[home])).cast(pl.String) + pl.Series(rng.integers(10**7, 10**8, size)[home]).cast(pl.String),
    })  # fmt: skip
    box = pl.col("first_name").str.to_lowercase() + "." + pl.col("last_name").str.to_lowercase() + pl.col("number").cast(pl.String)
    known = {name: pl.Series(rng.random(size) < share) for name, share in (("birth_date", 0.6), ("phone", 0.7), ("email", 0.7))}
    frame = frame.with_columns(email=box.str.replace_all(r"[^a-z0-9.]", "") + "@courriel.example").drop("number")
    return frame.with_columns(pl.when(keep).then(pl.col(name)) for name, keep in known.items())


def copied(rng: np.random.Generator, frame: pl.DataFrame) -> pl.DataFrame:
    """Some records again, each with one to three faults: a letter less, capitals, names exchanged, a field lost, moved, another mailbox."""
    rows = frame.sample(int(frame.height * COPIES), seed=int(rng.integers(1 << 30)))
    for fault in range(6):
        hit = pl.Series(rng.random(rows.height) < 0.3)
        rows = rows.with_columns(pl.when(hit).then(one).otherwise(pl.col(one.meta.output_name())) for one in FAULTS[fault])
    return rows


FAULTS = (
    [(pl.col("last_name").str.slice(0, 2) + pl.col("last_name").str.slice(3)).alias("last_name")],
    [pl.col("last_name").str.to_uppercase().alias("last_name"), pl.col("first_name").str.slice(0, 1).alias("first_name")],
    [pl.col("first_name").alias("last_name"), pl.col("last_name").alias("first_name")],
    [pl.lit(None, pl.Date).alias("birth_date")],
    [pl.lit(None, pl.String).alias("email"), pl.lit(None, pl.String).alias("phone")],
    [(pl.lit("12 ") + pl.col("address_1").str.replace(r"^\d+ ", "")).alias("address_1")],
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    size, rng = parser.parse_args().customers, np.random.default_rng(7)
    people = base(rng, size).with_columns(pl.format("C{}", pl.int_range(size)).alias("customer_id"))
    copies = copied(rng, people).with_columns(("D" + pl.col("customer_id")).alias("customer_id"))
    with tempfile.TemporaryDirectory() as folder:
        file, made = Path(folder) / "clients.csv", Workspace.open(Path(folder) / "workspace")
        pl.concat([people, copies]).write_csv(file)
        import_files(made, [Request(file, table="customers")], at=NOW, by="benchmark")
        con = connect(made, Settings())
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        wall, cpu = perf_counter(), process_time()
        found = duplicates(con, Scope.to(NOW.date()))
        wall, cpu = perf_counter() - wall, process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{size + copies.height:,} records: {wall:.1f} s, {cpu:.1f} processor s, peak {peak / 1e6:.2f} GB (before {before / 1e6:.2f})")
    true = pl.col("right_id").str.strip_prefix("D") == pl.col("left_id").str.strip_prefix("D")
    for zone in ("sure", "review"):
        rows = found.filter(pl.col("zone") == zone)
        right = rows.filter(true).height
        print(f"{zone}: {rows.height:,} pairs, {right:,} right; of {copies.height:,} copies {right / copies.height:.1%}")


if __name__ == "__main__":
    main()
