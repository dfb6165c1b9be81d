"""The grid of RFM segments: complete, disjoint, and a sentence for each way it can be neither."""

from collections import Counter
from dataclasses import fields

import pytest

from crm_core import settings
from crm_core.errors import WrongChoice
from crm_core.indicators.rfm import SEGMENTS
from crm_core.rfm_rules import CODES, GRID, R_PACKAGE, blocks, by_code, covered, cut_points, of_r_package
from crm_core.settings import Settings


def test_each_of_the_125_codes_is_in_one_segment_of_our_grid():
    times = Counter(code for text in GRID.values() for code in blocks(text))
    assert times == {(r, f, m): 1 for r in range(1, 6) for f in range(1, 6) for m in range(1, 6)}
    assert set(GRID) == set(SEGMENTS) == set(covered(GRID).values())


def test_our_grid_over_r_and_f_whole():
    """R 5 down to 1, F 1 to 5."""
    short = {name: name[:3] for name in GRID} | {"need_attention": "att", "cannot_lose": "can", "new": "new"}
    rows = [" ".join(short[covered(GRID)[r, f, 3]] for f in range(1, 6)) for r in (5, 4, 3, 2, 1)]
    assert rows == [
        "new pot pot cha cha",
        "pro pot pot loy loy",
        "abo abo att loy loy",
        "hib hib at_ at_ can",
        "hib hib at_ at_ can",
    ]


def test_r_s_rules_leave_ten_codes_which_our_grid_gives():
    met = {code for _name, text in R_PACKAGE for code in blocks(text)}
    left = [code for code in CODES if code not in met]
    assert left == [(2, 1, 5), (2, 4, 1), (2, 5, 1), (2, 5, 2), (3, 4, 1), (3, 5, 1), (4, 4, 1), (4, 5, 1), (5, 4, 1), (5, 5, 1)]
    grid = of_r_package()
    assert [grid[code] for code in left] == ["hibernating", "at_risk", "cannot_lose", "cannot_lose", *["loyal"] * 4, *["champions"] * 2]
    assert set(grid) == set(CODES) and set(grid.values()) == set(SEGMENTS)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"champions": "5 5"}, "No segment has these RFM codes: 541, 542, 543, 544, 545."),
        ({"new": "5 1-2 3"}, "No segment has these RFM codes: 511, 512, 514, 515."),
        ({"loyal": "3-4 4-5; 5 5 5"}, "Several segments have these RFM codes: 555."),
        ({"champions": "5 6"}, "“5 6” is not a block of scores."),
        ({"champions": "5"}, "“5” is not a block of scores."),
        ({"champions": ""}, "No segment has these RFM codes: 541"),
    ],
)
def test_a_gap_an_overlap_and_what_is_no_block_are_said(values, said):
    with pytest.raises(WrongChoice) as refused:
        Settings().with_values("rfm_segments", **values)
    assert said in refused.value.say("en")


def test_a_grid_of_r_f_and_m_is_taken_and_written_and_read_again(tmp_path):
    new = (
        Settings()
        .with_values("rfm_segments", champions="5 4-5 2-5", hibernating="1-2 1-2; 5 4-5 1")
        .with_values("rfm", cuts_r="30 60,5 90 120")
    )
    settings.save(tmp_path, new)
    assert settings.load(tmp_path) == new
    segments = settings.segment_of_codes(new.rfm, new.rfm_segments)
    assert dict(zip(CODES, segments, strict=True))[5, 5, 1] == "hibernating"
    assert new.fingerprint != Settings().fingerprint


def test_the_second_score_can_be_the_mean_of_f_and_m():
    codes = dict(zip(CODES, by_code(covered(GRID), (1.0, 1.0)), strict=True))
    assert [codes[5, 1, m] for m in (1, 2, 5)] == ["new", "potential_loyal", "potential_loyal"]
    assert [codes[5, 5, m] for m in (1, 2, 3)] == ["potential_loyal", "champions", "champions"]


@pytest.mark.parametrize("text", ["1 2 3", "1 2 3 4 5", "1 2 2 3", "4 3 2 1", "a b c d", "1 2 3 nan", "1 2 3 inf"])
def test_what_is_not_four_cut_points_that_go_up_is_said(text):
    with pytest.raises(WrongChoice, match="is not four cut points"):
        Settings().with_values("rfm", cuts_m=text)


def test_cut_points_are_read_with_either_decimal_mark():
    assert cut_points("1; 2,5; 3.5; 40") == [1.0, 2.5, 3.5, 40.0]
    assert cut_points("  ") is None


def test_the_ten_codes_that_r_leaves_are_told_where_the_grid_is_chosen():
    note = next(one.metadata["note"] for one in fields(settings.Rfm) if one.name == "grid")
    met = {code for _name, text in R_PACKAGE for code in blocks(text)}
    assert f"({', '.join(''.join(map(str, code)) for code in CODES if code not in met)})" in note
