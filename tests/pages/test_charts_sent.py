"""What a page's charts send is what plotly knows: their annotations are not checked before."""

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


@pytest.mark.parametrize("page", ["satisfaction", "reclamations", "clients", "segments", "scoring", "structure"])
def test_plotly_knows_all_that_is_sent(page: str, firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    figures = [go.Figure(one) for one in sent(run(page, firm, monkeypatch)._tree)]
    assert figures and any(one.layout.annotations for one in figures)
