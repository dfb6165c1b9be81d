"""CSV files as firms export them: every cell and every line number is as expected, whatever the dialect."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from crm_core.ingest.cells import BLANKS
from crm_core.ingest.csv_load import SURPLUS
from crm_core.ingest.source import BadRow, Ragged
from tests.ingest.reading import headers, read, read_text, skipped

PLAIN = [(2, "001", "Élodie", "12,50"), (3, "002", "Zoé", "7,00")]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "^", "~", ":"])
def test_separators(tmp_path: Path, separator: str) -> None:
    quoted = '"{}"' if separator == "," else "{}"
    rows = [["id", "prénom", "montant"], ["001", "Élodie", quoted.format("12,50")], ["002", "Zoé", quoted.format("7,00")]]
    staged, table = read_text(tmp_path, "\n".join(separator.join(row) for row in rows))
    assert (staged.separator, staged.header_line, headers(staged)) == (separator, 1, ["id", "prénom", "montant"])
    assert table == PLAIN


@pytest.mark.parametrize(
    ("text", "separator", "rows"),
    [
        ("heure\n08:15:00\n09:20:10\n", None, [(2, "08:15:00"), (3, "09:20:10")]),
        ("id;heure;page\n1;08:15:00;https://a.fr\n2;09:20:10;https://b.fr\n", ";", [(2, "1", "08:15:00", "https://a.fr"), (3, "2", "09:20:10", "https://b.fr")]),
        ("id,nom:urn:isbn\n1,a:b:c\n2,d:e:f\n", ",", [(2, "1", "a:b:c"), (3, "2", "d:e:f")]),
        ("id;début:heure:minute\n1;9:08:15\n2;9:09:20\n", ";", [(2, "1", "9:08:15"), (3, "2", "9:09:20")]),
        ("Le mardi: client: absent\nLe jeudi: client: présent\n", None, [(2, "Le jeudi: client: présent")]),
    ],
)  # fmt: skip
def test_colons_inside_of_cells_part_nothing(tmp_path: Path, text: str, separator: str | None, rows: list[tuple[object, ...]]) -> None:
    staged, table = read_text(tmp_path, text)
    assert (staged.separator, table) == (separator, rows)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(tmp_path: Path, end: str) -> None:
    _, table = read_text(tmp_path, end.join(["id;prénom;montant", "001;Élodie;12,50", "002;Zoé;7,00", ""]))
    assert table == PLAIN


def test_line_numbers_count_the_lines_inside_quotes(tmp_path: Path) -> None:
    _, table = read_text(tmp_path, 'id;avis\n1;"très\nbien"\n\n2;"dit ""oui"""\n3;non\n')
    assert table == [(2, "1", "très\nbien"), (5, "2", 'dit "oui"'), (6, "3", "non")]


def test_single_quotes(tmp_path: Path) -> None:
    staged, table = read_text(tmp_path, "id;ville\n'1';'L''Haÿ;les-Roses'\n'2';'Paris'\n")
    assert staged.quote == "'"
    assert table == [(2, "1", "L'Haÿ;les-Roses"), (3, "2", "Paris")]


def test_backslash_escapes(tmp_path: Path) -> None:
    _, table = read_text(tmp_path, 'id,texte\n1,"dit \\"oui\\", puis non"\n2,"rien"\n')
    assert table == [(2, "1", 'dit "oui", puis non'), (3, "2", "rien")]


def test_spaces_after_separators_and_blanks_around_cells(tmp_path: Path) -> None:
    _, table = read_text(tmp_path, 'id, nom, ville\n1, "Durand, Paul", \u00a0Lyon\u202f\n2, \u200b , Nice\n')
    assert table == [(2, "1", "Durand, Paul", "Lyon"), (3, "2", None, "Nice")]


@pytest.mark.parametrize("blank", BLANKS.replace("\r", "").replace("\n", "").replace("\0", ""))
def test_every_blank_is_stripped_and_kept_inside(tmp_path: Path, blank: str) -> None:
    _, table = read_text(tmp_path, f'id;nom\n1;"{blank}É{blank}é{blank}"\n2;"{blank}"\n')
    assert table == [(2, "1", f"É{blank}é"), (3, "2", None)]


def test_quotes_left_open_cost_their_own_line(tmp_path: Path) -> None:
    text = 'id;nom;ville\n1;"Café du "Port";Brest\n2;"Le Bon Coin;Lyon\n3;Durand;Nice\n4;5" de large;Metz\n5;"a;b";Caen\n'
    staged, table = read_text(tmp_path, text)
    assert [row[0] for row in table] == [2, 3, 4, 5, 6]
    assert table[0] == (2, "1", 'Café du "Port', "Brest")
    assert table[2:] == [(4, "3", "Durand", "Nice"), (5, "4", '5" de large', "Metz"), (6, "5", "a;b", "Caen")]
    assert not staged.bad_rows
    assert len(staged.doubts) == 1


def test_titles_blank_lines_total_and_note(tmp_path: Path) -> None:
    text = "Société Exemple\nÉdité le 02/01/2026\n\nclient;ville;montant\nA1;Paris;10\n;;\nA2;Lyon;20\nTOTAL;;30\n\n* hors taxes\n"
    staged, table = read_text(tmp_path, text)
    assert table == [(5, "A1", "Paris", "10"), (7, "A2", "Lyon", "20")]
    assert staged.header_line == 4
    assert skipped(staged) == [(1, "title"), (2, "title"), (3, "blank"), (6, "blank"), (8, "total"), (9, "blank"), (10, "note")]
    assert staged.skipped[0].text == "Société Exemple"
    assert staged.blank_lines == 3
    assert not staged.ragged


