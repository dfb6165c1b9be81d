from crm_core.indicators.standouts import score_standouts


def test_a_clear_group_on_each_side():
    assert score_standouts([(80, 5, 100), (50, 20, 100), (50, 20, 100), (20, 60, 100)]) == [1, 0, 0, -1]


def test_equal_groups_and_single_groups_do_not_stand_out():
    assert score_standouts([(50, 20, 100)] * 5) == [0] * 5
    assert score_standouts([(50, 20, 100)]) == [0]
    assert score_standouts([]) == []


def test_under_thirty_answers_nothing_is_said():
    assert score_standouts([(29, 0, 29), (50, 20, 100), (50, 20, 100)]) == [0, 0, 0]


def test_one_very_low_group_does_not_make_the_others_high():
    assert score_standouts([(15, 60, 100), (50, 20, 100), (49, 20, 100), (51, 20, 100)]) == [-1, 0, 0, 0]


def test_many_groups_need_a_larger_gap():
    """48 promoters of 100 against 30 elsewhere, p = 0.023: enough among two groups (5 % ÷ 2), not among twenty-one."""
    odd = (48, 20, 100)
    assert score_standouts([odd, (600, 400, 2000)])[0] == 1
    assert score_standouts([odd, *[(30, 20, 100)] * 20])[0] == 0


def test_everybody_of_one_opinion_has_no_spread_but_others_do():
    """Of two groups, the one further from the whole stands out."""
    assert score_standouts([(40, 0, 40), (20, 20, 60)]) == [1, 0]
    assert score_standouts([(40, 0, 40), (40, 0, 40)]) == [0, 0]
