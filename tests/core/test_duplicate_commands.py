"""The command line about duplicates: from the pairs to the decisions and back."""

import json
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from crm_core.__main__ import app
from crm_core.store.workspace import Workspace
from tests.indicators.test_duplicates import PEOPLE
from tests.support import workspace


@pytest.fixture
def run(tmp_path):
    workspace(tmp_path / "workspace", customers=PEOPLE)

    def call(*words: object, lang: str = "en"):
        return CliRunner().invoke(app, ["--workspace", str(tmp_path / "workspace"), "--lang", lang, *map(str, words)])

    return call


def written(tmp_path, *lines: str):
    path = tmp_path / "décisions.csv"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def decided(run):
    return [(row["left_id"], row["right_id"], row["decision"]) for row in json.loads(run("decisions", "--format", "json").stdout)]


def test_pairs_are_exported_filled_in_and_come_back_as_decisions(run, tmp_path):
    pairs = tmp_path / "pairs.csv"
    assert run("duplicates", "--format", "csv", "--output", pairs).exit_code == 0
    head, *lines = pairs.read_text(encoding="utf-8").splitlines()
    assert head == "left_id,right_id,score,zone,reasons,decision"
    assert [line[:5] for line in lines] == ["01,02", "07,08", "01,04", "05,06"]
    pairs.write_text("\n".join([head, lines[0] + "merge", lines[1], lines[2] + "Fusionner", lines[3] + "différents"]), encoding="utf-8")
    result = run("decide", pairs)
    assert (result.exit_code, result.stdout) == (0, "2 pairs merged, 1 pair told apart\n")
    assert decided(run) == [("01", "02", "merge"), ("01", "04", "merge"), ("05", "06", "apart")]
    assert [row["right_id"] for row in json.loads(run("duplicates", "--format", "json").stdout)] == ["08"]
    assert run("take-back", "02", "01", lang="fr").stdout == "1 décision annulée\n"
    assert [pair[1] for pair in decided(run)] == ["04", "06"]
    assert run("undo").exit_code == run("undo").exit_code == 0
    assert decided(run) == []


def test_all_sure_pairs_at_once(run, tmp_path):
    run("decide", written(tmp_path, "gauche;droite;décision", "04;02;différents"))
    result = run("decide", "--sure")
    assert (result.exit_code, result.stdout) == (0, "1 pair merged\n")
    assert decided(run) == [("07", "08", "merge"), ("02", "04", "apart")]
    assert run("decide", "--sure").stdout == "0 pairs merged\n"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["left,right", "01,02"], "“décisions.csv” has no column decision. It needs left, right and decision."),
        (["left,right,decision", "01,02,merge", "01,99,merge"], "“décisions.csv”, line 3: there is no customer “99”."),
        (["left,right,decision", "01,02,merge", "01,,merge"], "“décisions.csv”, line 3: there is no customer “”."),
        (["left,right,decision", "01,02,peut-être"], "“décisions.csv”, line 2: “peut-être” is no decision. Decisions: merge, apart, later, open."),
        (["left,right,decision", "01,01,merge"], "“décisions.csv”, line 2: “01” stands on both sides."),
        (["left,right,decision", "01,02,merge", "02,03,merge", "01,03,no"], "01 and 03 cannot be both one customer and two"),
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_changes_nothing(run, tmp_path, lines, said):
    result = run("decide", written(tmp_path, *lines))
    assert result.exit_code in (1, 2)
    assert said in result.stderr
    assert Workspace.open(tmp_path / "workspace").version == 1


@pytest.mark.parametrize("words", [("decide",), ("decide", "file.csv", "--sure"), ("take-back", "01", "02")])
def test_wrong_use(run, words):
    assert run(*words).exit_code == 2


def test_the_clock_of_the_command_is_that_of_the_list(run, tmp_path):
    run("decide", written(tmp_path, "left,right,decision", "01,02,later"))
    last = Workspace.open(tmp_path / "workspace").current
    (row,) = json.loads(run("decisions", "--format", "json").stdout)
    assert abs(last.at - last.at.fromisoformat(row["decided_at"])) < timedelta(seconds=1)
    assert (row["decided_by"], row["version"]) == (last.by, 2)


def test_a_file_is_compared_with_the_base_and_not_kept(run, tmp_path):
    path, out = tmp_path / "impayés.csv", tmp_path / "out.csv"
    path.write_text("Nom;Prénom;Né le;zone\nDupont;Anne;01/05/1970;x\nInconnu;Zoé;;y\n", encoding="utf-8")
    result = run("compare", path, "--format", "csv", "--output", out, lang="fr")
    assert (result.exit_code, result.stderr) == (0, "sûrs\u00a0: 1, à revoir\u00a0: 0, absents\u00a0: 1\n")
    assert out.read_text(encoding="utf-8").splitlines() == [
        "line,zone,customer_id,score,reasons,alike,Nom,Prénom,Né le,zone 2",
        "2,sure,01,13,name +7; birth +6,2,Dupont,Anne,01/05/1970,x",
        "3,no,,,,0,Inconnu,Zoé,,y",
    ]
    assert Workspace.open(tmp_path / "workspace").version == 1
    other = tmp_path / "achetés.csv"
    other.write_text("Nom;Prénom;Né le\nDUPONT;Anne;01/05/1970\n", encoding="utf-8")
    run("compare", path, "--with", other, "--format", "csv", "--output", out, lang="fr")
    assert out.read_text(encoding="utf-8").splitlines()[:2] == [
        "line,zone,other_line,named,score,reasons,alike,Nom,Prénom,Né le,zone 2",
        "2,sure,2,Anne DUPONT,13,name +7; birth +6,1,Dupont,Anne,01/05/1970,x",
    ]
    assert "deux questions" in run("compare", path, "--with", other, "--our-numbers", lang="fr").stderr
