"""What the page of the customer base asks: its four figures, its charts' answers, and the customers of a class."""

from dataclasses import asdict, dataclass, replace

import polars as pl

from crm_core.engine import Connection, Scope
from crm_core.errors import MissingData
from crm_core.indicators.comparison import FEW, Reading
from crm_core.indicators.customer_list import customer_list, customers_now
from crm_core.indicators.registry import Compute
from crm_core.periods import Window
from crm_core.units import Unit
from crm_ui import cache, figures, formats, spans
from crm_ui.cards import Kpi
from crm_ui.courses import Read, course
from crm_ui.figures import Judged, Words
from crm_ui.findings import customer as findings
from crm_ui.findings.reasons import Limits, of_class
from crm_ui.goals import goals
from crm_ui.labels import value_words
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _, language, ngettext

QUARTERS, MASKED, WON_BACK = 3, 5, "inactive"
"""The quality of the base moves slowly: its curve has a point every three months."""


@dataclass(frozen=True)
class Base:
    """The figures of the page; None where the table they need is missing, or the records are still being compared."""

    known: int
    active: Judged | None
    active_series: list[Reading]
    new: Judged | None
    new_series: list[Reading]
    attrition: Judged | None
    attrition_series: list[Reading]
    quality: Judged | None
    quality_series: list[Reading]

    def cards(self) -> list[Kpi | Words]:
        """The four cards; in place of one that lacks its table, its words alone."""
        spoken = language()
        known, found = formats.number(self.known, spoken), _faults(self.quality.now) if self.quality else ""
        return [
            _card(Words("active", _("Active customers"), "active_customers", Unit.COUNT, spoken, below=ngettext("of {n} known", "of {n} known", self.known, n=known), rows="customer_list"), self.active, self.active_series),
            _card(Words("new", _("New customers"), "active_customers", Unit.COUNT, spoken, below=_("first purchase in the period"), rows="monthly_activity"), self.new, self.new_series),
            _card(Words("attrition", _("Attrition rate"), "attrition", Unit.SHARE, spoken, rows="customer_list"), self.attrition, self.attrition_series),
            _card(Words("quality", _("Quality of the base"), "base_quality_score", Unit.SHARE, spoken, rows="base_quality",
                        below=found), self.quality, self.quality_series),
        ]  # fmt: skip


def _faults(quality: Reading) -> str:
    checks, spoken = quality.n or 0, language()
    faults = round(checks * (1 - (quality.value or 0)))
    told = {"faults": formats.number(faults, spoken), "n": formats.number(checks, spoken)}
    return ngettext("{faults} fault in {n} checks", "{faults} faults in {n} checks", faults, **told)


def _card(words: Words, judged: Judged | None, series: list[Reading]) -> Kpi | Words:
    if judged is None:
        return words
    made = figures.kpi(words, judged, series)
    return replace(made, below=_("no record to check yet")) if words.key == "quality" and judged.now.value is None else made


def judge(scope: Scope, *, compared: bool) -> Base:
    """Ask for the course of each figure and judge it; that of quality once the records are `compared` with each other."""
    aims = goals(scope)
    active, new, attrition = (
        course(scope, read) for read in (_counted("active", "active_customers"), _counted("new", "attrition"), _attrition)
    )
    quality = course(scope, _quality, every=QUARTERS) if compared else None
    return Base(
        int(cache.ask("lifecycle_counts", scope)["customers"].sum()),
        active.judged("count", "up") if active.points else None, active.points,
        new.judged("count", "up") if new.points else None, new.points,
        attrition.judged("share", "down", aims["attrition_rate"]) if attrition.points else None, attrition.points,
        quality.judged("share", "up", aims["base_quality"]) if quality else None, quality.points if quality else [],
    )  # fmt: skip


def _quality(scope: Scope) -> list[Reading]:
    return figures.readings(cache.ask("base_quality_score", scope), "quality")


def _attrition(scope: Scope) -> list[Reading]:
    answer = asked_or_none("attrition", scope)
    return [] if answer is None else cache.comparable("attrition", scope, figures.readings(answer, "attrition_rate"))


def _counted(column: str, told_as: str) -> Read:
    """Reads customers, who are all counted, not sampled: a small number is no reason to doubt. What the purchases on file do not go back enough for is not known.

    `told_as`: the indicator that looks back as far; who is new is told, as who is lost, by who bought before the span.
    """

    def read(scope: Scope) -> list[Reading]:
        answer = asked_or_none("active_customers", scope)
        counts = () if answer is None else answer[column]
        counted = [Reading() if one is None else Reading(float(one), n=max(int(one), FEW)) for one in counts]
        return cache.comparable(told_as, scope, counted)

    return read


def asked_or_none(name: str, scope: Scope) -> pl.DataFrame | None:
    """The answer, or None when a table it needs is missing."""
    try:
        return cache.ask(name, scope)
    except MissingData:
        return None


def months(scope: Scope) -> tuple[pl.DataFrame, int]:
    """Thirteen months of activity, and how many of them are over."""
    rows = cache.ask("monthly_activity", scope.over(_year(scope)))
    return rows, rows.height - spans.unfinished(scope)


def has_moves(months: pl.DataFrame) -> bool:
    """Whether two of these months are known, and anybody came, stayed or left."""
    return months["new"].count() > 1 and bool(months.select("returning", "new", "reactivated", "lost").sum().sum_horizontal()[0])


def has_cohorts(cells: pl.DataFrame) -> bool:
    """Whether a month has begun since the first purchases of a cohort: there is a cell to draw, be it unfinished."""
    return bool((cells["age"] > 0).any())


