"""What did I bring, what was understood, what was refused?"""

import streamlit as st

from crm_ui import cache, data_style, errors, head, import_card, import_run, import_start, import_uploads, tables, versions
from crm_ui.words import _

data_style.apply()
head.question(_("What did I bring, what was understood, what was refused?"))
import_start.answer()
versions.said_undone()
if cache.past_version():
    tables.note(_("To bring files, go back to the current version."))
else:
    import_run.report()
    import_uploads.uploader()
    uploads, ready = list(import_uploads.store().uploads.values()), []
    for upload in uploads:
        with errors.part():
            if import_card.card(upload):
                ready.append(upload)
    if uploads:
        import_run.button(ready, len(uploads) - len(ready))
    else:
        import_start.first_steps()
st.subheader(_("What was imported so far"), anchor=False)
versions.history(way_back=not import_run.reported())
