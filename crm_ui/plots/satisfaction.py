"""The charts of the satisfaction page."""

from collections.abc import Sequence

import polars as pl

from crm_core.i18n import N_
from crm_core.indicators.comparison import FEW
from crm_core.units import Unit
from crm_ui import charts, figures, formats, marks
from crm_ui.chart import Chart
from crm_ui.figures import Judged
from crm_ui.findings import satisfaction as findings
from crm_ui.look import Look
from crm_ui.plotly_words import HARD
from crm_ui.satisfaction_data import SHOWN, Line, bounds
from crm_ui.theme import look, on_phone
from crm_ui.words import _, language

ROW_HEIGHT, FRAME_HEIGHT = 30, 100
# question → opinions from the left to the right of the scale: (opinion, key of Look.meaning, name)
OPINIONS = {
    "nps": (
        ("detractor", "detractor", N_("Detractors")),
        ("passive", "passive", N_("Passives")),
        ("promoter", "promoter", N_("Promoters")),
    ),
    "csat": (("dissatisfied", "bad", N_("Dissatisfied")), ("neutral", "neutral", N_("Neither")), ("satisfied", "good", N_("Satisfied"))),
}


def trend(line: Line, judged: Judged) -> Chart:
    """The NPS over thirteen points with its band, the target, and a year earlier; the last month dashed when it is not over."""
    spoken, colors, target = language(), look(), judged.target
    unit = (
        _("Promoters − detractors, in points, by month")
        if line.is_monthly
        else _("Promoters − detractors, in points, rolling periods that end in each month")
    )
    figure = charts.new_figure(findings.trend(line.now, judged, spoken), unit, columns=charts.WIDE)
    values, year_ago = [one.value for one in line.now], [one.value for one in line.before]
    marks.interval_band(figure, colors, line.months, [one.low for one in line.now], [one.high for one in line.now])
    marks.last_year(figure, colors, line.months, year_ago, _("a year earlier"))
    marks.monthly_line(
        figure, colors, line.months, values, name=_("NPS"), unfinished=_("month not over") if line.is_open else "", hover="%{y:+.0f}"
    )
    alone = [(line.months[rank], values[rank]) for rank in _isolated(values)]
    dot = {"color": colors.accent, "size": 8}
    figure.add_scatter(x=[month for month, _y in alone], y=[y for _month, y in alone], mode="markers", marker=dot, hoverinfo="skip")
    if target is not None:
        marks.target_line(figure, colors, line.months, target, figures.target_words(target, Unit.NPS, spoken))
    ends = [(values[-1], formats.nps(values[-1], spoken), colors.accent_text), (year_ago[-1], _("a year<br>earlier"), colors.muted)]
    marks.end_labels(figure, line.months[-1], ends)
    marks.months_axis(figure, every=2 if on_phone() else 1)
    return figure


def _isolated(values: Sequence[float | None]) -> list[int]:
    """The places of values without a neighbour, which a line alone would not show."""
    around = [None, *values, None]
    return [rank for rank, value in enumerate(values) if value is not None and around[rank] is None and around[rank + 2] is None]


def distribution(rows: pl.DataFrame, question: str, height: int = 300) -> Chart:
    """How many answers each score of the scale has, coloured by opinion; the name and share of each opinion above its scores."""
    spoken, colors, opinions = language(), look(), OPINIONS[question]
    n = formats.number(int(rows["answers"].sum()), spoken)
    unit = (
        _("Answers by score, would recommend us; n = {n}", n=n) if question == "nps" else _("Answers by score, satisfaction; n = {n}", n=n)
    )
    finding = findings.spread(rows, opinions[2][0], opinions[0][0], spoken)
    figure = charts.new_figure(finding, unit, columns=charts.NARROW, height=height)
    fills = {opinion: colors.meaning[key] for opinion, key, _name in opinions}
    for opinion, color in fills.items():
        part = rows.filter(pl.col("opinion") == opinion)
        figure.add_bar(
            x=part["score"].to_list(), y=part["answers"].to_list(), text=[formats.number(one, spoken) for one in part["answers"]], textposition="outside",
            marker={"color": color}, textfont={"color": colors.ink, "size": 12}, hovertemplate="%{x}" + HARD + ": %{y}<extra></extra>",
        )  # fmt: skip
    _opinion_names(figure, colors, rows, question)
    low, high = (int(end) for end in bounds(str(rows["scale"][0]) if rows.height else "0-10").values())
    figure.update_xaxes(dtick=1, range=[low - 0.6, high + 0.6])
    figure.update_yaxes(visible=False, range=[0, 1.15 * max(rows["answers"].to_list(), default=1)])
    figure.update_layout(barmode="stack", hovermode="closest", bargap=0.2, margin={"t": figure.top + 18})
    return figure


