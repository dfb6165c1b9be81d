"""A file of purchases that also says who the customers are: one click reads it a second time, as customers."""

from html import escape

import streamlit as st

from crm_core.ingest.memory import Memory
from crm_core.ingest.preview import Proposal
from crm_core.ingest.request import OUT
from crm_core.tables import TABLES
from crm_ui import import_choices
from crm_ui.import_uploads import Upload, store
from crm_ui.words import _


def offer(upload: Upload, preview: Proposal) -> None:
    """Which of its columns say who the customers are, and the button that takes them; nothing once they are taken."""
    if not preview.named or _again(upload) in store().uploads:
        return
    columns = " · ".join(header for header, field in preview.named.items() if field not in (OUT, "customer_id"))
    said = _("This file also says who the customers are ({columns}): left so, their cards do not know it.", columns=columns)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<p class="bc-note">{escape(said)}</p>', width="stretch")
        st.button(_("Take its customers, too"), key=f"named-{upload.id}", on_click=_take, args=(upload, preview))


def _again(upload: Upload) -> str:
    return f"{upload.id}-named"


def _take(upload: Upload, preview: Proposal) -> None:
    again = store().again(upload, _again(upload))
    import_choices.of(again).take_all(Memory(TABLES["customers"].name, preview.named, {}, {}))
