"""What each figure means: an indicator of the registry shown whole, the list of all of them by theme, and the search in it."""

from collections.abc import Iterable, Sequence
from html import escape
from unicodedata import combining, normalize

import polars as pl
import streamlit as st

from crm_core.engine import Scope
from crm_core.i18n import N_, say
from crm_core.indicators import Indicator
from crm_core.tables import TABLES
from crm_core.units import Unit
from crm_ui import cache, errors, formats, tables
from crm_ui.cards import pill
from crm_ui.labels import sheet_of
from crm_ui.navigation import exists, page_of
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _, language, ngettext

PARAMETER = "indicator"
# The first of these tables that an indicator needs gives its theme; the themes are shown in the order of SHOWN.
THEMES = {
    "complaints": N_("Complaints"), "surveys": N_("Satisfaction"), "campaign_members": N_("Campaigns"), "campaigns": N_("Campaigns"),
    "interactions": N_("Contacts"), "transactions": N_("Purchases and loyalty"), "customers": N_("Customer base"),
}  # fmt: skip
SUMMARY = N_("Overview and other figures")
SHOWN = (SUMMARY, *dict.fromkeys(reversed(THEMES.values())))
UNITS = {
    Unit.COUNT: N_("number"), Unit.SHARE: N_("percentage"), Unit.MONEY: N_("amount"), Unit.DAYS: N_("days"), Unit.SCORE: N_("score"),
    Unit.NPS: N_("points, −100 to 100"), Unit.RATE: N_("per thousand"), Unit.TEXT: N_("class, in words"),
}  # fmt: skip
GRAINS = {
    "window": N_("one row per period"), "month": N_("one row per month"), "week": N_("one row per week"), "customer": N_("one row per customer"),
    "complaint": N_("one row per complaint"), "row": N_("a table"),
}  # fmt: skip
WAYS = {"up": N_("higher is better"), "down": N_("lower is better"), "": ""}


def theme(one: Indicator) -> str:
    """The theme of an indicator, from the tables that it needs."""
    return next((label for table, label in THEMES.items() if table in one.needs), SUMMARY)


def by_theme(indicators: Iterable[Indicator], spoken: str) -> dict[str, list[Indicator]]:
    """Theme → its indicators by title, in the order in which themes are shown; empty themes left out."""
    ordered = sorted(indicators, key=lambda one: folded(say(one.title, spoken)))
    grouped = {label: [one for one in ordered if theme(one) == label] for label in SHOWN}
    return {label: group for label, group in grouped.items() if group}


def folded(text: str) -> str:
    """`text` without case and accents."""
    return "".join(char for char in normalize("NFKD", text.casefold()) if not combining(char))


def found(words: str, *texts: str) -> bool:
    """Does every one of `words` occur in one of the texts?"""
    where = folded(" ".join(texts))
    return all(word in where for word in folded(words).split())


def matching(indicators: Iterable[Indicator], words: str, spoken: str) -> list[Indicator]:
    """The indicators whose name, title, definition or formula hold all the words."""
    return [one for one in indicators if found(words, one.name, *(say(text, spoken) for text in (one.title, one.definition, one.formula)))]


def listed(indicators: Iterable[Indicator]) -> None:
    """The indicators by theme, each behind its title."""
    for label, group in by_theme(indicators, language()).items():
        st.subheader(_(label), anchor=False)
        for one in group:
            with st.expander(
                f"**{_(one.title)}** {first_sentence(_(one.definition))}", type="compact", key=f"definition-{one.name}", on_change="rerun"
            ) as opened:
                if opened.open:
                    body(one)
                    st.page_link(page_of("definitions"), label=_("Link to this definition"), query_params={PARAMETER: one.name})


def first_sentence(text: str) -> str:
    """The beginning of a definition, muted, for the line that opens it."""
    start = text.partition(". ")[0].rstrip(".").replace("[", "(").replace("]", ")")
    return f":gray[{start}]"


def alone(one: Indicator) -> None:
    """One definition on its own, as its address shows it."""
    st.page_link(page_of("definitions"), label=_("← All definitions"))
    with st.container(border=True, key=f"definition-{one.name}"):
        st.subheader(_(one.title), anchor=False)
        body(one)


