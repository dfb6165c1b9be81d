"""What the page of the segments asks: moves between classes, segments, structure, and the lists to target."""

from dataclasses import dataclass, field, replace

import polars as pl

from crm_core.engine import Scope, query
from crm_core.errors import MissingData
from crm_core.i18n import N_
from crm_core.indicators import figures as figures_of
from crm_core.indicators.comparison import FEW, Better, Figure, Reading
from crm_core.indicators.lifecycle import LABELS
from crm_core.indicators.rfm import SEGMENTS
from crm_core.periods import year_earlier
from crm_core.units import Unit
from crm_ui import appetence_targets, cache, figures, formats, score_targets, spans, young_history
from crm_ui.base_data import MASKED, asked_or_none, customers, listed, masked, members, usual_class
from crm_ui.base_data import counted as in_order
from crm_ui.cards import Kpi
from crm_ui.figures import Judged, Words
from crm_ui.findings import reasons
from crm_ui.findings import segments as findings
from crm_ui.sheets import Column, Sheet
from crm_ui.told_apart import Apart
from crm_ui.words import _, language, ngettext

FIRST = "select min(date) as first_on from all_occasions where is_purchase"
LISTED_MOVES = 10
IN_PERIOD, IN_MONTHS = N_("{money} of sales in the period"), N_("{money} of sales in the months counted")
DIRECTIONS = {"up": N_("▲ up"), "down": N_("▼ down"), "same": N_("≈ same"), "entered": N_("+ entered")}
GROUPINGS = {"segment": N_("RFM segment"), "move": N_("Move between classes"), "class": N_("Lifecycle class"), **score_targets.GROUPINGS}


@dataclass(frozen=True)
class Answers:
    """The moves of the period and the segments at its end; None where a table is missing, or for the moves nobody's class before is known. `year` and `before`: those a year earlier and of the period before. `why`: where purchases are on file, what keeps the moves from being told; `apart`: whether the segments tell anything."""

    pairs: pl.DataFrame | None
    segments: pl.DataFrame | None
    year: "Past"
    before: "Past"
    why: str = ""
    apart: Apart = field(default_factory=Apart)

    @classmethod
    def of_moves(cls, pairs: pl.DataFrame) -> "Answers":
        """The moves alone."""
        return cls(pairs, None, Past(), Past())


@dataclass(frozen=True)
class Past:
    """Moves and segments of an earlier period; None where they are not known, or where the moves rest on too little history (`is_short`)."""

    moves: findings.Moves | None = None
    entered: int | None = None
    at_risk: int | None = None
    is_short: bool = False


def moves(scope: Scope) -> pl.DataFrame:
    """The moves between classes. Raises MissingData where a table is missing, or no purchase is on file before the period."""
    pairs = cache.ask("migration", scope)
    young_history.check(scope)
    return pairs


def moves_or_why(scope: Scope) -> tuple[pl.DataFrame | None, str]:
    """The moves, or None and why nobody can tell them."""
    try:
        return moves(scope), ""
    except MissingData as problem:
        return None, problem.say(language())


def ask(scope: Scope) -> Answers:
    """Everything that the answer and the cards rest on."""
    window = spans.period_before(scope)
    (pairs, why), scores = moves_or_why(scope), asked_or_none("rfm", scope)
    segments = findings.segments(scores) if scores is not None else None
    return Answers(
        pairs,
        segments,
        _past(scope.over(year_earlier(scope.period))),
        _past(scope.over(window)) if window else Past(),
        why if segments is not None else "",
        Apart.of(scope) if segments is not None else Apart(),
    )


def said(answers: Answers) -> str:
    """The answer of the page."""
    segments = answers.segments if answers.apart.returns else None
    told = (answers.why, findings.answer(answers.pairs, segments, language(), cache.currency()))
    return " ".join(part for part in told if part) or _("Without a file of sales, only the structure of the base can be told.")


def _past(earlier: Scope) -> Past:
    """What is known of an earlier period."""
    pairs, scores = asked_or_none("migration", earlier), asked_or_none("rfm", earlier)
    if pairs is None or scores is None:
        return Past()
    moves, enough = findings.moves(pairs), _has_history(earlier)
    entered = moves.entered if figures_of.goes_back(cache.connection(), earlier, "attrition", earlier.period) else None
    return Past(moves if enough else None, entered or None, _at_risk(findings.segments(scores)), not enough)


def _has_history(earlier: Scope) -> bool:
    """Whether purchases are known for twice D95 before the period: else regular and former customers could not be told when it began."""
    first = cache.recall("first_purchase", lambda con, asked: query(con, FIRST, asked), earlier.everyone())["first_on"][0]
    return first is not None and (earlier.start - first).days >= 2 * cache.connection().thresholds(earlier.as_of).d95


