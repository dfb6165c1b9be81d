"""The command line about joined files: from a file to the fields it brings, the list, and the way back."""

import json

import pytest
from typer.testing import CliRunner

from crm_core.__main__ import app
from tests.ingest.test_joining import INCOME, PEOPLE, written
from tests.support import workspace

TWO = "Code postal;SIRET;Cote\n59000;73282932000074;AA\n75001;55210055400013;B\n"


@pytest.fixture
def run(tmp_path):
    workspace(tmp_path / "firm", customers=PEOPLE)

    def call(*words: object, lang: str = "en"):
        return CliRunner().invoke(app, ["--workspace", str(tmp_path / "firm"), "--lang", lang, *map(str, words)])

    return call


def listed(run):
    return json.loads(run("joined", "--format", "json").stdout)


def by(run, field: str):
    rows = json.loads(run("show", "structure", "--by", field, "--as-of", "2026-12-31", "--format", "json").stdout)
    return {row[field]: row["customers"] for row in rows}


def test_from_a_file_to_its_fields_and_back(run, tmp_path):
    result = run("join", written(tmp_path, "revenus 2026.csv", INCOME))
    assert (result.exit_code, result.stdout) == (
        0,
        "revenus 2026.csv is joined by Code postal as revenus_2026: 2 rows kept, 2 without a right key. Fields: revenu_median, type. Lines without a right key: 4, 5.\n",
    )
    (row,) = listed(run)
    assert {name: row[name] for name in ("name", "kind", "fields", "rows", "left_out")} == {
        "name": "revenus_2026", "kind": "postal_code", "fields": "revenu_median, type", "rows": 2, "left_out": 2,
    }  # fmt: skip
    assert by(run, "type") == {"rural": 1, "urbain": 1, None: 3}
    result = run("take-out", "revenus_2026", lang="fr")
    assert (result.exit_code, listed(run)) == (0, [])
    assert result.stdout.startswith("revenus 2026.csv n’est plus")
    assert run("show", "structure", "--by", "type", "--as-of", "2026-12-31").exit_code == 2


def test_the_key_and_the_columns_that_were_asked_for(run, tmp_path):
    path = written(tmp_path, "cotes.csv", TWO)
    assert run("join", path, "--key", "SIRET", "--column", "Cote").exit_code == 0
    assert [(one["key"], one["kind"], one["fields"]) for one in listed(run)] == [("SIRET", "siret", "cote")]
    assert by(run, "cote") == {"AA": 1, None: 4}
    assert run("join", path).exit_code == 0  # the same file again takes the place of the first
    assert [(one["key"], one["fields"]) for one in listed(run)] == [("Code postal", "cotes_siret, cote")]
    assert by(run, "cote") == {"AA": 1, "B": 1, None: 3}


REFUSED = [
    ("join {two} --key Cote", 2, "The column Cote cannot be the key. Those that can: Code postal, SIRET.", "La colonne Cote ne peut pas"),
    (
        "join {two} --column Note",
        2,
        "The file has no column Note to bring. Its columns: SIRET, Cote.",
        "Le fichier n’a pas de colonne Note",
    ),
    ("join {bare}", 2, "bare.csv has no column besides CP.", "bare.csv n’a pas d’autre colonne que CP."),
    ("join {twice}", 1, "2 values of CP are on several rows that differ", "2 valeurs de CP"),
    ("join {none}", 1, "none.csv has no column of postal codes or of SIRET numbers.", "none.csv n’a pas de colonne de codes postaux"),
    ("join {two}.not", 1, "", ""),
    (
        "take-out cotes",
        2,
        "No joined file is called cotes. List them with the command joined.",
        "Aucun fichier rapproché ne s’appelle cotes.",
    ),
]


@pytest.mark.parametrize(("use", "code", "english", "french"), REFUSED, ids=[one[0] for one in REFUSED])
def test_exit_codes_and_words(run, tmp_path, use, code, english, french):
    texts = {
        "two": TWO, "bare": "CP\n59000\n75001\n", "twice": "CP;N\n59000;1\n59000;2\n75001;1\n75001;2\n", "none": "Nom;N\na;1\nb;2\n"
    }  # fmt: skip
    paths = {name: written(tmp_path, f"{name}.csv", text) for name, text in texts.items()}
    for lang, said in (("en", english), ("fr", french)):
        result = run(*use.format(**paths).split(), lang=lang)
        assert result.exit_code == code, result.output
        assert said in " ".join(result.output.replace("\u00a0", " ").split())
    assert listed(run) == []
