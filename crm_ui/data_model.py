"""The tables of the model and their fields, in words: what a file may hold and how it is recognised."""

from html import escape

import streamlit as st

from crm_core.i18n import N_, say
from crm_core.tables import TABLES, Field, Table
from crm_ui import cache, formats, tables
from crm_ui.definitions import found, text_sheet
from crm_ui.sheets import Sheet
from crm_ui.templates import template_button
from crm_ui.words import _, language, ngettext

KINDS = {
    "id": N_("number or code, kept as written"), "str": N_("text"), "date": N_("date"), "datetime": N_("date and time"), "number": N_("number"),
    "money": N_("amount"), "bool": N_("yes or no"), "code": N_("closed list"),
}  # fmt: skip
CHECKS = {
    "email": N_("checked: e-mail address"), "phone": N_("checked: telephone number"), "siret": N_("checked: SIRET"),
    "postal_code": N_("checked: postal code"), "birth_date": N_("checked: plausible birth date"),
}  # fmt: skip


def matching(words: str, spoken: str) -> list[tuple[Table, tuple[Field, ...]]]:
    """The tables and those of their fields whose label, name or synonyms hold all the words; all fields when the table itself does."""
    found_in = []
    for table in TABLES.values():
        whole = found(words, table.name, say(table.label, spoken))
        fields = (
            table.fields if whole else tuple(one for one in table.fields if found(words, one.name, say(one.label, spoken), *one.synonyms))
        )
        if fields:
            found_in.append((table, fields))
    return found_in


def shown(words: str) -> None:
    """Every table behind its name; those that the search found are open."""
    matches = matching(words, language())
    if not matches:
        st.text(_("No table or field has these words."))
    for table, fields in matches:
        count = ngettext("{n} field", "{n} fields", len(fields), n=formats.number(len(fields), language()))
        with st.expander(
            f"{_(table.label)} · {count}", expanded=bool(words), key=f"table-{table.name}{'-found' if words else ''}", on_change="rerun"
        ) as opened:
            if opened.open:
                _table(table, fields)


def _table(table: Table, fields: tuple[Field, ...]) -> None:
    st.html(f'<p class="bc-note">{escape(about(table))}</p>')
    st.html(tables.html(fields_sheet(fields), _("Fields of the table"), language(), cache.currency()))
    template_button(table.name, "model")


def about(table: Table) -> str:
    """What is known of the table itself: name, key, day, and what becomes of other columns."""
    key = ", ".join(_(table[name].label) for name in table.key)
    said = [_("In the files and the command line: {name}.", name=table.name)]
    said.append(_("A row is known by: {key}.", key=key) if key else _("A row is known by all that it says."))
    if table.day:
        said.append(_("Its day is: {day}.", day=_(table[table.day].label)))
    said.append(_("Other columns of a file are kept under their own names and can serve as filters."))
    return " ".join(said)


def fields_sheet(fields: tuple[Field, ...]) -> Sheet:
    """One row a field: label, name, kind, whether it is required, and the headers that are recognised."""
    rows = [
        {
            "label": _(one.label), "name": one.name, "kind": kind_words(one),
            "required": _("required") if one.required else "", "words": ", ".join(one.synonyms),
        } for one in fields
    ]  # fmt: skip
    return text_sheet(
        rows, wide="words", label=_("Field"), name=_("Name"), kind=_("Type"), required=_("Required"), words=_("Recognised headers")
    )


def kind_words(one: Field) -> str:
    """The type in words; a closed list with its codes, a checked field with its rule."""
    said = [_(KINDS[one.kind])]
    said += [_(CHECKS[one.check])] if one.check else []
    return ", ".join(said) + (f" ({', '.join(one.codes)})" if one.codes else "")
