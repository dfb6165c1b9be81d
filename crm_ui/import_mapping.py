"""The choices about a file as a file of their own: to keep, to edit, to give to a colleague or to the command line, and to take up again."""

from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from crm_core.errors import CrmError
from crm_core.ingest.mapping_file import LARGEST, read_mapping, written
from crm_core.ingest.preview import Proposal
from crm_ui import errors, import_choices, import_preview, tables
from crm_ui.import_uploads import Upload
from crm_ui.words import _, language, plain

TAKEN = "mappings_taken"
REFUSED, BEFORE = "mapping_refused", "before_mapping"


def take_and_give(upload: Upload, preview: Proposal) -> None:
    """A button that gives the mapping of the file, and a place that takes one."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            _("Mapping (TOML)"), _text(preview), file_name=f"{Path(upload.name).stem}.toml", mime="application/toml",
            key=f"mapping-{upload.id}", icon=":material/download:", type="tertiary", on_click="ignore",
            help=_("The choices above as a text file: to keep, edit, take up again here or with import --mapping."),
        )  # fmt: skip
        with st.popover(_("Take up a mapping"), type="tertiary", key=f"take-mapping-{upload.id}"):
            _take(upload)
    name, problem = st.session_state.pop(f"{REFUSED}-{upload.id}", ("", None))
    if problem:
        errors.show(problem)
        tables.note(_("“{name}” was not taken up: what was chosen before holds.", name=name))


def understood(upload: Upload) -> Proposal:
    """How the file is understood; as before when a mapping that was just taken up contradicts it, which is said. Raises CrmError."""
    name, before = st.session_state.pop(f"{BEFORE}-{upload.id}", ("", None))
    try:
        return import_preview.understood(upload)
    except CrmError as problem:
        if before is None:
            raise
        import_choices.put_back(upload, before)
        st.session_state[f"{REFUSED}-{upload.id}"] = (name, problem)
        return import_preview.understood(upload)


def _text(preview: Proposal) -> str:
    return written(preview.choices, language(), preview.questions)


def _take(upload: Upload) -> None:
    """Each file that is dropped is another one: its place is emptied once it is taken."""
    taken: dict[str, int] = st.session_state.setdefault(TAKEN, {})
    key = f"mapping-file-{upload.id}-{taken.get(upload.id, 0)}"
    with st.container(key=f"bc-upload-{upload.id}"):
        st.file_uploader(
            _("Mapping of a file like {name}", name=plain(upload.name)), type=["toml"], key=key, on_change=_taken, args=(upload, key),
            max_upload_size=LARGEST // 1_000_000,
        )  # fmt: skip


def _taken(upload: Upload, key: str) -> None:
    given = st.session_state[key]
    if given is None:
        return
    st.session_state[TAKEN][upload.id] = st.session_state[TAKEN].get(upload.id, 0) + 1
    with TemporaryDirectory() as folder:
        path = Path(folder) / (Path(given.name).name or "mapping.toml")
        path.write_bytes(given.getvalue())
        before = deepcopy(import_choices.of(upload))
        try:
            import_choices.of(upload).take_all(read_mapping(path))
            st.session_state[f"{BEFORE}-{upload.id}"] = (path.name, before)
        except CrmError as problem:
            st.session_state[f"{REFUSED}-{upload.id}"] = (path.name, problem)
