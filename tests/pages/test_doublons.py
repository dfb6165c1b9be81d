"""The page of duplicates: empty, filled, one pair after the other, in both languages."""

from datetime import date
from pathlib import Path

import pytest

from crm_core.store.decisions import decide, decided, frame
from crm_core.store.workspace import Workspace
from tests.pages.support import run, words
from tests.support import NOW, workspace

HOME = {"address_1": "12 rue de la Paix", "postal_code": "69002", "city": "Lyon"}
PEOPLE = [
    {"customer_id": "01", "last_name": "Dupont", "first_name": "Anne", "birth_date": date(1970, 5, 1), **HOME},
    {"customer_id": "02", "last_name": "DUPOND", "first_name": "Anne", "birth_date": date(1970, 5, 1), **HOME},
    {"customer_id": "03", "last_name": "Moreau", "first_name": "Jean", "birth_date": date(1950, 1, 1), "postal_code": "75016"},
    {"customer_id": "04", "last_name": "Moreau", "first_name": "Jean", "birth_date": date(1982, 8, 9), "postal_code": "75016"},
    {"customer_id": "05", "last_name": "<b>Roy</b>", "first_name": "Luc", "postal_code": "59000"},
    {"customer_id": "06", "last_name": "<b>Roy</b>", "first_name": "Luc", "postal_code": "59000"},
]  # fmt: skip


@pytest.mark.parametrize(("language", "question"), [("fr", "Qui est deux fois dans la base\u00a0?"), ("en", "Who is in our base twice?")])
def test_empty(nothing: Path, monkeypatch: pytest.MonkeyPatch, language: str, question: str) -> None:
    app = run("doublons", nothing, monkeypatch, language)
    assert not app.exception and not app.error
    assert app.title[0].value == question


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "1 fiche en répète une autre</b>\u00a0: 16,7\u00a0% de la base."),
        ("en", "1 record repeats another one</b>: 16.7% of the base."),
    ],
)
def test_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, said: str) -> None:
    app = run("doublons", workspace(tmp_path, customers=PEOPLE).folder, monkeypatch, language)
    assert not app.exception and not app.error
    assert said in words(app)
    assert [one.value for one in app.metric] == [
        "1",
        "16,7\u00a0%" if language == "fr" else "16.7%",
        "1",
        "2" if app.metric[3].value == "2" else "1",
    ]


def test_one_pair_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("doublons", workspace(tmp_path, customers=PEOPLE).folder, monkeypatch, zone="sure")
    assert "<mark>DUPOND</mark>" in words(app)
    app.segmented_control(key="zone").set_value("review").run()
    assert "&lt;b&gt;Roy" in words(app) and "<b>Roy" not in words(app)
    assert not app.exception


def taken(folder: Path) -> list[tuple[str, str, str]]:
    firm = Workspace.open(folder)
    return decided(firm, firm.current).select("left_id", "right_id", "decision").rows()


def test_decisions_wait_until_they_are_kept_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = workspace(tmp_path, customers=PEOPLE).folder
    app = run("doublons", folder, monkeypatch)
    app.button(key="decide-apart").click().run()
    app.button(key="decide-later").click().run()
    assert "1 paire déclarée différente, 1 paire remise à plus tard" in words(app)
    assert taken(folder) == []
    app.button(key="keep-decisions").click().run()
    assert not app.exception and not app.error
    assert [one.value for one in app.success] == ["Enregistré en version 2\u00a0: 1 paire déclarée différente, 1 paire remise à plus tard."]
    assert sorted(taken(folder)) == [("03", "04", "later"), ("05", "06", "apart")]
    assert "Aucune paire ici." in words(app)
    app.segmented_control(key="zone").set_value("later").run()
    assert "Paire 1 sur 1" in words(app)


def test_the_zone_sure_is_merged_in_one_go_and_each_merge_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = workspace(tmp_path, customers=PEOPLE).folder
    app = run("doublons", folder, monkeypatch, zone="sure")
    assert "1 fiche en rejoint une autre." in "\n".join(one.value for one in app.text)
    app.button(key="merge-all").click().run()
    assert taken(folder) == [("01", "02", "merge")]
    assert "5 clients connus" in words(app)
    app.selectbox(key="decided-one").select_index(0).run()
    app.button(key="take-back").click().run()
    assert not app.exception and taken(folder) == []
    assert "6 clients connus" in words(app)


