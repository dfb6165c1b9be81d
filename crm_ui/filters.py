"""The filters of the sidebar, kept in the address: period, as-of day, store, region, lifecycle class, channel. They make the scope of the page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st

from crm_core.engine import Scope
from crm_core.errors import WrongChoice
from crm_core.i18n import N_, say
from crm_core.indicators.lifecycle import LABELS as CLASSES
from crm_ui import address, cache, derived_data, formats
from crm_ui.copy_button import copy_button
from crm_ui.labels import CHANNELS, WORDS
from crm_ui.words import _, language, ngettext, plain

FIRST_DAY = date(1950, 1, 1)
LONGEST, MOST_SAID = 60, 5  # characters of a wrong value, and wrong values, that are said
DAY_SHAPE = "DD/MM/YYYY"
# id → label, months (None: not a number of months)
PERIODS: dict[str, tuple[str, int | None]] = {
    "12m": (N_("Last 12 months"), 12), "6m": (N_("Half-year"), 6), "3m": (N_("Quarter"), 3), "1m": (N_("Month"), 1),
    "ytd": (N_("Since 1 January"), None), "custom": (N_("Chosen days"), None),
}  # fmt: skip

BOUGHT_SO = N_(
    "Customers who bought through it at least once until the last day counted. All their purchases, answers and complaints count; their classes and scores stay the same."
)


JOINED = N_("Derived: it comes from a file joined to the customers.")
DERIVED = N_("Derived: no file brought it. The department comes from the postal code and the town, the age from the date of birth.")


@dataclass(frozen=True)
class Filter:
    """One filter: the field of the scope and of the address, its label, where its values are, the words of coded values, whom it keeps."""

    field: str
    label: str
    every: str
    table: str
    words: dict[str, str]
    help: str = ""

    def said(self) -> str:
        """The label in the page's language; a derived field is marked."""
        return derived_data.label(self.field) if self.table == "derived" else _(self.label)

    @property
    def is_joined(self) -> bool:
        return self.help == JOINED

    def options(self) -> list[str]:
        """The values that the workspace has; none when it has no such field, which leaves the filter out."""
        if self.table == "derived":
            return derived_data.values(self.field)
        if self.table == "":
            return list(CLASSES) if cache.connection().has("customers", "transactions") else []
        return cache.values(self.table, self.field)

    def say(self, value: str, spoken: str) -> str:
        return say(self.words[value], spoken) if value in self.words else value


FILTERS = (
    Filter("region", N_("Region"), N_("All regions"), "customers", {}),
    Filter("store", N_("Store"), N_("All stores"), "customers", {}),
    Filter("lifecycle", N_("Class"), N_("All classes"), "", CLASSES),
    Filter("channel", N_("Purchase channel"), N_("All channels"), "transactions", CHANNELS, BOUGHT_SO),
    Filter("department", N_("Department"), N_("All departments"), "derived", WORDS["department"], DERIVED),
    Filter("age_group", N_("Age group"), N_("All ages"), "derived", WORDS["age_group"], DERIVED),
)
MOST_JOINED = 40  # values of a field of a joined file that a list can offer


def filters() -> dict[str, Filter]:
    """The filters of this workspace, by field: the usual ones, then the fields of joined files."""
    joined = (Filter(one, one, N_("All"), "derived", {}, JOINED) for one in cache.connection().joined)
    return {one.field: one for one in (*FILTERS, *joined)}


def sidebar(wrong: Sequence[WrongChoice] = ()) -> Scope:
    """Draw the filters and settle the scope of the page; `wrong` is what the address asked in vain before."""
    con, today = cache.connection(), cache.now().date()
    data_on = con.data_on(today)
    if data_on is None:
        return _keep(Scope.to(today))
    shown = {
        one.field: options
        for one in filters().values()
        if 1 < len(options := one.options()) <= (MOST_JOINED if one.is_joined else len(options))
    }
    problems = [*wrong, *_read_address(shown, today)]
    with st.sidebar:
        scope = _period(data_on, today)
        for field, options in shown.items():
            chosen = _choice(filters()[field], options)
            scope = scope.where(field, *chosen) if chosen else scope
        _foot(scope, data_on)
    _remember(problems, scope)
    return _keep(scope)


