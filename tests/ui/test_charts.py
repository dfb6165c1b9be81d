"""Every chart says which indicator it shows."""

import re
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from crm_core.engine import Scope
from crm_core.indicators.registry import REGISTRY
from crm_ui import charts
from crm_ui.charts import indicator_of
from crm_ui.sheets import Sheet
from crm_ui.theme import look

PAGES = sorted((Path(__file__).resolve().parents[2] / "pages").glob("*.py"))


@pytest.mark.parametrize(
    ("name", "indicator"),
    [
        ("nps", "nps"),
        ("nps_by_store", "nps"),
        ("attrition_by_abc", "attrition_by_abc"),
        ("rfm_codes", "rfm_codes"),
        ("structure_region", "structure"),
    ],
)
def test_a_chart_is_named_after_its_indicator(name: str, indicator: str) -> None:
    assert indicator_of(name) == indicator


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_every_chart_of_a_page_has_its_indicator(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    drawn = [
        call
        for call in re.split(r"\n\s*(?=charts\.|chart_or_blank\()", text)[1:]
        if call.startswith(("charts.chart_card(", "charts.foot(", "chart_or_blank("))
    ]
    names = [re.search(r"name=f?\"([a-z_]+)", call)[1] for call in drawn]  # type: ignore[index]
    assert all(indicator_of(name.rstrip("_")) in REGISTRY for name in names)


def test_a_chart_fills_its_card(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside a higher card, the chart is as high as its own, not the white below it."""
    given: dict[str, object] = {}
    monkeypatch.setattr(charts.st, "plotly_chart", lambda figure, **more: given.update(more))
    monkeypatch.setattr(charts.st, "container", lambda **more: nullcontext(given.update(card=more["height"])))
    monkeypatch.setattr(charts.waiting, "drawn", lambda: None)
    monkeypatch.setattr(charts, "foot", lambda *parts, **more: None)
    monkeypatch.setattr(charts, "language", lambda: "fr")
    figure, sheet = charts.marks.Chart(look(), {}), Sheet(pl.DataFrame(), ())
    charts.chart_card("one", figure, sheet, name="nps", note="", alt="", scope=Scope.to(date(2026, 6, 30)))
    assert (given["card"], given["height"]) == ("stretch", "stretch")
