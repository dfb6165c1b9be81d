"""Files that would exhaust the machine: refused in words, within 300 MB of memory, with nothing left behind."""

from __future__ import annotations

import gzip
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crm_core.errors import FileProblem
from tests.hostile import files
from tests.hostile.refusing import Refusal, refuser
from tests.ingest.reading import read

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is measured and bounded on Linux")
MOST_MEGABYTES = 300
Make = Callable[[Path], object]


def gzipped(text: bytes, megabytes: int) -> Make:
    def make(path: Path) -> None:
        piece = gzip.compress(next(files.pieces(text, 1)))
        path.write_bytes(gzip.compress(b"customer_id;last_name\n") + piece * megabytes)

    return make


def one_line(text: bytes, head: bytes = b"customer_id;last_name\n1;a\n2;") -> Make:
    def make(path: Path) -> None:
        with path.open("wb") as out:
            out.write(head)
            out.writelines(files.pieces(text, 500))

    return make


def wide_csv(path: Path) -> None:
    line = ";".join(f"c{k}" for k in range(100_000)).encode() + b"\n"
    path.write_bytes(line * 20)


def wide_parquet(columns: int) -> Make:
    return lambda path: pq.write_table(pa.table({f"c{k}": [1, 2] for k in range(columns)}), path)


def equal_rows(path: Path) -> None:
    duckdb.sql(f"copy (select 'abc' as customer_id, 1 as n from range(20000000)) to '{path}' (format parquet, compression zstd)")


def one_page(path: Path, rows: int = 60_000_000) -> None:
    """Half a gigabyte of zeros in one page."""
    zeros = pa.repeat(pa.scalar(0, pa.int64()), rows)
    pq.write_table(
        pa.table({"customer_id": zeros}), path, use_dictionary=False, compression="zstd", data_page_size=(1 << 31) - 1, row_group_size=rows
    )


def one_list(path: Path, values: int = 60_000_000) -> None:
    """One row that is a list of sixty million figures."""
    zeros = pa.repeat(pa.scalar(0, pa.int64()), values)
    pq.write_table(pa.table({"customer_id": pa.ListArray.from_arrays(pa.array([0, values], pa.int32()), zeros)}), path, compression="zstd")


def one_text(path: Path, rows: int = 1_000_000) -> None:
    """A text of a megabyte, which every row names."""
    texts = pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), rows), ["x" * 1_000_000])
    pq.write_table(pa.table({"customer_id": texts}), path, compression="zstd")


