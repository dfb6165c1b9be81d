"""Fits that mean nothing are found out, and the next step of the ladder is taken."""

import numpy as np
import pytest

from crm_core.models.bgnbd import Bgnbd, Lives, fit
from crm_core.models.ladder import WORDS, climb, fault, too_little
from tests.models.cdnow import lives


def uneven(k: int) -> float:
    """What the gaps of cdnow would say: the more even, the less likely."""
    return -1e6 * k


def clockwork(customers: int = 200) -> Lives:
    """Everyone buys every ten weeks and has never stopped."""
    age = np.linspace(30, 150, customers)
    x = np.floor(age / 10)
    return Lives(x, 10 * x, age, np.ones(customers))


def test_cdnow_takes_the_first_step():
    model, reasons = climb(lives(), uneven)
    assert model is not None and model.first == 0
    assert reasons == ()


def test_nobody_ever_leaves_is_found_out():
    model, reasons = climb(clockwork(), uneven)
    assert model is None
    assert reasons == ("bgnbd_immortal", "mbgnbd_immortal", "mbgcnbd_immortal", "no_model")
    assert fit(clockwork()).leaving < 1e-3


def test_a_search_without_end_is_found_out():
    assert fault(Bgnbd(0.24, 4.4, 0.79, 2.4, converged=False), lives()) == "lost"
    assert fault(Bgnbd(0.24, 4.4, 0.79, 2.4), lives()) == ""
    assert fault(Bgnbd(0.24, 4.4, 0.001, 20.0), lives()) == "immortal"


def test_mbgnbd_steps_in_when_bgnbd_means_nothing(monkeypatch):
    def fitted(customers, first=0, start=None):
        return fit(customers, first, start) if first else Bgnbd(1.0, 1.0, 1e-9, 1.0)

    monkeypatch.setattr("crm_core.models.ladder.bgnbd.fit", fitted)
    model, reasons = climb(lives(), uneven)
    assert model is not None and model.first == 1
    assert reasons == ("bgnbd_immortal",)
    assert model.log_likelihood == pytest.approx(-9582.1357, abs=1e-3)


@pytest.mark.parametrize(
    ("repeats", "history", "reasons"),
    [(100, 200, ()), (99, 200, ("few_repeats",)), (100, 199, ("short_history",)), (0, 0, ("short_history", "few_repeats"))],
)
def test_too_little_data(repeats, history, reasons):
    assert too_little(repeats, history, 100.0) == reasons
    assert set(reasons) <= set(WORDS)
