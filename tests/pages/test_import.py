"""The import page: what was understood, what is asked, what would change, and what became of every row."""

from functools import partial
from hashlib import sha256
from io import BytesIO

import pytest

from crm_core.demo.load import load_demo
from crm_core.store.workspace import Workspace
from crm_ui.import_choices import Choices
from crm_ui.import_uploads import Store
from tests.ingest.importing import stored
from tests.pages.support import run

SALES = (
    "Export du 21/11/2026;;;\r\n"
    "N° client;Date;Montant TTC (€);Vendeur\r\n"
    "C001;03/02/2026;1 234,50 €;Élodie\r\n"
    "C002;17/02/2026;99,00 €;Noé\r\n"
    "C001;bientôt;10,00 €;Noé\r\n"
    "C003;28/02/2026;15,50 €;Élodie\r\n"
    "TOTAL;;1 359,00 €;\r\n"
).encode("cp1252")  # fmt: skip
PEOPLE = b"customer_id,last_name,email\nC001,Durand,a@example.fr\nC002,Petit,b@example.fr\n"
AMBIGUOUS = b"Client;Date;Montant\nC1;01/02/2026;12,50\nC2;03/04/2026;8,00\n"
SURVEY = b"Note NPS,Verbatim\n9,Tr\xc3\xa8s bien\n3,Trop long\n10,Parfait\n"


@pytest.fixture
def page(tmp_path, monkeypatch):
    return run("import", tmp_path / "firm", monkeypatch)


def drop(page, *files):
    for name, data in files:
        page.get("file_uploader")[0].upload(name, data, "text/csv").run()


def html(page):
    return "\n".join(one.body for one in page.get("html"))


def test_the_first_minute_offers_files_templates_and_the_demo_company(page):
    assert not page.exception
    assert "vide" in html(page)
    assert len(page.get("download_button")) == 9
    assert page.button(key="demo")


def test_a_messy_french_file_is_understood(page):
    drop(page, ("ventes_2026.csv", SALES))
    assert not page.exception
    said = html(page)
    assert "cp1252" in said
    assert "en-têtes à la ligne 2" in said
    assert [box.value for box in page.selectbox if str(box.key).startswith("map-")] == ["customer_id", "date", "amount", ""]
    assert "<b>3 nouvelles lignes</b>, 0 modifiée, 0 inchangée" in said
    assert "1 rejetée" in said
    assert "). Ligne 5\u00a0: «\u00a0bientôt\u00a0»" in said
    assert any("mises de côté" in one.label for one in page.expander)


def test_nothing_is_written_before_the_button(page, tmp_path):
    drop(page, ("ventes_2026.csv", SALES))
    assert Workspace.open(tmp_path / "firm").version == 0


def test_the_report_tells_every_row_and_can_be_undone(page, tmp_path):
    drop(page, ("ventes_2026.csv", SALES), ("clients.csv", PEOPLE))
    page.button(key="import").click().run()
    assert not page.exception
    assert page.subheader[0].value == "Pris dans votre essai"
    assert any("ligne rejetée" in one.label for one in page.get("download_button"))
    page.button(key="publish").click().run()
    kept = Workspace.open(tmp_path / "firm").current
    counts = {one["file"]: {name: one[name] for name in ("read", "loaded", "rejected", "skipped")} for one in kept.summary["files"]}
    assert counts == {
        "ventes_2026.csv": {"read": 4, "loaded": 3, "rejected": 1, "skipped": 2},
        "clients.csv": {"read": 2, "loaded": 2, "rejected": 0, "skipped": 0},
    }
    assert "Importé" in page.subheader[0].value
    assert any("ligne rejetée" in one.label for one in page.get("download_button"))
    page.button(key="undo-report").click().run()
    assert not page.exception
    assert Workspace.open(tmp_path / "firm").current.tables == {}
    assert "vide" in html(page)


def test_the_same_file_twice_changes_nothing(page, tmp_path):
    drop(page, ("clients.csv", PEOPLE))
    page.button(key="import").click().run()
    drop(page, ("clients.csv", PEOPLE))
    assert "0 nouvelle ligne" in html(page)
    assert "2 inchangées" in html(page)
    page.button(key="import").click().run()
    assert "Rien de nouveau" in page.subheader[0].value
    page.button(key="publish").click().run()
    assert Workspace.open(tmp_path / "firm").version == 1


def test_a_missing_day_is_asked_once_for_the_whole_file(page, tmp_path):
    drop(page, ("enquete.csv", SURVEY))
    assert not [one for one in page.button if one.key == "import"]
    asked = page.date_input(key=next(one.key for one in page.date_input if str(one.key).startswith("value-")))
    assert "quelle valeur pour tout le fichier" in asked.label
    asked.set_value("2026-09-15").run()
    assert not page.exception
    assert "<b>3 nouvelles lignes</b>" in html(page)


