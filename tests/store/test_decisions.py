"""Decisions on pairs: kept as versions, refused where they contradict each other, undone and taken back."""

from datetime import timedelta

import pytest

from crm_core.engine import Scope, connect
from crm_core.errors import WrongChoice
from crm_core.indicators.duplicates import duplicates
from crm_core.settings import Settings
from crm_core.store import decisions
from crm_core.store.decisions import Contradiction, decided, frame, groups, without_contradictions
from crm_core.store.workspace import Workspace
from tests.indicators.test_duplicates import AS_OF, PEOPLE
from tests.support import NOW, workspace


@pytest.fixture
def firm(tmp_path) -> Workspace:
    return workspace(tmp_path, customers=PEOPLE)


def decide(firm, *pairs, at=NOW, by="Anne"):
    return decisions.decide(firm, frame(pairs), at=at, by=by)


def pairs(firm):
    return duplicates(connect(firm, Settings()), Scope.to(AS_OF)).select("left_id", "right_id", "decision").rows()


def rows(firm):
    return decided(firm, firm.current).select("left_id", "right_id", "decision", "decided_at", "decided_by", "loaded_in").rows()


def test_decisions_are_a_version_with_who_and_when(firm):
    version = decide(firm, ("02", "01", "merge"), ("05", "06", "apart"))
    later = decide(firm, ("07", "08", "later"), ("06", "05", "apart"), at=NOW + timedelta(hours=1), by="Luc")
    assert (version.kind, version.summary, later.summary) == (
        "decisions",
        {"decisions": {"merge": 1, "apart": 1}},
        {"decisions": {"later": 1}},
    )
    assert rows(firm) == [("07", "08", "later", NOW + timedelta(hours=1), "Luc", 3), ("01", "02", "merge", NOW, "Anne", 2), ("05", "06", "apart", NOW, "Anne", 2)]  # fmt: skip
    assert decide(firm, ("07", "08", "later")) is None
    assert firm.version == 3


def test_decided_pairs_leave_the_list_and_later_ones_come_last(firm):
    assert pairs(firm) == [("01", "02", None), ("07", "08", None), ("01", "04", None), ("05", "06", None)]
    decide(firm, ("01", "02", "later"), ("05", "06", "apart"), ("07", "08", "merge"))
    assert pairs(firm) == [("01", "04", None), ("01", "02", "later")]
    decide(firm, ("01", "02", "merge"))
    assert [pair[:2] for pair in pairs(firm)] == [("01", "04")]


def test_told_apart_from_one_of_a_group_is_told_apart_from_all_of_it(firm):
    decide(firm, ("02", "04", "apart"))
    assert ("01", "04", None) in pairs(firm)
    decide(firm, ("01", "02", "merge"))
    assert ("01", "04") not in [pair[:2] for pair in pairs(firm)]


def test_taken_back_one_by_one_and_undone_as_an_import_is(firm):
    before = pairs(firm)
    decide(firm, ("01", "02", "merge"), ("07", "08", "merge"))
    decide(firm, ("01", "02", "open"))
    assert [row[:3] for row in rows(firm)] == [("07", "08", "merge")]
    firm.undo(at=NOW, by="Anne")
    assert [row[:3] for row in rows(firm)] == [("01", "02", "merge"), ("07", "08", "merge")]
    firm.undo(at=NOW, by="Anne")
    assert (rows(firm), pairs(firm)) == ([], before)
    decide(firm, ("05", "06", "merge"))
    assert [row[:3] for row in rows(firm)] == [("05", "06", "merge")]


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ([("1", "2", "merge"), ("2", "3", "merge")], [("1", "3", "apart")]),
        ([("1", "3", "apart"), ("1", "2", "merge")], [("3", "2", "merge")]),
        ([], [("1", "2", "merge"), ("2", "3", "merge"), ("3", "1", "apart")]),
    ],
)
def test_what_contradicts_is_refused_and_nothing_is_written(tmp_path, first, then):
    firm = workspace(tmp_path, customers=[{"customer_id": one} for one in "123"])
    if first:
        decide(firm, *first)
    version = firm.version
    with pytest.raises(Contradiction, match="1 and 3 cannot be both one customer and two"):
        decide(firm, *then)
    assert firm.version == version
    if first:
        decide(firm, *((left, right, "open") for left, right, _decision in first))
        decide(firm, *then)


def test_the_last_word_on_a_pair_counts():
    assert frame([("b", "a", "merge"), ("a", "b", "later")]).rows() == [("a", "b", "later")]


@pytest.mark.parametrize(("pair", "said"), [(("a", "a", "merge"), "a is one record"), (("a", "b", "peut-être"), "There is no decision peut-être. Decisions: merge")])  # fmt: skip
def test_a_pair_that_is_none_is_refused(pair, said):
    with pytest.raises(WrongChoice, match=said):
        frame([pair])


def test_groups_of_pairs():
    assert groups([("b", "c"), ("a", "b"), ("x", "y"), ("c", "a")]) == {"a": "a", "b": "a", "c": "a", "x": "x", "y": "x"}


def test_merges_of_many_leave_out_the_groups_that_were_told_apart():
    before = frame([("a", "c", "apart"), ("x", "y", "later")])
    new = frame([("a", "b", "merge"), ("b", "c", "merge"), ("x", "y", "merge")])
    assert without_contradictions(before, new).rows() == [("x", "y", "merge")]
