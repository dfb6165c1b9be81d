"""Rules kept under a name: the last saying counts, what cannot be is refused."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crm_core.errors import WrongChoice
from crm_core.settings_named import FILE_NAME, LONGEST, Named, keep, name_of, named

AT = datetime(2026, 11, 29, 9, tzinfo=UTC)
CAREFUL = Named("Prudent", "lifecycle", {"d80": 300, "d95": 0}, AT, "Ada")


def test_the_last_line_of_a_name_counts_and_the_newest_comes_first(tmp_path: Path) -> None:
    assert named(tmp_path, "lifecycle") == []
    then = Named("Prudent", "lifecycle", {"d80": 320, "d95": 0}, AT.replace(hour=11), "Blaise")
    bold = Named("Hardi", "lifecycle", {"d80": 90, "d95": 200}, AT.replace(hour=10), "Ada")
    weights = Named("Prudent", "rfm", {"weight_m": 2.0}, AT, "Ada")
    for one in (CAREFUL, weights, bold, then):
        keep(tmp_path, one)
    assert named(tmp_path, "lifecycle") == [then, bold]
    assert named(tmp_path, "rfm") == [weights]


def test_what_was_taken_out_is_gone_until_it_is_kept_again(tmp_path: Path) -> None:
    for one in (CAREFUL, Named("Prudent", "lifecycle", None, AT, "Blaise")):
        keep(tmp_path, one)
    assert named(tmp_path, "lifecycle") == []
    keep(tmp_path, CAREFUL)
    assert named(tmp_path, "lifecycle") == [CAREFUL]


@pytest.mark.parametrize(
    "line",
    [
        '{"name": "x',
        "[]",
        "7",
        '{"name": "x", "section": "lifecycle", "values": {"d80": -4}, "at": "2026-11-29", "by": "a"}',
        '{"name": "x", "section": "lifecycle", "values": {"d80": "x"}, "at": "2026-11-29", "by": "a"}',
        '{"name": "x", "section": "nothing", "values": {"d80": 4}, "at": "2026-11-29", "by": "a"}',
        '{"name": "x", "section": "lifecycle", "values": {"d80": 4}, "at": "yesterday", "by": "a"}',
        '{"name": "x", "section": "lifecycle", "values": 4, "at": "2026-11-29", "by": "a"}',
    ],
)
def test_a_line_that_holds_no_setting_is_said(tmp_path: Path, line: str) -> None:
    keep(tmp_path, CAREFUL)
    with (tmp_path / FILE_NAME).open("a", encoding="utf-8") as file:
        file.write(line)
    with pytest.raises(WrongChoice, match=f"Line 2 of .*{FILE_NAME} cannot be read"):
        named(tmp_path, "lifecycle")


def test_a_name_is_one_line() -> None:
    assert name_of("  Plan\n  2027\t\u202e ") == "Plan 2027"
    with pytest.raises(WrongChoice, match="needs a name"):
        name_of(" \n\u200b")
    with pytest.raises(WrongChoice, match="This name has 61 characters"):
        name_of("x" * (LONGEST + 1))
