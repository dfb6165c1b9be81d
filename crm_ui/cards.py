"""The KPI card: value, light against the target, interval, thirteen points, change against a named period, and the way to its detail."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

import streamlit as st

from crm_core.engine import Scope
from crm_core.i18n import N_
from crm_ui import detail, waiting
from crm_ui.look import LOOKS
from crm_ui.words import _

State = Literal["good", "watch", "bad", "neutral"]
LIGHTS: dict[State, str] = {"good": N_("Reached"), "watch": N_("To watch"), "bad": N_("Missed"), "neutral": N_("Too few cases")}
NO_VALUE, FEW_ANSWERS = N_("No data"), N_("Too few answers")
Values = Sequence[float | None]


@dataclass(frozen=True)
class Spark:
    """The points of a small curve, oldest first; `low` and `high` are empty when there is no interval."""

    values: Values
    low: Values = ()
    high: Values = ()
    target: float | None = None


@dataclass(frozen=True)
class Kpi:
    """A card in words, all of them already in the page's language and formats.

    `light` is None without target, `word` replaces its usual word; `below` is the interval and n (or what a count weighs); `change`, `versus` and `also` are the last lines;
    `indicator` names the registry entry behind "Détail", `rows` the indicator that lists the rows behind the figure.
    """

    key: str
    label: str
    value: str
    indicator: str
    light: State | None = None
    target: str = ""
    below: str = ""
    change: str = ""
    judgement: State = "neutral"
    versus: str = ""
    also: str = ""
    spark: Spark | None = None
    rows: str | None = None
    exact: str = ""
    word: str = ""


def card(kpi: Kpi, scope: Scope) -> None:
    """Draw one card; cards of a row have the same lines, so that their heights agree."""
    waiting.drawn()
    with st.container(border=True, key=f"card-{kpi.key}", height="stretch", gap=None):
        with st.container(key=f"{'few' if kpi.light == 'neutral' else 'val'}-{kpi.key}"):
            st.metric(kpi.label, kpi.value)
        st.html(f'<div class="bc-verdict">{pill(kpi.light, kpi.word)}<p class="bc-note">{escape(kpi.target)}</p></div>')
        st.html(f'<p class="bc-note">{escape(kpi.below) or "&nbsp;"}</p>{sparkline(kpi.spark, kpi.light == "neutral", kpi.label)}')
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small", wrap=False):
            words = f'<b class="bc-{kpi.judgement}">{escape(kpi.change) or "&nbsp;"}</b><br>{escape(kpi.versus) or "&nbsp;"}'
            words += f"<br>{escape(kpi.also)}" if kpi.also else ""
            st.html(f'<p class="bc-note">{words}</p>', width="stretch")
            if st.button(_("Detail"), type="tertiary", key=f"why-{kpi.key}"):
                detail.show(
                    kpi.indicator, scope, figure=_("{label}: {value}", label=kpi.label, value=kpi.exact or kpi.value), rows=kpi.rows
                )


def pill(light: State | None, word: str = "") -> str:
    """The light: icon and word, never a colour alone."""
    return f'<span class="bc-pill bc-{light}"><i></i>{escape(word or _(LIGHTS[light]))}</span>' if light else ""


def curved(kpi: object) -> bool:
    """Whether a card has a curve: two of its points are known."""
    return isinstance(kpi, Kpi) and kpi.spark is not None and sum(one is not None for one in kpi.spark.values) > 1


def sparkline(spark: Spark | None, grey: bool = False, label: str = "") -> str:
    """The curve as an image that follows both themes by itself; strokes keep their width when it is stretched; gaps stay gaps."""
    if spark is None:
        return '<p class="bc-note">&nbsp;</p>'
    if sum(one is not None for one in spark.values) < 2:
        return '<div class="bc-spark"></div>'
    drawn = base64.b64encode(_svg(spark, grey).encode()).decode()
    alt = escape(_("Curve of {label} over {n} points", label=label, n=len(spark.values)), quote=True)
    return f'<img class="bc-spark" alt="{alt}" src="data:image/svg+xml;base64,{drawn}">'


def _svg(spark: Spark, grey: bool) -> str:
    place = _Place.of(spark)
    fixed = 'vector-effect="non-scaling-stroke"'
    bands = "".join(f'<polygon class="b" points="{points}"/>' for points in place.bands(spark))
    lines = "".join(
        f'<polyline class="l" points="{points}" fill="none" stroke-width="2" stroke-linejoin="round" {fixed}/>'
        for points in place.lines(spark.values)
    )
    rule = ""
    if spark.target is not None:
        y = place.y(spark.target)
        rule = f'<line class="t" x1="0" x2="240" y1="{y}" y2="{y}" stroke-width="1.25" stroke-dasharray="1 3" {fixed}/>'
    last = spark.values[-1]
    dot = f'<path class="l" d="M240 {place.y(last)}h.01" stroke-width="8" stroke-linecap="round" {fixed}/>' if last is not None else ""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-3 -4 248 56" preserveAspectRatio="none"><style>{_css(grey)}</style>{bands}{rule}{lines}{dot}</svg>'


def _css(grey: bool) -> str:
    """The colours of both themes: inside an image, prefers-color-scheme follows the page's color-scheme."""
    return "".join(
        f"{media}{{.b{{fill:{look.gridline if grey else look.band}}}.l{{stroke:{look.grey if grey else look.accent}}}.t{{stroke:{look.ink}}}}}"
        for media, look in (("@media all", LOOKS["light"]), ("@media (prefers-color-scheme:dark)", LOOKS["dark"]))
    )


@dataclass(frozen=True)
class _Place:
    """Where values lie in a box of 240 × 48."""

    bottom: float
    top: float
    count: int

    @classmethod
    def of(cls, spark: Spark) -> "_Place":
        known = [one for one in (*spark.values, *spark.low, *spark.high, spark.target) if one is not None]
        low, high = min(known), max(known)
        pad = (high - low) * 0.08 or 1
        return cls(low - pad, high + pad, len(spark.values))

    def x(self, index: int) -> float:
        return round(index * 240 / (self.count - 1), 1)

    def y(self, value: float) -> float:
        return round(48 - (value - self.bottom) / (self.top - self.bottom) * 48, 1)

    def lines(self, values: Values) -> list[str]:
        """The stretches between gaps, as SVG points."""
        found: list[list[str]] = [[]]
        for index, value in enumerate(values):
            if value is None:
                found.append([])
            else:
                found[-1].append(f"{self.x(index)},{self.y(value)}")
        return [" ".join(points) for points in found if len(points) > 1]

    def bands(self, spark: Spark) -> list[str]:
        """The polygon of the interval, over the points whose bounds are known."""
        pairs = [(i, a, b) for i, (a, b) in enumerate(zip(spark.low, spark.high, strict=True)) if a is not None and b is not None]
        upper = [f"{self.x(i)},{self.y(b)}" for i, _a, b in pairs]
        lower = [f"{self.x(i)},{self.y(a)}" for i, a, _b in reversed(pairs)]
        return [" ".join(upper + lower)] if len(pairs) > 1 else []
