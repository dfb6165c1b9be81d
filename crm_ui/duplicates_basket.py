"""What this session decided on pairs and has not kept yet, and how decisions become a version of what it looks at."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import polars as pl
import streamlit as st

from crm_core.errors import CrmError
from crm_core.i18n import N_
from crm_core.store import decisions
from crm_core.store.decisions import APART, LATER, MERGE, OPEN, PAIR
from crm_core.store.serving import serving_file
from crm_ui import cache, errors
from crm_ui.people import person
from crm_ui.words import _, language, plain

BASKET, REFUSED, KEPT = "duplicate_basket", "duplicate_refused", "duplicate_kept"
WORDS = {MERGE: N_("Merge"), APART: N_("Not the same"), LATER: N_("Later")}
Decided = dict[tuple[str, str], str]


def said() -> Decided:
    """The decisions of this session that are not kept yet; those of another workspace are forgotten."""
    folder, kept = st.session_state.get(BASKET, (None, {}))
    return kept if folder == cache.home().folder else {}


def frame() -> pl.DataFrame:
    return decisions.frame((*pair, decision) for pair, decision in said().items())


def note(left: str, right: str, decision: str) -> None:
    """Add one decision, unless it contradicts others: then that is said."""
    wanted = {**said(), (min(left, right), max(left, right)): decision}
    try:
        decisions.check(_with(in_force(), decisions.frame((*pair, one) for pair, one in wanted.items())))
    except CrmError as problem:
        st.session_state[REFUSED] = problem
        return
    st.session_state[BASKET] = (cache.home().folder, wanted)


def _with(before: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([before.join(new, on=PAIR, how="anti").select(*PAIR, "decision"), new])


def forget() -> None:
    """Drop the decisions that are not kept."""
    st.session_state.pop(BASKET, None)


def in_force() -> pl.DataFrame:
    """The decisions of the version that is looked at (see `decisions.decided`)."""
    con = cache.connection()
    return con.recall("decided", lambda: decisions.decided(con.workspace, con.version))


def undecided(pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs that this session has not decided on either."""
    mine = said()
    return pairs.filter(pl.Series([(min(pair), max(pair)) not in mine for pair in pairs.select(PAIR).iter_rows()], dtype=pl.Boolean))


def mergeable(sure: pl.DataFrame) -> pl.DataFrame:
    """The sure pairs as merges, without those that contradict what was decided, here or before."""
    merges = decisions.frame((*pair, MERGE) for pair in sure.select(PAIR).iter_rows())
    return decisions.without_contradictions(_with(in_force(), frame()), merges)


def keep(new: pl.DataFrame, after: Callable[[], Any] = forget) -> None:
    """Keep `new` as a version, prepare its figures, do what comes `after`, and draw everything again."""
    workspace = cache.workspace()
    try:
        version = decisions.decide(workspace, new, at=datetime.now(UTC), by=person())
        if version:
            serving_file(workspace, version)
    except CrmError as problem:
        errors.show(problem)
        return
    after()
    st.session_state[KEPT] = decisions.counts(new) if version else {}
    st.rerun()


def told() -> None:
    """Say once what was kept, or why a decision was not taken."""
    if (problem := st.session_state.pop(REFUSED, None)) is not None:
        st.warning(plain(problem.say(language())))
    if counted := st.session_state.pop(KEPT, None):
        words = decisions.in_words(counted, language())
        if cache.workspace().is_trial:
            st.success(_("Kept in your trial: {what}.", what=words))
        else:
            st.success(_("Kept as version {n}: {what}.", n=cache.version(), what=words))


def taken_back(left: str, right: str) -> bool:
    """Whether two records are still one customer through others once their own decision is taken back."""
    rest = in_force().join(decisions.frame([(left, right, OPEN)]), on=PAIR, how="anti")
    group = decisions.groups(decisions.pairs_of(rest, MERGE))
    return left in group and group[left] == group.get(right)
