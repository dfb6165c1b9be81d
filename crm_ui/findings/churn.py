"""What is said of the departures to come: how many, whom the risk is on, and how far the model can be believed."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from crm_core.i18n import N_, say, say_number
from crm_ui import formats
from crm_ui.findings.reasons_of_scores import name_of

Row = Mapping[str, Any]
GOOD, FAIR = 0.8, 0.7
NAIVE = {
    "recency": N_("the days since the last purchase alone"), "last_year": N_("the purchases of the same days a year before"), "tenure": N_("how long they have been there"),
    "own_purchases": N_("whether they bought it in the last 12 months"), "own_last_year": N_("whether they bought it the same days a year before"),
}  # fmt: skip
LEFT_OUT = {
    "leaky": N_("This column gives the answer away, and is left out: {names}."),
    "protected": N_("Left out because a firm may not judge by it: {names}."),
    "constant": N_("Left out because it says the same of everyone: {names}."),
    "named": N_("Left out because nearly everyone has a value of its own: {names}."),
}  # fmt: skip


def answer(model: Row, scores: pl.DataFrame, language: str) -> str:
    """How many should leave, and how many of them are in the tenth at highest risk; without a score, why."""
    if not model["shown"]:
        return say(N_("**No risk of leaving is shown.** {why}"), language, why=say(model["why"], language))
    if not scores.height:
        return say(N_("**None of these customers may still leave**: they have left already, or have never bought."), language)
    total, expected = formats.number(scores.height, language), float(scores["churn_probability"].sum())
    best = float(scores["churn_probability"].sort(descending=True).head(max(scores.height // 10, 1)).sum()) / expected
    values = {
        "n": formats.number(expected, language),
        "of": total,
        "share": formats.share(best, language, 0),
        "days": formats.number(model["horizon"], language),
    }
    return say(SENTENCES[model["kind"]], language, **values)


SENTENCES = {
    "purchases": N_("**{n} of {of} active customers who may leave** should buy nothing in the next {days} days; the tenth at highest risk holds {share} of them."),
    "contract": N_("**{n} of {of} customers under contract** should leave in the next {days} days; the tenth at highest risk holds {share} of them."),
    "column": N_("**{n} of {of} customers who are still there** look like those who left; the tenth at highest risk holds {share} of them."),
}  # fmt: skip


def slow(n: int, horizon: int, language: str) -> str:
    """Why some active customers have no risk."""
    one, many = (
        N_("{n} more active customer buys too seldom for {days} days without a purchase to say that it leaves: it has no risk, and a list of its own below."),
        N_("{n} more active customers buy too seldom for {days} days without a purchase to say that they leave: they have no risk, and a list of their own below."),
    )  # fmt: skip
    return say_number(one, many, n, language, n=formats.number(n, language), days=formats.number(horizon, language))


def ranking(model: Row, language: str) -> str:
    """How well the model ranks, in words, beside the best naive guess."""
    good, fair, weak = (
        N_("Ranks well: AUC {auc}; {naive}: {baseline}."),
        N_("Ranks fairly: AUC {auc}; {naive}: {baseline}."),
        N_("Ranks weakly: AUC {auc}; {naive}: {baseline}."),
    )
    said = good if model["auc"] >= GOOD else fair if model["auc"] >= FAIR else weak
    naive = say(NAIVE[model["baseline"]], language) if model["baseline"] in NAIVE else name_of(model["baseline"], language)
    values = {
        "auc": formats.number(model["auc"], language, 2),
        "naive": naive,
        "baseline": formats.number(model["baseline_auc"], language, 2),
    }
    return say(said, language, **values)


def calibration(rows: pl.DataFrame, language: str) -> str:
    """Whether the probabilities can be taken at their word: the mean distance between what was predicted and what happened."""
    distance = float(((rows["predicted"] - rows["happened"]).abs() * rows["customers"]).sum()) / float(rows["customers"].sum())
    exact = N_("The probabilities can be taken at their word: {points} points away on average")
    far = N_("The probabilities are {points} points away from what happened on average")
    return say(exact if distance < 0.03 else far, language, points=formats.number(100 * distance, language, 1))


def weights(rows: pl.DataFrame, language: str) -> str:
    """What the score rests on above all."""
    first = rows.filter(pl.col("low") > 0)["column"].to_list()[:2]
    if not first:
        return say(N_("No column alone is worth much: the score rests on all of them together"), language)
    one, two = N_("The score rests above all on: {first}"), N_("The score rests above all on: {first}; {second}")
    names = [name_of(column, language) for column in first]
    return say(two if len(names) > 1 else one, language, first=names[0], second=names[-1])


def left_out(model: Row, language: str) -> list[str]:
    """What was not learned from, and why; columns that give the answer away first."""
    told = [(text, model[name]) for name, text in LEFT_OUT.items() if model[name]]
    return [say(text, language, names=", ".join(name_of(one, language) for one in names.split(", "))) for text, names in told]


def warnings(model: Row, language: str) -> list[str]:
    """What has to be said beside a score that is shown: why it is not that of the rung above, what a file without dates cannot tell, what gives the answer away."""
    said = [say(model["why_not_above"], language)] if model["why_not_above"] not in (None, model["why"]) else []
    doubts = [say(model["why"], language)] if model["shown"] and model["kind"] != "purchases" else []
    return [*said, *doubts, *left_out({**model, "protected": None, "constant": None, "named": None}, language)]
