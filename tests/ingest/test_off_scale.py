"""Answers off their scale: a row of nothing else is rejected, beside another mark the cell alone is."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from crm_core.errors import MappingProblem
from crm_core.ingest import FileReport
from crm_core.store.workspace import Workspace
from tests.ingest.importing import bring, counts, stored, written


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "workspace")


def rejected(path: str | None) -> list[list[str]]:
    """Line, reason, column and value of each row of the rejects file."""
    text = Path(str(path)).read_text(encoding="utf-8-sig")
    return [row[:4] for row in csv.reader(text.splitlines(keepends=True), delimiter=";")][1:]


REASON = "note hors de son échelle, et la ligne n’en porte pas d’autre"


def test_a_row_of_marks_off_their_scales_is_rejected_and_a_cell_beside_another_mark_is_emptied(
    workspace: Workspace, tmp_path: Path
) -> None:
    lines = (
        "N° réponse;Date;NPS;Satisfaction (1-5);Effort;Verbatim",
        "R1;21/01/2026;9/10;5;7;",
        "R2;21/01/2026;12;;;Bien",
        "R3;21/01/2026;12;4;;",
        "R4;21/01/2026;;7;;",
        "R5;21/01/2026;-1;9;8;",
        "R6;21/01/2026;8/20;;;",
        "R7;21/01/2026;NSP;;;",
        "R8;21/01/2026;;;;Merci",
        "R9;demain;12;;;",
        "R10;21/01/2026;8 sur 10;abc;;",
        "R11;21/01/2026;10,0;;0;",
    )
    report = bring(workspace, written(tmp_path, "enquete.csv", *lines), table="surveys")
    assert counts(report) == {"read": 11, "loaded": 6, "rejected": 5}
    assert stored(workspace, "select response_id, nps, csat, ces from surveys order by length(response_id), 1") == [
        ("R1", 9.0, 5.0, 7.0), ("R3", None, 4.0, None), ("R7", None, None, None), ("R8", None, None, None),
        ("R10", 8.0, None, None), ("R11", 10.0, None, None),
    ]  # fmt: skip
    assert report.refused[0].examples == ((3, "12"), (6, "-1"), (7, "8/20"))
    assert [line.strip() for line in report.say("en").splitlines() if "Rows rejected" in line] == [
        "Rows rejected for “NPS” (a mark off its scale, and the row has no other): 3; lines 3 (12), 6 (-1), 7 (8/20).",
        "Rows rejected for “Date” (not a date): 1; lines 10 (demain).",
        "Rows rejected for “Satisfaction (1-5)” (a mark off its scale, and the row has no other): 1; lines 5 (7).",
    ]
    assert FileReport.from_json(json.loads(json.dumps(report.to_json()))) == report
    assert rejected(report.rejects) == [
        ["3", REASON, "NPS", "12"],
        ["5", REASON, "Satisfaction (1-5)", "7"],
        ["6", REASON, "NPS", "-1"],
        ["7", REASON, "NPS", "8/20"],
        ["10", "ce n’est pas une date", "Date", "demain"],
    ]
    assert {one.field: (one.count, one.examples) for one in report.bad_cells} == {
        "nps": (2, ((4, "12"), (8, "NSP"))), "csat": (1, ((11, "abc"),)), "ces": (1, ((12, "0"),)),
    }  # fmt: skip


def test_a_dimension_is_held_against_the_scale_that_it_says(workspace: Workspace, tmp_path: Path) -> None:
    lines = (
        "Date;Accueil (0-10);Prix sur 5;Délais;Qualité produit",
        "21/01/2026;11;4;99;9/10",
        "22/01/2026;7;6;3;12/10",
        "23/01/2026;12;;;",
    )
    report = bring(workspace, written(tmp_path, "enquete.csv", *lines), table="surveys", mapping={"Délais": "dim_delais"})
    assert counts(report) == {"read": 3, "loaded": 2, "rejected": 1}
    found = stored(workspace, "select dim_accueil, dim_prix, dim_delais, product_quality from surveys order by date")
    assert found == [(None, 4.0, 99.0, 9.0), (7.0, None, 3.0, None)]
    assert rejected(report.rejects) == [["4", REASON, "Accueil (0-10)", "12"]]


def test_a_scale_that_each_line_says_holds_for_that_line(workspace: Workspace, tmp_path: Path) -> None:
    lines = ("Date;Satisfaction;Échelle CSAT", "21/01/2026;7;1-10", "22/01/2026;7;1-5")
    report = bring(workspace, written(tmp_path, "enquete.csv", *lines), table="surveys")
    assert counts(report) == {"read": 2, "loaded": 1, "rejected": 1}
    assert rejected(report.rejects) == [["3", REASON, "Satisfaction", "7"]]


def test_a_file_of_marks_off_their_scale_alone_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, "enquete.csv", "Date;NPS", "21/01/2026;70", "22/01/2026;85")
    with pytest.raises(MappingProblem, match="in “NPS”, “70” cannot be the field “Would recommend”"):
        bring(workspace, path, table="surveys")
    assert workspace.version == 0
