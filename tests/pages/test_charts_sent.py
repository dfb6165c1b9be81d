"""What a page's charts send is what plotly knows: nothing of it is checked before."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest

from tests.pages.support import run


def sent(block: Any) -> Iterator[dict[str, Any]]:
    """The figures in a block, as the browser gets them."""
    for one in block.children.values():
        if one.type == "plotly_chart":
            yield json.loads(one.proto.spec)
        elif hasattr(one, "children"):
            yield from sent(one)


PAGES = ("barometre", "satisfaction", "reclamations", "clients", "classes", "segments", "scoring", "structure", "valeur")
VIEWS = {
    "scoring": [{"rfm_view": one} for one in ("spread", "areas", "planes", "rhythm")] + [{"scoring_view": one} for one in ("abc", "moves")]
}


@pytest.mark.parametrize("page", PAGES)
def test_plotly_knows_all_that_is_sent(page: str, firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each chart has parts that plotly would have made of itself: what it reads back is what was sent."""
    figures = [one for choices in ({}, *VIEWS.get(page, [])) for one in sent(run(page, firm, monkeypatch, **choices)._tree)]
    assert figures
    for one in figures:
        assert json.loads(go.Figure(one).to_json(validate=False)) == one
