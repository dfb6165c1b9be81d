"""What foresees departures, as one row to be read, its calibration curve and what its columns are worth."""

from typing import Any

import polars as pl

from crm_core.errors import MissingData, Words
from crm_core.i18n import N_
from crm_core.models.ahead import Attempt, Judged
from crm_core.models.churn import Fitted
from crm_core.models.churn_words import OF_BUYING, WORDS
from crm_core.models.learners import PARAMETERS
from crm_core.models.quality import curve

QUALITY = dict.fromkeys(("auc", "brier", "flat_brier", "top_decile_lift", "baseline_auc", "rate"), pl.Float64)
LEFT_OUT = ("leaky", "protected", "constant", "named")
SCHEMA = {
    "kind": pl.String, "rung": pl.String, "shown": pl.Boolean, "why": pl.String, "why_not_above": pl.String, "model": pl.String, **QUALITY, "baseline": pl.String,
    "n_train": pl.Int64, "n_test": pl.Int64, "hits_train": pl.Int64, "horizon": pl.Int64, "looks_back": pl.Int64, "learned_at": pl.Date, "judged_at": pl.Date, "columns": pl.Int64,
    "auc_logistic": pl.Float64, "auc_boosting": pl.Float64, "parameters": pl.String, **dict.fromkeys(LEFT_OUT, pl.String),
}  # fmt: skip
NOT_SHOWN = N_("No risk of leaving is shown. {why}")
CURVE = {"customers": pl.Int64, "predicted": pl.Float64, "happened": pl.Float64, "low": pl.Float64, "high": pl.Float64}
WORTH = {"column": pl.String, "importance": pl.Float64, "low": pl.Float64, "high": pl.Float64}


def row(found: Fitted) -> pl.DataFrame:
    """One row; what does not apply is null."""
    said = {"kind": found.kind, "rung": found.rung, "shown": found.shown, "why": why(found), "horizon": found.horizon or None}
    above = found.reasons[0] if len(found.reasons) > 1 or found.rung == "bgnbd" else None
    dated = (
        {"learned_at": found.days.train, "judged_at": found.days.test, "looks_back": found.days.back} if found.days and found.judged else {}
    )
    told = {**said, "why_not_above": words_of(found)[above] if above else None, **dated, **learning(found.tried), **quality(found.judged)}
    told["model"] = "bgnbd" if found.purchases else told.get("model")
    return pl.DataFrame([told], schema=SCHEMA)


def why(found: Fitted) -> str:
    """The reason that decided."""
    if found.rung == "bgnbd":
        return WORDS["bgnbd_wins"]
    return words_of(found)[found.reasons[-1] if found.reasons else ""]


def words_of(found: Fitted) -> dict[str, str]:
    return OF_BUYING if found.kind == "appetence" else WORDS


def learning(tried: Attempt) -> dict[str, Any]:
    """What was learned from what."""
    left_out = {name: ", ".join(tried.columns.left_out[name]) or None for name in LEFT_OUT} if tried.columns else {}
    counts = {"n_train": tried.n_train or None, "hits_train": tried.hits_train if tried.n_train else None}
    if tried.model is None:
        return {**left_out, **counts}
    model = tried.model
    written = ", ".join(f"{name} = {value}" for name, value in PARAMETERS[model.name].items())
    aucs = {f"auc_{name}": value for name, value in model.aucs.items()}
    return {**left_out, **counts, "model": model.name, "columns": len(model.columns.names), "parameters": written, **aucs}


def quality(judged: Judged | None) -> dict[str, Any]:
    if judged is None:
        return {}
    rate, n = float(judged.hit.mean()), len(judged.hit)
    compared = {"baseline": judged.baseline, "baseline_auc": judged.baseline_auc, "flat_brier": judged.flat, "rate": rate, "n_test": n}
    return {"auc": judged.auc, "brier": judged.brier, "top_decile_lift": judged.lift, **compared}


def calibration(found: Fitted) -> pl.DataFrame:
    """`customers`, `predicted`, `happened`, `low`, `high`, the least likely first; raises MissingData when nothing was judged."""
    if found.judged is None:
        raise MissingData(N_("Nothing was judged. {why}"), why=Words(why(found)))
    return curve(found.judged.hit, found.judged.predicted).select(*CURVE)


def importance(found: Fitted) -> pl.DataFrame:
    """`column`, `importance`, `low`, `high`; raises MissingData without a learned score."""
    if found.tried.importance is None:
        raise MissingData(N_("No column has a weight. {why}"), why=Words(why(found)))
    return found.tried.importance.select(*WORTH)
