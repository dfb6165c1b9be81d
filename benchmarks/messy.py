"""Of how many messy CSV files do the cells come out right? `python -m benchmarks.messy --files 300` (with benchmarks/requirements.txt).

Each file is a table whose cells are known, written as exports are: delimiters, quotes, encodings, line ends, titles above, totals and notes below, blank
lines, a separator too many at the ends. A reader is right when header and records are those of the table, all cells as text, blanks around them aside.
The others are given what a person would give them who does not know the file: nothing but its name, and for pandas the engine that looks for the delimiter.
"""

import argparse
import csv
import random
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from time import process_time

import clevercsv
import duckdb
import pandas as pd

from crm_core.errors import CrmError
from crm_core.ingest.cells import strip
from crm_core.ingest.read import stage

Grid = list[tuple[str, ...]]
Cell = Callable[[random.Random, int], str]
TOWNS = ("Saint-Étienne", "L’Haÿ-les-Roses", "Lille", "Aix-en-Provence", "Le Mans", "Nîmes")
WORDS = (
    "client fidèle",
    "a rappelé; mécontent",
    "dit « jamais »",
    'nommé "Jo"',
    "prix, délai, accueil",
    "rien",
    "devis n° 12 | relance",
    "sur deux\nlignes",
)
COLUMNS: dict[str, Cell] = {
    "N° client": lambda _chance, k: f"{k + 1:06d}",
    "Nom": lambda chance, _k: chance.choice(("Lefèvre", "D’Arc", "N’Guyen", "Müller", "de la Tour", "Petit")),
    "Ville": lambda chance, _k: chance.choice(TOWNS),
    "Date de commande": lambda chance, _k: f"{chance.randint(1, 28):02d}/{chance.randint(1, 12):02d}/{chance.randint(2019, 2026)}",
    "Montant (€)": lambda chance, _k: f"{chance.randint(1, 9)} {chance.randint(100, 999)},{chance.randint(0, 99):02d}",
    "Quantité": lambda chance, _k: str(chance.randint(1, 99)),
    "Courriel": lambda chance, k: f"client{k}@{chance.choice(('exemple.fr', 'mail.example'))}",
    "Commentaire": lambda chance, _k: chance.choice(WORDS) if chance.random() < 0.7 else "",
    "Téléphone": lambda chance, _k: f"0{chance.randint(1, 7)} {chance.randint(10, 99)} {chance.randint(10, 99)} 12 34",
}


@dataclass(frozen=True)
class Case:
    """A file and the table it holds; `kinds`: what is unusual about it."""

    path: Path
    table: Grid
    kinds: tuple[str, ...]


def make(chance: random.Random, folder: Path, number: int) -> Case:
    names = ["N° client", *chance.sample(list(COLUMNS)[1:], chance.randint(2, 8))]
    table: Grid = [tuple(names), *(tuple(COLUMNS[name](chance, k) for name in names) for k in range(chance.randint(6, 120)))]
    separator, encoding = chance.choice(";;;,\t|"), chance.choice(("utf-8", "utf-8", "utf-8-sig", "cp1252", "cp1252", "utf-16"))
    kinds = [f"encoding {encoding}"] if encoding not in ("utf-8", "utf-8-sig") else []
    rows, end = [list(row) for row in table], chance.choice(("\n", "\r\n"))
    if chance.random() < 0.2:
        rows, kinds = [[*row, ""] for row in rows], [*kinds, "separator at the ends"]
    if chance.random() < 0.2:
        rows.insert(chance.randint(3, len(rows) - 1), [])
        kinds.append("blank line")
    if chance.random() < 0.25:
        rows, kinds = [["Export du 21/11/2026"], *([[]] if chance.random() < 0.5 else []), *rows], [*kinds, "title above"]
    if chance.random() < 0.2:
        rows, kinds = [*rows, [], [f"{len(table) - 1} lignes exportées"]], [*kinds, "note below"]
    text, style = written(chance, rows, separator, end)
    path = folder / f"{number}.csv"
    path.write_bytes(text.encode(encoding))
    return Case(path, table, (*kinds, *style) or ("plain",))


