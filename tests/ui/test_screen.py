"""The office screen, without a server: what its address may ask, what it shows, and what it says instead."""

import asyncio
import html
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from starlette.applications import Starlette
from starlette.datastructures import QueryParams

from crm_core.engine import Scope, connect
from crm_core.errors import WrongChoice
from crm_core.indicators.barometer import barometer
from crm_core.settings import Settings
from crm_core.store.workspace import Workspace
from crm_core.units import Unit
from crm_ui import formats
from crm_ui.screen.choice import VIEWS, Choice, Content
from crm_ui.screen.route import routes
from tests.pages.support import END, small_firm
from tests.support import workspace


def get(path: str, query: str = "", **headers: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and text of one request to the screen's routes."""
    sent: list[dict[str, Any]] = []
    raw = [(name.replace("_", "-").lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": query.encode(), "headers": raw, "root_path": "", "scheme": "http",
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(Starlette(routes=routes)(scope, receive, send))
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], found, b"".join(one.get("body", b"") for one in sent[1:]).decode()


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return small_firm(tmp_path_factory.mktemp("firm") / "workspace")


@pytest.fixture
def shared(firm: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("CRM_WORKSPACE", str(firm.folder))
    return firm


def values(text: str) -> dict[str, str]:
    """Figure → value of the first view that shows it."""
    found = re.findall(r'data-name="(\w+)".*?<div class="val[^>]*>(.*?)</div>', text, re.DOTALL)
    return {name: html.unescape(re.sub("<[^>]+>", "", value)) for name, value in reversed(found)}


def test_an_address_is_read() -> None:
    usual = Choice.read(QueryParams(""))
    assert usual == Choice(Content(VIEWS, (), None, 35), 0, 25, 50, "dark")
    asked = Choice.read(
        QueryParams("view=lost&views=barometer,lost&rotate=10&store=Lille&store=Lyon&theme=light&lang=en&refresh=5&stale=2")
    )
    assert asked == Choice(Content(("barometer", "lost"), ("Lille", "Lyon"), "en", 2), 1, 10, 5, "light")
    assert Choice.read(QueryParams("view=lost")).rotate == 0


@pytest.mark.parametrize(
    "query",
    ["vieew=lost", "view=x", "views=lost,x", "views=", "view=lost&views=barometer", "rotate=-1", "rotate=ten", "rotate=٣", "rotate=99999",
     "refresh=0", "refresh=61", "stale=0", "theme=blue", "lang=de", "store=a&store=b&store=c"],
)  # fmt: skip
def test_an_impossible_address_is_a_choice_to_mend(query: str) -> None:
    with pytest.raises(WrongChoice):
        Choice.read(QueryParams(query))


def test_the_screen_shows_the_figures_of_the_barometer(shared: Workspace) -> None:
    status, headers, text = get("/screen", "lang=fr")
    expected = barometer(connect(shared, Settings()), Scope.to(END))
    assert status == 200
    assert headers["cache-control"] == "no-store"
    assert values(text) == {
        row["indicator"]: formats.headline(row["value"], Unit(row["unit"]), "fr") for row in expected.iter_rows(named=True)
    }
    assert "Données du 20 novembre 2026" in text
    assert not re.search(r"C0\d\d\d|://(?!www\.w3\.org)", text)
    assert text.count("<article") == 4


def test_a_store_has_its_own_figures(shared: Workspace) -> None:
    _status, _headers, text = get("/screen/figures", "store=Lyon&lang=en&views=barometer")
    expected = barometer(connect(shared, Settings()), Scope.to(END).where("store", "Lyon"))
    csat = expected.filter(pl.col("indicator") == "csat")["value"][0]
    assert values(text)["csat"] == formats.share(csat, "en")
    assert " · Lyon · " in text


def test_the_heaviest_page_stays_under_100_kb(shared: Workspace) -> None:
    status, _headers, text = get("/screen", "store=Lille&store=Lyon")
    assert status == 200
    assert text.count("<article") == 8
    assert len(text.encode()) < 100_000


def test_equal_figures_are_not_sent_again(shared: Workspace) -> None:
    status, headers, text = get("/screen/figures")
    assert status == 200
    assert text
    again = get("/screen/figures", If_None_Match=headers["etag"])
    assert (again[0], again[2]) == (304, "")
    assert again[1]["x-firm-time"]


def test_a_new_version_is_shown_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_WORKSPACE", str(tmp_path))
    day = date(2026, 5, 4)
    answer = {"date": day, "csat": 5, "csat_scale": "1-5"}
    workspace(tmp_path, surveys=[answer] * 40)
    assert values(get("/screen/figures", "lang=en")[2])["csat"] == "100.0%"
    workspace(tmp_path, surveys=[{**answer, "csat": 1, "date": day - timedelta(days=rank)} for rank in range(40)])
    _status, _headers, text = get("/screen/figures", "lang=en")
    assert values(text)["csat"] == "50.0%"
    assert text.count("No data yet") >= 4


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("lang=fr&view=x", 400, "L’adresse demande view = x"),
        ("lang=en&store=Paris", 400, "store = Paris, which is not possible here. Possible values: Lille, Lyon, Nantes."),
        ("lang=de", 400, "L’adresse demande lang = de"),
        ("lang=en&store=%3Cscript%3E", 400, "store = &lt;script&gt;, which"),
    ],
)
def test_what_is_wrong_is_said_on_the_screen(shared: Workspace, query: str, status: int, words: str) -> None:
    found, _headers, text = get("/screen", query)
    assert found == status
    assert words in text
    assert get("/screen/figures", query)[0] == status


def test_without_data_the_screen_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_WORKSPACE", str(tmp_path / "none"))
    status, _headers, text = get("/screen", "lang=en")
    assert status == 503
    assert "The workspace holds no data, or cannot be read just now." in text


def test_customers_without_any_day_are_told_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_WORKSPACE", str(workspace(tmp_path, customers=[{"customer_id": "C1"}]).folder))
    status, _headers, text = get("/screen", "lang=fr")
    assert status == 503
    assert "aucun achat, réponse d’enquête, réclamation ni contact" in text and "est vide" not in text


def test_a_bug_is_a_sentence_with_a_reference(shared: Workspace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken(_content: Content) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("crm_ui.screen.answers.figures", broken)
    status, _headers, text = get("/screen", "lang=en")
    reference = re.search(r"reference ([0-9A-F]{6})", text)
    assert status == 500
    assert reference is not None
    assert [record.facts["reference"] for record in caplog.records] == [reference[1]]  # type: ignore[attr-defined]
    assert "Traceback" not in text


def test_a_token_is_asked_for_when_there_is_one(shared: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_SCREEN_TOKEN", "clé-7")
    for query in ("lang=en", "lang=en&token=no"):
        status, _headers, text = get("/screen", query)
        assert status == get("/screen/figures", query)[0] == 403
        assert "This screen needs its token." in text
        assert "<article" not in text
    assert get("/screen", "token=cl%C3%A9-7")[0] == get("/screen/figures", "token=cl%C3%A9-7")[0] == 200


def test_old_data_are_said_to_be_old(shared: Workspace) -> None:
    assert (date.today() - END).days < 35 or "days old: nothing newer has arrived." in get("/screen/figures", "lang=en")[2]
    assert 'data-old=""' in get("/screen/figures", "stale=3650")[2]


def test_the_age_of_old_data_is_told_in_years(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    day = date.today() - timedelta(days=1471)
    sales = [{"customer_id": "C1", "date": day, "amount": 5, "transaction_id": "T1"}]
    monkeypatch.setenv("CRM_WORKSPACE", str(workspace(tmp_path, transactions=sales).folder))
    assert "(4 ans)\u00a0: rien de plus récent n’est arrivé." in get("/screen", "lang=fr")[2]


def test_losses_that_nobody_can_tell_have_no_axis_and_no_zero(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sales = [{"customer_id": f"C{rank}", "date": END, "amount": 5, "transaction_id": f"T{rank}"} for rank in range(9)]
    monkeypatch.setenv("CRM_WORKSPACE", str(workspace(tmp_path, transactions=sales).folder))
    text = get("/screen", "view=lost&lang=fr")[2]
    assert "Pas encore de données" in text
    assert "client perdu" not in text and "Trop peu de clients pour juger" not in text


def test_months_of_one_case_each_have_no_axis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    days = [datetime(END.year, END.month, END.day) - timedelta(days=30 * rank) for rank in range(9)]
    cases = [
        {"complaint_id": f"R{rank}", "received_on": day, "closed_on": None if rank == 3 else day.date() + timedelta(days=1)}
        for rank, day in enumerate(days)
    ]
    monkeypatch.setenv("CRM_WORKSPACE", str(workspace(tmp_path, complaints=cases).folder))
    text = get("/screen", "view=complaints&lang=fr")[2]
    assert "Trop peu de réclamations pour voir une tendance" in text and 'aria-label="Trop peu' not in text
    assert "Moins de 5 dossiers ouverts" in text
