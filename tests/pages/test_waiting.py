"""Nothing of what is shown while a page waits is left when it is drawn."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from crm_ui import waiting
from tests.pages.support import run


@pytest.mark.parametrize("page", sorted(waiting.SHAPES))
def test_shapes_and_bar_go(firm: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    app = run(page, firm, monkeypatch)
    assert not app.exception
    assert not app.get("skeleton")
    assert not app.get("progress")
    assert app.session_state[waiting.DRAWN] == page


def test_a_page_without_data_has_no_shape_left(nothing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not run("clients", nothing, monkeypatch).get("skeleton")


def _asks_in_a_part() -> None:
    import streamlit as st

    from crm_ui import waiting

    @st.fragment
    def part() -> None:
        waiting.asking("nps")
        st.session_state["bar of the part"] = waiting._NOW.get() is not None and waiting._NOW.get().bar is not None

    with waiting.page("classes"):
        part()
        waiting.asking("nps")
        st.session_state["bar of the page"] = waiting._NOW.get() is not None and waiting._NOW.get().bar is not None


def test_a_part_drawn_again_by_itself_writes_nothing_into_the_bar_that_will_be_gone() -> None:
    app = AppTest.from_function(_asks_in_a_part).run()
    assert not app.exception
    assert (app.session_state["bar of the part"], app.session_state["bar of the page"]) == (False, True)