def _opinion_names(figure: Chart, colors: Look, rows: pl.DataFrame, question: str) -> None:
    inks = (colors.bad_text, colors.muted, colors.good_text)
    for (opinion, _key, name), ink, x, anchor in zip(OPINIONS[question], inks, (0, 0.5, 1), ("left", "center", "right"), strict=True):
        share = formats.share(float(rows.filter(pl.col("opinion") == opinion)["share"].sum()), language(), 0)
        marks.head(figure, x, _("{name} {share}", name=_(name), share=share), ink, anchor)


def why(rows: pl.DataFrame, names: Sequence[str]) -> Chart:
    """The mean score of promoters and of detractors on each dimension, the largest gap on top, and the gap in words."""
    spoken, colors = language(), look()
    unit = _("Mean score by dimension, and gap; n = {n}", n=formats.number(max(rows["n"].to_list(), default=0), spoken))
    figure = charts.new_figure(findings.why(rows, names, spoken), unit, columns=charts.WIDE, height=height_of(rows))
    ends, words = rows.select("detractors", "promoters").rows(), ((_("Detractors"), colors.bad_text), (_("Promoters"), colors.good_text))
    joined = [(x, name) for name, pair in zip(names, ends, strict=True) for x in (*pair, None)]
    figure.add_scatter(
        x=[x for x, _name in joined], y=[name for _x, name in joined], mode="lines", line={"color": colors.hairline, "width": 3}, hoverinfo="skip"
    )  # fmt: skip
    for rank, (key, (name, ink)) in enumerate(zip(("detractor", "promoter"), words, strict=True)):
        first = [name] + [""] * (rows.height - 1)
        figure.add_scatter(
            x=[pair[rank] for pair in ends], y=list(names), mode="markers+text", marker={"size": 11, "color": colors.meaning[key]}, text=first, textposition="top center",
            textfont={"size": 13, "weight": 600, "color": ink}, hovertemplate="%{y}" + HARD + ": %{x:.1f}<extra>" + name + "</extra>",
        )  # fmt: skip
    _gap_column(figure, rows, names, [score for pair in ends for score in pair])
    figure.update_layout(hovermode="closest")
    figure.update_yaxes(showgrid=False, range=[rows.height - 0.5, -1], tickfont={"color": colors.ink, "size": 13})
    return figure


def _gap_column(figure: Chart, rows: pl.DataFrame, names: Sequence[str], scores: Sequence[float]) -> None:
    """The gap of each row in words at the right edge, and an axis that leaves them room."""
    colors, low, high = look(), min(scores, default=0.0), max(scores, default=1.0)
    edge = high + 0.16 * (high - low)
    texts, font = [formats.signed(one, language(), 1) for one in rows["gap"]], {"size": 13, "color": colors.muted}
    figure.add_scatter(
        x=[edge] * rows.height, y=list(names), mode="text", text=texts, textposition="middle left", textfont=font, hoverinfo="skip"
    )
    marks.head(figure, 1, _("gap"), colors.muted, "right", weight=400)
    figure.update_xaxes(showgrid=True, gridcolor=colors.gridline, showline=False, range=[low - 0.06 * (high - low), edge])


def most_asked(rows: pl.DataFrame, value: str) -> pl.DataFrame:
    """The groups with the most answers, at most fifteen, the highest `value` first."""
    return rows.sort("n", descending=True).head(SHOWN).sort(value, descending=True)


def stores(rows: pl.DataFrame, overall: float | None) -> Chart:
    """The NPS of each store with its interval, the rule at the mean; those proven to differ in colour; at most the fifteen most asked."""
    finding = findings.gaps(rows, "store", language())
    shown = most_asked(rows, "nps")
    unit = _("NPS by store, 95% interval, n = {n}", n=formats.number(int(rows["n"].sum()), language()))
    names = charts.apart([charts.short(one) for one in shown["store"]])
    return _scores(shown, names, finding, unit, _ways(rows, shown, "store"), overall, charts.WIDE)


def channels(rows: pl.DataFrame, words: dict[str, str], overall: float | None) -> Chart:
    """The same by the channel through which they answered."""
    finding = findings.gaps(rows, "channel", language(), words)
    unit = _("NPS by channel of the survey, 95% interval, n = {n}", n=formats.number(int(rows["n"].sum()), language()))
    names = charts.apart([charts.short(words.get(one, one)) for one in rows["channel"]])
    return _scores(rows, names, finding, unit, _ways(rows, rows, "channel"), overall, charts.NARROW)


