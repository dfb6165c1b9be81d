"""The files that a session brings: written to a temporary folder as soon as they arrive, kept there until imported or put aside."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copyfileobj, rmtree
from time import monotonic
from typing import BinaryIO
from unicodedata import category

import streamlit as st
from streamlit import runtime

from crm_core.errors import WorkspaceProblem
from crm_core.log import event
from crm_core.store.scratch import Scratch, working
from crm_ui import formats, people, trials
from crm_ui.upload_limit import limit_mb
from crm_ui.words import _, language, plain

STORE, ROUND, REFUSED = "import_uploads", "import_round", "import_refused"
LONGEST_NAME = 150
EXTENSIONS = ("csv", "txt", "tsv", "gz", "zip", "xlsx", "xls", "xlsm", "xlsb", "ods", "parquet")
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Upload:
    """One file that was brought: where its bytes are, under its own name."""

    id: str
    path: Path
    size: int

    @property
    def name(self) -> str:
        return self.path.name


@dataclass
class Store:
    """The files of a session; the folder disappears with it."""

    folder: Scratch = field(default_factory=Scratch)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def take(self, id_: str, name: str, data: BinaryIO) -> Upload:
        """Write `data` under `name` in a folder of its own. Raises WorkspaceProblem; nothing of it stays then."""
        path = self.folder.path / id_ / safe_name(name)
        try:
            with working():
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("wb") as out:
                    copyfileobj(data, out)
        except WorkspaceProblem:
            rmtree(path.parent, ignore_errors=True)
            raise
        self.uploads[id_] = Upload(id_, path, path.stat().st_size)
        return self.uploads[id_]

    def again(self, upload: Upload, id_: str) -> Upload:
        """The same file once more, as one of its own: it holds a second table."""
        with upload.path.open("rb") as data:
            return self.take(id_, upload.name, data)

    def drop(self, id_: str) -> None:
        """Forget a file and its bytes."""
        upload = self.uploads.pop(id_, None)
        if upload:
            upload.path.unlink(missing_ok=True)


def safe_name(name: str) -> str:
    """The name of a file without folders, marks that cannot be seen, or more than `LONGEST_NAME` characters."""
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(char for char in last if category(char) not in ("Cc", "Cf", "Zl", "Zp", "Cs")).strip(" .")
    stem, suffix = Path(seen).stem, Path(seen).suffix[:10]
    return f"{stem[:LONGEST_NAME]}{suffix}" or "file"


@dataclass
class Held:
    """The files of a session of this process, and when that session was last seen with a browser."""

    store: Store
    session: str
    seen: float


_HELD: list[Held] = []


def store() -> Store:
    """The files of this session."""
    if STORE not in st.session_state:
        st.session_state[STORE] = Store()
        _HELD.append(Held(st.session_state[STORE], people.session(), monotonic()))
    kept: Store = st.session_state[STORE]
    return kept


def keep_house() -> None:
    """Remove the files of the sessions that are over. Streamlit forgets those only when another one ends, and a later session never comes back."""
    now = monotonic()
    for one in _HELD.copy():
        if runtime.get_instance().is_active_session(one.session):
            one.seen = now
        if now - one.seen > trials.patience() + trials.period():
            one.store.folder.close()
            _HELD.remove(one)
            event("uploads over", left=len(_HELD))


def uploader() -> None:
    """The place to drop files. It is emptied once they are written, so that it never shows a file whose bytes are gone."""
    turn, limit = st.session_state.get(ROUND, 0), limit_mb()
    with st.container(key="bc-upload"):
        files = st.file_uploader(_("Files to bring"), EXTENSIONS, accept_multiple_files=True, key=f"upload-{turn}", max_upload_size=limit)
    st.html(
        f'<p class="bc-note">{_("CSV, Excel, OpenDocument or Parquet, up to {n} MB each; several at once.", n=formats.number(limit, language()))}</p>'
    )
    for name in st.session_state.get(REFUSED, ()):
        said = _(
            "“{name}” is larger than {n} MB. Split it, or raise the limit in the settings.",
            name=plain(name),
            n=formats.number(limit, language()),
        )
        st.error(said, title=_("This file is too large"))
    if files:
        take(files)
        st.session_state[ROUND] = turn + 1
        st.rerun()


def take(files: Sequence[st.runtime.uploaded_file_manager.UploadedFile]) -> None:
    """Write what was dropped; files above the limit are named instead."""
    limit = limit_mb() * MEGABYTE
    st.session_state[REFUSED] = [one.name for one in files if one.size > limit]
    for one in files:
        if one.size <= limit:
            store().take(one.file_id, one.name, one)
