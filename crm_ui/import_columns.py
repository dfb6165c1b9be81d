"""The columns of a file: what each becomes, how it is read, and three of its values."""

from html import escape

import streamlit as st

from crm_core.i18n import visible
from crm_core.ingest.preview import ColumnProposal, Proposal
from crm_core.ingest.request import OUT, OWN
from crm_core.tables import TABLES, Table
from crm_ui import formats, import_choices, import_mapping
from crm_ui.import_uploads import Upload
from crm_ui.words import _, language, ngettext, plain

MOST, FEW, HEIGHT, LONGEST = 80, 10, 520, 40
WIDTHS = (3, 4, 3, 4)


def columns(upload: Upload, preview: Proposal) -> None:
    """One line a column, with its selectbox: those that were understood first, the others in the order of the file."""
    mapped = sorted(enumerate(preview.columns[: len(preview.staged.columns)]), key=lambda one: not (one[1].declared and one[1].field))
    kept = sum(one.declared and one.field is not None for _rank, one in mapped)
    counts = {"known": formats.number(kept, language()), "n": formats.number(len(mapped), language())}
    label = ngettext("Columns: {known} of {n} understood", "Columns: {known} of {n} understood", kept, **counts)
    with st.expander(label, expanded=True, key=f"columns-{upload.id}"):
        _heads(upload)
        with st.container(height=HEIGHT if len(mapped) > FEW else "content", border=False):
            for rank, one in mapped[:MOST]:
                _line(upload, preview, one, rank)
        _others([one for _rank, one in mapped[MOST:]])
        import_mapping.take_and_give(upload, preview)


def _heads(upload: Upload) -> None:
    names = (_("Column of the file"), _("Becomes"), _("Read as"), _("Examples"))
    with st.container(key=f"heads-{upload.id}"):
        for place, name in zip(st.columns(WIDTHS), names, strict=True):
            place.html(f'<p class="bc-note"><b>{escape(name)}</b></p>')


def _line(upload: Upload, preview: Proposal, one: ColumnProposal, rank: int) -> None:
    header, becomes, read, examples = st.columns(WIDTHS, vertical_alignment="center")
    header.html(f'<p class="bc-cell"><b>{escape(visible(one.header))}</b>{_empties(one, preview.count)}</p>')
    with becomes:
        _field(upload, TABLES[preview.table], one, rank)
    read.html(f'<p class="bc-cell">{escape(read_as(one))}</p>')
    shown = " · ".join(_short(value) for value in one.examples)
    examples.html(f'<p class="bc-cell bc-faint">{escape(visible(shown)) or "—"}</p>')


def _empties(one: ColumnProposal, rows: int) -> str:
    """How many of its cells are empty, when some are."""
    empty = rows - one.filled
    words = ngettext("{n} empty cell", "{n} empty cells", empty, n=formats.number(empty, language()))
    return f" <small>{escape(words)}</small>" if empty else ""


def _short(value: str) -> str:
    return value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"


def _field(upload: Upload, table: Table, one: ColumnProposal, rank: int) -> None:
    key = f"map-{upload.id}-{table.name}-{rank}"
    st.session_state[key] = OUT if one.field is None else one.field if one.declared else OWN
    st.selectbox(
        _("Field of “{column}”", column=plain(one.header)), [*table.by_name, OWN, OUT], format_func=lambda name: said(table, name), key=key,
        label_visibility="collapsed", on_change=_take, args=(upload, one.header, key),
    )  # fmt: skip


def said(table: Table, name: str) -> str:
    """An option of the selectbox in words."""
    if name == OWN:
        return _("keep as a field of its own")
    if name == OUT:
        return _("leave out")
    return _(table[name].label) + (" *" if table[name].required else "")


def _take(upload: Upload, header: str, key: str) -> None:
    import_choices.of(upload).take_field(header, st.session_state[key])


def read_as(one: ColumnProposal) -> str:
    """How the cells are read, and why the column was taken for its field."""
    return " · ".join(_(part) for part in (one.format, one.why) if part)


def _others(mapped: list[ColumnProposal]) -> None:
    if mapped:
        names = ", ".join(one.header for one in mapped[:MOST])
        words = ngettext(
            "{n} more column is taken as proposed: {names}.",
            "{n} more columns are taken as proposed: {names}.",
            len(mapped),
            n=formats.number(len(mapped), language()),
            names=names,
        )
        st.caption(plain(words))
