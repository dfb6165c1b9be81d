"""What the scoring page asks: the answers it needs, now and a year ago, its cards, and its list of customers."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from crm_core.engine import Connection, Scope
from crm_core.engine.query import rfm_window
from crm_core.i18n import say
from crm_core.indicators import find
from crm_core.indicators.comparison import FEW
from crm_core.indicators.rfm import LABELS, SEGMENTS
from crm_core.models.ladder import WORDS
from crm_core.models.value import last_purchase, why_nobody
from crm_core.periods import year_earlier
from crm_core.settings import Rfm, RfmSegments, segment_of_codes
from crm_core.units import Unit
from crm_ui import cache, formats, spans
from crm_ui.cards import Kpi
from crm_ui.figures import Words, versus_words
from crm_ui.findings import scoring as findings
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _, language, ngettext


@dataclass(frozen=True)
class Answers:
    """The three answers that the figures of the page are read from."""

    codes: pl.DataFrame
    classes: pl.DataFrame
    curve: pl.DataFrame

    @classmethod
    def to(cls, scope: Scope) -> "Answers":
        return cls(*(cache.ask(name, scope) for name in ("rfm_codes", "abc_classes", "concentration")))

    @property
    def buyers(self) -> int:
        return int(self.codes["customers"].sum())

    @property
    def share_of_best(self) -> float | None:
        """What the best make of the sales; None where too few bought to tell them from the others."""
        return findings.share_of_best(self.curve) if self.buyers >= FEW else None

    @property
    def buyers_words(self) -> str:
        n = self.buyers
        return ngettext("{n} buyer", "{n} buyers", n, n=formats.number(n, language()))


def too_few(scope: Scope) -> str:
    """What is said where the whole base has too few buyers to rank anybody, and scores and shares would mean nothing: nobody ever, or not enough; "" otherwise."""
    con, spoken = cache.connection(), language()
    buyers = int(cache.ask("rfm_codes", scope.everyone())["customers"].sum())
    if not buyers and not last_purchase(con, scope.as_of):
        return say(WORDS[why_nobody(con, scope.as_of)], spoken)
    if not 0 < buyers < FEW:
        return ""
    return _("Scores, classes and shares are shown from {n} buyers on.", n=formats.number(FEW, spoken))


@dataclass(frozen=True)
class Compared:
    """The answers now, a year earlier, and over the period before (None where that is last year)."""

    now: Answers
    year: Answers
    before: Answers | None

    @classmethod
    def to(cls, scope: Scope, now: Answers) -> "Compared":
        window = spans.period_before(scope)
        year = Answers.to(scope.over(year_earlier(scope.period)))
        return cls(now, year, Answers.to(scope.over(window)) if window else None)

    def values(self, read: Callable[[Answers], float | None]) -> tuple[float | None, ...]:
        """What `read` reads out of each of the three; None where nobody had bought."""
        return tuple(read(one) if one is not None and one.codes.height else None for one in (self.now, self.year, self.before))


def cards(found: Compared, scope: Scope, *, returns: bool) -> list[tuple[Kpi, Scope]]:
    """The four figures beside their values a year earlier and the period before, with the scope of the rows behind each.

    They have no good direction, so that their change is not judged. Without `returns`, no score tells who is a champion or no longer comes.
    """
    return [
        (_best(found), scope),
        (_class_a(found), scope.where("abc", "A")),
        (_segment("champions", found, returns, "champions"), scope.where("rfm_segment", "champions")),
        (_segment("overdue", found, returns, *findings.OVERDUE), scope.where("rfm_segment", *findings.OVERDUE)),
    ]


def _best(found: Compared) -> Kpi:
    below = _("of {sales} of sales", sales=_compact(float(found.now.codes["revenue"].sum())))
    label = _("Sales made by the best {share}", share=formats.share(findings.BEST, language(), 0))
    return _kpi("best", label, "concentration", Unit.SHARE, found.values(lambda one: one.share_of_best), below, None)


def _class_a(found: Compared) -> Kpi:
    spoken, a = language(), found.now.classes.row(0, named=True)
    smallest = formats.money(a["smallest"], spoken, cache.currency())
    below = _("{share} of customers, from {amount} on", share=formats.share(a["share"], spoken), amount=smallest) if a["customers"] else ""
    return _kpi("class-a", _("A customers"), "abc_classes", Unit.COUNT, found.values(lambda one: one.classes["customers"][0]), below, "abc")


def _segment(key: str, found: Compared, returns: bool, *segments: str) -> Kpi:
    overdue = _("Repeat customers gone quiet") if findings.gone_quiet(found.now.codes) else _("At risk or not to be lost")
    labels = {"champions": _("Champions"), "overdue": overdue}
    if not returns:
        return _kpi(key, labels[key], "rfm_codes", Unit.COUNT, (None, None, None), _("nothing tells them apart yet"), None)
    _customers, revenue, share = findings.part_of(found.now.codes, *segments)
    below = _("{sales} of sales, {share} of the total", sales=_compact(revenue), share=formats.share(share, language()))
    values = found.values(lambda one: findings.part_of(one.codes, *segments)[0])
    return _kpi(key, labels[key], "rfm_codes", Unit.COUNT, values, below, "customer_scores")


def _compact(amount: float) -> str:
    return formats.headline(amount, Unit.MONEY, language(), currency=cache.currency())


def _kpi(key: str, label: str, indicator: str, unit: Unit, values: tuple[float | None, ...], below: str, rows: str | None) -> Kpi:
    """A card of the three values: now, a year ago, the period before."""
    spoken, (now, year, before) = language(), values
    words = Words(key, label, indicator, unit, spoken)
    return Kpi(
        key, label, formats.headline(now, unit, spoken), indicator, below=below, versus=versus_words(year, words.year_ago, words),
        also=versus_words(before, words.period_ago, words), rows=rows, change=findings.change(now, year, unit, spoken), exact=formats.by_unit(now, unit, spoken),
    )  # fmt: skip


def scores(scope: Scope, segments: list[str], classes: list[str]) -> pl.DataFrame:
    """The customers of these RFM segments and ABC classes (none chosen: all), each with its reason, the largest amount first."""
    spoken, chosen, usual = language(), scope, is_usual_grid()
    chosen = chosen.where("rfm_segment", *segments) if segments else chosen
    chosen = chosen.where("abc", *classes) if classes else chosen

    def listed(con: Connection, asked: Scope) -> pl.DataFrame:
        named = {name: say(LABELS[name], spoken) for name in SEGMENTS}
        rows = find("customer_scores")(con, asked)
        told = findings.with_reasons(rows, spoken) if usual else findings.with_scores(rows, spoken, cache.currency())
        return told.with_columns(pl.col("rfm_segment").replace(named))

    return cache.recall(f"customer_scores_in_words_{spoken}", listed, chosen)


def scores_sheet(rows: pl.DataFrame) -> Sheet:
    return Sheet.of(
        rows, Column("customer_id", _("Customer")), Column("reason", _("Why here"), wide=True), Column("rfm_segment", _("Segment")),
        Column("abc", _("ABC")), Column("rfm_code", _("RFM"), Unit.TEXT), Column("rfm_score", _("Weighted"), Unit.SCORE, decimals=2), Column("recency", _("Days since"), Unit.COUNT),
        Column("frequency", _("Purchases"), Unit.COUNT), Column("monetary", _("Sales"), Unit.MONEY, decimals=2), Column("mean_gap", _("Gap, days"), Unit.COUNT),
    )  # fmt: skip


def segments_sheet(rows: pl.DataFrame) -> Sheet:
    spoken = language()
    named = rows.with_columns(pl.col("rfm_segment").replace({name: say(LABELS[name], spoken) for name in SEGMENTS}))
    return Sheet.of(
        named, Column("rfm_segment", _("Segment")), Column("customers", _("Customers"), Unit.COUNT), Column("share", _("Share of customers"), Unit.SHARE),
        Column("revenue", _("Sales"), Unit.MONEY), Column("revenue_share", _("Share of sales"), Unit.SHARE),
    )  # fmt: skip


def grid_sheet(rows: pl.DataFrame) -> Sheet:
    return Sheet.of(
        rows, Column("r", _("R score"), Unit.COUNT), Column("f", _("F score"), Unit.COUNT), Column("customers", _("Customers"), Unit.COUNT),
        Column("mean", _("Mean sales"), Unit.MONEY, decimals=2), Column("recency_from", _("Days since, from"), Unit.COUNT),
        Column("recency_to", _("Days since, to"), Unit.COUNT), Column("frequency_from", _("Purchases, from"), Unit.COUNT),
        Column("frequency_to", _("Purchases, to"), Unit.COUNT),
    )  # fmt: skip


def classes_sheet(classes: pl.DataFrame) -> Sheet:
    return Sheet.of(
        classes, Column("abc", _("Class")), Column("customers", _("Customers"), Unit.COUNT), Column("share", _("Share of customers"), Unit.SHARE),
        Column("revenue", _("Sales"), Unit.MONEY), Column("revenue_share", _("Share of sales"), Unit.SHARE),
        Column("smallest", _("Smallest sales"), Unit.MONEY, decimals=2),
    )  # fmt: skip


def cuts_sheet(codes: pl.DataFrame) -> Sheet:
    """The classes of the three scores one below the other: what it takes to get each."""
    names = {"recency": ("r", _("Recency")), "frequency": ("f", _("Frequency")), "monetary": ("m", _("Amount"))}
    parts = [
        findings.cuts(codes, measure, score).with_columns(pl.lit(name).alias("part"), pl.col("from", "to").cast(pl.Float64))
        for measure, (score, name) in names.items()
    ]
    return Sheet.of(
        pl.concat(parts), Column("part", _("Score")), Column("score", _("Value"), Unit.COUNT), Column("customers", _("Customers"), Unit.COUNT),
        Column("from", _("Lowest value"), Unit.SCORE, decimals=0), Column("to", _("Highest value"), Unit.SCORE, decimals=0),
    )  # fmt: skip


def counted_words(scope: Scope) -> str:
    """Over which days the scores count."""
    months = cache.settings().rfm.months
    if not months:
        return _("Scores over the chosen period; changes are on the same days a year earlier.")
    days = formats.period(rfm_window(cache.settings(), scope), language())
    return ngettext(
        "RFM scores over {n} month, {days}; ABC over the chosen period; changes are on the same days a year earlier.",
        "RFM scores over {n} months, {days}; ABC over the chosen period; changes are on the same days a year earlier.",
        months, n=formats.number(months, language()), days=days,
    )  # fmt: skip


def grid_words() -> str:
    """What the segments are read from."""
    rules = cache.settings()
    if rules.rfm.grid == "r_package":
        return _("Segments of R’s package rfm, read from R, F and M; the ten codes that it leaves are in ours.")
    if rules.rfm.second == "fm":
        return _("Segments read from R and the mean of F and M.")
    of_m = any(len(set(segments[start : start + 5])) > 1 for segments in [segments_in_force()] for start in range(0, 125, 5))
    return _("Segments read from R, F and M.") if of_m else _("Segments read from R and F.")


def segments_in_force() -> list[str]:
    """The segment of each RFM code, 111 first, 555 last."""
    return segment_of_codes(cache.settings().rfm, cache.settings().rfm_segments)


def is_usual_grid() -> bool:
    """Whether the segments are those of the product, whose names say what customers do."""
    return segments_in_force() == segment_of_codes(Rfm(), RfmSegments())


def view_words(view: str) -> str:
    """The parts of the page, of which one is drawn at a time."""
    return {"rfm": _("RFM"), "abc": _("ABC"), "moves": _("Movements"), "list": _("List of customers")}[view]


def limits() -> dict[str, str]:
    """Down to which share of the sales classes A and B go."""
    rules, spoken = cache.settings().scoring, language()
    return {"a": formats.share(rules.abc_a, spoken, 0), "b": formats.share(rules.abc_b, spoken, 0)}
