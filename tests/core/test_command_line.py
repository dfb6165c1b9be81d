"""The command line as a person uses it: exit codes, tables, files."""

import json
from functools import partial
from pathlib import Path
from shutil import copytree

import polars as pl
import pytest
import typer
from typer.testing import CliRunner

from crm_core.__main__ import app
from crm_core.i18n import catalogue
from crm_core.indicators import REGISTRY
from crm_core.usage import language_of

SALES = "Date d'achat;N° client;Montant TTC (€)\n05/01/2026;00012;1 234,50\n25/02/2026;00012;-10,00\n26/02/2026;;5,00\nhier;00013;5\n"
LILLE = "Date d'achat;N° client;Montant TTC (€);Magasin\n05/01/2026;00012;1 234,50;Lille\n"


def called(folder: Path, *words: object, lang: str = "en"):
    return CliRunner().invoke(app, ["--workspace", str(folder), "--lang", lang, *map(str, words)])


@pytest.fixture
def run(tmp_path):
    return partial(called, tmp_path / "workspace")


@pytest.fixture
def sales(tmp_path) -> Path:
    path = tmp_path / "ventes.csv"
    path.write_bytes(SALES.encode("cp1252"))
    return path


def test_import_says_all_it_understood(run, sales):
    result = run("import", sales, "--json")
    assert result.exit_code == 0, result.output
    (one,) = json.loads(result.stdout)["files"]
    assert one["table"] == "transactions"
    assert one["separator"] == ";"
    assert one["header_line"] == 1
    assert one["encoding"].lower() in ("cp1252", "windows-1252")
    assert one["mapping"] == {"Date d'achat": "date", "N° client": "customer_id", "Montant TTC (€)": "amount"}
    assert [one[name] for name in ("read", "loaded", "updated", "unchanged", "repeated", "rejected")] == [4, 3, 0, 0, 0, 1]
    rejects = Path(one["rejects"]).read_text(encoding="utf-8-sig").splitlines()
    assert rejects[1].startswith("5;")
    assert "hier" in rejects[1]


def test_the_way_from_file_to_figure_and_back(run, sales, tmp_path):
    assert run("import", sales).exit_code == 0
    shown = run("show", "monthly_activity", "--format", "csv", "--as-of", "2026-02-28", "--from", "2026-01-01")
    assert shown.stdout.splitlines() == [
        "month,active,new,returning,reactivated,lost,orders,revenue",
        "2026-01-01,1,1,0,0,0,1,1234.5",
        "2026-02-01,1,0,0,0,0,1,-5.0",
    ]
    target = tmp_path / "rfm.parquet"
    assert run("show", "rfm", "--format", "parquet", "--output", target).exit_code == 0
    assert pl.read_parquet(target)["customer_id"].to_list() == ["00012"]
    assert json.loads(run("versions", "--json").stdout)[0]["loaded"] == 3
    assert run("undo").exit_code == 0
    assert run("show", "rfm").exit_code == 1


def test_importing_twice_changes_nothing(run, sales):
    run("import", sales)
    (again,) = json.loads(run("import", sales, "--json").stdout)["files"]
    assert (again["unchanged"], again["loaded"], again["updated"]) == (3, 0, 0)
    assert len(json.loads(run("versions", "--json").stdout)) == 1


def test_preview_shows_the_table_before_mapping(run, sales):
    result = run("preview", sales, "--format", "csv", "--rows", "all")
    assert result.stdout.splitlines()[:2] == ["Date d'achat,N° client,Montant TTC (€)", '05/01/2026,00012,"1 234,50"']


