"""Addresses that ask what cannot be: each page and each screen still says something true, and never breaks."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest

from crm_core.store.workspace import Workspace
from crm_ui.filters import MOST_SAID
from tests.hostile.names import NAMES, SCRIPT
from tests.pages.support import ROOT, run, small_firm, words
from tests.support import workspace
from tests.ui.test_screen import get

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
ODD = (
    "", "\0", " ", "%00", "-1", "0", "9" * 400, "1e999", "NaN", "2026-02-30", "9999-12-31", "0001-01-01", "x" * 100_000, "\u202e", "../../etc/passwd", "';drop table customers;--",
    *NAMES,
)  # fmt: skip
NAMED = (
    "period", "as_of", "from", "store", "region", "channel", "lifecycle", "version", "lang", "indicator", "cohort_way", "open_by", "listed_class", "structure_field", "grouping", "group_rfm",
    "valued_by", "value_view", "nothing",
)  # fmt: skip
NEEDED = {"fiche": {"customer": "C0001"}}


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return small_firm(tmp_path_factory.mktemp("firm") / "workspace", customers=40)


def said(page: str, folder: Path, monkeypatch: pytest.MonkeyPatch, **asked: object) -> tuple[list[str], str]:
    """The warnings and the words of a page opened at this address, which must not break."""
    app = run(page, folder, monkeypatch, **{**NEEDED.get(page, {}), **asked})  # type: ignore[arg-type]
    assert not app.exception
    assert app.title[0].value
    return [one.value for one in app.warning], words(app)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_with_an_address_full_of_nonsense(page: str, firm: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every parameter with an odd value of its own, then all odd values for one parameter: the figures are those of the bare address."""
    _none, usual = said(page, firm.folder, monkeypatch)
    assert answer(usual)
    for turn in (0, 11):
        asked = {name: ODD[(rank + turn) % len(ODD)] for rank, name in enumerate(NAMED)}
        warned, shown = said(page, firm.folder, monkeypatch, **asked)
        assert 1 <= len(warned) <= MOST_SAID + 5
        assert sum(map(len, warned)) < 3000
        assert answer(shown) == answer(usual)
    warned, shown = said(page, firm.folder, monkeypatch, store=list(ODD))
    assert len(warned) == MOST_SAID + 1
    assert answer(shown) == answer(usual)


def answer(shown: str) -> list[str]:
    """The lines of a page that carry its answer."""
    return [line for line in shown.splitlines() if "bc-answer" in line or "bc-meta" in line or "bc-value" in line]


def test_what_cannot_be_is_said_by_its_name(firm: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    warned, _words = said("barometre", firm.folder, monkeypatch, period="13m", as_of="2026-02-30", store=SCRIPT, nothing="x")
    assert len(warned) == 4
    assert all(name in " ".join(warned) for name in ("period", "as_of", "store", "nothing"))


def test_a_customer_that_nobody_is(firm: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    _none, bare = said("fiche", firm.folder, monkeypatch)
    for odd in ("", "\0", "x" * 100_000, SCRIPT):
        _none, shown = said("fiche", firm.folder, monkeypatch, customer=odd)
        assert answer(shown) != answer(bare)


@pytest.mark.parametrize(("page", "name"), [("clients", "listed_class"), ("segments", "grouping"), ("segments", "structure_field")])
def test_the_choices_of_a_page_say_what_they_cannot_be(page: str, name: str, firm: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    warned, _words = said(page, firm.folder, monkeypatch, **{name: "nonsense"})
    assert len(warned) == 1 and f"{name} = nonsense" in warned[0]


def test_a_filter_that_this_workspace_does_not_have_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link from another firm: its figures would be of everyone."""
    folder = workspace(tmp_path / "firm", customers=[{"customer_id": f"C{k}", "first_known_on": date(2026, 1, 5)} for k in range(5)],
                       transactions=[{"transaction_id": "T1", "customer_id": "C1", "date": date(2026, 2, 3), "amount": 5.0}]).folder  # fmt: skip
    warned, _words = said("barometre", folder, monkeypatch, store="Lille")
    assert len(warned) == 1 and "store = Lille" in warned[0]


def test_a_first_day_chooses_its_period_and_contradictions_are_said(firm: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, object]] = [{"from": "2026-10-02"}, {"from": "2026-10-02", "period": "custom"}, {"from": "2026-10-02", "period": ["3m", "custom"]}]  # fmt: skip
    for address in asked:
        warned, shown = said("barometre", firm.folder, monkeypatch, **address)
        assert "02/10/2026" in shown and warned == [], address
    warned, shown = said("barometre", firm.folder, monkeypatch, **{"from": "2026-10-02", "period": "3m"})
    assert len(warned) == 1 and "from = 2026-10-02" in warned[0] and "02/10/2026" not in shown
    app = run("barometre", firm.folder, monkeypatch, **{"from": "2026-10-02", "as_of": "2026-09-01"})
    assert any("premier jour" in one.value for one in app.caption)
    assert "02/10/2026" not in words(app)


@pytest.mark.parametrize("name", ["view", "views", "rotate", "refresh", "stale", "store", "theme", "lang", "token", "nothing"])
@pytest.mark.parametrize("path", ["/screen", "/screen/figures"])
def test_a_screen_with_an_odd_address(path: str, name: str, firm: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_WORKSPACE", str(firm.folder))
    for value in ODD:
        status, headers, text = get(path, f"{name}={quote(value)}&{name}={quote(value)}")
        assert status in (200, 400), (name, value[:40])
        assert len(text) < 200_000
        plain = headers["content-type"].startswith("text/plain")
        assert plain or all(evil not in text for evil in ("<img src=x", "<script>window", '<a href="https://evil'))


def test_a_screen_asked_with_broken_bytes(firm: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_WORKSPACE", str(firm.folder))
    for query in ("%FF=%FE", "&&&===", "=", "view=%", "store=" + "&store=".join(map(str, range(2000))), "x" * 60_000):
        assert get("/screen", query)[0] in (200, 400)
        assert get("/screen/figures", query)[0] in (200, 400)