def test_a_doubt_is_asked_with_its_proposal_and_can_be_changed_twice(page):
    drop(page, ("commandes.csv", AMBIGUOUS))
    assert not page.exception
    asked = next(one for one in page.radio if "Date" in one.label)
    assert asked.value == "dmy"
    asked.set_value("mdy").run()
    asked = next(one for one in page.radio if "Date" in one.label)
    assert asked.value == "mdy"
    assert "dates mois/jour/année" in html(page)
    asked.set_value("dmy").run()
    assert "dates jour/mois/année" in html(page)


def test_a_table_in_doubt_waits_for_one_click(page):
    drop(page, ("donnees.csv", b"Client;Date;Montant;Note\nC1;21/02/2026;12,50;x\nC2;23/04/2026;8,00;\n"))
    assert not page.exception
    assert "À confirmer" in html(page)
    assert not [one for one in page.button if one.key == "import"]
    next(one for one in page.button if str(one.key).endswith("-transactions")).click().run()
    assert "Choisi" in html(page)
    assert "<b>2 nouvelles lignes</b>" in html(page)
    assert page.button(key="import")


def test_a_bad_file_is_a_sentence_and_the_others_go_on(page):
    drop(page, ("vide.csv", b""), ("clients.csv", PEOPLE))
    assert not page.exception
    assert len(page.error) == 1
    assert "vide.csv" in page.error[0].value
    assert page.button(key="import").label == "Essayer 1 fichier"


def test_a_column_can_be_given_to_another_field(page):
    drop(page, ("ventes_2026.csv", SALES))
    boxes = [box.key for box in page.selectbox if str(box.key).startswith("map-")]
    page.selectbox(key=boxes[3]).set_value("store").run()
    assert not page.exception
    assert [page.selectbox(key=key).value for key in boxes] == ["customer_id", "date", "amount", "store"]


def test_the_table_can_be_changed(page):
    drop(page, ("clients.csv", PEOPLE))
    box = next(one for one in page.selectbox if str(one.key).startswith("table-"))
    assert box.value == "customers"
    box.set_value("interactions").run()
    assert not page.exception
    assert next(one for one in page.selectbox if str(one.key).startswith("table-")).value == "interactions"


def test_a_file_above_the_limit_is_named(page, monkeypatch):
    monkeypatch.setattr("crm_ui.import_uploads.MEGABYTE", 0)
    drop(page, ("clients.csv", PEOPLE))
    assert "clients.csv" in page.error[0].value
    assert not [one for one in page.button if one.key == "import"]


def test_a_field_is_given_to_one_column_alone():
    choices = Choices()
    choices.take_field("Magasin", "store")
    choices.take_field("Boutique", "store")
    assert choices.mapping == {"Magasin": "", "Boutique": "store"}
    choices.take_value("date", None)
    assert choices.values == {}
    choices.take_table("surveys")
    assert choices.mapping == {}


def test_bytes_are_written_at_once_and_removed_when_put_away():
    store = Store()
    upload = store.take("1", "../../etc/ventes.csv", BytesIO(b"a;b"))
    assert upload.path.is_relative_to(store.folder.path)
    assert upload.name == "ventes.csv"
    assert upload.path.read_bytes() == b"a;b"
    store.drop("1")
    assert not upload.path.exists()


def test_the_demo_company_is_shown_to_this_session_alone(page, tmp_path, monkeypatch):
    monkeypatch.setattr("crm_ui.states.DEMO_FOLDER", tmp_path / "demo")
    monkeypatch.setattr("crm_core.demo.load.load_demo", partial(load_demo, customers=200))
    page.button(key="demo").click().run(timeout=120)
    assert not page.exception
    assert Workspace.open(tmp_path / "demo").version == 1
    assert Workspace.open(tmp_path / "firm").version == 0
    assert "demo" in page.warning[0].value
    page.button(key="back-to-shared").click().run()
    assert "vide" in html(page)


def test_the_history_shows_the_fingerprint_of_each_file(page):
    drop(page, ("clients.csv", PEOPLE))
    page.button(key="import").click().run()
    page.button(key="publish").click().run()
    assert f"SHA-256 {sha256(PEOPLE).hexdigest()[:8]}" in html(page)