def test_map_and_set_override_what_was_recognised(run, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("quand;qui\n2026-01-05;a\n2026-01-06;b\n", encoding="utf-8")
    result = run(
        "import", path, "--table", "transactions", "--map", "quand=date", "--map", "qui=customer_id", "--set", "amount=1", "--json"
    )
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["files"][0]["loaded"] == 2


def test_breakdown_months_and_filters(run, tmp_path):
    path = tmp_path / "enquete.csv"
    path.write_text("Date;Magasin;Note de recommandation (0-10)\n05/01/2026;Lille;10\n25/02/2026;Lyon;3\n", encoding="utf-8")
    assert run("import", path).exit_code == 0
    by_store = run("show", "nps", "--by", "store", "--format", "json", "--as-of", "2026-02-28")
    assert {row["store"]: row["nps"] for row in json.loads(by_store.stdout)} == {"Lille": 100.0, "Lyon": -100.0}
    monthly = json.loads(run("show", "nps", "--monthly", "--from", "2026-01-01", "--to", "2026-02-28", "--format", "json").stdout)
    assert [(row["month"], row["nps"]) for row in monthly] == [("2026-01-01", 100.0), ("2026-02-01", -100.0)]
    cut = ("--monthly", "--from", "2026-01-06", "--to", "2026-02-28", "--format", "json")
    assert [(row["month"], row["n"]) for row in json.loads(run("show", "nps", *cut).stdout)] == [("2026-01-01", 0), ("2026-02-01", 1)]
    assert [(row["month"], row["answers"]) for row in json.loads(run("show", "score_distribution", *cut).stdout)] == [("2026-02-01", 1)]
    earlier = json.loads(run("show", "nps", "--monthly", "--from", "2025-12-01", "--to", "2026-01-31", "--format", "json").stdout)
    assert [(row["month"], row["n"]) for row in earlier] == [("2025-12-01", None), ("2026-01-01", 1)]
    lyon = json.loads(run("show", "nps", "--where", "store=Lyon", "--format", "json").stdout)
    assert [row["n"] for row in lyon] == [1]


# words of the command → its exit code, what it says in English and in French
USES = [
    ("show monthly_activity", 0, "", ""),
    ("show monthly_activity --where store=Lille", 0, "", ""),
    ("show rfm --where rfm_segment=champions", 0, "", ""),
    ("preview {sales}", 0, "", ""),
    ("show nps", 1, "Import a file that holds it", "Importez un fichier"),
    ("import {empty}", 1, "“empty.csv” is empty.", "« empty.csv » est vide."),
    ("import {folder}/absent.csv", 1, "There is no file “absent.csv”.", "Le fichier « absent.csv » n’existe pas."),
    ("import {sales} --table campaign_members", 1, "", ""),
    ("demo", 1, "", ""),
    ("", 2, "A command is missing. Commands: import,", "Il manque une commande. Commandes : import,"),
    ("--lang xx versions", 2, "--lang wants one of fr, en, not xx.", ""),
    ("shwo nps", 2, "There is no command shwo. Commands: import,", "Il n’y a pas de commande shwo."),
    ("show", 2, "name is missing. Help: ", "Il manque name. Aide : "),
    ("show colour", 2, "There is no indicator colour.", "indicateur colour"),
    ("show rfm more", 2, "This is too much: more.", "Ceci est de trop : more."),
    ("show rfm --asof 2026-02-28", 2, "There is no option --asof. Nearest: --as-of", "Il n’y a pas d’option --asof."),
    ("show rfm --as-of", 2, "--as-of wants a value.", "--as-of attend une valeur."),
    ("show rfm --as-of yesterday", 2, "--as-of wants a day like 2026-11-21, not yesterday.", ""),
    ("show rfm --format xml", 2, "--format wants one of table, csv, json, parquet, not xml.", "--format attend l’un de table"),
    ("show rfm --where store", 2, "--where wants NAME=VALUE, not store.", ""),
    ("show rfm --where stroe=Lille", 2, "There is no field stroe. Nearest fields: store,", ""),
    ("show rfm --where store=Lile", 2, "No store is Lile. Nearest values: Lille.", "Valeurs les plus proches : Lille."),
    ("show rfm --where channel=moon", 2, "No channel is moon. Its values: ", "Ses valeurs : "),
    ("show rfm --where lifecycle=regulars", 2, "No lifecycle is regulars. Nearest values: regular.", ""),
    ("show rfm --by colour", 2, "There is no field colour.", ""),
    ("import {sales} --map Date", 2, "--map wants NAME=VALUE, not Date.", ""),
    ("import {sales} --map Dat=date", 2, "The file has no column “Dat”.", ""),
    ("import {sales} --map Magasin=stor", 2, "The table transactions has no field stor. Nearest fields: store", ""),
    ("import {sales} --set stor=Lille", 2, "The table transactions has no field stor. Nearest fields: store", ""),
    ("import {sales} --table sales", 2, "There is no table sales.", ""),
    ("--workspace {folder}/mistyped show rfm", 2, "There is no workspace in", "Il n’y a pas d’espace de travail dans"),
    ("--workspace {folder}/mistyped versions", 2, "There is no workspace in", "Il n’y a pas d’espace de travail dans"),
    ("--workspace {folder}/mistyped undo", 2, "There is no workspace in", "Il n’y a pas d’espace de travail dans"),
]


@pytest.fixture(scope="module")
def held(tmp_path_factory) -> Path:
    """A workspace that holds one sale of Lille, and is ready for questions; the tests copy it."""
    place = tmp_path_factory.mktemp("held")
    (place / "ventes.csv").write_text(LILLE, encoding="utf-8")
    assert called(place / "workspace", "import", place / "ventes.csv").exit_code == 0
    assert called(place / "workspace", "show", "monthly_activity").exit_code == 0
    return place / "workspace"


@pytest.mark.parametrize(("use", "code", "english", "french"), USES, ids=[one[0] or "nothing" for one in USES])
def test_exit_codes_and_words(run, held, tmp_path, use, code, english, french):
    """0: done · 1: a problem in the data · 2: wrong use."""
    sales, empty = tmp_path / "ventes.csv", tmp_path / "empty.csv"
    sales.write_text(LILLE, encoding="utf-8")
    empty.write_bytes(b"")
    copytree(held, tmp_path / "workspace")
    for lang, said in (("en", english), ("fr", french)):
        result = run(*use.format(sales=sales, empty=empty, folder=tmp_path).split(), lang=lang)
        assert result.exit_code == code, result.output
        assert said in " ".join(result.output.replace("\u00a0", " ").split())
    assert not (tmp_path / "mistyped").exists()


def test_undo_until_nothing_is_left(run, sales):
    run("import", sales)
    assert run("undo").exit_code == 0
    assert run("undo").exit_code == 2


def test_every_help_has_its_french():
    group = typer.main.get_command(app)
    params = [one for command in (group, *group.commands.values()) for one in command.params]
    texts = {one.help for one in (group, *group.commands.values())} | {one.help for one in params if getattr(one, "help", None)}
    french = {message.id for message in catalogue("fr")}
    assert {text for text in texts if text not in french} == set()
    assert "Importer des fichiers en une version" in " ".join(CliRunner().invoke(app, ["--lang", "fr", "import", "--help"]).output.split())


def test_a_file_of_another_format_than_its_name_is_said(run, tmp_path):
    path = tmp_path / "ventes.xlsx"
    path.write_text("Date d'achat;N° client;Montant\n05/01/2026;12;5\n", encoding="utf-8")
    result = run("import", path, lang="fr")
    assert result.exit_code == 0
    assert "Le fichier s’appelle XLSX mais contient du CSV\u00a0: il a été lu comme CSV. Vérifiez que c’est le bon." in result.output


def test_texts_of_the_report_and_of_the_rejects_speak_the_language_asked(run, tmp_path):
    path = tmp_path / "ventes.csv"
    path.write_text("Date d'achat;N° client;Montant\n03/04/2026;12;5\n05/06/2026;13;6\nhier;13;6\n", encoding="utf-8")
    for lang, first, question in (
        ("fr", "ligne;raison;colonne;valeur", "Date d'achat"),
        ("en", "line;reason;column;value", "Date d'achat"),
    ):
        (one,) = json.loads(run("import", path, "--json", lang=lang).stdout)["files"]
        assert Path(one["rejects"]).read_text(encoding="utf-8-sig").startswith(first)
        (asked,) = [ask for ask in one["questions"] if "date" in ask["id"]]
        assert question in asked["text"] and "{" not in asked["text"] + asked["label"]


def test_messages_are_french_too(run):
    assert "indicateur" in run("show", "colour", lang="fr").output


def test_indicators_and_statements_are_listed(run):
    listed = json.loads(run("indicators", "--json").stdout)
    assert [row["name"] for row in listed] == sorted(REGISTRY)
    assert "select" in run("sql", "abc").stdout
    assert "SELECT" in run("sql", "abc", "--dialect", "spark").stdout


def test_the_demo_company_goes_in_by_the_same_path(run, monkeypatch):
    monkeypatch.setattr("crm_core.demo.load.load_demo.__kwdefaults__", {"customers": 400}, raising=False)
    result = run("demo")
    assert result.exit_code == 0, result.output
    (version,) = json.loads(run("versions", "--json").stdout)
    assert version["rejected"] >= 5
    assert run("show", "barometer").exit_code == 0
    assert run("demo").exit_code == 1


def test_a_place_that_cannot_be_written_is_said(run, sales, tmp_path):
    assert run("import", sales).exit_code == 0
    shown = run("show", "monthly_activity", "--format", "csv", "--output", tmp_path / "nowhere" / "x.csv", lang="fr")
    assert shown.exit_code == 2
    assert "ne peut pas être écrit\u00a0: ce dossier n’existe pas." in shown.output


def test_a_language_that_is_not_there_is_wrong_use(run):
    assert run("indicators", lang="xx").exit_code == 2


@pytest.mark.parametrize(
    ("words", "environment", "spoken"),
    [
        ("", {}, "fr"),
        ("", {"LANG": "C.UTF-8"}, "fr"),  # as in a container
        ("", {"LANG": "en_GB.UTF-8"}, "en"),
        ("", {"LANG": "en_GB.UTF-8", "LC_ALL": "fr_FR.UTF-8"}, "fr"),
        ("--lang en", {"LANG": "fr_FR.UTF-8"}, "en"),
        ("--lang=xx", {"LANG": "en_GB.UTF-8"}, "en"),
    ],
)
def test_commands_speak_the_language_asked_else_that_of_the_machine_else_french(words, environment, spoken, monkeypatch):
    for name in ("LANG", "LC_ALL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language_of(words.split()) == spoken