def cards(answers: Answers) -> list[Kpi]:
    """Moved up, slipped, entered, to win back; none when a table they need is missing."""
    if answers.segments is None:
        return []
    now, year, before = findings.moves(answers.pairs) if answers.pairs is not None else None, answers.year, answers.before
    entered = Words(
        "entered", _("Entered the base"), "migration", Unit.COUNT, language(), below=_("not known before the period"), rows="customer_list"
    )
    moved = [
        _moved("up", _("Moved up"), "up", now, answers),
        _moved("down", _("Slipped"), "down", now, answers),
        _card(entered, Figure("count", "up", _count(now.entered if now else None), _count(before.entered), _count(year.entered))),
    ]
    told = moved if now else [replace(one, below=_("history too short")) for one in moved]
    return [*told, _to_win_back(answers, answers.segments)]


def _to_win_back(answers: Answers, segments: pl.DataFrame) -> Kpi:
    """The good customers who no longer come; without value where the scores cannot tell them."""
    words = Words("at-risk", _("To win back first"), "rfm", Unit.COUNT, language(), rows="rfm")
    if not answers.apart.returns:
        return replace(_card(words, Figure("count", "down", Reading(), Reading(), Reading())), below=_("nothing tells them apart yet"))
    risk, revenue = findings.at_risk(segments)
    below = _(IN_MONTHS if cache.settings().rfm.months else IN_PERIOD, money=formats.money(revenue, language(), cache.currency()))
    figure = Figure("count", "down", _count(risk), _count(answers.before.at_risk), _count(answers.year.at_risk))
    return _card(replace(words, below=below), figure)


def _at_risk(segments: pl.DataFrame) -> int | None:
    """How many good customers no longer came; None where nobody had bought, which says nothing."""
    return findings.at_risk(segments)[0] if segments["customers"].sum() else None


def _moved(key: str, label: str, better: Better, now: findings.Moves | None, answers: Answers) -> Kpi:
    """The share of the customers known before who moved that way; without enough history, said instead of the change."""

    def reading(moves: findings.Moves | None) -> Reading:
        return _share(getattr(moves, key), moves.known) if moves else Reading()

    known = now.known if now else 0
    below = ngettext("of {n} known before", "of {n} known before", known, n=formats.number(known, language()))
    words = Words(key, label, "migration", Unit.SHARE, language(), below=below, rows="customer_list")
    made = _card(words, Figure("share", better, reading(now), reading(answers.before.moves), reading(answers.year.moves)))
    return replace(made, versus=_("history too short")) if now and answers.year.is_short else made


def _card(words: Words, figure: Figure) -> Kpi:
    return replace(figures.kpi(words, Judged.of(figure), []), spark=None)


def _share(part: int, known: int) -> Reading:
    return Reading(part / known if known else None, n=known)


def _count(n: int | None) -> Reading:
    """Customers are all counted, not sampled: a small number is no reason to doubt."""
    return Reading() if n is None else Reading(float(n), n=max(n, FEW))


def moved(pairs: pl.DataFrame) -> bool:
    """Whether a class of before the period has five customers in a class of now."""
    return pairs.filter(pl.col("from").is_not_null(), pl.col("customers") >= MASKED).height > 0


def moves_sheet(pairs: pl.DataFrame, most: int | None = None) -> Sheet:
    """The moves in words; with `most`, the largest moves up or down only. Figures on fewer than five customers are left empty."""
    told = findings.directed(pairs).with_columns((pl.col("customers") / pl.col("customers").sum().over("from")).alias("share"))
    moved = told.filter(pl.col("direction").is_in(["up", "down"])).sort("customers", descending=True)
    rows = masked(moved.head(most) if most else told, "share", "revenue_from", "revenue_to")
    spoken = language()
    words = rows.with_columns(
        pl.Series("from", [findings.class_label(one, spoken) for one in rows["from"]], dtype=pl.String),
        pl.Series("to", [findings.class_label(one, spoken) for one in rows["to"]], dtype=pl.String),
        pl.Series("direction", [_(DIRECTIONS[one]) for one in rows["direction"]], dtype=pl.String),
    )
    return Sheet.of(
        words, Column("from", _("Before the period")), Column("to", _("Now")), Column("direction", _("Direction")), Column("customers", _("Customers"), Unit.COUNT),
        Column("share", _("Of the class before"), Unit.SHARE), Column("revenue_from", _("Sales before"), Unit.MONEY), Column("revenue_to", _("Sales now"), Unit.MONEY),
    )  # fmt: skip


def segments_sheet(rows: pl.DataFrame) -> Sheet:
    """The RFM segments with what to do with each."""
    spoken = language()
    words = rows.with_columns(
        pl.Series("name", [reasons.segment_label(one, spoken) for one in rows["rfm_segment"]], dtype=pl.String),
        pl.Series("strategy", [_(findings.STRATEGIES[one]) for one in rows["rfm_segment"]], dtype=pl.String),
    )
    return Sheet.of(
        words, Column("name", _("Segment")), Column("strategy", _("Proposed")), Column("customers", _("Customers"), Unit.COUNT), Column("share", _("Of the buyers"), Unit.SHARE),
        Column("revenue", _("Sales"), Unit.MONEY), Column("revenue_share", _("Of the sales"), Unit.SHARE),
    )  # fmt: skip


