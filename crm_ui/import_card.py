"""One file on the import page: what it is taken for, how it was read, what it leaves to be asked, and what it would change."""

from collections.abc import Callable
from html import escape
from typing import Any

import streamlit as st

from crm_core.errors import CrmError
from crm_core.ingest.preview import Proposal
from crm_core.ingest.request import NUMBERED, Question
from crm_core.tables import TABLES, Field
from crm_ui import errors, formats, import_choices, import_columns, import_difference, import_named, import_rows
from crm_ui.cards import pill
from crm_ui.import_mapping import understood
from crm_ui.import_preview import put_away
from crm_ui.import_uploads import Upload
from crm_ui.words import _, language, ngettext, plain

LIKELY, WARNINGS = 3, "date_turn:"
KINDS = {"csv": "CSV", "parquet": "Parquet"}


def card(upload: Upload) -> bool:
    """Draw one file; whether it can be imported as it stands."""
    with st.container(border=True, key=f"file-{upload.id}"):
        _head(upload)
        try:
            preview = understood(upload)
        except CrmError as problem:
            errors.show(problem)
            _again(upload)
            return False
        return _body(upload, preview)


def _head(upload: Upload) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        size = _("{n} kB", n=formats.number(max(upload.size / 1000, 1), language()))
        st.html(f'<h3 class="bc-file">{escape(upload.name)} <small>{escape(size)}</small></h3>', width="stretch")
        st.button(_("Leave out"), key=f"drop-{upload.id}", type="tertiary", on_click=put_away, args=(upload,))


def _again(upload: Upload) -> None:
    """After choices that contradict the file: begin again from what it says itself."""
    if import_choices.of(upload) != import_choices.Choices():
        st.button(_("Undo my choices for this file"), key=f"again-{upload.id}", on_click=import_choices.forget, args=(upload,))


def _body(upload: Upload, preview: Proposal) -> bool:
    _identity(upload, preview)
    for question in import_choices.of(upload).questions(one for one in preview.questions if one.id != "table"):
        _question(upload, question)
    _missing(upload, preview)
    for doubt in preview.notes:
        st.html(f'<p class="bc-note">{pill("watch", _("To check"))} {escape(doubt.say(language()))}</p>')
    import_columns.columns(upload, preview)
    import_named.offer(upload, preview)
    import_rows.rows(upload, preview)
    if preview.missing or doubtful(upload, preview):
        import_difference.waiting(preview)
        return False
    return import_difference.shown(upload, preview)


def _identity(upload: Upload, preview: Proposal) -> None:
    """What the file holds, from which sheet, and how it was read."""
    table, sheet = st.columns(2)
    with table:
        _choice(
            upload,
            "table",
            _("This file holds"),
            list(TABLES),
            preview.table,
            lambda name: _(TABLES[name].label),
            import_choices.of(upload).take_table,
        )
    if len(preview.staged.sheets) > 1:
        with sheet:
            _choice(
                upload, "sheet", _("Sheet"), list(preview.staged.sheets), preview.staged.sheet, str, import_choices.of(upload).take_sheet
            )
    st.html(f'<p class="bc-note">{confidence(upload, preview)} {escape(reading(preview))}</p>')
    if doubtful(upload, preview):
        _confirm(upload, preview)


def doubtful(upload: Upload, preview: Proposal) -> bool:
    """Must the person say what the file holds?"""
    return not preview.sure and not preview.remembered and import_choices.of(upload).table is None


