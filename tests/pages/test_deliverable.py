"""Lists of whom to target leave out those whom nothing reaches, on every page that has one, and say how many."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from crm_core.store.workspace import Change, Entry, Workspace
from crm_ui import tables
from crm_ui.deliverable import out
from tests.indicators.test_campaign_returns import CAMPAIGNS, CONTACTS, MEMBERS, PEOPLE, RETURNS
from tests.pages.support import run, small_firm, words
from tests.support import NOW, copied, frame, workspace


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    return copied(tmp_path, "deliverable", returned).folder


def returned(folder: Path) -> Workspace:
    """Three hundred customers, all of whom have an address; mail of the first half came back, of fifty of them the e-mail too."""
    made = small_firm(folder, customers=300)
    known = [f"C{n:04d}" for n in range(300)]
    people = [
        {"customer_id": one, "address_1": "1 rue A", "postal_code": "59000", "email": f"{one}@x.fr", "email_ok": True} for one in known
    ]
    returns = [{"customer_id": one, "returned_on": date(2026, 3, 1), "way": "mail"} for one in known[:150]]
    returns += [{"customer_id": one, "returned_on": date(2026, 3, 1), "way": "email"} for one in known[:50]]
    with made.writing() as base:
        changes = {
            "customers": Change(frame("customers", people).to_arrow(), True),
            "undeliverables": Change(frame("undeliverables", returns).to_arrow(), False),
        }
        made.commit(base, changes, Entry("import", NOW, "test"))
    return made


def test_out_of_the_list_by_the_way_it_is_written_to() -> None:
    marked = pl.DataFrame(
        [("a", date(2026, 1, 1), None, True), ("b", None, date(2026, 1, 1), False)], schema=["customer_id", "mail_on", "email_on", "other_way"], orient="row"
    )  # fmt: skip
    assert [out(marked, way)["customer_id"].to_list() for way in ("any", "mail", "email")] == [["b"], ["a"], ["b"]]


def listed(app, column: str) -> set[str]:  # type: ignore[no-untyped-def]
    frames = [one.value for one in app.dataframe if column in one.value.columns and "customer_id" in one.value.columns]
    return {str(link).split("customer=")[-1].split("&")[0] for one in frames for link in one["customer_id"]}


@pytest.mark.parametrize(("page", "column", "params"), [
    ("segments", "reason", {"grouping": "class", "group_class": "inactive"}), ("clients", "reason", {"listed_class": "inactive"}), ("scoring", "rfm_code", {"scoring_view": "list"}), ("satisfaction", "csat", {}),
])  # fmt: skip
def test_each_list_leaves_them_out_and_says_so(
    firm: Path, monkeypatch: pytest.MonkeyPatch, page: str, column: str, params: dict[str, str]
) -> None:
    monkeypatch.setattr(tables, "PLAIN_ROWS", 0)
    by = {way: run(page, firm, monkeypatch, write_by=way, **params) for way in ("any", "mail")}
    for app in by.values():
        assert not app.exception and not app.error
        assert "de la liste\u00a0: ce qu’on" in words(app)
    everyone, reached = (listed(app, column) for app in by.values())
    assert not {f"C{n:04d}" for n in range(50)} & everyone
    assert reached and reached == {one for one in everyone if one >= "C0150"} and reached < everyone


def test_what_came_back_is_told_by_campaign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(tmp_path, customers=PEOPLE, campaigns=CAMPAIGNS, campaign_members=MEMBERS, interactions=CONTACTS, undeliverables=RETURNS)
    app = run("clients", tmp_path, monkeypatch)
    assert not app.exception and not app.error
    said = words(app)
    assert "Ce qui est revenu, campagne par campagne" in said
    assert "Lettre" in said and "50,0" in said
