"""The rules of the pages Import, Definitions and Settings alone: description lists, formulas, and the words of the file uploader."""

import streamlit as st

from crm_ui.upload_limit import limit_mb
from crm_ui.words import _

RULES = """
.bc-define{max-width:60rem}.bc-define p{margin:0 0 .5rem;line-height:1.5}
.bc-define .bc-formula{font-family:var(--mono,"Source Code Pro",monospace);font-size:.8125rem;background:var(--ground);padding:.5rem .75rem;border-radius:.375rem}
.bc-define dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.375rem 1.5rem;margin:.25rem 0 .5rem;padding:0;font-size:.875rem}
.bc-define dt{color:var(--muted);font-weight:600;max-width:14rem}.bc-define dd{margin:0;overflow-wrap:anywhere}
.bc-define code{font-size:.8125rem;background:none;padding:0;color:inherit}
.bc-file{font-family:inherit;font-size:1rem;font-weight:600;margin:0;padding:0}.bc-file small{font-weight:400;color:var(--muted);font-size:.8125rem}
.bc-cell{margin:0;font-size:.875rem;overflow-wrap:anywhere}.bc-cell b{font-weight:600}.bc-cell small,.bc-faint{color:var(--muted);font-size:.8125rem}
.bc-version{margin:0;color:var(--muted);font-size:.875rem}.bc-version b{font-weight:600;color:var(--ink)}
.bc-version .bc-pill{margin:0 .25rem;font-size:.8125rem}
[class*="st-key-history-"]{border-top:1px solid var(--line);padding:.5rem 0;flex-wrap:nowrap}[class*="st-key-history-"] button{min-height:2rem}
@media(max-width:640px){[class*="st-key-history-"]{flex-wrap:wrap}}
.bc-difference{margin:0;padding:.5rem .75rem;background:var(--ground);border-radius:.375rem}
[class*="st-key-columns-"] [data-testid="stHorizontalBlock"]{border-top:1px solid var(--line);padding-top:.375rem}
[class*="st-key-bc-upload"] button p,[class*="st-key-bc-upload"] [data-testid="stFileUploaderDropzoneInstructions"] span{font-size:0}
[class*="st-key-bc-upload"] button p::after{content:var(--upload-button);font-size:.875rem}
[class*="st-key-bc-upload"] [data-testid="stFileUploaderDropzoneInstructions"] span::after{content:var(--upload-hint);font-size:.875rem;color:var(--muted)}
[class*="st-key-bc-upload"] [data-testid="stFileChipName"]+*{display:none}
.st-key-bc-upload:has([data-testid="stFileChipIconError"])::after{content:var(--upload-refused);font-size:.875rem;color:var(--bad)}
[class*="st-key-definition-"] summary{width:100%;max-width:60rem}[class*="st-key-definition-"] summary>*{flex:1;justify-content:space-between}[class*="st-key-definition-"] summary [data-testid="stMarkdownContainer"]{flex:1}[class*="st-key-definition-"] summary,[class*="st-key-definition-"] summary *{opacity:1}
[class*="st-key-definition-"] summary p,[class*="st-key-definition-"] summary p span{color:var(--muted)}[class*="st-key-definition-"] summary p strong{color:var(--ink);margin-right:.5rem}
@media(max-width:640px){[class*="st-key-heads-"]{display:none}}
@media(max-width:640px){.bc-define dl{grid-template-columns:1fr}.bc-define dd{margin-bottom:.5rem}}
"""


def apply() -> None:
    """Send the rules; before anything of the page that uses them. The uploader's own words are English: ours replace them."""
    refused = _(
        "Refused: a file may have {n} MB at most and be CSV, Excel, OpenDocument or Parquet. Split it, or raise the limit in the settings.",
        n=limit_mb(),
    )
    words = {"--upload-button": _("Choose files"), "--upload-hint": _("or drop them here"), "--upload-refused": refused}
    said = "".join(f'{name}:"{text}";' for name, text in words.items())
    st.html(f"<style>:root{{{said}}}{RULES}</style>")