def test_merges_of_one_click_are_taken_back_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    firm = workspace(tmp_path, customers=PEOPLE)
    decide(firm, frame([("05", "06", "later")]), at=NOW, by="t")
    decide(firm, frame([("01", "02", "merge"), ("03", "04", "apart")]), at=NOW, by="t")
    app = run("doublons", firm.folder, monkeypatch)
    box = app.selectbox(key="decided-version")
    assert box.options == ["Version 3\u00a0: 1 paire fusionnée, 1 paire déclarée différente"]
    box.select_index(0).run()
    app.button(key="take-back-together").click().run()
    assert not app.exception and taken(firm.folder) == [("05", "06", "later")]
    assert not any(one.key == "decided-version" for one in app.selectbox)


def test_what_contradicts_is_said_and_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [*PEOPLE[:2], {**PEOPLE[0], "customer_id": "09"}]
    app = run("doublons", workspace(tmp_path, customers=people).folder, monkeypatch, zone="sure")
    for decision in ("merge", "merge", "apart"):
        app.button(key=f"decide-{decision}").click().run()
    assert "ne peuvent pas être à la fois un client et deux" in app.warning[0].value
    app.button(key="drop-decisions").click().run()
    assert "Paire 1 sur 3" in words(app)


def test_a_past_version_is_not_decided_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    firm = workspace(tmp_path, customers=PEOPLE)
    decide(firm, frame([("01", "02", "merge")]), at=NOW, by="test")
    app = run("doublons", firm.folder, monkeypatch, version="1")
    assert "revenez à la version courante" in words(app)
    assert not [one for one in app.button if str(one.key).startswith("decide-")]


def test_a_file_is_compared_with_the_base_and_nothing_of_it_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = workspace(tmp_path, customers=PEOPLE).folder
    app = run("doublons", folder, monkeypatch)
    data = "Nom;Prénom;Né le;CP;*Dette*\nDupont;Anne;01/05/1970;69002;5\nInconnu;Zoé;;;6\n".encode()
    app.get("file_uploader")[0].upload("impayés.csv", data, "text/csv").run()
    assert not app.exception and not app.error
    said = words(app)
    assert "impayés.csv, 2 lignes\u00a0: <b>1</b> sûrement dans la base, <b>0</b> à revoir, <b>1</b> hors de la base." in said
    assert "Comparés par\u00a0: Nom, Prénom, Date de naissance, Code postal." in said
    assert "*Dette*" in said
    assert Workspace.open(folder).version == 1
    app.get("file_uploader")[0].upload("stock.csv", b"Article;Stock\nVis;3\nClou;4\n", "text/csv").run()
    assert "n’a pas de colonne par laquelle comparer" in app.error[0].value


def test_two_files_are_compared_with_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = workspace(tmp_path, customers=PEOPLE).folder
    app = run("doublons", folder, monkeypatch, compare_with="file")
    app.get("file_uploader")[0].upload(
        "impayés.csv", "Nom;Prénom;Né le;Tél\nDupont;Anne;01/05/1970;0472000001\n".encode(), "text/csv"
    ).run()
    assert "impayés.csv" not in words(app)
    app.get("file_uploader")[1].upload(
        "achetés.csv", "Nom;Prénom;Tél\nAutre;Paul;\nDUPONT;Anne;04 72 00 00 01\n".encode(), "text/csv"
    ).run()
    assert not app.exception and not app.error
    said = words(app)
    assert (
        "impayés.csv, 1 ligne\u00a0: <b>1</b> sûrement dans l’autre fichier, <b>0</b> à revoir, <b>0</b> hors de l’autre fichier." in said
    )
    assert "Ligne de l’autre fichier" in said and "Anne DUPONT" in said
    assert app.query_params["compare_with"] in ("file", ["file"]) and not app.warning
    assert Workspace.open(folder).version == 1


def test_customers_known_by_purchases_alone_are_not_said_to_be_without_duplicates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sales = [{"customer_id": f"C{rank}", "date": date(2026, 5, 4), "amount": 5, "transaction_id": f"T{rank}"} for rank in range(9)]
    app = run("doublons", workspace(tmp_path, transactions=sales).folder, monkeypatch)
    assert not app.exception and not app.error
    assert "Aucune fiche n’en répète une autre" not in words(app) and "Aucune fiche de client" in words(app)
