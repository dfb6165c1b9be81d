"""The preview and the difference of each file, kept until a decision, the data or the settings change."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import streamlit as st

from crm_core.errors import CrmError
from crm_core.ingest import FileReport, Request, difference
from crm_core.ingest.preview import Proposal, preview
from crm_ui import cache, import_choices
from crm_ui.import_uploads import Upload, store
from crm_ui.words import _, plain

KEPT = "import_kept"
Answer = TypeVar("Answer")


def understood(upload: Upload) -> Proposal:
    """How the file is understood with what was decided. Raises CrmError when it cannot be read, or the decisions contradict it."""
    request = import_choices.of(upload).request(upload)
    return _kept(
        "preview",
        upload,
        request,
        _("Reading {name}…", name=plain(upload.name)),
        lambda: preview(request, at=cache.now(), workspace=cache.workspace()),
    )


def compared(upload: Upload, proposal: Proposal) -> FileReport:
    """What importing it would change. Raises CrmError when it cannot be imported."""
    request = settled(upload, proposal)
    return _kept(
        "difference",
        upload,
        request,
        _("Comparing {name} with what is there…", name=plain(upload.name)),
        lambda: difference(cache.workspace(), request, at=cache.now()),
    )


def settled(upload: Upload, proposal: Proposal) -> Request:
    """The file with its decisions and, for the rest, what the page showed: nothing is guessed once the button is pressed."""
    request = import_choices.of(upload).request(upload)
    shown = {one.id: one.proposal for one in proposal.questions if one.id != "table"}
    return replace(request, table=proposal.table, answers={**shown, **request.answers})


def _kept(what: str, upload: Upload, request: Request, words: str, compute: Callable[[], Answer]) -> Answer:
    """`compute()`, or what it gave the last time for the same request, version and settings; a refusal is kept too."""
    known: dict[tuple[str, str], tuple[Any, Any]] = st.session_state.setdefault(KEPT, {})
    key = (request, str(cache.workspace().folder), cache.workspace().version, cache.settings().fingerprint)
    if known.get((what, upload.id), (None, None))[0] != key:
        with st.spinner(words):
            known[what, upload.id] = (key, _answer(compute))
    answer = known[what, upload.id][1]
    if isinstance(answer, CrmError):
        raise answer
    return answer  # type: ignore[no-any-return]


def _answer(compute: Callable[[], Answer]) -> Answer | CrmError:
    try:
        return compute()
    except CrmError as problem:
        return problem


def put_away(upload: Upload) -> None:
    """Forget a file that was imported or left out."""
    store().drop(upload.id)
    import_choices.forget(upload)
    known = st.session_state.get(KEPT, {})
    for key in [key for key in known if key[1] == upload.id]:
        del known[key]
