"""The choices about a file as a TOML file: what is written is read again, edits hold, and what is no mapping is refused with its place."""

import tomllib

import pytest
from typer.testing import CliRunner

from crm_core.__main__ import app
from crm_core.errors import FileProblem, WrongChoice
from crm_core.ingest.mapping_file import propose_mapping, read_mapping, with_choices
from crm_core.ingest.mapping_file import written as as_toml
from crm_core.ingest.memory import Memory
from crm_core.ingest.request import Request
from crm_core.store.workspace import Workspace
from tests.ingest.importing import bring, stored, written
from tests.support import NOW

LINES = ("N° client;Date;Montant;Vendeur", "C1;01/02/2026;12,50;Noé", "C2;03/04/2026;8,00;Zoé")
FILE = """table = "transactions"

# The fields of Purchases: transaction_id, customer_id, date, amount, unit_price, discount, debit, credit, margin, cost, quantity, kind, status, product, category, brand, own_label, channel, store, payment_method, due_on, paid_on, currency, order_id, promotion, campaign_id.
# "" keeps a column under its own name, "-" leaves it out.

[columns]
"N° client" = "customer_id"
Date = "date"
Montant = "amount"
Vendeur = ""

[values]

[answers]
# “01/02/2026” in “Date”: day first or month first? dmy: day first · mdy: month first
"date_order:Date" = "dmy"
"""


def proposed(folder, path, language="en"):
    choices, questions = propose_mapping(Workspace.open(folder / "workspace"), Request(path), NOW)
    return as_toml(choices, language, questions)


def test_what_is_written_says_how_the_file_is_read(tmp_path):
    path = written(tmp_path, "ventes.csv", *LINES)
    assert proposed(tmp_path, path) == FILE
    assert Workspace.open(tmp_path / "workspace").version == 0
    assert tomllib.loads(proposed(tmp_path, path, "fr")) == tomllib.loads(FILE)


def test_an_edited_mapping_is_what_the_import_does(tmp_path):
    path, mapping = written(tmp_path, "ventes.csv", *LINES), tmp_path / "ventes.toml"
    mapping.write_text(
        FILE.replace('"dmy"', '"mdy"').replace('Vendeur = ""', 'Vendeur = "-"').replace("[values]", '[values]\nstore = "Lyon"'), "utf-8"
    )
    words = ["--workspace", str(tmp_path / "workspace"), "import", str(path), "--mapping", str(mapping)]
    assert CliRunner().invoke(app, words).exit_code == 0
    workspace = Workspace.open(tmp_path / "workspace")
    assert [(day.isoformat(), store) for day, store in stored(workspace, "select date, store from transactions order by date")] == [
        ("2026-01-02", "Lyon"),
        ("2026-03-04", "Lyon"),
    ]
    assert "vendeur" not in dict.fromkeys(column for (column,) in stored(workspace, "select column_name from (describe transactions)"))


def test_what_the_command_line_says_comes_first(tmp_path):
    choices = Memory("transactions", {"Date": "date"}, {"store": "Lyon"}, {"date_order:Date": "dmy"})
    asked = with_choices(Request(tmp_path, mapping={"Date": "due_on"}, answers={"date_order:Date": "mdy"}), choices)
    assert (asked.table, asked.mapping, asked.values, asked.answers) == (
        "transactions", {"Date": "due_on"}, {"store": "Lyon"}, {"date_order:Date": "mdy"}
    )  # fmt: skip