def _year(scope: Scope) -> Window:
    windows = spans.thirteen_months(scope).windows
    return Window(windows[0].start, windows[-1].end)


def limits(scope: Scope) -> Limits:
    """The thresholds in force, in days."""
    found = cache.connection().thresholds(scope.as_of)
    return Limits(int(found.d80), int(found.d95), cache.settings().lifecycle.hot_days)


def customers(scope: Scope, chosen: str) -> Sheet:
    """The customers of one class, those who bought for most first, with the reason in words."""
    return listed(_in_words(scope, chosen, "customers_now", customers_now))


def members(scope: Scope, chosen: str) -> pl.DataFrame:
    """The customers of one class that the filters keep, with their class before the period and the `reason` in words; whole days and whole units of money."""
    return _in_words(scope, chosen, "customer_list", customer_list)


def _in_words(scope: Scope, chosen: str, name: str, read: Compute) -> pl.DataFrame:
    kept = dict(scope.filters).get("lifecycle", (chosen,))
    spoken, found = language(), limits(scope)

    def told(con: Connection, asked: Scope) -> pl.DataFrame:
        rows = read(con, asked).sort("revenue", "customer_id", descending=[True, False])
        return rows.with_columns(of_class(rows, found, spoken), pl.col("median_gap", "revenue").round(0).cast(pl.Int64))

    return cache.recall(f"{name}_in_words_{spoken}", told, scope.where("lifecycle", *({chosen} & {*kept})))


def usual_class(scope: Scope) -> str:
    """The class that is listed at first: those to win back, else the largest."""
    counts = {name: n for name, n in cache.ask("lifecycle_counts", scope).select("lifecycle", "customers").iter_rows() if n}
    return WON_BACK if WON_BACK in counts or not counts else max(counts, key=lambda name: counts[name])


def proposed(chosen: str) -> str:
    """What the firm does for the customers of a class."""
    return findings.proposed(chosen, own_actions(), language())


def own_actions() -> dict[str, str]:
    """Class → what the settings propose for it; empty where they leave it to the usual."""
    return asdict(cache.settings().actions)


def listed(rows: pl.DataFrame) -> Sheet:
    """A list of customers with their `reason`: who, why, and the facts."""
    return Sheet.of(
        rows, Column("customer_id", _("Customer")), Column("reason", _("Why here"), wide=True), Column("last_on", _("Last purchase")),
        Column("orders", _("Purchases"), Unit.COUNT), Column("median_gap", _("Usual gap, days"), Unit.COUNT),
        Column("revenue", _("Sales of the period"), Unit.MONEY), Column("store", _("Store")),
    )  # fmt: skip


def counted(listed: Sheet) -> str:
    """How many customers a list has, and in which order: those who bought for most first; where nobody bought, by their number."""
    n, sales = listed.frame.height, listed.frame["monetary" if "monetary" in listed.frame.columns else "revenue"]
    written = formats.number(n, language())
    if not (sales.fill_null(0) != 0).any():
        return ngettext(
            "{n} customer, without sales in the period.", "{n} customers without sales in the period, by customer number.", n, n=written
        )
    return ngettext("{n} customer, the largest sales first.", "{n} customers, the largest sales first.", n, n=written)


def channels_sheet(mixes: pl.DataFrame) -> Sheet:
    """The channel mixes in words; the interval is that of the share still active."""
    words = masked(mixes, *(name for name in mixes.columns if name not in ("mix", "channels", "customers"))).with_columns(
        pl.Series("mix", [mix_words(one) for one in mixes["mix"]], dtype=pl.String)
    )
    return Sheet.of(
        words, Column("mix", _("Channels")), Column("customers", _("Buyers"), Unit.COUNT), Column("share", _("Of the buyers"), Unit.SHARE),
        Column("revenue", _("Sales"), Unit.MONEY), Column("revenue_per_customer", _("Sales per buyer"), Unit.MONEY, decimals=1),
        Column("active_share", _("Still active"), Unit.SHARE), Column("low", _("Low end of the interval (95%)"), Unit.SHARE),
        Column("high", _("High end of the interval (95%)"), Unit.SHARE), Column("answers", _("Survey answers"), Unit.COUNT), Column("nps", _("NPS"), Unit.NPS),
    )  # fmt: skip


def shown_mixes(mixes: pl.DataFrame) -> int:
    """How many channel mixes have the five customers without whom they are not shown."""
    return mixes.filter(pl.col("customers") >= MASKED).height


def thresholds_words(scope: Scope) -> str:
    """The limits of the classes, as they are computed or set; without purchases, that buyers are not told from others."""
    if not cache.connection().has("transactions"):
        return _("Without a file of sales, those who buy cannot be told: they are among the suspects and prospects.")
    found = limits(scope)
    return _("D80: {d80} days; D95: {d95} days.", d80=formats.number(found.d80, language()), d95=formats.number(found.d95, language()))


def mix_words(mix: str) -> str:
    """A channel mix, "store + web", in words; after the first, words other than acronyms without their capital."""
    first, *others = (value_words("channel", one) for one in mix.split(" + "))
    return " + ".join([first, *(one if one.isupper() else one[:1].lower() + one[1:] for one in others)])


def masked(frame: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """The frame with `customers` and `columns` left empty where fewer than five customers would be recognised."""
    few = pl.col("customers") < MASKED
    return frame.with_columns(pl.when(few).then(None).otherwise(pl.col(name)).alias(name) for name in (*columns, "customers"))
