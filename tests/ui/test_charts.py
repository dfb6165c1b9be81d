"""Every chart says which indicator it shows."""

import re
from pathlib import Path

import pytest

from crm_core.indicators.registry import REGISTRY
from crm_ui.charts import indicator_of

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
