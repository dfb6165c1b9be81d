"""Whatever befalls a file, every one of its rows is accounted for, and none is taken twice."""

from __future__ import annotations

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_core.errors import CrmError
from crm_core.ingest import Request, import_files
from crm_core.store.workspace import Workspace
from tests.ingest.importing import counts, stored
from tests.support import NOW

HEADER = ["N° ligne", "N° client", "Date", "Montant", "Quantité", "Canal", "Marque propre"]
ROW = ["L{0}", "C{0}", "2{1}/01/2026", "1 {0}00,50 €", "{1}", "Magasin", "oui"]
CELLS = st.sampled_from(
    [
        "",
        "L1",
        "L2",
        "21/01/2026",
        "31/02/2026",
        "12,5",
        "1.234",
        "abc",
        "=1+1",
        "é;à",
        '"',
        "'",
        "\u202f",
        "n/a",
        "TOTAL",
        "x" * 300,
        "-0",
        "1e400",
        "日本",
    ]
)
DAMAGE = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 6), CELLS), max_size=12)
CUTS = st.lists(st.tuples(st.integers(1, 12), st.sampled_from(["drop", "repeat", "cut", "surplus", "blank"])), max_size=4)


def damaged(damage: list[tuple[int, int, str]], cuts: list[tuple[int, str]], path: Path) -> None:
    """A file of twelve sales, some cells of it replaced, some lines dropped, doubled, shortened, lengthened or emptied."""
    rows = [[cell.format(k, k % 9) for cell in ROW] for k in range(12)]
    for row, column, cell in damage:
        rows[row][column] = cell
    for place, kind in cuts:
        row = rows[min(place, len(rows) - 1)]
        changed = {"drop": [], "repeat": [row, row], "cut": [row[:4]], "surplus": [[*row, "x"]], "blank": [[""] * 7]}[kind]
        at = rows.index(row)
        rows[at : at + 1] = changed
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([HEADER, *rows])


@settings(max_examples=16, deadline=None, suppress_health_check=list(HealthCheck))
@given(DAMAGE, CUTS)
def test_the_balance_holds_whatever_the_damage(damage: list[tuple[int, int, str]], cuts: list[tuple[int, str]]) -> None:
    with TemporaryDirectory() as folder:
        path, workspace = Path(folder) / "ventes.csv", Workspace.open(Path(folder) / "w")
        damaged(damage, cuts, path)
        try:
            report = import_files(workspace, [Request(path, table="transactions")], at=NOW, by="test").files[0]
        except CrmError:
            assert workspace.version == 0
            return
        found = counts(report)
        rows = stored(workspace, "select count(*), count(distinct row_key), count(date), count(amount) from transactions")
        assert rows == [(found.get("loaded", 0),) * 4]
        rejects = Path(report.rejects).read_text(encoding="utf-8-sig") if report.rejects else "\n"
        assert len(list(csv.reader(rejects.splitlines(keepends=True), delimiter=";"))) - 1 == found.get("rejected", 0)
        again = import_files(workspace, [Request(path, table="transactions")], at=NOW, by="test")
        assert again.version is None
        assert counts(again.files[0]).get("unchanged", 0) == found.get("loaded", 0)