def test_a_customer_named_total_is_no_total(tmp_path: Path) -> None:
    text = "raison sociale;ville;ca\nTotal Énergies;Courbevoie;12\nTotal;Lyon;3\nSous-total région;;15\nUsinor;Metz;4\nTotalgaz;;4\n"
    staged, table = read_text(tmp_path, text)
    assert [row[1] for row in table] == ["Total Énergies", "Total", "Usinor", "Totalgaz"]
    assert skipped(staged) == [(4, "total")]


def test_a_last_row_with_one_cell_is_kept_when_it_could_be_a_record(tmp_path: Path) -> None:
    _, table = read_text(tmp_path, "id;nom;ville\nC1;Durand;Lyon\nC2;Petit;Nice\nC3;;\n")
    assert table[-1] == (4, "C3", None, None)


def test_a_long_cell_above_a_last_row_is_no_blank_line(tmp_path: Path) -> None:
    _, table = read_text(tmp_path, 'nom;ville;avis\nPaul;;bien\nAnne;Nice;"très\nbien"\nZoé;;\nTOTAL;;2\n')
    assert table[-1] == (5, "Zoé", None, None)


def test_headers_repeated_in_the_body(tmp_path: Path) -> None:
    staged, table = read_text(tmp_path, "id;nom\nid;nom\n1;a\nid;nom\n2;b\n")
    assert table == [(3, "1", "a"), (5, "2", "b")]
    assert skipped(staged) == [(2, "repeated_header"), (4, "repeated_header")]


def test_short_rows_stay_and_surplus_cells_are_bad(tmp_path: Path) -> None:
    staged, table = read_text(tmp_path, "id;nom;ville\n1;a;x\n2;b\n3;c;y;;\n4;d;z;w\n5;e;v\n")
    assert table == [(2, "1", "a", "x"), (3, "2", "b", None), (4, "3", "c", "y"), (6, "5", "e", "v")]
    assert staged.ragged == (Ragged(3, 2, 3),)
    assert staged.bad_rows == (BadRow(5, "4;d;z;w", SURPLUS),)


def test_a_header_shorter_than_all_rows_is_completed(tmp_path: Path) -> None:
    staged, table = read_text(tmp_path, "id;nom\n1;a;x\n2;b;y\n3;c;z\n")
    assert headers(staged) == ["id", "nom", "column 3"]
    assert table[2] == (4, "3", "c", "z")


def test_a_separator_at_the_end_of_lines_makes_no_column(tmp_path: Path) -> None:
    staged, table = read_text(tmp_path, "id;nom;\n1;a;\n2;b;\n")
    assert headers(staged) == ["id", "nom"]
    assert table == [(2, "1", "a"), (3, "2", "b")]


def test_no_header(tmp_path: Path) -> None:
    staged, table = read_text(tmp_path, "1001;12/05/2025;45,00\n1002;13/05/2025;12,50\n1003;14/05/2025;9,90\n")
    assert staged.header_line is None
    assert headers(staged) == ["column 1", "column 2", "column 3"]
    assert [row[0] for row in table] == [1, 2, 3]
    assert len(staged.doubts) == 1


def test_header_names_are_unique_and_never_empty(tmp_path: Path) -> None:
    staged, _ = read_text(tmp_path, 'id;nom;nom;;"date\nde vente"\n1;a;b;x;2025-01-01\n2;c;d;y;2025-01-02\n')
    assert headers(staged) == ["id", "nom", "nom (2)", "column 4", "date de vente"]


def test_two_line_header(tmp_path: Path) -> None:
    text = "Client;;Commande;\nN°;Nom;Date;Montant\n1;a;2025-01-01;10\n2;b;2025-01-02;20\n"
    staged, table = read_text(tmp_path, text)
    assert headers(staged) == ["Client N°", "Client Nom", "Commande Date", "Commande Montant"]
    assert [row[0] for row in table] == [3, 4]


def test_one_column(tmp_path: Path) -> None:
    staged, table = read_text(tmp_path, "courriel\na@b.fr\nc@d.fr\n")
    assert staged.separator is None
    assert table == [(2, "a@b.fr"), (3, "c@d.fr")]


def test_years_may_head_columns(tmp_path: Path) -> None:
    staged, _ = read_text(tmp_path, "région;2023;2024\nNord;120;130\nSud;80;95\n")
    assert headers(staged) == ["région", "2023", "2024"]


def test_gzip(tmp_path: Path) -> None:
    path = tmp_path / "ventes.csv.gz"
    path.write_bytes(gzip.compress("id;prénom;montant\n001;Élodie;12,50\n002;Zoé;7,00\n".encode("cp1252")))
    staged, table = read(path)
    assert table == PLAIN
    assert staged.encoding == "cp1252"


def test_rows_stops_early_and_leaves_the_end_alone(tmp_path: Path) -> None:
    staged, table = read_text(tmp_path, "id;nom;v\n" + "".join(f"{i};n{i};{i}\n" for i in range(50)) + "TOTAL;;9\n", rows=3)
    assert [row[0] for row in table] == [2, 3, 4]
    assert staged.rows == 3
    assert not staged.skipped
