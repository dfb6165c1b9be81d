"""The figures of a screen as a fragment of HTML: the same answers as the pages', without a session, kept per version, content and day."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256

from crm_core.engine import Connection, Scope
from crm_core.errors import CrmError, MissingData, WorkspaceProblem
from crm_core.i18n import DEFAULT_LANGUAGE, N_, say
from crm_ui import cache, formats
from crm_ui.screen import template
from crm_ui.screen.choice import Content, impossible
from crm_ui.screen.slides import Slide, slide

KEPT = 64

_asking: ContextVar[bool] = ContextVar("asking", default=False)
# Streamlit warns whenever its cache is used outside of a session; a screen never has one.
logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").addFilter(lambda _record: not _asking.get())


@contextmanager
def without_session() -> Iterator[None]:
    """Work on the shared workspace through the cache of the pages."""
    token = _asking.set(True)
    try:
        yield
    finally:
        _asking.reset(token)


@dataclass(frozen=True)
class Figures:
    """The fragment, its language, its HTTP tag (equal fragments have equal tags), and the firm's time when it was asked for."""

    html: str
    language: str
    etag: str
    now: datetime


def figures(content: Content) -> Figures:
    """The figures of now. Raises a CrmError when there are none: no data, a wrong choice, or a workspace that cannot be read."""
    with without_session():
        if not cache.workspace().version:
            raise nothing()
        con, now = cache.connection(), cache.now()
        language = content.language or con.settings.firm.language
        html = _drawn(con.key, content, language, now.date())
        return Figures(html, language, f'"{sha256(html.encode()).hexdigest()[:16]}"', now)


def usual_language() -> str:
    """The firm's language; French when its settings cannot be read."""
    with without_session():
        try:
            return cache.settings().firm.language
        except (CrmError, OSError):
            return DEFAULT_LANGUAGE


def nothing() -> WorkspaceProblem:
    """The error of a workspace without data, or whose folder is gone."""
    return WorkspaceProblem(N_("The workspace holds no data, or cannot be read just now."), N_("This screen looks again by itself."))


def undated() -> MissingData:
    """The error of files in which nothing has a day yet, as a list of customers."""
    return MissingData(
        N_("There is nothing to count yet: no purchase, survey answer, complaint or contact up to today is on file."),
        N_("Import one of these files; this screen looks again by itself."),
    )


@lru_cache(maxsize=KEPT)
def _drawn(_key: str, content: Content, language: str, today: date) -> str:
    con = cache.connection()
    data_on = con.data_on(today)
    if data_on is None:
        raise undated()
    scope = Scope.to(data_on)
    slides = [slide(view, store, _at(scope, store), language) for store in content.stores or (None,) for view in content.views]
    dates = {
        "lost": _dated(N_("Data of {day} – connection lost since {time}"), data_on, language, time="{time}"),
        "old": _old(data_on, today, content.stale, language),
    }
    return template.fragment(slides, [_who(con, scope, one, language) for one in slides], [_foot(data_on, one, language) for one in slides], dates, language)  # fmt: skip


def _at(scope: Scope, store: str | None) -> Scope:
    """The scope of one store. Raises WrongChoice when the workspace has none of that name."""
    if store is None:
        return scope
    stores = cache.values("customers", "store")
    if store not in stores:
        raise impossible("store", store, stores)
    return scope.where("store", store)


def _who(con: Connection, scope: Scope, one: Slide, language: str) -> str:
    period = say(N_("last 12 months, {period}"), language, period=formats.period(scope.period, language))
    return " · ".join(part for part in (con.settings.firm.name or con.workspace.folder.name, one.store, period) if part)


def _dated(text: str, data_on: date, language: str, **values: object) -> str:
    return say(text, language, day=formats.long_day(data_on, language), **values)


def _old(data_on: date, today: date, stale: int, language: str) -> str:
    """What the footer says when the data are more than `stale` days old; "" when they are not."""
    age = (today - data_on).days
    text = N_("Data of {day}, {age}: nothing newer has arrived.")
    return _dated(text, data_on, language, age=formats.age(age, language)) if age > stale else ""


def _foot(data_on: date, one: Slide, language: str) -> str:
    reading = N_("Dotted: target · Band: 95% interval")
    if one.chart and one.chart.is_open:
        reading = N_("Dotted: target · Band: 95% interval · Hollow dot: month not over")
    return f"{_dated(N_('Data of {day}'), data_on, language)} · {say(reading, language)}"