def rivals(rows: pl.DataFrame) -> Chart:
    """Us and the competitors that people answered about."""
    names = charts.apart([_("Us") if one is None else charts.short(one, 24) for one in rows["company"]])
    colors, unit = look(), _("NPS, 95% interval, n = {n}", n=formats.number(int(rows["n"].sum()), language()))
    fills = [colors.meaning["ours"] if one is None else colors.meaning["reference"] for one in rows["company"]]
    return _dots(rows, names, findings.rivals(rows, language()), unit, fills, charts.NARROW)


def _ways(rows: pl.DataFrame, shown: pl.DataFrame, field: str) -> list[str]:
    """The colour key of each shown row: good above the others, bad below, grey when nothing is proven."""
    above, below = findings.standouts(rows, field)
    return ["good" if one in above else "bad" if one in below else "neutral" for one in shown[field]]


def _scores(
    rows: pl.DataFrame, names: Sequence[str], finding: str, unit: str, ways: Sequence[str], overall: float | None, columns: int
) -> Chart:
    colors = look()
    figure = _dots(rows, names, finding, unit, [colors.meaning[one] for one in ways], columns)
    if overall is not None:
        marks.rule(figure, colors, x=overall)
        figure.add_annotation(
            x=overall, y=1, yref="paper", yanchor="bottom", text=_("all {nps}", nps=formats.nps(overall, language())), showarrow=False,
            font={"size": 12, "color": colors.ink},
        )  # fmt: skip
        figure.update_layout(margin={"t": figure.top + 16})
    return figure


def _dots(rows: pl.DataFrame, names: Sequence[str], finding: str, unit: str, fills: Sequence[str], columns: int) -> Chart:
    """Scores with intervals; a group under 30 answers says its n beside its name and is grey."""
    spoken, colors = language(), look()
    figure = charts.new_figure(finding, unit, columns=columns, height=height_of(rows))
    said = [name if n >= FEW else _("{name} (n = {n})", name=name, n=n) for name, n in zip(names, rows["n"], strict=True)]
    shown = [fill if n >= FEW else colors.grey for fill, n in zip(fills, rows["n"], strict=True)]
    texts = [formats.nps(one, spoken) for one in rows["nps"]]
    marks.dots(figure, colors, said, rows["nps"].to_list(), rows["low"].to_list(), rows["high"].to_list(), texts, shown)
    low, high = float(rows["low"].min() or 0), float(rows["high"].max() or 0)  # type: ignore[arg-type]
    figure.update_xaxes(range=[low - 4, high + 0.12 * (high - low) + 4])
    figure.update_yaxes(autorange=None, range=[rows.height - 0.5 + _margin(rows.height), -0.5 - _margin(rows.height)])
    return figure


def _margin(rows: int) -> float:
    """Empty rows above and below, so that two or three groups do not lie at the edges."""
    return 0.5 if rows < 4 else 0.0


def height_of(rows: pl.DataFrame) -> int:
    """The height of a chart of one row a group, in pixels."""
    return max(300, FRAME_HEIGHT + ROW_HEIGHT * rows.height)


def responses(every: pl.DataFrame, invitations: int | None) -> Chart:
    """Response rate of each channel, then of each store, with intervals and the rule under which answers are to be read with care."""
    spoken, colors = language(), look()
    unit = _("In % of the delivered invitations, by channel then by store, 95% interval, n = {n}", n=formats.number(invitations, spoken))
    rows = (
        pl.concat(most_asked(part, "response_rate") for part in every.partition_by("field", maintain_order=True)) if every.height else every
    )
    figure = charts.new_figure(findings.responses(every, spoken), unit, columns=charts.WIDE, height=height_of(rows))
    values, low, high = (marks.percent(rows[name].to_list()) for name in ("response_rate", "low", "high"))
    limit = findings.LOW_RATE * 100
    inks = [colors.bad if (value or 0) < limit else colors.accent for value in values]
    fills = [ink if n >= FEW else colors.grey for ink, n in zip(inks, rows["n"], strict=True)]
    marks.dots(figure, colors, rows["name"].to_list(), values, low, high, [formats.number(one, spoken, 1) for one in values], fills)
    marks.rule(figure, colors, x=limit, dash="3px,3px")
    figure.update_xaxes(range=[0, 1.15 * max((one or 0 for one in high), default=1)], ticksuffix=formats.percent_sign(spoken))
    return figure
