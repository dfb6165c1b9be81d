"""A small firm with everything in it, and a page run inside the frame, without a browser."""

from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from streamlit.testing.v1 import AppTest

from crm_core.store.workspace import Workspace
from tests.support import copied, workspace

ROOT = Path(__file__).resolve().parents[2]
START, END = date(2024, 1, 1), date(2026, 11, 20)
STORES = {"Lille": "Nord", "Lyon": "Sud", "Nantes": "Ouest"}
NAME = "C{:04d}"
CATEGORIES = ("Livraison en retard", "Produit abîmé", "Accueil", "Facture")
Rows = list[dict[str, Any]]


def small_firm(folder: Path, customers: int = 300) -> Workspace:
    """A workspace of `customers` customers over three years: purchases, surveys, complaints; the same at every call."""
    chance = Random(11)
    tables: dict[str, Rows] = {"customers": [], "transactions": [], "surveys": [], "complaints": []}
    for number in range(customers):
        _customer(chance, NAME.format(number), tables)
    return workspace(folder, **tables)


def ready_firm(folder: Path, customers: int) -> Workspace:
    """A small firm of a test's own, ready for questions."""
    return copied(folder, f"small firm of {customers}", lambda place: small_firm(place, customers))


def _customer(chance: Random, name: str, tables: dict[str, Rows]) -> None:
    store = chance.choice(list(STORES))
    known = START + timedelta(days=chance.randrange(500))
    tables["customers"].append({"customer_id": name, "last_name": name, "store": store, "region": STORES[store], "first_known_on": known})
    day, leaves = known, chance.random() < 0.4
    while day <= END and not (leaves and chance.random() < 0.12):
        lines = tables["transactions"]
        lines.append(
            {
                "transaction_id": f"T{len(lines)}",
                "customer_id": name,
                "date": day,
                "amount": 40.0,
                "channel": chance.choice(("store", "web")),
                "store": store,
            }
        )
        day += timedelta(days=int(chance.expovariate(1 / 40)) + 1)
    for _wave in range(2):
        _survey(chance, name, tables["surveys"])
    if chance.random() < 0.6:
        _complaint(chance, name, store, tables["complaints"])


def _survey(chance: Random, name: str, rows: Rows) -> None:
    score = min(10, max(1, round(chance.gauss(7.5, 2))))
    day = START + timedelta(days=chance.randrange(400, 1050))
    rows.append(
        {
            "response_id": f"S{len(rows)}",
            "customer_id": name,
            "date": day,
            "nps": score,
            "nps_scale": "0-10",
            "csat": score,
            "csat_scale": "1-10",
        }
    )


def _complaint(chance: Random, name: str, store: str, rows: Rows) -> None:
    day = START + timedelta(days=chance.randrange(300, 1050))
    closed = day + timedelta(days=chance.choice((1, 2, 3, 4, 20)))
    rows.append(
        {
            "complaint_id": f"R-{len(rows):04d}", "customer_id": name, "owner": ("Ann", "Bob")[len(rows) % 2], "received_on": datetime(day.year, day.month, day.day, 9), "store": store,
            "closed_on": closed if closed <= END and chance.random() > 0.05 else None, "category": chance.choice(CATEGORIES), "severity": "high",
        }
    )  # fmt: skip


def run(page: str, folder: Path, monkeypatch: Any, language: str = "fr", **params: str) -> AppTest:
    """The page as a visitor sees it: the frame around it, `params` in the address."""
    monkeypatch.setenv("CRM_WORKSPACE", str(folder))
    app = AppTest.from_file(str(ROOT / "crm_ui" / "frame.py"), default_timeout=60)
    app.query_params["lang"] = language
    for name, value in params.items():
        app.query_params[name] = value
    app.switch_page(str(ROOT / "pages" / f"{page}.py"))
    return app.run()


def words(app: AppTest) -> str:
    """Everything that the page says in titles, texts, tables and cards, as one text."""
    html = [element.proto.body for element in app.get("html")]
    plain = [element.value for kind in (app.title, app.subheader, app.markdown, app.caption, app.info, app.warning) for element in kind]
    return "\n".join([*plain, *html])
