"""A problem that a person can solve is said in words; a bug gets a reference, and its traceback goes to the log."""

import logging
import re

import pytest
from streamlit.testing.v1 import AppTest


def solvable() -> None:
    import streamlit as st

    from crm_core.errors import WrongChoice
    from crm_core.indicators import find
    from crm_ui import errors

    st.session_state["language"] = "fr"
    with errors.part():
        find("nothing")
    with errors.part():
        raise WrongChoice("The address asks for {name} = {value}, which is not possible here.", name="store", value="Mars")
    st.text("the rest")


def bug() -> None:
    import streamlit as st

    from crm_ui import errors

    with errors.part():
        _ = {}["x"]
    st.text("the rest")


def stopping() -> None:
    import streamlit as st

    from crm_ui import errors

    with errors.part():
        st.stop()
    st.text("never")


def test_a_solvable_problem_is_said_in_the_language_of_the_session() -> None:
    app = AppTest.from_function(solvable).run()
    assert not app.exception
    assert app.error[1].value == "L’adresse demande store = Mars, ce qui n’est pas possible ici."
    assert app.text[0].value == "the rest"


def test_a_bug_is_logged_with_the_reference_that_is_shown(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="barometre"):
        app = AppTest.from_function(bug).run()
    assert not app.exception and app.text[0].value == "the rest"
    reference = re.search(r"[0-9A-F]{6}", app.error[0].value)
    (record,) = caplog.records
    assert reference and record.facts["reference"] == reference.group()  # type: ignore[attr-defined]
    assert record.exc_info and record.exc_info[0] is KeyError


def test_leaving_a_page_is_no_error() -> None:
    app = AppTest.from_function(stopping).run()
    assert not app.error and not app.text