def test_any_header_comes_back(tmp_path):
    headers = {'a "b" c': "date", "x.y": "-", "#": "", "é\\n": "", "[values]": "amount", " ": "-"}
    path = tmp_path / "m.toml"
    path.write_text(as_toml(Memory("transactions", headers, {}, {}), "fr"), "utf-8")
    assert read_mapping(path) == Memory("transactions", headers, {}, {})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('table = "sales"', "its table is sales"),
        ("[columns]", "its table is None"),
        ('table = "transactions"\nsheets = 1', "it has an entry sheets"),
        ('table = "transactions"\ncolumns = 3', "columns should be a section [columns]"),
        ('table = "transactions"\n[columns]\nDate = 3', "Date in [columns] should be a text"),
        ('table = "transactions"\n[columns]\nDate = date', "line 3 cannot be read: “Date = date”"),
        ('table = "transactions"\n[columns\nDate = "date"', "line 2 cannot be read: “[columns”"),
        ('table = "transactions"\n[columns]\nDate = "date', 'line 3 cannot be read: “Date = "date”'),
        ("\x00\xff", "cannot be read as a mapping: it is not text in UTF-8."),
        (
            'table = "transactions"\n[columns]\nJour = "dates"',
            "“Jour” in [columns] names dates, which the table transactions does not have. Nearest fields: date",
        ),
        ('table = "transactions"\n[values]\nshop = "Lyon"', "“shop” in [values] names shop"),
    ],
)
def test_what_is_no_mapping_is_refused_with_its_place(text, said, tmp_path):
    path = tmp_path / "m.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(FileProblem) as refused:
        read_mapping(path)
    assert said in refused.value.say("en")
    french = refused.value.say("fr")
    assert "m.toml" in french
    assert not any(word in french for word in ("Expected", "cannot", "Invalid", "Unterminated", "at line", "it is"))


def test_a_mapping_for_other_columns_is_refused(tmp_path):
    path = written(tmp_path, "ventes.csv", *LINES)
    with pytest.raises(WrongChoice, match="no column"):
        bring(Workspace.open(tmp_path / "workspace"), path, table="transactions", mapping={"Datum": "date"})
    with pytest.raises(FileProblem):
        read_mapping(tmp_path / "nowhere.toml")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            "order=dmy",
            "No question is called “order”. The questions: decimal, date_order, date_turn, returns, discount, total, scale, table.",
        ),
        ("date_order:Jour=dmy", "The file has no “Jour” to answer “date_order:Jour” for."),
        ("scale:amount=0-10", "The file has no “amount” to answer “scale:amount” for."),
        ("date_order:Date=ymd", "“ymd” is no answer to “date_order:Date”. Its answers: dmy, mdy."),
    ],
)
def test_an_answer_to_nothing_is_refused(tmp_path, answer, said):
    path, words = written(tmp_path, "ventes.csv", *LINES), ["--workspace", str(tmp_path / "workspace"), "import"]
    result = CliRunner().invoke(app, [*words, str(path), "--answer", answer])
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == said
    assert Workspace.open(tmp_path / "workspace").version == 0


def test_an_answer_for_one_of_several_files(tmp_path):
    sales = written(tmp_path, "ventes.csv", "N° ligne;Jour;Montant", "L1;03/04/2026;5,00")
    people = written(tmp_path, "clients.csv", "N° client;Nom", "C1;Durand", "C2;Petit")
    words = ["--workspace", str(tmp_path / "workspace"), "import", str(people), str(sales), "--answer"]
    refused = CliRunner().invoke(app, [*words, "date_order:Date=mdy"])
    assert (refused.exit_code, refused.stderr.splitlines()[-1]) == (2, "The file has no “Date” to answer “date_order:Date” for.")
    workspace = Workspace.open(tmp_path / "workspace")
    assert workspace.version == 0
    assert CliRunner().invoke(app, [*words, "date_order:Jour=mdy"]).exit_code == 0
    assert stored(workspace, "select date::varchar from transactions") == [("2026-03-04",)]
    assert (workspace.folder / "mappings.toml").read_text(encoding="utf-8").count("date_order") == 1


def test_looking_how_a_file_is_read_makes_no_workspace(tmp_path):
    path, folder = written(tmp_path, "ventes.csv", *LINES), tmp_path / "typo"
    assert CliRunner().invoke(app, ["--workspace", str(folder), "mapping", str(path)]).exit_code == 0
    assert not folder.exists()