def groupings(answers: Answers) -> list[str]:
    """The groupings that offer something; what may be bought is looked up once it is chosen."""
    bought = cache.connection().has("transactions")
    return [one for one in GROUPINGS if (bought if one == appetence_targets.GROUPING else choices(answers, one))]


def choices(answers: Answers, grouping: str) -> list[str]:
    """The groups of a grouping that hold someone: ids, in the order in which they are offered."""
    if grouping == "class":
        return list(LABELS)
    if grouping == "segment":
        return list(SEGMENTS) if answers.segments is not None and not answers.apart.why else []
    if grouping in score_targets.GROUPINGS:
        told = (
            answers.segments is not None
            or grouping == appetence_targets.GROUPING
            or (grouping == "risk" and score_targets.has_departures())
        )
        return score_targets.choices(grouping) if told else []
    if answers.pairs is None:
        return []
    moved = findings.directed(answers.pairs).filter(pl.col("direction") != "same").sort("customers", descending=True)
    return [f"{before or ''}>{now}" for before, now in moved.select("from", "to").iter_rows()]


def usual(answers: Answers, grouping: str, offered: list[str], scope: Scope) -> str:
    """The group shown at first: the good customers about to be lost, the costliest slip, the inactive; without any, the largest segment or class."""
    if grouping == "class":
        return usual_class(scope)
    slip = findings.dearest(answers.pairs) if answers.pairs is not None else None
    slipped = f"{slip['from']}>{slip['to']}" if slip else ""
    segment = findings.first_segment(answers.segments) if answers.segments is not None else ""
    first = {"segment": segment, "move": slipped, **score_targets.USUAL}.get(grouping)
    return first if first in offered else offered[0]


def choice_words(grouping: str, choice: str) -> str:
    spoken = language()
    if grouping in score_targets.GROUPINGS:
        return score_targets.choice_words(grouping, choice)
    if grouping == "segment":
        return _("{segment} · {strategy}", segment=reasons.segment_label(choice, spoken), strategy=_(findings.STRATEGIES[choice]))
    if grouping == "class":
        return findings.class_label(choice, spoken)
    before, now = choice.split(">")
    return f"{findings.class_label(before or None, spoken)} → {findings.class_label(now, spoken)}"


def target(scope: Scope, grouping: str, choice: str) -> Sheet:
    """The customers of a group, those who bought for most first, with the reason in words."""
    if grouping == "segment":
        return _of_segment(scope, choice)
    if grouping == "class":
        return customers(scope, choice)
    if grouping in score_targets.GROUPINGS:
        return score_targets.target(scope, grouping, choice)
    before, now = choice.split(">")
    return listed(members(scope, now).filter(pl.col("lifecycle_before").eq_missing(before or None)))


def counted(grouping: str, choice: str, listed: Sheet) -> str:
    """How many customers a group has, and in which order they are listed."""
    n, written = listed.frame.height, formats.number(listed.frame.height, language())
    if grouping == "stake":
        return ngettext("{n} customer, the most at stake first.", "{n} customers, the most at stake first.", n, n=written)
    if grouping == appetence_targets.GROUPING:
        return ngettext("{n} customer, the likeliest to buy first.", "{n} customers, the likeliest to buy first.", n, n=written)
    if grouping == "worth":
        return ngettext("{n} customer, the most valuable first.", "{n} customers, the most valuable first.", n, n=written)
    if (grouping, choice) == ("risk", "slow"):
        return ngettext(
            "{n} customer, the one whose silence counts first on top.",
            "{n} customers, those whose silence counts first on top.",
            n,
            n=written,
        )
    if grouping == "risk":
        return ngettext("{n} customer, the likeliest to leave first.", "{n} customers, the likeliest to leave first.", n, n=written)
    return in_order(listed)


def _of_segment(scope: Scope, segment: str) -> Sheet:
    rows = cache.ask("rfm", scope).filter(pl.col("rfm_segment") == segment)
    told = rows.with_columns(reasons.of_segment(rows, language(), cache.currency())).sort(
        "monetary", "customer_id", descending=[True, False]
    )
    sales = _("Sales of the months counted") if cache.settings().rfm.months else _("Sales of the period")
    whole = told.with_columns(pl.col("monetary").round(0).cast(pl.Int64), pl.col("rfm_code").cast(pl.String))
    return Sheet.of(
        whole, Column("customer_id", _("Customer")), Column("reason", _("Why here"), wide=True), Column("recency", _("Days since the last purchase"), Unit.COUNT),
        Column("frequency", _("Purchases"), Unit.COUNT), Column("monetary", sales, Unit.MONEY), Column("rfm_code", _("RFM code")),
    )  # fmt: skip
