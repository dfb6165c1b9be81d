"""Names that are markup, formulas of a terminal or marks of direction are shown as the text they are, wherever a library would read them otherwise."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import plotly.graph_objects as go
import polars as pl
import pytest
from typer.testing import CliRunner

from crm_core.__main__ import app
from crm_core.errors import FileProblem
from crm_core.i18n import say, visible
from crm_core.ingest import Request, import_files
from crm_core.store.workspace import Workspace
from crm_ui import charts, tables
from crm_ui.import_uploads import Store, safe_name
from crm_ui.sheets import Column, Sheet
from crm_ui.words import plain
from tests.hostile.names import NAMES
from tests.ingest.importing import written
from tests.support import NOW, workspace


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("gauche\u202etiord", "gauchetiord"),
        ("a\x1b[31mb", "a[31mb"),
        ("\u2067x\u2069\u200f", "x"),
        ("Zoé\u00a0Ñ\u202f1", "Zoé\u00a0Ñ\u202f1"),
        ("محمد", "محمد"),
        ("a\tb\nc", "a\tb\nc"),
    ],
)
def test_marks_that_are_no_text_are_left_out(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert say("“{name}” is empty.", "en", name=text) == f"“{shown}” is empty."


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[lien](https://evil.example)", "\\[lien\\](https\\:\u2060//evil.example)"),
        ("**gras** _it_ `c` $x$ ~~z~~", r"\*\*gras\*\* \_it\_ \`c\` \$x\$ \~\~z\~\~"),
        (":red[x] www.evil.example a@b.fr", "\\:red\\[x\\] www\u2060.evil.example a@b.fr"),
        ("<b>x</b>", r"\<b\>x\</b\>"),
        ("- x", r"\- x"),
        ("ventes_2026-v1.2 (copie).csv", "ventes_2026-v1.2 (copie).csv"),
        ("Magasin : Lille", "Magasin : Lille"),
    ],
)
def test_markdown_is_text(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize("name", NAMES)
def test_a_name_beside_a_chart_is_no_markup(name: str) -> None:
    shown = charts.short(name, 200)
    assert "<" not in shown
    assert "\u202e" not in shown
    assert go.Figure(go.Bar(y=[shown], x=[1])).to_json()


def test_rows_of_a_chart_that_look_alike_stay_two_rows() -> None:
    names = ["Grand magasin de la rue de la République, Lille", "Grand magasin de la rue de la République, Lyon", "a\u202eb", "ab", "c"]
    shown = charts.apart([charts.short(one) for one in names])
    assert len(set(shown)) == len(names)
    assert [one.rstrip("\u200b") for one in shown] == [*["Grand magasin de la rue de la…"] * 2, "ab", "ab", "c"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"), ("C:\\x\\ventes.csv", "ventes.csv"), ("..", "file"), ("", "file"), ("...", "file"), (" \u202e ", "file"), ("\0a\n.csv", "a.csv"),
        ("exe\u202evsc.csv", "exevsc.csv"), ("x" * 300 + ".csv", "x" * 150 + ".csv"), ("<img src=x>.csv", "<img src=x>.csv"), ("Ventes d’été (1).csv", "Ventes d’été (1).csv"),
    ],
)  # fmt: skip
def test_the_name_of_an_upload(name: str, kept: str) -> None:
    assert safe_name(name) == kept
    store = Store()
    upload = store.take("1", name, BytesIO(b"a;b"))
    assert upload.path.parent == store.folder.path / "1"
    assert upload.path.read_bytes() == b"a;b"
    store.folder.close()


@pytest.mark.parametrize(
    "name", ["a\x1b]0;titre\x07.csv", "[red]x[/]\u202e.csv", "<script>.csv", "%s{name}{0}.csv", "a'b\"c.csv", "a\nb.csv"]
)
def test_a_file_of_any_name_is_imported_and_told(tmp_path: Path, name: str) -> None:
    kept = Workspace.open(tmp_path / "firm")
    path = written(tmp_path / "in", name, "customer_id;last_name;[/red]{x}", *(f"C{k};{one};z" for k, one in enumerate(NAMES)), ";x;y")
    report = import_files(kept, [Request(path, table="customers")], at=NOW, by="test")
    assert (report.files[0].loaded, report.files[0].rejected) == (len(NAMES), 1)
    rejects = Path(str(report.files[0].rejects))
    assert rejects.parent == kept.folder / "rejects"
    assert rejects.name.isascii() or rejects.name.isprintable()
    said = report.say("fr")
    assert "\x1b" not in said and "\u202e" not in said
    with pytest.raises(FileProblem) as problem:
        import_files(kept, [Request(written(tmp_path / "in", name, ""))], at=NOW, by="test")
    assert "\x1b" not in problem.value.say("fr")


def test_the_terminal_shows_text(tmp_path: Path) -> None:
    rows = [{"customer_id": f"C{k}", "last_name": name, "store": name} for k, name in enumerate(["[/red]", "[bold]x", "a\x1b[2Jb", *NAMES])]
    workspace(tmp_path / "firm", customers=rows)
    done = CliRunner().invoke(app, ["--workspace", str(tmp_path / "firm"), "show", "customer_list"])
    assert done.exit_code == 0, done.output
    assert all(text in done.output for text in ("[/red]", "[bold]x", "a[2Jb"))
    assert "\x1b" not in done.output


def test_tables_show_no_marks_of_direction() -> None:
    names = ["gauche\u202etiord", "a\x07b", "Zoé\u00a0Ñ", None]
    sheet = Sheet.of(pl.DataFrame({"name": names}), Column("name", "Nom"))
    written = [tables.writer(sheet.columns[0], "fr")(name) for name in names]
    assert written == ["gauchetiord", "ab", "Zoé\u00a0Ñ", "—"]
    assert tables._plain(sheet)["name"].to_list() == [*written[:3], None]
