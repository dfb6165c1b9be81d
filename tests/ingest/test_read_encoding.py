"""Encodings of French files, and two in one file."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from tests.ingest.reading import read, read_text

TEXT = "id;prénom;ville;note\n1;Élodie;Besançon;déjà réglé à l'échéance\n2;Zoé;Nîmes;reçu d'août\n3;Gaëlle;Béziers;près de l'hôtel\n"
TABLE = [
    (2, "1", "Élodie", "Besançon", "déjà réglé à l'échéance"),
    (3, "2", "Zoé", "Nîmes", "reçu d'août"),
    (4, "3", "Gaëlle", "Béziers", "près de l'hôtel"),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "cp1252", "cp850", "mac_roman"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    staged, table = read_text(tmp_path, TEXT, encoding)
    assert table == TABLE
    assert staged.encoding == encoding
    assert not staged.doubts


@pytest.mark.parametrize(
    ("mark", "encoding"), [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]
)
def test_byte_order_marks(tmp_path: Path, mark: bytes, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(mark + TEXT.encode(encoding))
    staged, table = read(path)
    assert table == TABLE
    assert [column.header for column in staged.columns] == ["id", "prénom", "ville", "note"]


def test_windows_signs(tmp_path: Path) -> None:
    _, table = read_text(tmp_path, "id;montant;nom\n1;32,00 €;L’Œuvre – «\u00a0cœur\u00a0»\n2;1\u00a0234,50 €;…\n", "cp1252")
    assert table == [(2, "1", "32,00 €", "L’Œuvre – «\u00a0cœur\u00a0»"), (3, "2", "1\u00a0234,50 €", "…")]


def test_latin_9(tmp_path: Path) -> None:
    staged, table = read_text(tmp_path, "id;montant;nom\n1;32,00 €;cœur de bœuf à l'été\n2;3 €;Œuvre\n", "iso8859-15")
    assert table == [(2, "1", "32,00 €", "cœur de bœuf à l'été"), (3, "2", "3 €", "Œuvre")]
    assert staged.encoding == "iso8859-15"


def test_two_encodings_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = [*(f"{i};Élodie;déjà\n".encode() for i in range(20)), "98;Zoé;reçu\n".encode("cp1252"), "99;Gaëlle;près\n".encode("cp1252")]
    path.write_bytes("id;prénom;note\n".encode() + b"".join(lines))
    staged, table = read(path)
    assert table[-3:] == [(21, "19", "Élodie", "déjà"), (22, "98", "Zoé", "reçu"), (23, "99", "Gaëlle", "près")]
    assert staged.doubts[0].values == {"n": 2, "encoding": "utf-8"}
    assert staged.doubts[0].say("fr").endswith("2.")


def test_an_accent_far_below_the_sample(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"id;nom\n" + b"".join(b"%d;Durand\n" % i for i in range(120_000)) + "x;Zoé\n".encode("cp1252"))
    staged, table = read(path)
    assert table[-1] == (120_002, "x", "Zoé")
    assert staged.encoding == "cp1252"


@pytest.mark.parametrize("utf8", [9, 10, 1, 19])
def test_files_of_two_halves_are_read_line_by_line(tmp_path, utf8):
    """Twenty French lines, some in UTF-8 and the rest in cp1252: whichever are more, all are read and the fewer are counted."""
    lines = [f"C{k:02d};Élodie;Orléans;1 2{k:02d},50 €\r\n" for k in range(20)]
    path = tmp_path / "clients.csv"
    path.write_bytes(b"N;Nom;Ville;Montant\r\n" + "".join(lines[:utf8]).encode() + "".join(lines[utf8:]).encode("cp1252"))
    staged, rows = read(path)
    assert rows == [(2 + rank, *line.rstrip().split(";")) for rank, line in enumerate(lines)]
    assert any(doubt.values.get("n") == min(utf8, 20 - utf8) for doubt in staged.doubts)


def test_a_file_cut_in_the_middle_of_its_last_character(tmp_path: Path) -> None:
    """As a download that broke off; the broken character is told."""
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode() + b"4;Zo" + "é".encode()[:1])
    staged, table = read(path)
    assert table[:3] == TABLE
    assert table[3][:3] == (5, "4", "ZoÃ")
    assert staged.doubts[0].values == {"n": 1, "encoding": "utf-8"}