def _keep(scope: Scope) -> Scope:
    st.session_state[cache.SCOPE_KEY] = scope
    return scope


def _read_address(options: dict[str, list[str]], today: date) -> list[WrongChoice]:
    """Give the widgets what the address asks, as far as it is possible; the rest is returned as errors, to be said."""
    asked = {name: values for name in ("period", "as_of", "from", *filters()) if (values := address.take(name))}
    names = [
        WrongChoice(N_("The address asks for {name}, which is not known here."), N_("It was ignored."), name=name)
        for name in address.unknown(filters())
    ]
    for name, values in asked.items():
        right = [value for value in values if not wrong_choices({name: [value]}, options, today)]
        if right:
            st.session_state[name] = _value(name, right)
        elif name in filters() and name not in options:
            address.put(name, [])
    return [*wrong_choices(asked, options, today), *_first_day(asked, today), *names]


def _first_day(asked: dict[str, list[str]], today: date) -> list[WrongChoice]:
    """A first day goes with the period that is chosen day by day: it chooses it where the address names no period, and is said where it names another."""
    days = [value for value in asked.get("from", ()) if possible(value, today)]
    period = st.query_params.get("period")
    if days and period is None:
        st.session_state["period"] = "custom"
    if not days or period in (None, "custom"):
        return []
    said = N_("The address asks for {name} = {value}, which goes with period = custom alone.")
    return [WrongChoice(said, N_("It was ignored."), name="from", value=days[-1])]


def _value(name: str, texts: list[str]) -> object:
    """What the widget `name` holds for these texts of the address."""
    if name in filters():
        return texts
    return texts[-1] if name == "period" else date.fromisoformat(texts[-1])


def _period(data_on: date, today: date) -> Scope:
    """The widgets of time. The as-of day follows the data until somebody chooses another."""
    before = st.session_state.get("data_on_before")
    if "as_of" not in st.session_state or (before != data_on and st.session_state["as_of"] == before):
        st.session_state["as_of"] = data_on
    st.session_state["data_on_before"] = data_on
    period = st.selectbox(
        _("Period"), list(PERIODS), format_func=partial(_said_period, spoken=language()), key="period", persist_state="session"
    )  # fmt: skip
    start = _start(data_on, today) if period == "custom" else None
    as_of = st.date_input(
        _("Until"), min_value=FIRST_DAY, max_value=today, key="as_of", format=DAY_SHAPE, persist_state="session",
        help=_("Last day counted. Everything is computed as it was known on that day."),
    )  # fmt: skip
    if start and as_of and start > as_of:
        st.caption(_("The first day comes after the last: the twelve months up to the last are shown."))
    address.put("period", [] if period == "12m" else [period])
    address.put("as_of", [] if as_of in (None, data_on) else [as_of.isoformat()])
    address.put("from", [start.isoformat()] if start else [])
    return scope_of(period, as_of or data_on, start)


def _start(data_on: date, today: date) -> date | None:
    """The first day of a period that is chosen day by day."""
    if "from" not in st.session_state:
        st.session_state["from"] = Scope.to(data_on).start
    return st.date_input(_("From"), min_value=FIRST_DAY, max_value=today, key="from", format=DAY_SHAPE, persist_state="session")


def _said_period(period: str, spoken: str) -> str:
    return say(PERIODS[period][0], spoken)


def scope_of(period: str, as_of: date, start: date | None) -> Scope:
    """The scope of a period by its id; a chosen start after the as-of day is taken as the twelve months."""
    if period == "ytd":
        return Scope.to(as_of, start=as_of.replace(month=1, day=1))
    if period == "custom" and start is not None and start <= as_of:
        return Scope.to(as_of, start=start)
    return Scope.to(as_of, months=PERIODS[period][1] or 12)


def _choice(one: Filter, options: list[str]) -> list[str]:
    said = partial(one.say, spoken=language())
    label = plain(one.said())
    chosen = st.multiselect(
        label, options, format_func=said, key=one.field, placeholder=_(one.every), select_all=False, persist_state="session",
        help=_(one.help) if one.help else None,
    )  # fmt: skip
    address.put(one.field, chosen)
    return chosen


