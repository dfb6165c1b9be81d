"""What the page on appetence asks: of what, who will buy it, and how far the model can be believed."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl

from crm_core.engine import Connection, Scope
from crm_core.indicators import appetence_model, appetence_score
from crm_core.models.appetence import Target, fitted, known, usual, values
from crm_core.models.churn_told import calibration, importance
from crm_core.tables import TABLES
from crm_core.units import Unit
from crm_ui import cache, choices, formats, model_card
from crm_ui.churn_data import RISK_WIDTH, WHY_WIDTH
from crm_ui.findings.reasons_of_scores import sentences
from crm_ui.labels import value_words
from crm_ui.sheets import Column, Sheet
from crm_ui.structure_data import field_words
from crm_ui.value_data import Figure
from crm_ui.words import _, language, ngettext

TENTH = 10


@dataclass(frozen=True)
class Asked:
    """What is asked about, in whose scope."""

    target: Target
    scope: Scope

    @property
    def what(self) -> str:
        """The thing in words."""
        return value_words(self.target.field, self.target.value)

    def model(self) -> dict[str, Any]:
        everyone = self.scope.everyone()
        with model_card.fitting(known=cache.is_kept(self._name("appetence_model"), everyone)):
            return self._ask("appetence_model", partial(appetence_model.of_target, target=self.target), everyone).row(0, named=True)

    def scores(self) -> pl.DataFrame:
        return self._ask("appetence_score", partial(appetence_score.of_target, target=self.target), self.scope)

    def calibration(self) -> pl.DataFrame:
        return calibration(fitted(cache.connection(), self.scope.as_of, self.target))

    def weights(self) -> pl.DataFrame:
        return importance(fitted(cache.connection(), self.scope.as_of, self.target))

    def _ask(self, name: str, compute: Any, scope: Scope) -> pl.DataFrame:
        return cache.recall(self._name(name), compute, scope)

    def _name(self, name: str) -> str:
        return f"{name} {self.target.field} {self.target.value}"


def choose(con: Connection, scope: Scope) -> Asked:
    """Ask of what; at first what most customers bought. Raises MissingData when purchases name nothing."""
    first, fields = usual(con, scope.as_of), known(con, scope.as_of)
    field = choices.select("appetence_by", _("Appetence for"), fields, _field, usual=first.field, width=320)
    found = values(con, field, scope.as_of)
    value = choices.select(
        f"appetence_{field}",
        _field(field),
        found,
        partial(value_words, field),
        usual=first.value if field == first.field else found[0],
        width=320,
    )
    return Asked(Target(field, value), scope)


def _field(field: str) -> str:
    return _(TABLES["transactions"][field].label) if field == "product" else field_words(field)


def figures(row: dict[str, Any], scores: pl.DataFrame) -> list[Figure]:
    """Buyers to expect, among them new ones, how well the model ranks, and what the likeliest tenth gains."""
    spoken, expected = language(), float(scores["appetence"].sum())
    fresh = float(scores.filter(~pl.col("bought_before"))["appetence"].sum())
    customers = ngettext(
        "{n} customer of the last year", "{n} customers of the last year", scores.height, n=formats.number(scores.height, spoken)
    )
    seen = ngettext("judged on {n} customer", "judged on {n} customers", row["n_test"], n=formats.number(row["n_test"], spoken))
    naive = formats.number(row["baseline_auc"], spoken, 2)
    return [
        Figure("buyers", _("Buyers to expect"), formats.headline(expected, Unit.COUNT, spoken), customers),
        Figure("new-buyers", _("… of whom new to it"), formats.headline(fresh, Unit.COUNT, spoken), _("who have not bought it within the look back of the model")),
        Figure("ranking", _("Ranking (AUC)"), formats.number(row["auc"], spoken, 2), _("0.5 is chance, 1 never wrong; best naive guess: {naive}", naive=naive)),
        Figure("gain", _("Gain of the first tenth"), f"× {formats.number(row['top_decile_lift'], spoken, 1)}", seen),
    ]  # fmt: skip


def told(scores: pl.DataFrame, which: str) -> pl.DataFrame:
    """The likeliest tenth, the likeliest of those who have not bought it lately (as many), or all, with the reasons in words (`why`)."""
    chosen = scores.filter(~pl.col("bought_before")) if which == "new" else scores
    rows = chosen if which == "all" else chosen.head(max(scores.height // TENTH, 1))
    return rows.select("customer_id", "appetence", "bought_before", sentences(rows, language()).alias("why"))


def listed(scores: pl.DataFrame, which: str) -> Sheet:
    """The customers of that list."""
    return Sheet.of(
        told(scores, which), Column("customer_id", _("Customer")), Column("appetence", _("Appetence"), Unit.SHARE, decimals=0, width=RISK_WIDTH), Column("bought_before", _("Bought it lately")),
        Column("why", _("Why"), wide=True, width=WHY_WIDTH),
    )  # fmt: skip
