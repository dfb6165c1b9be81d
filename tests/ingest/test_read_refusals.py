"""Files that are refused: each message names the file and says what to do, in the language of the person."""

from __future__ import annotations

import gzip
import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from babel.messages.pofile import read_po

from crm_core.errors import FileProblem
from crm_core.i18n import FOLDER
from crm_core.ingest import csv_file, limits, parquet_file, workbook
from tests.ingest.reading import read

REFUSED = {
    "vide.csv": (b"", "est vide"),
    "blanc.csv": (b"\xef\xbb\xbf\r\n  \n", "est vide"),
    "seul.csv": ("id;nom;prénom\n".encode(), "aucun enregistrement"),
    "total.csv": (b"id;nom\n;\n\n", "aucun enregistrement"),
    "photo.csv": (b"\x89PNG\r\n\x1a\n\0\0\0", "une image"),
    "devis.xlsx": (b"%PDF-1.7 ...", "un document PDF"),
    "page.xls": (b"<html><table><tr><td>1</td></tr></table></html>", "une page web"),
    "donnees.csv": (b'{"clients": [{"id": 1}]}', "un document JSON"),
    "octets.csv": (bytes(range(256)) * 20, "pas du texte"),
    "abime.csv.gz": (gzip.compress(b"id;nom\n1;a\n" * 2000)[:60], "abîmée"),
    "abime.xlsx": (b"PK\x03\x04 damaged", "abîmé"),
    "abime.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "abîmé"),
    "secret.xlsx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
    "guillemets.csv": (
        b'customer_id,last_name,email,birth_date,note;C0,"Dupont, 0",a@b.fr,1950-03-01,"il a dit ""oui""";C1,"Dupont, 1",a@b.fr,',
        "ne contient pas de tableau",
    ),
    "court.parquet": (b"PAR1", "abîmé"),
    "tronque.parquet": (b"PAR1" + bytes(100) + b"PAR1", "abîmé"),
    "large.csv": ((";".join(f"c{i}" for i in range(5_001)) + "\n" + ";".join("1" * 5_001)).encode(), "5001\u00a0colonnes"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusals(tmp_path: Path, name: str) -> None:
    content, words = REFUSED[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FileProblem) as problem:
        read(tmp_path / name)
    said = problem.value.say("fr")
    assert words in said
    assert name in said
    assert problem.value.advice


def test_no_such_file_and_a_folder(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "rien.csv", "n’existe pas"), (tmp_path, "ne peut pas être ouvert")):
        with pytest.raises(FileProblem) as problem:
            read(path)
        assert words in problem.value.say("fr")


def test_an_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("photo.txt", "x")
    with pytest.raises(FileProblem) as problem:
        read(tmp_path / "a.zip")
    assert "archive compressée" in problem.value.say("fr")


def test_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(200 << 20))
    with pytest.raises(FileProblem) as problem:
        read(tmp_path / "a.xlsx")
    assert "200\u00a0Mio" in problem.value.say("fr")
    monkeypatch.setattr(limits, "MAX_GZIP_BYTES", 1 << 20)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"id;nom\n1;a\n" * 300_000))
    with pytest.raises(FileProblem, match="unpacks to more than"):
        read(tmp_path / "a.csv.gz")


@pytest.mark.parametrize("place", [(1_048_575, 16_383), (1_048_575, 60), (3_500, 16_383)])
def test_one_cell_far_from_the_table(tmp_path: Path, place: tuple[int, int]) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    for i, row in enumerate([["id", "nom"], [1, "a"], [2, "b"]]):
        sheet.write_row(i, 0, row)
    sheet.write(*place, "x")
    book.close()
    with pytest.raises(FileProblem) as problem:
        read(tmp_path / "a.xlsx")
    assert f"{place[0] + 1}\u00a0lignes et {place[1] + 1}\u00a0colonnes" in problem.value.say("fr")


def test_too_many_bad_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_BAD_ROWS", 10)
    (tmp_path / "a.csv").write_text("id;nom\n" + "1;a\n" * 400 + "1;a;b\n" * 11, encoding="utf-8")
    with pytest.raises(FileProblem, match="do not have the same cells"):
        read(tmp_path / "a.csv")


def test_every_message_is_in_the_french_catalogue() -> None:
    with (FOLDER / "fr" / "read.po").open("rb") as file:
        catalogue = read_po(file, locale="fr")
    folder = Path(csv_file.__file__).parent
    modules = [Path(module.__file__).name for module in (csv_file, limits, parquet_file, workbook)]
    modules += ["archive.py", "csv_load.py", "kinds.py", "parquet_size.py", "spreadsheet.py", "watched.py"]
    marked = {text for name in modules for text in re.findall(r'N_\(\s*"([^"]+)"', (folder / name).read_text(encoding="utf-8"))}
    assert marked <= {message.id for message in catalogue}
    for message in catalogue:
        if message.id:
            names, said = re.findall(r"\{\w+\}", str(message.id)), str(message.string)
            assert sorted(names) == sorted(re.findall(r"\{\w+\}", said))
            assert not re.search(r"(?<!\u00a0)[:;?!»](?:\s|$)|«(?!\u00a0)", said), said