def _foot(scope: Scope, data_on: date) -> None:
    kept, everyone = cache.headcount(scope)
    if everyone:
        values = {"kept": formats.number(kept, language()), "n": formats.number(everyone, language())}
        st.caption(ngettext("{kept} customer of {n}", "{kept} customers of {n}", kept, **values))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        untouched = not scope.filters and st.session_state.get("period", "12m") == "12m" and scope.as_of == data_on
        st.button(_("Reset"), type="tertiary", disabled=untouched, on_click=_reset, args=(data_on,), key="reset")
        copy_button(_("Copy the link"), _("Link copied"), key="copy_link")


def _reset(data_on: date) -> None:
    st.session_state.update(
        {"period": "12m", "as_of": data_on, **{one.field: [] for one in filters().values() if one.field in st.session_state}}
    )


def chips(scope: Scope) -> None:
    """The active filters, each with its ×, and what the address asked in vain."""
    _say_wrong(st.session_state.get("wrong_choices", ()))
    pairs = [(filters()[field], value) for field, values in scope.filters if field in filters() for value in values]
    if not pairs:
        return
    with st.container(horizontal=True, gap="xsmall", key="chips"):
        for one, value in pairs:
            said = _("{label}: {value} ×", label=one.said(), value=one.say(value, language()))
            st.button(plain(said), key=f"chip-{one.field}-{value}", on_click=_drop, args=(one.field, value), help=_("Remove this filter"))


def _say_wrong(problems: Sequence[WrongChoice]) -> None:
    for problem in problems[:MOST_SAID]:
        st.warning(plain(problem.say(language())))
    if (rest := len(problems) - MOST_SAID) > 0:
        n = formats.number(rest, language())
        st.warning(
            ngettext(
                "{n} more thing that the address asks for was ignored.",
                "{n} more things that the address asks for were ignored.",
                rest,
                n=n,
            )
        )


def _drop(field: str, value: str) -> None:
    st.session_state[field] = [one for one in st.session_state[field] if one != value]


def filter_words(scope: Scope) -> list[tuple[str, str]]:
    """The filters in words, for exports: (label id, chosen values)."""
    spoken = language()
    return [
        (filters()[field].said(), ", ".join(filters()[field].say(value, spoken) for value in values)) if field in filters() else (field, ", ".join(values))
        for field, values in scope.filters
    ]  # fmt: skip


def wrong_choices(asked: dict[str, list[str]], options: dict[str, list[str]], today: date) -> list[WrongChoice]:
    """What the address asks and cannot be had: one error a value, that names its parameter."""
    found = []
    for name, values in asked.items():
        if name not in ("period", "as_of", "from"):
            found += [wrong_choice(name, value) for value in values if value not in options.get(name, ())]
        elif name == "period":
            found += [wrong_choice(name, value, PERIODS) for value in values if value not in PERIODS]
        else:
            found += [wrong_choice(name, value) for value in values if not possible(value, today)]
    return found


def wrong_choice(name: str, value: str, known: Iterable[str] = ()) -> WrongChoice:
    """The error of a parameter of the address that cannot have this value."""
    advice = N_("It was ignored. Possible values: {known}.") if known else N_("It was ignored.")
    return WrongChoice(
        N_("The address asks for {name} = {value}, which is not possible here."), advice, name=name, value=value[:LONGEST], known=", ".join(known)
    )  # fmt: skip


def possible(value: str, today: date) -> bool:
    """Whether a text of the address is a day that can be chosen."""
    try:
        return FIRST_DAY <= date.fromisoformat(value) <= today
    except ValueError:
        return False


def _remember(problems: list[WrongChoice], scope: Scope) -> None:
    """Wrong values leave the address at once: what was wrong stays said until the scope changes."""
    if problems:
        st.session_state["wrong_choices"], st.session_state["wrong_scope"] = problems, scope
    elif st.session_state.get("wrong_scope") != scope:
        st.session_state.pop("wrong_choices", None)
