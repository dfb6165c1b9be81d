"""A chart sends what was put on it, in its look, and plotly takes it."""

import plotly.graph_objects as go
import pytest

from crm_ui import marks
from crm_ui.look import LOOKS


@pytest.mark.parametrize("name", LOOKS)
def test_a_chart_sends_its_annotations_in_order_and_its_template(name: str) -> None:
    figure = marks.chart(LOOKS[name], "fr", "La base grandit", "clients")
    marks.write(figure, [{"x": 1, "y": 2, "text": "un"}, {"x": 3, "y": 4, "text": "deux"}])
    marks.head(figure, 1, "trois", "#000000", "right")
    sent = go.Figure(figure.to_dict())
    assert [note.text for note in sent.layout.annotations] == ["un", "deux", "trois"]
    assert sent.layout.template.layout.font.color == LOOKS[name].ink
    assert sent.layout.title.text.startswith("La base grandit")
