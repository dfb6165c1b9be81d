"""What a spreadsheet leaves of a CSV: lines that became one cell, cells written as formulas; and headers among the records of joined exports."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.reading import headers, read_text, skipped

PEOPLE = [(2, "00123", "Durand"), (3, "00456", "Petit, Anne")]


@pytest.mark.parametrize(
    "text",
    [
        '"id,nom"\r\n"00123,Durand"\r\n"00456,""Petit, Anne"""\r\n',
        'id,nom\r\n00123,Durand\r\n"00456,""Petit, Anne"""\r\n',
    ],
    ids=["all lines", "those with quotes"],
)
def test_lines_that_are_one_quoted_cell_are_read_as_the_cells_inside(text: str, tmp_path: Path) -> None:
    staged, rows = read_text(tmp_path, text)
    assert (headers(staged), rows) == (["id", "nom"], PEOPLE)
    assert [one.values["n"] for one in staged.doubts] == [text.count('"\r\n')]


def test_a_column_of_quoted_texts_stays_one(tmp_path: Path) -> None:
    staged, rows = read_text(tmp_path, '"Verbatim"\r\n"Bonjour, merci"\r\n"Rien, à dire"\r\n')
    assert (headers(staged), [cell for _, cell in rows], staged.doubts) == (["Verbatim"], ["Bonjour, merci", "Rien, à dire"], ())


@pytest.mark.parametrize(
    "text", ['id;nom\n="00123";Durand\n00456;="Petit, Anne"\n', '"id";"=""nom"""\n"=""00123""";"Durand"\n"00456";"Petit, Anne"\n']
)
def test_cells_written_as_formulas_are_what_they_show(text: str, tmp_path: Path) -> None:
    staged, rows = read_text(tmp_path, text)
    assert (headers(staged), rows) == (["id", "nom"], PEOPLE)


def test_headers_among_few_records_and_in_another_case(tmp_path: Path) -> None:
    staged, rows = read_text(tmp_path, "Id;Nom\n1;Durand\nId;Nom\n2;Petit\nID;NOM\n")
    assert (headers(staged), rows) == (["Id", "Nom"], [(2, "1", "Durand"), (4, "2", "Petit")])
    assert skipped(staged) == [(3, "repeated_header"), (5, "repeated_header")]


def test_single_quotes_at_the_ends_of_lines(tmp_path: Path) -> None:
    _, rows = read_text(tmp_path, "id;nom\r\n1;'Durand; fils'\r\n2;'Petit'\r\n")
    assert rows == [(2, "1", "Durand; fils"), (3, "2", "Petit")]
