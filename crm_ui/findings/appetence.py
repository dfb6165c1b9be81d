"""What is said of who will buy something in the next 90 days."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from crm_core.i18n import N_, say
from crm_ui import formats

SENTENCES = {
    "category": N_("**{n} of {of} customers** should buy from the category {what} in the next 90 days; the likeliest tenth holds {share} of them."),
    "product": N_("**{n} of {of} customers** should buy {what} in the next 90 days; the likeliest tenth holds {share} of them."),
    "channel": N_("**{n} of {of} customers** should buy by the channel {what} in the next 90 days; the likeliest tenth holds {share} of them."),
}  # fmt: skip


def answer(model: Mapping[str, Any], what: str, scores: pl.DataFrame, language: str) -> str:
    """How many should buy it, and how many of them are in the likeliest tenth; without a score, why."""
    if not model["shown"]:
        return say(N_("**No appetence is shown for {what}.** {why}"), language, what=what, why=say(model["why"], language))
    if not scores.height:
        return say(N_("**None of these customers has bought in the last year.**"), language)
    expected = float(scores["appetence"].sum())
    best = float(scores["appetence"].head(max(scores.height // 10, 1)).sum()) / expected
    values = {
        "n": formats.number(expected, language),
        "of": formats.number(scores.height, language),
        "share": formats.share(best, language, 0),
        "what": what,
    }
    return say(SENTENCES[model["field"]], language, **values)
