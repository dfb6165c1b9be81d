"""The answers of the scoring page: what means nothing of a few buyers is not said."""

import polars as pl
import pytest

from crm_core.indicators.comparison import FEW
from crm_ui.scoring_data import Answers, Compared

CURVE = pl.DataFrame({"customers_share": [0.1, 0.2, 1.0], "revenue_share": [0.4, 0.6, 1.0]})


def bought(buyers: int) -> Answers:
    return Answers(pl.DataFrame({"customers": [buyers]}), pl.DataFrame(), CURVE)


def test_the_best_are_told_from_the_others_from_thirty_buyers_on() -> None:
    assert bought(FEW).share_of_best == pytest.approx(0.6)
    found = Compared(bought(FEW), bought(FEW - 1), None)
    assert found.values(lambda one: one.share_of_best) == (pytest.approx(0.6), None, None)