def body(one: Indicator) -> None:
    """Words, formula, what it needs, its columns, its source and its statement."""
    st.html(
        f'<div class="bc-define">{paragraph(_(one.definition))}{paragraph(_(one.formula), "bc-formula")}<dl>{"".join(facts(one))}</dl></div>'
    )
    columns(one)
    with st.expander(_("The statement that is run (SQL)"), key=f"sql-{one.name}"):
        st.code(one.sql.strip(), language="sql", wrap_lines=True)


def paragraph(text: str, kind: str = "") -> str:
    """A paragraph as HTML, of a class when it has one."""
    return f'<p class="{kind}">{escape(text)}</p>'


def facts(one: Indicator) -> list[str]:
    """Name, unit, rows, needs and source, as the lines of a description list."""
    unit = " · ".join(part for part in (_(UNITS[one.unit]), _(GRAINS[one.grain]), _(WAYS[one.better])) if part)
    needs = " ".join(pill("good" if cache.connection().has(table) else "neutral", _(TABLES[table].label)) for table in one.needs) or escape(
        _("nothing")
    )
    lines = [(_("Name in the address, the files and the command line"), f"<code>{escape(one.name)}</code>"), (_("Unit"), escape(unit))]
    lines += [(_("Needs"), needs)] + ([(_("Source"), escape(_(one.source)))] if one.source else [])
    return [f"<dt>{escape(label)}</dt><dd>{said}</dd>" for label, said in lines]


def columns(one: Indicator) -> None:
    """The columns of its answer, as the current data give it; what is missing when they cannot."""
    absent = [table for table in one.needs if not cache.connection().has(table)]
    if absent:
        labels = ", ".join(_(TABLES[table].label) for table in absent)
        st.caption(_("Not computed yet: bring {files} on the Import page.", files=labels))
        if exists("import"):
            st.page_link(page_of("import"), label=_("Import a file"))
        return
    with errors.part():
        st.html(tables.html(columns_sheet(one, cache.scope()), _("Columns of the answer"), language(), cache.currency()))


def columns_sheet(one: Indicator, scope: Scope) -> Sheet:
    """One row a column of the answer: its label, its name, its unit."""
    answer = sheet_of(cache.ask(one.name, scope.whole()))
    rows = [{"label": column.label, "name": column.name, "unit": _(unit_of(column.unit))} for column in answer.columns]
    return text_sheet(rows, label=_("Column"), name=_("Name"), unit=_("Unit"))


def unit_of(unit: Unit) -> str:
    """The words of a column's unit, a catalogue id."""
    return N_("text or date") if unit is Unit.TEXT else UNITS[unit]


def text_sheet(rows: Sequence[dict[str, str]], *, wide: str = "", **labels: str) -> Sheet:
    """A sheet of texts alone; `labels`: column → how it is called; `wide` names the column of words."""
    frame = pl.DataFrame(list(rows), schema=dict.fromkeys(labels, pl.String), orient="row")
    return Sheet.of(frame, *(Column(name, label, wide=name == wide) for name, label in labels.items()))


def thresholds(scope: Scope) -> str:
    """D50, D80, D95 and what they rest on, in a sentence."""
    spoken, now = language(), cache.connection().thresholds(scope.as_of)
    d50, d80, d95 = (formats.number(value, spoken) for value in (now.d50, now.d80, now.d95))
    said = _(
        "**Thresholds in force**: of the gaps between two purchases, half are shorter than {d50} days (D50), {p80} than {d80} (D80), {p95} than {d95} (D95).",
        d50=d50,
        d80=d80,
        d95=d95,
        p80=formats.share(0.8, spoken, 0),
        p95=formats.share(0.95, spoken, 0),
    )
    return f"{said} {_rests(now.gaps, spoken)}"


def _rests(gaps: int, spoken: str) -> str:
    if gaps < 30:
        return _("There are fewer than 30 gaps between purchases, so that usual values are taken.")
    count = formats.number(gaps, spoken)
    said = ngettext("They rest on {n} gap", "They rest on {n} gaps", gaps, n=count)
    return said + (_(", except those fixed in the settings.") if _fixed() else ".")


def _fixed() -> bool:
    fixed = cache.settings().lifecycle
    return bool(fixed.d50 or fixed.d80 or fixed.d95)
