"""From a trial to everybody: what publishing would change, row by row, and the publication itself."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from crm_core.errors import CrmError
from crm_core.i18n import N_
from crm_core.ingest import FileReport, Report
from crm_core.ingest.publish import publish as publish_trial
from crm_core.ingest.review import FileReview, Review, review
from crm_core.store import decisions
from crm_core.store.trial import Trial
from crm_core.tables import TABLES
from crm_ui import cache, errors, formats, publishing_rows, trials
from crm_ui.people import person
from crm_ui.words import _, language, ngettext, plain

REVIEW, DONE = "trial_review", trials.DONE
KINDS = {
    "loaded": (N_("{n} new row"), N_("{n} new rows")), "updated": (N_("{n} changed"), N_("{n} changed")), "unchanged": (N_("{n} unchanged"), N_("{n} unchanged")),
    "repeated": (N_("{n} repeated"), N_("{n} repeated")), "rejected": (N_("{n} rejected"), N_("{n} rejected")),
    "vanished": (N_("{n} vanished"), N_("{n} vanished")),
}  # fmt: skip
BRIEF = ("loaded", "updated", "rejected")


def ask() -> None:
    """Show the difference and ask; into an empty workspace there is nothing to compare with, and nothing to ask."""
    if cache.home().version:
        st.dialog(_("Publish to everyone?"), width="large")(_dialog)()
    else:
        publish()


def publish() -> None:
    """Apply the trial to the workspace that everyone sees, end it, and draw the page again on what was published."""
    mine, bar = cache.trial(), st.progress(0.0, _("Comparing with what is there"))
    if mine is None:
        st.rerun()
    try:
        publish_trial(mine, at=datetime.now(UTC), by=person(), progress=partial(show, bar), committed=partial(trials.published, mine))
    except CrmError as problem:
        bar.empty()
        trials.end_published()
        errors.show(problem)
        return
    trials.end_published()
    st.rerun()


def show(bar: DeltaGenerator, share: float, what: str) -> None:
    """Draw the progress of an import; ends the run here when another one is asked for."""
    bar.progress(share, _(what))


def said(reports: Sequence[FileReport], kinds: Sequence[str] = tuple(KINDS)) -> str:
    """4 new rows, 12 changed, 980 unchanged: the sums over the files of some `kinds` of rows; what is zero is left out, new and changed rows aside."""
    sums = {name: sum(getattr(one, name) or 0 for one in reports) for name in kinds}
    kept = {name: n for name, n in sums.items() if n or name in ("loaded", "updated")}
    return ", ".join(ngettext(*KINDS[name], n, n=formats.number(n, language())) for name, n in kept.items())


def done() -> Report | None:
    """What this session published last, until it closes the message or another version comes."""
    report: Report | None = st.session_state.get(DONE)
    return report if report and report.version in (None, cache.home().version) else None


def _dialog() -> None:
    mine = cache.trial()
    if mine is None:
        st.rerun()
    with errors.part():
        found = _review(mine)
        _meanwhile(mine, found)
        for rank, one in enumerate(found.files):
            _file(rank, one, mine)
        _decisions(mine)
        with st.container(horizontal=True, gap="small"):
            pressed = st.button(_("Publish"), type="primary", key="publish-now")
            if st.button(_("Not now"), key="publish-later"):
                st.rerun()
        if pressed:
            publish()


def _review(mine: Trial) -> Review:
    """The difference with the workspace as it is now, made again when either of them changes."""
    key = (mine.workspace.folder, mine.workspace.version, cache.home().version)
    kept: tuple[object, Review | None] = st.session_state.get(REVIEW, (None, None))
    if kept[0] != key or kept[1] is None:
        with st.spinner(_("Comparing with what is there")):
            st.session_state[REVIEW] = kept = (key, review(mine))
    found = kept[1]
    assert found is not None  # noqa: S101 — made just above
    return found


def _meanwhile(mine: Trial, found: Review) -> None:
    """Others may have published since the trial began: the difference already counts with it."""
    if found.base.number > mine.base:
        values = {"n": formats.number(found.base.number, language()), "who": plain(found.base.by)}
        st.info(_("Since your trial began, {who} has published version {n}: it stays, and the difference is the one with it.", **values))


def _decisions(mine: Trial) -> None:
    """The decisions on duplicates that come along."""
    counted = decisions.counts(decisions.since(mine.workspace, mine.base))
    if counted:
        said = escape(decisions.in_words(counted, language()))
        st.html(f'<p class="bc-answer"><b>{escape(_("Decisions on duplicates"))}</b></p><p class="bc-meta">{said}</p>')


def _file(rank: int, one: FileReview, mine: Trial) -> None:
    """One file: its counts, then its rows."""
    table = _(TABLES[one.report.table].label)
    st.html(
        f'<p class="bc-answer"><b>{escape(one.report.file)}</b> → {escape(table)}</p><p class="bc-meta">{escape(said([one.report]))}</p>'
    )
    publishing_rows.show(rank, one, mine)
