"""What was fitted, as rows to be read: counts, parameters, likelihoods, the check, warnings."""

from collections.abc import Iterator

from crm_core.models.gamma_gamma import GammaGamma
from crm_core.models.ladder import WORDS, named
from crm_core.models.value import Fitted

Row = tuple[str, float | None, str | None]


def rows(found: Fitted) -> list[Row]:
    """`parameter`, `value`, `words`, in the order in which they are read."""
    counts: list[Row] = [
        ("customers", found.customers, None),
        ("repeat_buyers", found.repeat_buyers, None),
        ("history_days", found.history, None),
    ]
    warnings: list[Row] = [("warning", None, WORDS[code]) for code in found.reasons]
    return [("model", None, _model(found)), *counts, *_purchases(found), *_amounts(found), *_checked(found), *warnings]


def _model(found: Fitted) -> str:
    return named(found.purchases) if found.purchases and found.spend else "rules"


def _purchases(found: Fitted) -> Iterator[Row]:
    model = found.purchases
    if model and found.spend:
        yield from (
            (name, float(getattr(model, name)), None)
            for name in (*(("k",) if model.k > 1 else ()), "r", "alpha", "a", "b", "log_likelihood")
        )


def _amounts(found: Fitted) -> Iterator[Row]:
    spend = found.spend
    if spend is None:
        return
    yield "amounts", None, "gamma_gamma" if isinstance(spend, GammaGamma) else "own_mean"
    names = ("p", "q", "v", "mean") if isinstance(spend, GammaGamma) else ("mean", "weight")
    yield from ((f"spend_{name}" if len(name) > 1 else name, float(getattr(spend, name)), None) for name in names)
    if isinstance(spend, GammaGamma):
        yield "spend_log_likelihood", spend.log_likelihood, None
    yield "spearman", found.correlated, None
    yield "margin_rate", None if found.in_sales else found.margin, None
    yield "discount_rate", found.discount, None


def _checked(found: Fitted) -> Iterator[Row]:
    if checked := found.checked:
        yield "check_from", None, checked.cut.isoformat()
        yield "check_actual", checked.actual, None
        yield "check_predicted", checked.predicted, None
        yield "check_naive", checked.naive, None
        yield "check_error", checked.error, None
        yield "check_naive_error", checked.naive_error, None
        yield "check_recency", checked.recency, None
        yield "check_recency_error", checked.recency_error, None
        if ranking := checked.ranking:
            yield "check_auc", ranking.auc, None
            yield "check_recency_auc", ranking.other, None