def _confirm(upload: Upload, preview: Proposal) -> None:
    """The likeliest tables as buttons: one click settles the doubt."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.text(_("What does “{name}” hold?", name=upload.name), width="content")
        for one in preview.candidates[:LIKELY]:
            take = import_choices.of(upload).take_table
            st.button(_(TABLES[one.table].label), key=f"confirm-{upload.id}-{one.table}", on_click=take, args=(one.table,))


def confidence(upload: Upload, preview: Proposal) -> str:
    """How the table was found, as a pill."""
    if import_choices.of(upload).table:
        return pill("good", _("Chosen"))
    if preview.remembered:
        return pill("good", _("As last time"))
    share = formats.share(preview.confidence, language(), 0)
    if preview.sure:
        return pill("good", _("Recognised, {share} sure", share=share))
    others = _(" or ").join(_(TABLES[one.table].label) for one in preview.candidates[:2])
    return pill("watch", _("To confirm: {tables}?", tables=others))


def reading(preview: Proposal) -> str:
    """CSV · windows-1252 · separator ; · headers on line 3 · 4 906 rows"""
    staged, spoken = preview.staged, language()
    said = [KINDS.get(staged.file_format, staged.file_format.upper())]
    said += [staged.encoding] if staged.encoding else []
    said += [_("separator “{mark}”", mark=_("tab") if staged.separator == "\t" else staged.separator)] if staged.separator else []
    said += [_("headers on line {n}", n=formats.number(staged.header_line, spoken))] if staged.header_line else []
    said.append(ngettext("{n} row", "{n} rows", staged.rows, n=formats.number(staged.rows, spoken)))
    return " · ".join(said)


def _question(upload: Upload, question: Question) -> None:
    """A doubt of the file, its proposal chosen beforehand."""
    labels = {option.value: _(option.label) for option in question.options}
    taken = import_choices.of(upload).answers.get(question.id, question.proposal)
    key = f"ask-{upload.id}-{question.id}"
    st.session_state[key] = taken
    said, warns = plain(question.say(language())), question.id.startswith(WARNINGS)
    if warns:
        st.html(f'<p class="bc-note">{pill("watch", _("To check"))} {escape(question.say(language()))}</p>')
    st.radio(
        said, list(labels), format_func=labels.__getitem__, key=key, horizontal=True, on_change=_answered, args=(upload, question.id, key),
        label_visibility="collapsed" if warns else "visible",
    )  # fmt: skip


def _answered(upload: Upload, id_: str, key: str) -> None:
    import_choices.of(upload).answers[id_] = st.session_state[key]


def _missing(upload: Upload, preview: Proposal) -> None:
    """Required fields that no column gives, and those that have one value for the whole file."""
    given = {one.header: one.examples[0] for one in preview.columns[len(preview.staged.columns) :]}
    for name in dict.fromkeys((*preview.missing, *given)):
        field = TABLES[preview.table][name]
        label = _("No column gives “{field}”: which value for the whole file?", field=_(field.label))
        numbers_rows = TABLES[preview.table].key == (name,)
        with st.container() if numbers_rows else st.columns(2)[0]:
            _value(upload, field, label, given.get(name), numbers_rows=numbers_rows)


def _value(upload: Upload, field: Field, label: str, now: str | None, *, numbers_rows: bool) -> None:
    key = f"value-{upload.id}-{field.name}"
    args = (upload, field.name, key)
    if numbers_rows:
        st.checkbox(
            _("No column gives “{field}”: number the rows with the name of the file and their line", field=_(field.label)),
            now == NUMBERED, key=key, on_change=_numbered, args=args,
        )  # fmt: skip
    elif field.kind in ("date", "datetime"):
        st.date_input(label, now, format="DD/MM/YYYY", key=key, on_change=_valued, args=args)
    elif field.codes:
        codes = list(field.codes)
        st.selectbox(label, codes, codes.index(now) if now in codes else None, key=key, on_change=_valued, args=args)
    else:
        st.text_input(label, now or "", key=key, on_change=_valued, args=args)


def _numbered(upload: Upload, name: str, key: str) -> None:
    import_choices.of(upload).take_value(name, NUMBERED if st.session_state[key] else "")


def _valued(upload: Upload, name: str, key: str) -> None:
    import_choices.of(upload).take_value(name, st.session_state[key])


def _choice(
    upload: Upload, what: str, label: str, options: list[str], now: str | None, said: Callable[[str], str], take: Callable[[str], None]
) -> None:
    """A selectbox that shows what is understood and decides only when somebody changes it."""
    key = f"{what}-{upload.id}"
    st.session_state[key] = now
    st.selectbox(label, options, format_func=said, key=key, on_change=_chosen, args=(take, key))


def _chosen(take: Callable[[Any], None], key: str) -> None:
    take(st.session_state[key])
