"""Reasons of scores: what is worked out has a sentence of its own, a column of the firm that has its name keeps the firm's."""

from crm_core.models.own_columns import WORKED_OUT
from crm_ui.findings.reasons_of_scores import NAMES, name_of, reason_words


def test_all_that_is_worked_out_has_a_name() -> None:
    assert set(NAMES) - {"age"} == WORKED_OUT  # an age is an age, whoever says it


def test_a_column_of_the_firm_is_told_as_the_firm_calls_it() -> None:
    assert name_of("tenure", "en") == "days since the first purchase"
    assert name_of("own:tenure", "en") == "tenure"
    assert [name_of(one, "fr") for one in ("department", "family_status", "my_column")] == [
        "département",
        "situation familiale",
        "my column",
    ]
    assert reason_words({"reason": "tenure:low", "value": "3"}, "en") == "a customer for 3 days only"
    assert reason_words({"reason": "own:tenure:low", "value": "3"}, "en") == "tenure: 3, less than most"
    assert reason_words({"reason": "own:web_share:high", "value": "0.4"}, "en") == "web share: 0.4, more than most"