def test_a_mapping_is_taken_up_and_a_wrong_one_is_refused(page):
    drop(page, ("ventes.csv", AMBIGUOUS))
    assert any("TOML" in one.label for one in page.get("download_button"))
    mapping = (
        b'table = "transactions"\n[columns]\nClient = "customer_id"\nDate = "due_on"\nMontant = "amount"\n[values]\ndate = "2026-01-31"\n'
    )
    page.get("file_uploader")[1].upload("mapping.toml", mapping, "application/toml").run()
    assert not page.exception
    assert [box.value for box in page.selectbox if str(box.key).startswith("map-")] == ["customer_id", "due_on", "amount"]
    page.get("file_uploader")[1].upload("autre.toml", b'table = "ventes"\n', "application/toml").run()
    assert "ventes" in page.error[0].value
    assert [box.value for box in page.selectbox if str(box.key).startswith("map-")] == ["customer_id", "due_on", "amount"]


ORDERS = (
    "N° client;Date de commande;Montant TTC (€);Prénom;Nom;Courriel\r\n"
    "C1;03/02/2026;12,50 €;Zoé;Diaz;zoe@example.fr\r\n"
    "C2;17/02/2026;99,00 €;Luc;Roy;luc@example.fr\r\n"
    "C1;28/02/2026;15,50 €;Zoé;Diaz;zoe@example.fr\r\n"
).encode("cp1252")  # fmt: skip


def test_a_mapping_of_another_file_leaves_the_choices_as_they_were(page):
    drop(page, ("ventes.csv", SALES))
    before = page.selectbox[0].value
    other = b'table = "complaints"\n[columns]\n"Ville de livraison" = "category"\n'
    page.get("file_uploader")[1].upload("autre.toml", other, "application/toml").run()
    assert not page.exception
    assert "n’a pas de colonne «\u00a0Ville de livraison\u00a0»" in page.error[0].value
    assert "«\u00a0autre.toml\u00a0» n’est pas repris" in html(page)
    assert page.selectbox[0].value == before, "and the card is there, with what it held"
    page.run()
    assert not page.error


def test_the_customers_that_a_file_of_orders_names_are_one_click_away(page, tmp_path):
    drop(page, ("commandes.csv", ORDERS))
    assert "Ce fichier dit aussi qui sont les clients (Prénom · Nom · Courriel)" in html(page)
    next(one for one in page.button if one.label == "Prendre aussi ses clients").click().run()
    assert not page.exception
    assert not any(one.label == "Prendre aussi ses clients" for one in page.button)
    assert "<b>2 nouvelles lignes</b>" in html(page)
    page.button(key="import").click().run()
    assert "commandes.csv" in html(page) and "commandes.csv, commandes.csv" not in html(page)
    page.button(key="publish").click().run()
    workspace = Workspace.open(tmp_path / "firm")
    assert [(one["table"], one["loaded"], one["repeated"]) for one in workspace.current.summary["files"]] == [
        ("transactions", 3, 0),
        ("customers", 2, 1),
    ]
    assert stored(workspace, "select customer_id, first_name, last_name, email from customers order by 1") == [
        ("C1", "Zoé", "Diaz", "zoe@example.fr"),
        ("C2", "Luc", "Roy", "luc@example.fr"),
    ]
    drop(page, ("commandes.csv", ORDERS))
    assert page.selectbox[0].value == "transactions"
    assert "Comme la dernière fois" in html(page)


def test_a_file_of_orders_that_names_nobody_or_numbers_nobody_offers_no_customers(page):
    drop(page, ("ventes.csv", SALES), ("anonymes.csv", b"Date;Montant;Courriel\n03/02/2026;12,50;a@example.fr\n"))
    assert not any(one.label == "Prendre aussi ses clients" for one in page.button)


def exchanged_days():
    """Thirty days of March as a spreadsheet of another language writes them: day and month changed over where that gives a date."""
    days = [(3 + 7 * k) % 30 + 1 for k in range(30)]
    lines = [f"C{day};{f'03/{day:02d}' if day <= 12 else f'{day:02d}/03'}/2026;10,00" for day in days]
    return "\n".join(["Client;Date;Montant", *lines, ""]).encode()


def test_dates_left_as_written_are_told_before_and_after_the_import(page):
    drop(page, ("ventes.csv", exchanged_days()))
    assert "semblent intervertis" in html(page)
    radio = next(one for one in page.radio if str(one.key).startswith("ask-"))
    radio.set_value("turned").run()
    next(one for one in page.radio if str(one.key).startswith("ask-")).set_value("as_written").run()
    assert "semblent intervertis" in html(page)
    page.button(key="import").click().run()
    report = next(one.body for one in page.get("html") if "semblent intervertis" in one.body)
    assert "Retenu\u00a0: telles qu’elles sont écrites." in report
