"""The way of a first file: dropped, understood, mapped, imported, seen on its page; and an import by the command line while a page is open."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from crm_core.settings import Settings, save
from crm_core.store.workspace import Workspace
from tests.browser.conftest import ROOT, Server, settled

FIRST = date(2026, 2, 2)
ROWS, LATE = 40, 10


def sales() -> bytes:
    """A French export as shops send them: a title, cp1252, `;`, amounts with € and a thousands space, a total."""
    days = [FIRST + timedelta(days=k) for k in range(ROWS)]
    lines = [f"C{k % 20:03d};{day:%d/%m/%Y};1 2{k:02d},50 €;Élodie;Lille" for k, day in enumerate(days)]
    return "\r\n".join(
        [
            "Ventes de la boutique;;;;",
            "N° client;Date d'achat;Montant TTC (€);Vendeur;Point de vente XZ",
            *lines,
            "TOTAL;;48 000,00 €;;",
            "",
        ]
    ).encode("cp1252")


def complaints() -> bytes:
    """Forty complaints, thirty of which were closed the next day and ten after a month."""
    rows = []
    for k in range(ROWS):
        received = FIRST + timedelta(days=7 * (k % 4) + k // 20)
        closed = received + timedelta(days=30 if k < LATE else 1)
        rows.append(f"R-{k:03d};C{k % 20:03d};{received:%d/%m/%Y};{closed:%d/%m/%Y};Livraison en retard")
    return "\r\n".join(["N° réclamation;N° client;Reçue le;Close le;Motif", *rows, ""]).encode("cp1252")


@pytest.fixture
def server(fresh: Callable[[Path], Server], browser, tmp_path: Path) -> Server:
    return fresh(tmp_path / "workspace")


def drop(page: Page, *files: tuple[str, bytes]) -> None:
    page.locator('input[type="file"]').set_input_files([{"name": name, "mimeType": "text/csv", "buffer": data} for name, data in files])
    expect(page.locator('[class*="st-key-file-"]')).to_have_count(len(files))
    settled(page)


def test_a_messy_file_is_mapped_imported_and_seen_on_its_page(server: Server, visit: Callable[..., Page]):
    page = visit(f"{server.url}/import")
    drop(page, ("ventes.csv", sales()), ("reclamations.csv", complaints()))
    card = page.locator('[class*="st-key-file-"]', has_text="ventes.csv")
    expect(card).to_contain_text("cp1252")
    expect(card).to_contain_text("40 nouvelles lignes")
    box = card.get_by_role("combobox", name="Champ de « Point de vente XZ »")
    box.click()
    page.get_by_role("option", name="Magasin", exact=True).click()
    settled(page)
    page.get_by_role("button", name="Essayer 2 fichiers").click()
    report = page.locator(".st-key-import-report")
    expect(report).to_contain_text("Pris dans votre essai")
    page.locator(".st-key-publish button").click()
    expect(report).to_contain_text("Importé")
    expect(report.get_by_role("row", name="ventes.csv")).to_contain_text("40")
    mapping = Workspace.open(server.folder).current.summary["files"][0]["mapping"]
    assert mapping == {
        "N° client": "customer_id",
        "Date d'achat": "date",
        "Montant TTC (€)": "amount",
        "Vendeur": "vendeur",
        "Point de vente XZ": "store",
    }
    report.get_by_role("link", name="Réclamations").click()
    expect(page).to_have_url(f"{server.url}/reclamations")
    settled(page)
    expect(page.locator(".bc-answer")).to_contain_text("75,0\u00a0%")
    expect(page.get_by_test_id("stSidebar")).to_contain_text("20 clients sur 20")


def test_a_file_that_cannot_be_read_is_a_sentence_beside_it(firm: Server, visit: Callable[..., Page]):
    page = visit(f"{firm.url}/import?lang=en")
    drop(page, ("empty.csv", b""), ("sales.csv", sales()))
    card = page.locator('[class*="st-key-file-"]', has_text="empty.csv").first
    expect(card.get_by_role("alert")).to_contain_text("This file cannot be read")
    expect(page.get_by_role("button", name="Try 1 file")).to_be_enabled()


def test_an_import_by_the_command_line_appears_on_the_open_page(server: Server, visit: Callable[..., Page], tmp_path: Path):
    page = visit(f"{server.url}/import")
    expect(page.locator(".bc-answer")).to_contain_text("vide")
    (tmp_path / "reclamations.csv").write_bytes(complaints())
    command = [sys.executable, "-m", "crm_core", "--workspace", str(server.folder), "import", str(tmp_path / "reclamations.csv")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    expect(page.locator(".bc-answer")).to_contain_text("40 réclamations", timeout=60_000)


REFUSED = {"fr": "Refusé\u00a0: un fichier peut faire 1\u00a0Mo au plus", "en": "Refused: a file may have 1 MB at most"}


def test_a_file_over_the_limit_is_refused_in_words_by_the_browser_and_by_the_server(server: Server, visit: Callable[..., Page]):
    save(Workspace.open(server.folder).folder, Settings().with_values("limits", upload_mb=1))
    large = {"name": "gros.csv", "mimeType": "text/csv", "buffer": b"a;b\n" * 600_000}
    for lang, words in REFUSED.items():
        page = visit(f"{server.url}/import?lang={lang}")
        page.locator('input[type="file"]').set_input_files([large])
        expect(page.locator('[data-testid="stFileChipIconError"]')).to_be_visible()
        assert words in page.locator(".st-key-bc-upload").evaluate("one => getComputedStyle(one, '::after').content")
        answer = page.request.put(f"{server.url}/_stcore/upload_file/any/file", multipart={"file": large})
        assert answer.status == 413


def test_a_cancelled_import_leaves_nothing(firm: Server, visit: Callable[..., Page]):
    sales = "Numéro;Client;Date;Montant\n" + "".join(f"T{n};C{n % 997};2026-10-01;{n % 90}\n" for n in range(400_000))
    page = visit(f"{firm.url}/import")
    drop(page, ("ventes.csv", sales.encode()))
    page.get_by_role("button", name="Essayer 1 fichier").click()
    page.get_by_role("button", name="Annuler", exact=True).click()
    expect(page.get_by_text("L’import a été annulé")).to_be_visible()
    settled(page)
    expect(page.get_by_role("button", name="Essayer 1 fichier")).to_be_visible()
    expect(page.get_by_role("button", name="Publier")).to_have_count(0)
    assert [one for one in (firm.folder / "trials").iterdir() if one.is_dir()] == []
    assert Workspace.open(firm.folder).version == 1
