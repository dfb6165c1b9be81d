"""The one <style> of the product, sent first. Everything that is not Streamlit's theme: properties for both themes, our own `.bc-*` classes,
the gutter and print.
"""

from urllib.parse import quote

import streamlit as st

from crm_ui import link, waiting

# Drawn here, so that no font is needed; used as CSS masks, so that they take the colour of their word.
ICONS = {
    "good": '<path d="M2 6.6l2.7 2.7L10 3.2" stroke-width="2"/>',
    "watch": '<path d="M6 1.3l5 9.2H1z" stroke-width="1.4"/><path d="M6 4.9v2.4M6 8.9v.05" stroke-width="1.4"/>',
    "bad": '<path d="M2.6 2.6l6.8 6.8M9.4 2.6L2.6 9.4" stroke-width="2"/>',
    "neutral": '<path d="M2 6h8" stroke-width="2"/>',
}
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 12 12" fill="none" stroke="#000" stroke-linecap="round" stroke-linejoin="round">'
)

RULES = """
:root{--ink:light-dark(#18212D,#E8ECF1);--muted:light-dark(#556070,#A6B0BD);--faint:light-dark(#667281,#8B97A6);--line:light-dark(#DFE4EA,#2B343F);
--grey:light-dark(#8B95A3,#77828F);--accent:light-dark(#1A5FA8,#7AB8F5);--ground:light-dark(#F5F7F9,#171E27);
--good:light-dark(#0A7263,#52C9B3);--watch:light-dark(#855B00,#E5B84B);--bad:light-dark(#B8360B,#FF9068);
--good-bg:light-dark(#E6F4F1,#12302C);--watch-bg:light-dark(#FBF1DC,#33290F);--bad-bg:light-dark(#FCEBE4,#3A2016);--neutral-bg:light-dark(#EEF1F4,#222A34);--look-bg:light-dark(#E8F0F9,#16283C)}
.bc-answer{font-size:1.125rem;line-height:1.5;max-width:60rem;margin:0 0 .375rem;color:var(--ink)}.bc-answer b{font-weight:600}
.bc-meta{font-size:.875rem;color:var(--muted);margin:0}
.bc-meta b{font-weight:600;color:var(--ink)}
.bc-pill{display:inline-flex;align-items:center;gap:.375rem;padding:.125rem .5rem;border-radius:1rem;font-size:.875rem;font-weight:600;line-height:1.25;white-space:nowrap}
.bc-pill i{width:.75rem;height:.75rem;flex:none;background:currentColor}
.bc-good{color:var(--good)}.bc-watch{color:var(--watch)}.bc-bad{color:var(--bad)}.bc-neutral{color:var(--muted)}
.bc-pill.bc-good{background:var(--good-bg)}.bc-pill.bc-watch{background:var(--watch-bg)}.bc-pill.bc-bad{background:var(--bad-bg)}.bc-pill.bc-neutral{background:var(--neutral-bg)}
.bc-note{font-size:.8125rem;line-height:1.35;color:var(--muted);margin:0}
[data-testid^="stBaseButton-primary"] p{color:light-dark(#FFFFFF,#10151C)}
.bc-note b{font-weight:600}.bc-instead{color:var(--watch)}
.bc-label{font-size:.875rem;font-weight:600;color:var(--muted);margin:0}
.bc-verdict{text-align:right;margin-top:-3rem;padding-bottom:.125rem;min-height:2.75rem}.bc-verdict p{margin-top:.25rem}
.bc-spark{display:block;width:100%;height:3rem;overflow:visible;margin:.375rem 0 .125rem}
.bc-code{font-family:monospace;font-size:.8125rem;line-height:1.5;white-space:pre-wrap;overflow-wrap:anywhere;margin:0;padding:.5rem .75rem;border-radius:.375rem;background:var(--ground);color:var(--ink)}
.st-key-screen-form iframe{outline:1px solid var(--line)}
[class*="st-key-strip-"]{background:var(--look-bg);border-radius:.375rem;padding:.5rem .5rem .5rem .875rem}.bc-looking{margin:0;color:var(--muted)}.bc-looking b{font-weight:600;color:var(--accent);margin-right:.5rem}
[class*="st-key-strip-"]{flex-wrap:nowrap}[class*="st-key-strip-"] button{min-height:2rem}@media(max-width:640px){[class*="st-key-strip-"]{flex-wrap:wrap}}
.bc-course{display:flex;gap:2px;border-radius:.375rem;overflow:hidden;font-size:.8125rem;line-height:1.25}.bc-part{flex-basis:0;min-width:0;padding:.375rem .5rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.bc-part small{display:block;font-size:.75rem;overflow:hidden;text-overflow:ellipsis}
.bc-plainly{display:flex;flex-wrap:wrap;gap:.5rem;margin:.25rem 0 0}
.bc-scroll{overflow-x:auto}.bc-table .w{min-width:14rem}.bc-table{width:100%;border-collapse:collapse;font-size:.875rem}
.bc-table .long{overflow-wrap:anywhere}.bc-table mark{background:color-mix(in srgb,var(--accent) 16%,transparent);color:inherit;border-radius:.25rem;padding:.0625rem .25rem;margin:0 -.25rem}
.bc-table caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.bc-table th{font-weight:600;color:var(--muted);font-size:.8125rem;text-align:right;padding:.375rem .75rem;border-bottom:1px solid var(--grey);vertical-align:bottom}
.bc-table td{text-align:right;padding:.4375rem .75rem;border-bottom:1px solid var(--line)}
.bc-table th:first-child,.bc-table td:first-child{text-align:left;padding-left:0}.bc-table td:first-child{font-weight:600;white-space:nowrap}
.bc-table.bc-wrap td:first-child{white-space:normal;overflow-wrap:anywhere;width:50%}.bc-table.bc-wrap td{text-align:left}
.bc-table a{color:var(--accent);text-decoration:none}.bc-table a:hover{text-decoration:underline}
.bc-table small{color:var(--faint);font-size:.8125rem}
.bc-table .w,.bc-table .t{text-align:left}
[class*="st-key-card-"] [data-testid="stMetricLabel"] p{font-weight:600;color:var(--muted)}
[class*="st-key-card-"] [data-testid="stMetricValue"]{line-height:1.2}
.st-key-card-customer-class [data-testid="stMetricValue"],.st-key-card-customer-class [data-testid="stMetricValue"] *{font-size:1.375rem;line-height:2.5rem}
[class*="st-key-few-"] [data-testid="stMetricValue"]{color:var(--muted)}
[data-testid="stMain"] [data-testid="stPageLink-NavLink"]{padding-left:0;padding-right:0}
[class*="st-key-why-"] button{min-height:0;padding:0;line-height:1.35}[class*="st-key-why-"] button p{font-size:.8125rem;color:var(--accent)}
[class*="st-key-start-"] .stButton button{min-height:0;padding:0}[class*="st-key-start-"] .stButton button p{color:var(--accent)}
[class*="st-key-chips"] button{min-height:0;padding:.125rem .5rem;border-radius:1rem}[class*="st-key-chips"] button p{font-size:.8125rem}
[role="dialog"] h3{font-size:1.0625rem}a:focus-visible,button:focus-visible,summary:focus-visible{outline:2px solid var(--accent);outline-offset:1px}
:has(>.st-key-watch){position:absolute;height:0;overflow:hidden}
[class*="st-key-chart-"]>:last-child:not(:first-child),[class*="st-key-missing-"]>:last-child{margin-top:auto}[class*="st-key-missing-"] a{padding-left:0}
@media(min-width:641px){[data-testid="stSidebarNavItems"] li{margin:0}[data-testid="stSidebarNavLink"]{margin:1px 0}[data-testid="stSidebarNavItems"]>div:not(:first-child){margin-top:.5rem}[data-testid="stNavSectionHeader"]{margin:.25rem 0 .125rem}}
.stMainBlockContainer{padding-left:3rem;padding-right:3rem;max-width:88rem}
@media(max-width:640px){.stMainBlockContainer{padding-left:1rem;padding-right:1rem}}
@media print{:root{color-scheme:light}section[data-testid="stSidebar"],header,.bc-lost,.st-key-doing,.stButton,.stDownloadButton,.stPopover,.stButtonGroup{display:none!important}.bc-verdict{margin-top:0;text-align:left;min-height:0}[class*="st-key-card-"],[class*="st-key-chart-"],.bc-table tr{break-inside:avoid}}
@media(prefers-reduced-motion:reduce){*,*::before,*::after{animation-duration:.01ms!important;animation-iteration-count:1!important;transition-duration:.01ms!important}.js-plotly-plot *{transition:none!important}}
"""


def _mask(drawing: str) -> str:
    url = 'url("data:image/svg+xml,' + quote(SVG + drawing + "</svg>") + '")'
    return f"-webkit-mask:{url} center/contain no-repeat;mask:{url} center/contain no-repeat"


SHEET = (
    "<style>"
    + RULES
    + link.RULES
    + waiting.RULES
    + "".join(f".bc-pill.bc-{state} i{{{_mask(drawing)}}}" for state, drawing in ICONS.items())
    + "</style>"
)


def apply() -> None:
    """Send the style; the first thing of every run."""
    st.html(SHEET)