def written(chance: random.Random, rows: list[list[str]], separator: str, end: str) -> tuple[str, list[str]]:
    """The text of the rows in one of the ways of quoting, and what is unusual about it."""
    text, way = StringIO(newline=""), chance.choice(("minimal", "minimal", "all", "backslash", "bare"))
    quoted = any(mark in cell for row in rows for cell in row for mark in ('"', separator, "\n"))
    if way == "bare" and not any(mark in cell for row in rows for cell in row for mark in (separator, "\n")):
        return end.join(separator.join(row) for row in rows) + end, ["bare quotes"] if quoted else []
    if way == "backslash":
        csv.writer(text, delimiter=separator, escapechar="\\", doublequote=False, lineterminator=end).writerows(rows)
        return text.getvalue(), ["quotes after backslashes"] if quoted else []
    quoting = csv.QUOTE_ALL if way == "all" else csv.QUOTE_MINIMAL
    csv.writer(text, delimiter=separator, quoting=quoting, lineterminator=end).writerows(rows)
    return text.getvalue(), []


def ours(path: Path) -> Grid:
    with duckdb.connect() as con:
        staged = stage(con, path)
        cells = ", ".join(one.name for one in staged.columns)
        return [tuple(one.header for one in staged.columns), *con.execute(f"select {cells} from {staged.table} order by line").fetchall()]


def by_clevercsv(path: Path) -> Grid:
    return [tuple(row) for row in clevercsv.read_table(str(path))]


def by_duckdb(path: Path) -> Grid:
    with duckdb.connect() as con:
        found = con.sql(f"from read_csv('{path}', all_varchar = true)")
        return [tuple(found.columns), *found.fetchall()]


def _frame(found: pd.DataFrame) -> Grid:
    return [tuple(found.columns), *found.itertuples(index=False, name=None)]


def by_pandas(path: Path) -> Grid:
    return _frame(pd.read_csv(path, dtype=str, keep_default_na=False))


def by_pandas_looking(path: Path) -> Grid:
    return _frame(pd.read_csv(path, sep=None, engine="python", dtype=str, keep_default_na=False))


READERS: dict[str, Callable[[Path], Grid]] = {
    "Baromètre Client": ours,
    "CleverCSV": by_clevercsv,
    "DuckDB": by_duckdb,
    "pandas": by_pandas,
    "pandas, sep=None": by_pandas_looking,
}
REFUSALS = (CrmError, duckdb.Error, clevercsv.exceptions.NoDetectionResult, csv.Error, ValueError, clevercsv.exceptions.Error)


def right(reader: Callable[[Path], Grid], case: Case) -> bool:
    """The same cells in the same order; a reader that refuses a file is not right about it."""
    try:
        found = reader(case.path)
    except REFUSALS:
        return False
    return whole(found) == whole(case.table)


def whole(grid: Grid) -> Grid:
    """Without blank lines, empty columns and blanks around cells, which are nobody's fault."""
    rows = [[strip(str(cell or "")) for cell in row] for row in grid]
    width = max(map(len, rows))
    kept = [k for k in range(width) if any(k < len(row) and row[k] for row in rows[1:])]
    return [tuple(row[k] if k < len(row) else "" for k in kept) for row in rows if any(row)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as folder:
        cases = [make(chance, Path(folder), number) for number in range(asked.files)]
        kinds = Counter(kind for case in cases for kind in case.kinds)
        print("| reader | all files | " + " | ".join(f"{kind} ({n})" for kind, n in kinds.most_common()) + " | processor ms a file |")
        print("|---" * (len(kinds) + 3) + "|")
        for name, reader in READERS.items():
            began = process_time()
            good = [case for case in cases if right(reader, case)]
            spent = (process_time() - began) / len(cases) * 1000
            by_kind = Counter(kind for case in good for kind in case.kinds)
            shares = [f"{len(good) / len(cases):.0%}", *(f"{by_kind[kind] / n:.0%}" for kind, n in kinds.most_common())]
            print(f"| {name} | {' | '.join(shares)} | {spent:.0f} |")


if __name__ == "__main__":
    main()
