"""A full worksheet: `python -m benchmarks.worksheet FOLDER`. Importing it, all of it, against a bare read with fastexcel; the workbook is made at the first run."""

from __future__ import annotations

import argparse
import resource
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import monotonic
from typing import NamedTuple

import fastexcel
import xlsxwriter

from crm_core.ingest import Request, import_files
from crm_core.store.workspace import Workspace

ROWS = 1_048_575
HEADER = ("N° vente", "N° client", "Date", "Montant TTC", "Magasin", "Canal")
STORES, CHANNELS = ("Lille", "Lyon", "Nantes", "Nice", "Paris"), ("magasin", "web", "téléphone")


class Taken(NamedTuple):
    """Seconds by the clock and of the processor, child processes among them."""

    clock: float
    processor: float


def make(path: Path, rows: int) -> Path:
    """A workbook of so many sales, always the same."""
    random, first = Random(7), date(2023, 1, 1)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet, day = book.add_worksheet("Ventes"), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, HEADER)
    for k in range(1, rows + 1):
        sheet.write_row(k, 0, (f"T{k:08}", f"C{random.randrange(rows // 35 + 1):06}"))
        sheet.write_datetime(k, 2, datetime.combine(first + timedelta(days=random.randrange(1_200)), datetime.min.time()), day)
        sheet.write_row(k, 3, (round(random.lognormvariate(4, 1), 2), random.choice(STORES), random.choice(CHANNELS)))
    book.close()
    return path


def taken(act: Callable[[], object]) -> Taken:
    before, began = _busy(), monotonic()
    act()
    return Taken(monotonic() - began, _busy() - before)


def _busy() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def run(path: Path) -> tuple[Taken, Taken]:
    """The bare read, and the import into an empty workspace."""
    bare = taken(lambda: fastexcel.read_excel(path).load_sheet(0).to_arrow())
    with TemporaryDirectory() as folder:
        workspace = Workspace.open(Path(folder) / "firm")
        whole = taken(lambda: import_files(workspace, [Request(path)], at=datetime.now(UTC), by="benchmark"))
    return bare, whole


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    path = parser.parse_args().folder / "ventes.xlsx"
    bare, whole = run(path if path.exists() else make(path, ROWS))
    print(f"bare read {bare.clock:.1f} s ({bare.processor:.1f} of the processor), import {whole.clock:.1f} s ({whole.processor:.1f})")
    print(f"{whole.clock / bare.clock:.2f} × by the clock, {whole.processor / bare.processor:.2f} × by the processor")


if __name__ == "__main__":
    main()