def many_parts(path: Path) -> None:
    """An archive that lists sixty thousand parts."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", files.BOOK)
        for k in range(60_000):
            archive.writestr(f"xl/worksheets/sheet{k}.xml", "")


BOMBS: dict[str, tuple[Make, str, str]] = {
    "declared.xlsx": (lambda path: files.endless_rows(path, 300), "fait 300\u00a0Mio", "unpacks to 300 MiB"),
    "lying.xlsx": (lambda path: files.lying(files.endless_rows(path, 300, level=1)), "est abîmé", "is damaged"),
    "rows.xlsx": (lambda path: files.endless_rows(path, 95), "Mio de mémoire", "MiB of memory"),
    "strings.xlsx": (files.long_text_everywhere, "Mio de mémoire", "MiB of memory"),
    "far.xlsx": (lambda path: files.far_cell(path, 1_048_575, 16_383), "1048576\u00a0lignes et 16384\u00a0colonnes", "1048576 rows and 16384 columns"),
    "parts.xlsx": (many_parts, "trop de parties", "too many parts"),
    "repeated.ods": (lambda path: files.repeated_cells(path, 1_000_000, 20), "Mio de mémoire", "MiB of memory"),
    "endless.ods": (lambda path: files.repeated_cells(path), "Mio de mémoire", "MiB of memory"),
    "zeros.csv.gz": (gzipped(b"\0", 2000), "n’est pas du texte", "its content is not text"),
    "rows.csv.gz": (gzipped(b"1;abcdefghijkl\n", 2000), "plus de 200\u00a0fois sa taille", "more than 200 times its size"),
    "line.csv.gz": (gzipped(b"x", 500), "dépasse 2\u00a0Mio", "longer than 2 MiB"),
    "line.csv": (one_line(b"x"), "dépasse 2\u00a0Mio", "longer than 2 MiB"),
    "quotes.csv": (one_line(b'x"'), "dépasse 2\u00a0Mio", "longer than 2 MiB"),
    "cp1252.csv": (one_line("é".encode("cp1252")), "dépasse 2\u00a0Mio", "longer than 2 MiB"),
    "header.csv": (one_line(b"nom;", b""), "dépasse 2\u00a0Mio", "longer than 2 MiB"),
    "columns.csv": (wide_csv, "100000\u00a0colonnes", "100000 columns"),
    "columns.parquet": (wide_parquet(20_000), "20000\u00a0colonnes", "20000 columns"),
    "footer.parquet": (wide_parquet(100_000), "trop de colonnes", "too many columns"),
    "rows.parquet": (equal_rows, "200\u00a0fois", "200 times"),
    "texts.parquet": (one_text, "200\u00a0fois", "200 times"),
    "page.parquet": (one_page, "200\u00a0fois", "200 times"),
    "list.parquet": (one_list, "Mio de mémoire", "MiB of memory"),
}  # fmt: skip


@pytest.fixture(scope="module")
def refuse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path, Path], Refusal]]:
    """One process refuses them all; each has to find it as the one before left it."""
    with refuser(tmp_path_factory.mktemp("refusing")) as made:
        yield made


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_words_within_little_memory(refuse: Callable[[Path, Path], Refusal], tmp_path: Path, name: str) -> None:
    make, french, english = BOMBS[name]
    make(tmp_path / name)
    found = refuse(tmp_path / name, tmp_path / "workspace")
    (tmp_path / name).unlink()
    assert found.kind == "FileProblem"
    for said, words in ((found.fr, french), (found.en, english)):
        assert words in said and name in said
        assert said.count(".") > 1, "what to do comes after what is wrong"
    assert found.megabytes < MOST_MEGABYTES
    assert (found.version, found.leftovers) == (1, [])


def test_a_reader_that_crashes_or_never_ends_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = files.far_cell(tmp_path / "a.xlsx", 3, 1)
    for code, words in (
        ("import os; os.abort()", "abîmé"),
        ("while True: pass", "trop de temps"),
        ("import os; os.kill(os.getpid(), 9)", "mémoire"),
    ):
        parser = tmp_path / "fake" / "crm_core" / "parser"
        parser.mkdir(parents=True, exist_ok=True)
        (parser / "__main__.py").write_text(f"import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 2))\n{code}\n", encoding="utf-8")
        monkeypatch.setattr("crm_core.ingest.workbook.SPARING", {"PYTHONPATH": str(tmp_path / "fake")})
        with pytest.raises(FileProblem) as problem:
            read(path)
        assert words in problem.value.say("fr")


def test_sparse_and_repetitive_workbooks_are_read(tmp_path: Path) -> None:
    """Little on disk, much in memory, and honest: a cell at the end of a full-length sheet, long labels that come again and again."""
    files.far_cell(tmp_path / "far.xlsx", 1_048_575, 3)
    staged, table = read(tmp_path / "far.xlsx")
    assert [row[:3] for row in table] == [(2, "1", "a"), (3, "2", "b")]
    assert staged.skipped[-1].line == 1_048_576
    label = "Un libellé de produit assez long, répété de ligne en ligne, comme en font les catalogues"
    row = "<row>" + '<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c><v>7</v></c>' + "</row>"
    head = '<row><c t="inlineStr"><is><t>produit</t></is></c><c t="inlineStr"><is><t>rayon</t></is></c><c t="inlineStr"><is><t>quantité</t></is></c></row>'
    files.xlsx(tmp_path / "labels.xlsx", [head, *[row] * 60_000], [f"<si><t>{label} {k}</t></si>" for k in range(2)])
    assert read(tmp_path / "labels.xlsx")[0].rows == 60_000
