"""The address of a screen: what a choice says is what the screen reads, and how it is started is what the documentation shows."""

from itertools import product
from pathlib import Path

import pytest
from starlette.datastructures import QueryParams

from crm_ui.screen import start
from crm_ui.screen.choice import VIEWS, Choice, Content

DOCUMENTED = (Path(__file__).parents[2] / "docs" / "screens.md").read_text(encoding="utf-8")


def choice(**changed: object) -> Choice:
    usual: dict[str, object] = {"views": VIEWS, "stores": (), "language": None, "stale": 35, "rotate": 25, "refresh": 50, "theme": "dark"}
    given = usual | changed
    content = Content(*(given[name] for name in ("views", "stores", "language", "stale")))  # type: ignore[arg-type]
    return Choice(content, 0, *(given[name] for name in ("rotate", "refresh", "theme")))  # type: ignore[arg-type]


def test_the_usual_screen_needs_no_parameter():
    assert choice().query() == ""
    assert start.address("http://crm.example.com:8501", "") == "http://crm.example.com:8501/screen"


@pytest.mark.parametrize(
    ("changed", "query"),
    [
        ({"views": ("lost", "barometer")}, "views=lost,barometer"),
        ({"views": ("lost",), "stores": ("Saint-Étienne & Cie", "Lyon")}, "views=lost&store=Saint-%C3%89tienne+%26+Cie&store=Lyon"),
        ({"rotate": 0, "theme": "light", "language": "en", "stale": 2, "refresh": 5}, "lang=en&theme=light&rotate=0&refresh=5&stale=2"),
    ],
)
def test_only_what_is_unusual_is_said(changed: dict[str, object], query: str):
    assert choice(**changed).query() == query


def test_the_screen_reads_what_the_choice_says():
    parts = {
        "views": (VIEWS, ("complaints", "barometer")), "stores": ((), ("Lille", "L'Île & fils = 100 %")), "language": (None, "fr"), "stale": (35, 1),
        "rotate": (25, 0), "refresh": (50, 1), "theme": ("dark", "light"),
    }  # fmt: skip
    for values in product(*parts.values()):
        made = choice(**dict(zip(parts, values, strict=True)))
        assert Choice.read(QueryParams(made.query())) == made


def test_the_documentation_shows_the_same_texts():
    assert start.kiosk("http://crm.example.com:8501", "views=barometer,complaints&lang=fr") in DOCUMENTED
    assert start.unit("http://crm.example.com:8501", "views=barometer,complaints&lang=fr") in DOCUMENTED
    assert start.UNIT_FILE in DOCUMENTED
    assert start.ENABLE in DOCUMENTED


def test_a_unit_writes_a_percent_sign_twice():
    assert 'Environment="VIEW=store=%%C3%%8Ele"' in start.unit("http://crm.example.com", "store=%C3%8Ele")
