"""What the session looks at when it is not the workspace as it is now: said under the title of every page, with the way back."""

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from zoneinfo import ZoneInfo

import streamlit as st

from crm_core.errors import WrongChoice
from crm_core.i18n import N_
from crm_core.ingest import FileReport, Report
from crm_core.store import decisions
from crm_core.store.workspace import Version
from crm_ui import address, cache, formats, publishing, trials
from crm_ui.words import _, language, ngettext, plain

ASKED, LONGEST, NAMED = "version", 9, 3


def read_address() -> list[WrongChoice]:
    """Look at the past version that the address asks for (`?version=12`), and keep it there; what cannot be had is returned, to be said."""
    wrong = []
    for text in address.take(ASKED)[-1:]:
        newest = cache.home().version
        number = int(text) if text.isdecimal() and len(text) <= LONGEST else 0
        cache.look_back(number if 0 < number < newest + bool(cache.trial()) else None)
        if not 0 < number <= newest:
            wrong.append(_no_version(text, newest))
    past = cache.past_version()
    address.put(ASKED, [str(past)] if past else [])
    return wrong


def _no_version(text: str, newest: int) -> WrongChoice:
    said = N_("The address asks for {name} = {value}, which is not possible here.")
    known = "1" if newest == 1 else f"1–{newest}"
    return WrongChoice(said, N_("It was ignored. Possible values: {known}."), name=ASKED, value=text[:40], known=known if newest else "—")


def bar() -> None:
    """Under the title: the past version or the trial that is looked at, what was just published, or that a trial was removed, or an import cancelled."""
    if trials.was_interrupted():
        st.info(_("The import was cancelled: nothing of it was kept. The files are still here."))
    if cache.past_version():
        with _strip("looking"):
            st.html(said(cache.connection().version), width="stretch")
            way_back()
    elif mine := cache.trial():
        with _strip("trial"):
            st.html(_trial(cache.connection().recall("pending", mine.pending)), width="stretch")
            pressed = st.button(_("Publish"), type="primary", key="publish")
            _abandon()
        if pressed:
            publishing.ask()
    elif done := publishing.done():
        with _strip("published"):
            st.html(_published(done), width="stretch")
            st.button(_("Close"), key="published-close", on_click=st.session_state.pop, args=(publishing.DONE, None))
    elif problem := trials.vanished():
        st.warning(plain(problem.say(language())))


@contextmanager
def _strip(key: str) -> Iterator[None]:
    with st.container(key=f"strip-{key}", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
        yield


def _trial(pending: list[Version]) -> str:
    """HTML: **Trial – only you see it**, its files and the counts of their rows."""
    reports = [FileReport.from_json(one) for version in pending for one in version.summary.get("files", [])]
    names = named([one.file for one in reports])
    rows = f"{names} · {publishing.said(reports, publishing.BRIEF)}" if reports else ""
    decided = [decisions.in_words(one.summary["decisions"], language()) for one in pending if "decisions" in one.summary]
    return _line(_("Trial – only you see it"), " · ".join(part for part in (rows, *decided) if part))


def _published(done: Report) -> str:
    if done.version is None:
        return _line(_("Nothing to publish"), _("every row was already there"))
    return _line(
        _("Version {n} is published: everyone sees it", n=formats.number(done.version, language())),
        " · ".join(
            part
            for part in (done.files and publishing.said(done.files, publishing.BRIEF), decisions.in_words(done.decisions, language()))
            if part
        ),
    )


def _line(what: str, about: str) -> str:
    return f'<p class="bc-looking"><b>{escape(what)}</b> <span>{escape(about)}</span></p>'


def _abandon() -> None:
    """The way out without publishing, asked once more."""
    with st.popover(_("Abandon the trial")):
        st.text(_("The trial and its files disappear; what everyone sees stays as it is."))
        st.button(_("Abandon"), key="abandon", on_click=trials.end)


def said(version: Version) -> str:
    """HTML: **Version 12 of 21/11/2026 – read only**, who brought it, and its files."""
    day = formats.day(version.at.astimezone(ZoneInfo(cache.settings().firm.time_zone)), language())
    what = _("Version {n} of {day} – read only", n=formats.number(version.number, language()), day=day)
    about = " · ".join(part for part in (version.by, files(version)) if part)
    return _line(what, about)


def files(version: Version) -> str:
    """The files of a version, or of the import that an undo took back."""
    return named([str(one.get("file", "")) for one in version.summary.get("files", [])])


def named(names: list[str]) -> str:
    """The first names, and how many more; a file that was brought as two tables is one."""
    names = list(dict.fromkeys(names))
    said, more = ", ".join(names[:NAMED]), len(names) - NAMED
    if more <= 0:
        return said
    return ngettext("{names} and {n} other", "{names} and {n} others", more, names=said, n=formats.number(more, language()))


def way_back() -> None:
    """The button that leaves the past version."""
    if cache.past_version():
        label = _("Back to your trial") if cache.trial() else _("Back to the current version")
        st.button(label, on_click=cache.look_back, args=(None,), key="look-now")
