"""What the satisfaction page asks: the answers it needs, read on one scale and judged, and its list of unhappy customers."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from crm_core.engine import Scope
from crm_core.i18n import N_
from crm_core.indicators import find
from crm_core.indicators.comparison import Reading
from crm_core.indicators.dimension_scores import PREFIX
from crm_core.periods import month_start
from crm_core.units import Unit
from crm_ui import cache, figures, formats, spans
from crm_ui.cards import Kpi
from crm_ui.courses import Course, course
from crm_ui.figures import Judged, Words
from crm_ui.findings import satisfaction as findings
from crm_ui.goals import goals
from crm_ui.labels import CHANNELS, FIELDS, sheet_of
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _, language, ngettext

SHOWN = 15
# Dimensions that French surveys usually ask, as their column names are stored.
USUAL = {
    "accueil": N_("Reception"), "choix": N_("Range of products"), "livraison": N_("Delivery"), "prix": N_("Prices"),
    "rapport_qualite_prix": N_("Value for money"), "service_apres_vente": N_("After-sales service"), "qualite": N_("Quality"),
}  # fmt: skip


@dataclass(frozen=True)
class Satisfaction:
    """The four figures of the page, each with its thirteen rolling points; `csat_scale` is the scale of the satisfaction question."""

    csat: Judged
    csat_series: list[Reading]
    csat_scale: str | None
    nps: Judged
    nps_series: list[Reading]
    nps_scale: str | None
    response: Judged
    response_series: list[Reading]
    effort: Judged
    effort_series: list[Reading]
    mean: Course

    @property
    def answers_words(self) -> str:
        n = max(self.csat.now.n or 0, self.nps.now.n or 0)
        return ngettext("{n} answer", "{n} answers", n, n=formats.number(n, language()))

    def cards(self) -> list[Kpi]:
        spoken = language()
        nps_label = _("NPS (1–10)") if self.nps_scale == "1-10" else _("Recommendation (NPS)")
        return [
            figures.kpi(Words("csat", satisfied_label(self.csat_scale), "csat", Unit.SHARE, spoken), self.csat, self.csat_series),
            figures.kpi(Words("nps", nps_label, "nps", Unit.NPS, spoken, rows="unhappy_respondents"), self.nps, self.nps_series),
            figures.kpi(Words("response", _("Response rate"), "response_rate", Unit.SHARE, spoken), self.response, self.response_series),
            self._effort(spoken),
        ]

    def _effort(self, spoken: str) -> Kpi:
        """The share of easy dealings; the mean satisfaction score where effort is not asked."""
        if self.effort.now.n:
            return figures.kpi(
                Words("ces", _("Easy to deal with (5 to 7 of 7)"), "ces", Unit.SHARE, spoken), self.effort, self.effort_series
            )
        label = _("Mean score ({low} to {high})", **bounds(self.csat_scale)) if self.csat_scale else _("Mean score")
        return figures.kpi(Words("mean", label, "csat", Unit.SCORE, spoken), self.mean.judged("mean", "up"), self.mean.points)


SATISFIED_FROM = {"1-5": 4, "1-7": 6, "1-10": 8, "0-10": 8, "0-20": 16}


def bounds(scale: str) -> dict[str, str]:
    low, _dash, high = scale.partition("-")
    return {"low": low, "high": high}


def satisfied_label(scale: str | None) -> str:
    """Clients satisfaits (8 à 10 sur 10)."""
    if scale not in SATISFIED_FROM:
        return _("Satisfied customers")
    return _("Satisfied ({low} to {high} of {high})", low=SATISFIED_FROM[scale], high=bounds(scale)["high"])


def judge(scope: Scope) -> Satisfaction:
    """Ask for the course of each figure and judge it."""
    aims = goals(scope)
    scales = {name: findings.main_scale(cache.ask(name, scope.rolling())) for name in ("csat", "nps")}
    satisfied = course(scope, lambda one: figures.readings(_on_scale("csat", one, scales["csat"]), "satisfied_share"))
    scores = course(scope, lambda one: figures.readings(_on_scale("nps", one, scales["nps"]), "nps"))
    mean = course(
        scope, lambda one: [Reading(value, n=n) for value, n in _on_scale("csat", one, scales["csat"]).select("mean", "n").iter_rows()]
    )
    response = course(scope, lambda one: figures.readings(cache.ask("response_rate", one), "response_rate"))
    effort = course(scope, lambda one: figures.readings(cache.ask("ces", one), "easy_share"))
    return Satisfaction(
        satisfied.judged("share", "up", aims["csat"]), satisfied.points, scales["csat"], scores.judged("mean", "up", aims["nps"]), scores.points, scales["nps"],
        response.judged("share", "up", aims["response_rate"]), response.points, effort.judged("share", "up"), effort.points, mean,
    )  # fmt: skip


def _on_scale(name: str, scope: Scope, scale: str | None = None) -> pl.DataFrame:
    """The answer about `csat` or `nps`, one row a window, on `scale`, by default the one most used."""
    return findings.on_scale(cache.ask(name, scope), [month_start(one.end) for one in scope.windows], scale)


@dataclass(frozen=True)
class Line:
    """The NPS over time: first days of the months, readings, those of a year earlier, whether they are single months, and whether the last is not over."""

    months: list[date]
    now: list[Reading]
    before: list[Reading]
    is_monthly: bool
    is_open: bool
    table: pl.DataFrame


def line(scope: Scope) -> Line:
    """Single months where enough of them rest on 30 answers, else thirteen rolling periods."""
    monthly = _on_scale("nps", spans.thirteen_months(scope))
    is_monthly = findings.enough_months(monthly)
    now = monthly if is_monthly else _on_scale("nps", scope.rolling())
    before = _on_scale("nps", spans.thirteen_months_before(scope) if is_monthly else spans.rolling_before(scope))
    table = now.with_columns(before["nps"].alias("last_year"))
    return Line(
        now["month"].to_list(),
        figures.readings(now, "nps"),
        figures.readings(before, "nps"),
        is_monthly,
        is_monthly and spans.unfinished(scope),
        table,
    )


def by(field: str, scope: Scope) -> pl.DataFrame:
    """The NPS by `field`, the best first, on the scale most used."""
    return findings.one_scale(cache.ask("nps", scope.broken_by(field)), field)


def rivals(scope: Scope) -> pl.DataFrame:
    """Our NPS and that of each competitor, ours first (null company)."""
    rows = cache.ask("nps", scope.broken_by("company")).filter(pl.col("n") > 0)
    kept = rows.filter(pl.col("scale") == (findings.main_scale(rows) or ""))
    return kept.sort(pl.col("company").is_not_null(), "nps", "company", descending=[False, True, False])


def responses(scope: Scope) -> pl.DataFrame:
    """The response rate by channel of the survey, then by store: `field`, `name`, `response_rate`, `n`, `low`, `high`, `invited`, `answered`."""
    columns = ("field", "name", "response_rate", "n", "low", "high", "invited", "answered")
    parts = []
    for field in ("channel", "store"):
        rows = cache.ask("response_rate", scope.broken_by(field)).filter(pl.col(field).is_not_null(), pl.col("n") > 0)
        named = rows.with_columns(
            pl.col(field).replace(channel_words() if field == "channel" else {}).alias("name"), pl.lit(field).alias("field")
        )
        parts.append(named.sort("response_rate", "name", descending=[True, False]).select(columns))
    return pl.concat(parts)


def with_cut(note: str, groups: int) -> str:
    """The note of a chart that draws only the most asked of many groups."""
    return _("{note} The {n} most asked are drawn; all are in the data.", note=note, n=SHOWN) if groups > SHOWN else note


def channel_words() -> dict[str, str]:
    return {value: _(label) for value, label in CHANNELS.items()}


def distribution(question: str, scope: Scope) -> pl.DataFrame:
    """The answers to one question on the scale most used: every score of the scale, 0 where nobody gave it."""
    rows = cache.ask("score_distribution", scope).filter(pl.col("question") == question)
    scale = findings.main_scale(rows.rename({"answers": "n"}))
    return rows.filter(pl.col("scale") == (scale or "")).sort("score")


def dimensions(scope: Scope) -> tuple[pl.DataFrame, list[str]]:
    """The dimensions that can be compared, the largest gap first, and their names."""
    rows = findings.sure(cache.ask("dimension_scores", scope))
    return rows, [dimension_name(one) for one in rows["dimension"]]


def dimension_name(column: str) -> str:
    """A field in words; a column of the file under its own name: dim_livraison → Livraison."""
    name = column.removeprefix(PREFIX)
    known = FIELDS.get(column) or USUAL.get(name)
    return _(known) if known else name.replace("_", " ").capitalize()


def dimension_sheet(scope: Scope) -> Sheet:
    rows = cache.ask("dimension_scores", scope)
    named = rows.with_columns(pl.Series("dimension", [dimension_name(one) for one in rows["dimension"]], dtype=pl.String))
    labels = {
        "mean": _("Mean"), "promoters": _("Promoters"), "detractors": _("Detractors"), "gap": _("Gap"), "low": _("Low end"), "high": _("High end"),
    }  # fmt: skip
    scores = (Column(name, label, Unit.SCORE) for name, label in labels.items())
    return Sheet.of(named, Column("dimension", _("Dimension")), Column("n", "n", Unit.COUNT), *scores)


def unhappy_sheet(scope: Scope) -> Sheet:
    """Known customers who were unhappy at their last answer, the latest first, with the reason in words."""
    spoken = language()
    rows = cache.recall(
        f"unhappy_in_words_{spoken}",
        lambda con, asked: findings.with_reasons(find("unhappy_respondents")(con, asked), spoken),
        scope.whole(),
    )
    store = [Column("store", _("Store"))] if rows["store"].null_count() < rows.height else []
    return Sheet(rows, (
        Column("customer_id", _("Customer")), Column("reason", _("Why here"), wide=True), Column("date", _("Date")), Column("nps", _("Would recommend"), Unit.COUNT),
        Column("csat", _("Satisfaction"), Unit.SCORE, decimals=0), *store, Column("revenue", _("Sales of the period"), Unit.MONEY, decimals=2),
    ))  # fmt: skip


def score_sheet(rows: pl.DataFrame, field: str, label: str) -> Sheet:
    """An answer of `nps` by a field, its values in words."""
    words = channel_words() if field == "channel" else {}
    named = rows.with_columns(pl.col(field).replace(words).fill_null(_("Us")))
    return Sheet.of(
        named, Column(field, label), Column("nps", _("NPS"), Unit.NPS), Column("low", _("Low end"), Unit.NPS), Column("high", _("High end"), Unit.NPS),
        Column("n", "n", Unit.COUNT), Column("promoters", _("Promoters"), Unit.COUNT), Column("passives", _("Passives"), Unit.COUNT),
        Column("detractors", _("Detractors"), Unit.COUNT),
    )  # fmt: skip


def response_sheet(rows: pl.DataFrame) -> Sheet:
    return Sheet.of(
        rows, Column("name", _("Group")), Column("response_rate", _("Response rate"), Unit.SHARE), Column("low", _("Low end"), Unit.SHARE),
        Column("high", _("High end"), Unit.SHARE), Column("n", _("Delivered"), Unit.COUNT), Column("invited", _("Invited"), Unit.COUNT),
        Column("answered", _("Answered"), Unit.COUNT),
    )  # fmt: skip


def distribution_sheet(rows: pl.DataFrame) -> Sheet:
    return sheet_of(rows.select("score", "opinion", "answers", "share"))
